import { join } from "node:path";
import type { StreamRecord } from "../runtime";
import { ByteSpool } from "./byteSpool";
import type { Destination } from "./configuration";
import { ObjectBuffers } from "./objectBuffer";
import { type DeliveryContext, ObjectWriter } from "./objectWriter";

const ONLY = "";

/** The copy of every record as it came, before any processing. Source: Firehose API, "S3BackupMode". */
export class SourceBackup {
    private readonly buffers: ObjectBuffers<ByteSpool>;
    private latest: ByteSpool | undefined;
    private spooled = 0;

    constructor(context: DeliveryContext, destination: Destination) {
        const writer = new ObjectWriter(context, destination, "backup");
        this.buffers = new ObjectBuffers<ByteSpool>(
            context.runtime.clock,
            destination.buffering,
            () => {
                this.latest = new ByteSpool(
                    join(context.spools, `backup-${this.spooled++}`),
                    destination.gzip,
                );
                return this.latest;
            },
            async (_, { content, oldestArrival }) => {
                await content.finish();
                const key = writer.key(destination.prefix, { oldestArrival }, destination.extension);
                if (key === undefined) {
                    content.remove();
                } else {
                    await writer.put(key, content.file);
                }
            },
        );
    }

    async put(records: readonly StreamRecord[]): Promise<void> {
        for (const record of records) {
            this.buffers.add(ONLY, record.arrivedAt, (spool) => spool.append(record.data));
        }
        await this.latest?.room();
    }
}
