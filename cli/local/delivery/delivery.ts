import { join } from "node:path";
import type { Connection } from "../duckdb";
import type { StreamRecord } from "../runtime";
import { ByteSpool } from "./byteSpool";
import type { Conversion } from "./configuration";
import type { DeliveryErrors } from "./deliveryErrors";
import type { DeliveryError } from "./errorRecord";
import { HiveJsonDeserializer, type SchemaColumn } from "./hiveJson";
import { ObjectBuffers, type OpenBuffer } from "./objectBuffer";
import { type DeliveryContext, ObjectWriter } from "./objectWriter";
import { writeParquet } from "./parquet";
import { Spool } from "./spool";

/** Active partitions of one delivery stream. Source: Firehose Developer Guide, "Amazon Data Firehose Quota". */
const MOST_PARTITIONS = 500;
const NO_KEYS: Readonly<Record<string, string>> = {};

/** Rows of one Parquet object. */
class RowSpool extends Spool {
    rows = 0;

    constructor(
        file: string,
        readonly partitionKeys: Readonly<Record<string, string>>,
    ) {
        super(file);
    }
}

/** Records of one object that is not converted. */
class RecordSpool extends ByteSpool {
    constructor(
        file: string,
        compressed: boolean,
        readonly partitionKeys: Readonly<Record<string, string>>,
    ) {
        super(file, compressed);
    }
}

/** The last step: partitions, converts and writes what has been transformed. */
export class Delivery {
    private readonly writer: ObjectWriter;
    private readonly converted: ConvertedDelivery | undefined;
    private readonly plain: ObjectBuffers<RecordSpool> | undefined;
    private keysOfNext: Readonly<Record<string, string>> = NO_KEYS;
    private spooled = 0;

    constructor(
        private readonly context: DeliveryContext,
        private readonly errors: DeliveryErrors,
    ) {
        const { configuration, runtime } = context;
        const { conversion, destination } = configuration;
        this.writer = new ObjectWriter(context, destination, "delivery");
        if (conversion) {
            this.converted = new ConvertedDelivery(context, conversion, this.writer);
            return;
        }
        this.plain = new ObjectBuffers<RecordSpool>(
            runtime.clock,
            destination.buffering,
            () => new RecordSpool(this.spoolFile(), destination.gzip, this.keysOfNext),
            (_, buffer) => this.writePlain(buffer),
        );
    }

    /**
     * @param data what the transform made of the record, or the record's own data
     * @param keys the transform's partition keys
     */
    add(data: Buffer, record: StreamRecord, keys: Readonly<Record<string, string>> | undefined): void {
        const { prefix } = this.context.configuration.destination;
        let partition = "";
        for (const name of prefix.partitionKeys) {
            const value = keys?.[name];
            if (value === undefined || value === "") {
                this.fail(data, record, {
                    type: "processing-failed",
                    code: "DynamicPartitioning.MetadataExtractionFailed",
                    message: `partitionKeys values must not be null or empty: ${name}`,
                });
                return;
            }
            partition += `${value}\u0000`;
        }
        const buffers = this.converted?.buffers ?? this.plain!;
        if (
            this.context.configuration.dynamicPartitioning &&
            buffers.active >= MOST_PARTITIONS &&
            !buffers.has(partition)
        ) {
            this.fail(data, record, {
                type: "processing-failed",
                code: "DynamicPartitioning.ActivePartitionsLimitExceeded",
                message: "The number of active partitions has exceeded the configured limit",
            });
            return;
        }
        if (this.converted) {
            const error = this.converted.add(partition, data, record.arrivedAt, keys ?? NO_KEYS);
            if (error) {
                this.fail(data, record, error);
            }
            return;
        }
        this.keysOfNext = keys ?? NO_KEYS;
        this.plain!.add(partition, record.arrivedAt, (spool) => {
            spool.append(data);
            if (this.context.configuration.delimiter) {
                spool.append(LINE_FEED);
            }
        });
    }

    private fail(data: Buffer, record: StreamRecord, error: DeliveryError): void {
        this.errors.add({
            error,
            attemptsMade: 1,
            record,
            data,
            lambdaArn: this.context.configuration.processor?.functionArn,
        });
    }

    private async writePlain({ content, oldestArrival, records }: OpenBuffer<RecordSpool>): Promise<void> {
        const { destination } = this.context.configuration;
        await content.finish();
        const key = this.writer.key(
            destination.prefix,
            { oldestArrival, partitionKeys: content.partitionKeys },
            destination.extension,
        );
        if (key === undefined) {
            content.remove();
            return;
        }
        await this.writer.put(key, content.file);
        this.context.counter.out += records;
    }

    private spoolFile(): string {
        return join(this.context.spools, `delivery-${this.spooled++}`);
    }
}

const LINE_FEED = Buffer.from("\n");

/** Rows on their way into Parquet objects. */
class ConvertedDelivery {
    readonly buffers: ObjectBuffers<RowSpool>;
    private readonly columns: readonly SchemaColumn[];
    private readonly deserializer: HiveJsonDeserializer;
    private connection: Promise<Connection> | undefined;
    private keysOfNext: Readonly<Record<string, string>> = NO_KEYS;
    private spooled = 0;

    constructor(
        private readonly context: DeliveryContext,
        private readonly conversion: Conversion,
        private readonly writer: ObjectWriter,
    ) {
        const table = context.catalog.table(conversion.database, conversion.table);
        this.columns = (table?.columns ?? []).map(({ name, type }) => ({ name, type: type! }));
        this.deserializer = new HiveJsonDeserializer(this.columns);
        this.buffers = new ObjectBuffers<RowSpool>(
            context.runtime.clock,
            context.configuration.destination.buffering,
            () => new RowSpool(join(context.spools, `rows-${this.spooled++}.json`), this.keysOfNext),
            (_, buffer) => this.write(buffer),
        );
    }

    /** @returns why the record cannot be converted, if so */
    add(
        partition: string,
        data: Buffer,
        arrivedAt: number,
        keys: Readonly<Record<string, string>>,
    ): DeliveryError | undefined {
        const read = this.deserializer.read(data.toString("utf8"));
        if (!read.ok) {
            return { type: "format-conversion-failed", code: read.code, message: read.message };
        }
        this.keysOfNext = keys;
        this.buffers.add(partition, arrivedAt, (spool) => {
            spool.append(read.lines);
            spool.rows += read.rows;
        });
        return undefined;
    }

    private async write({ content, oldestArrival, records }: OpenBuffer<RowSpool>): Promise<void> {
        const { destination } = this.context.configuration;
        content.flush();
        const key = this.writer.key(
            destination.prefix,
            { oldestArrival, partitionKeys: content.partitionKeys },
            destination.extension,
        );
        if (key !== undefined) {
            await this.writer.put(key, await this.convert(content));
            this.context.counter.out += records;
        }
        content.remove();
    }

    /** @returns the Parquet file */
    private async convert(spool: RowSpool): Promise<string> {
        this.connection ??= this.context.database.connect();
        const connection = await this.connection;
        const file = this.context.store.incomingFile();
        const write = () =>
            writeParquet(
                connection,
                this.columns,
                spool.file,
                spool.longestLine,
                file,
                this.conversion.codec,
            );
        let rows: number;
        try {
            rows = await write();
        } catch {
            // Valid JSON that DuckDB takes otherwise than Java does, such as one key twice.
            spool.rewrite((line) => this.deserializer.rewrite(line));
            rows = await write();
        }
        if (rows !== spool.rows) {
            throw new Error(`${this.context.resource.name}: ${spool.rows} rows were converted to ${rows}`);
        }
        return file;
    }
}
