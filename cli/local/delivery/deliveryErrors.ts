import { join } from "node:path";
import type { StreamRecord } from "../runtime";
import { type DataCatalogTable, type DeliveryError, type ErrorOutputType, errorLine } from "./errorRecord";
import { ObjectBuffers } from "./objectBuffer";
import { type DeliveryContext, ObjectWriter } from "./objectWriter";
import { Spool } from "./spool";

/** A record that goes no further. */
export interface UndeliveredRecord {
    readonly error: DeliveryError;
    readonly attemptsMade: number;
    readonly record: StreamRecord;
    /** What could not be processed: the record's own data, or what the transform made of it. */
    readonly data: Buffer;
    readonly lambdaArn?: string;
}

/** Writes what could not be delivered under the error prefix, buffered like everything else. */
export class DeliveryErrors {
    private readonly buffers: ObjectBuffers<Spool>;
    private readonly dataCatalogTable: DataCatalogTable | undefined;
    private spooled = 0;
    records = 0;

    constructor(private readonly context: DeliveryContext) {
        const { destination, conversion } = context.configuration;
        const writer = new ObjectWriter(context, destination, "errors");
        this.buffers = new ObjectBuffers<Spool>(
            context.runtime.clock,
            destination.buffering,
            () => new Spool(join(context.spools, `errors-${this.spooled++}`)),
            async (errorOutputType, { content, oldestArrival }) => {
                content.flush();
                const key = writer.key(destination.errorPrefix, { oldestArrival, errorOutputType }, "");
                if (key === undefined) {
                    content.remove();
                } else {
                    await writer.put(key, content.file);
                }
            },
        );
        this.dataCatalogTable = conversion && {
            catalogId: context.runtime.plan.accountId,
            databaseName: conversion.database,
            tableName: conversion.table,
            region: conversion.region || context.runtime.plan.region,
            versionId: conversion.versionId,
            roleArn: conversion.roleArn,
        };
    }

    add({ error, attemptsMade, record, data, lambdaArn }: UndeliveredRecord): void {
        this.records++;
        const line = errorLine({
            error,
            attemptsMade,
            arrivedAt: record.arrivedAt,
            endedAt: this.context.runtime.clock.now(),
            data,
            sequenceNumber: record.sequenceNumber,
            lambdaArn,
            dataCatalogTable: this.dataCatalogTable,
        });
        const partition: ErrorOutputType = error.type;
        this.buffers.add(partition, record.arrivedAt, (spool) => spool.append(line));
    }
}
