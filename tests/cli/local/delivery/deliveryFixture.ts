/** A delivery stream over a hand-made plan, with a transform function of the test's own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GlueCatalog } from "../../../../cli/local/athena/catalog";
import { DeliveryStream } from "../../../../cli/local/delivery/deliveryStream";
import { DuckDb, fileList } from "../../../../cli/local/duckdb";
import type { LocalRuntime } from "../../../../cli/local/localRuntime";
import { ObjectStore } from "../../../../cli/local/objects/objectStore";
import type { Authorization, InvocationResult, StreamRecord } from "../../../../cli/local/runtime";
import type { PlanResource, PlanValue } from "../../../../cli/preview/plan";
import { ACCOUNT, REGION, resource, runtimeOf } from "../runtimeFixture";

export const ROLE = `arn:aws:iam::${ACCOUNT}:role/delivery`;
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:transform:$LATEST`;
export const STREAM_ARN = `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/dev-readings`;
const DELIVERY_ARN = `arn:aws:firehose:${REGION}:${ACCOUNT}:deliverystream/dev-readings`;

export interface TransformRecord {
    readonly recordId: string;
    readonly data: string;
}
export type Transform = (records: readonly TransformRecord[]) => unknown;

/** Returns every record as it came, with the partition key that its `day` says. */
export const identity: Transform = (records) => ({
    records: records.map(({ recordId, data }) => {
        const { day } = JSON.parse(Buffer.from(data, "base64").toString()) as { day?: string };
        return { recordId, result: "Ok", data, metadata: { partitionKeys: { day: day ?? "" } } };
    }),
});

export interface DeliveryFixture {
    readonly runtime: LocalRuntime;
    readonly store: ObjectStore;
    readonly stream: PlanResource;
    put(...rows: readonly (object | string)[]): Promise<void>;
    /** Lets time pass until nothing is buffered. */
    settle(): Promise<void>;
    keys(bucket: string): string[];
    rows(prefix: string): Promise<Record<string, unknown>[]>;
    /** Lines of all objects under the prefix. */
    errors(prefix?: string): Record<string, unknown>[];
    close(): Promise<void>;
}

export function deliver(
    settings: Record<string, PlanValue> = {},
    transform: Transform | ((records: readonly TransformRecord[]) => InvocationResult) = identity,
    authorization?: Authorization,
): DeliveryFixture {
    const directory = mkdtempSync(join(tmpdir(), "delivery-"));
    const stream = resource(
        "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
        "readings",
        {
            name: "dev-readings",
            destination: "extended_s3",
            kinesisSourceConfiguration: { kinesisStreamArn: STREAM_ARN, roleArn: ROLE },
            extendedS3Configuration: { ...EXTENDED, ...settings },
        },
        { arn: DELIVERY_ARN },
    );
    const runtime = runtimeOf(
        [
            resource("aws:s3/bucket:Bucket", "curated", { bucket: "curated" }),
            resource("aws:s3/bucket:Bucket", "raw", { bucket: "raw" }),
            resource("aws:kinesis/stream:Stream", "readings", { name: "dev-readings" }, { arn: STREAM_ARN }),
            stream,
            TABLE,
        ],
        authorization,
        directory,
    );
    runtime.serve(
        {
            invoke: async (_, payload) => {
                const { records } = JSON.parse(payload) as { records: TransformRecord[] };
                const answer = transform(records) as InvocationResult | object;
                return "ok" in answer ? answer : { ok: true, payload: JSON.stringify(answer) };
            },
        },
        [],
    );
    const store = new ObjectStore(runtime);
    const database = new DuckDb(join(directory, "scratch"));
    const subject = new DeliveryStream(runtime, stream, {
        store,
        catalog: new GlueCatalog(runtime.index),
        database,
    });
    let sequence = 0;
    const keys = (bucket: string) => store.list(bucket, "").map(({ key }) => key);
    return {
        runtime,
        store,
        stream,
        put: (...rows) => subject.put(rows.map((row) => streamRecord(row, runtime.clock.now(), sequence++))),
        settle: () => runtime.clock.settle(),
        keys,
        rows: async (prefix) => {
            const files = store.list("curated", prefix).map(({ path }) => path);
            const connection = await database.connect();
            const query = `SELECT * FROM read_parquet(${fileList(files)}, hive_partitioning = false) ORDER BY ALL`;
            return files.length === 0 ? [] : connection.all(query);
        },
        errors: (prefix = "errors/") =>
            store
                .list("curated", prefix)
                .flatMap(({ key }) => store.read("curated", key).toString().trim().split("\n"))
                .map((line) => JSON.parse(line) as Record<string, unknown>),
        close: async () => {
            await database.close();
            rmSync(directory, { recursive: true, force: true });
        },
    };
}

function streamRecord(row: object | string, arrivedAt: number, sequence: number): StreamRecord {
    return {
        data: Buffer.from(typeof row === "string" ? row : JSON.stringify(row)),
        arrivedAt,
        partitionKey: "k",
        shardId: "shardId-000000000000",
        sequenceNumber: `49${String(sequence).padStart(54, "0")}`,
    };
}

const EXTENDED: Record<string, PlanValue> = {
    roleArn: ROLE,
    bucketArn: "arn:aws:s3:::curated",
    prefix: "weather/readings/day=!{partitionKeyFromLambda:day}/",
    errorOutputPrefix: "errors/!{firehose:error-output-type}/",
    bufferingSize: 64,
    bufferingInterval: 60,
    dynamicPartitioningConfiguration: { enabled: true },
    processingConfiguration: {
        enabled: true,
        processors: [
            {
                type: "Lambda",
                parameters: [
                    { parameterName: "LambdaArn", parameterValue: FUNCTION_ARN },
                    { parameterName: "BufferIntervalInSeconds", parameterValue: "60" },
                ],
            },
        ],
    },
    dataFormatConversionConfiguration: {
        enabled: true,
        inputFormatConfiguration: { deserializer: { hiveJsonSerDe: {} } },
        outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
        schemaConfiguration: {
            roleArn: ROLE,
            databaseName: "dev_weather",
            tableName: "readings",
            region: REGION,
            versionId: "LATEST",
        },
    },
    s3BackupMode: "Enabled",
    s3BackupConfiguration: {
        roleArn: ROLE,
        bucketArn: "arn:aws:s3:::raw",
        prefix: "weather/readings/!{timestamp:yyyy/MM/dd/HH}/",
        bufferingInterval: 60,
        compressionFormat: "GZIP",
    },
};

const TABLE = resource("aws:glue/catalogTable:CatalogTable", "readings", {
    databaseName: "dev_weather",
    name: "readings",
    partitionKeys: [{ name: "day", type: "string" }],
    storageDescriptor: {
        location: "s3://curated/weather/readings/",
        serDeInfo: { serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
        columns: [
            { name: "station", type: "string" },
            { name: "at", type: "timestamp" },
            { name: "temperature", type: "double" },
            { name: "price", type: "decimal(9,2)" },
            { name: "count", type: "bigint" },
        ],
    },
});
