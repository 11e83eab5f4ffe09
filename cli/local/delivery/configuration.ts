import type { PlanResource, PlanValue } from "../../preview/plan";
import { number, record, records, reveal, text } from "../resources";
import { PARQUET_CODECS } from "./parquet";
import { Prefix } from "./prefix";

type PlanRecord = { readonly [key: string]: PlanValue };

/** How much is collected before something happens, and for how long at most. */
export interface BufferingHints {
    readonly bytes: number;
    readonly milliseconds: number;
}

/** Somewhere in S3 that the delivery stream writes to. */
export interface Destination {
    readonly roleArn: string;
    readonly bucket: string;
    readonly prefix: Prefix;
    readonly errorPrefix: Prefix;
    readonly buffering: BufferingHints;
    /** Key that the objects are encrypted with instead of the bucket's default. */
    readonly keyArn?: string;
    readonly gzip: boolean;
    /** What follows the name of an object with data, e.g. `.parquet`. */
    readonly extension: string;
    /** Absent: nothing is logged. */
    readonly logging?: { readonly logGroup: string; readonly logStream: string };
}

/** The Lambda function that records pass. */
export interface Processor {
    readonly functionArn: string;
    readonly buffering: BufferingHints;
    readonly retries: number;
}

/** JSON to Parquet. */
export interface Conversion {
    readonly roleArn: string;
    readonly database: string;
    readonly table: string;
    readonly region: string;
    readonly versionId: string;
    /** As DuckDB spells it. */
    readonly codec: string;
}

export interface DeliveryConfiguration {
    readonly name: string;
    readonly arn: string;
    /** Begins with 1 and grows with each change; a plan has the first. */
    readonly version: string;
    readonly source?: { readonly streamArn: string; readonly roleArn: string };
    readonly destination: Destination;
    readonly backup?: Destination;
    readonly processor?: Processor;
    readonly conversion?: Conversion;
    readonly dynamicPartitioning: boolean;
    /** A line feed is appended to each record. */
    readonly delimiter: boolean;
}

const MIB = 1024 * 1024;

/**
 * Reads a `FirehoseDeliveryStream` of the plan. Defaults are those of the Firehose API: "BufferingHints",
 * "ProcessorParameter", "S3DestinationConfiguration".
 *
 * @returns the configuration, or everything about it that Firehose or the local run would refuse
 */
export function readConfiguration(
    resource: PlanResource,
):
    | { readonly ok: true; readonly configuration: DeliveryConfiguration }
    | { readonly ok: false; readonly problems: string[] } {
    const problems: string[] = [];
    const kind = text(resource.inputs.destination);
    const s3 = record(resource.inputs.extendedS3Configuration);
    if (kind !== "extended_s3" || s3 === undefined) {
        problems.push(
            `destination: "${kind}" was found; a local run delivers to extended_s3 with extendedS3Configuration only`,
        );
        return { ok: false, problems };
    }
    const conversion = enabled(s3.dataFormatConversionConfiguration)
        ? readConversion(record(s3.dataFormatConversionConfiguration)!, s3, problems)
        : undefined;
    const dynamic = record(s3.dynamicPartitioningConfiguration);
    const dynamicPartitioning = dynamic !== undefined && dynamic.enabled !== false;
    const destination = readDestination(s3, "extendedS3Configuration", conversion !== undefined, problems);
    const backupWanted = text(s3.s3BackupMode) === "Enabled";
    const backupInputs = record(s3.s3BackupConfiguration);
    if (backupWanted && backupInputs === undefined) {
        problems.push("s3BackupConfiguration is missing; s3BackupMode Enabled needs it");
    }
    const processing = readProcessing(s3, problems);
    checkPartitioning(destination.prefix, dynamicPartitioning, processing.processor, s3, problems);
    if (conversion && destination.buffering.bytes < 64 * MIB) {
        problems.push("bufferingSize: less than 64 MiB was found; a format conversion needs 64 or more");
    }
    const source = record(resource.inputs.kinesisSourceConfiguration);
    const name = text(resource.outputs.name) ?? resource.name;
    const configuration: DeliveryConfiguration = {
        name,
        arn: text(resource.outputs.arn) ?? "",
        version: text(resource.outputs.versionId) ?? "1",
        ...(source === undefined
            ? {}
            : {
                  source: {
                      streamArn: text(source.kinesisStreamArn) ?? "",
                      roleArn: text(source.roleArn) ?? "",
                  },
              }),
        destination,
        ...(backupWanted && backupInputs
            ? { backup: readDestination(backupInputs, "s3BackupConfiguration", false, problems) }
            : {}),
        ...(processing.processor ? { processor: processing.processor } : {}),
        ...(conversion ? { conversion } : {}),
        dynamicPartitioning,
        delimiter: processing.delimiter,
    };
    return problems.length === 0 ? { ok: true, configuration } : { ok: false, problems };
}

function readDestination(s3: PlanRecord, place: string, converts: boolean, problems: string[]): Destination {
    const bucketArn = text(s3.bucketArn) ?? "";
    const bucket = /^arn:[^:]+:s3:::([^/]+)$/.exec(bucketArn)?.[1];
    if (bucket === undefined) {
        problems.push(`${place}.bucketArn: "${bucketArn}" was found; the ARN of a bucket is needed`);
    }
    const compression = text(s3.compressionFormat) ?? "UNCOMPRESSED";
    if (compression !== "UNCOMPRESSED" && (converts || compression !== "GZIP")) {
        problems.push(
            `${place}.compressionFormat: "${compression}" was found; ` +
                (converts
                    ? "a format conversion takes UNCOMPRESSED only"
                    : "a local run writes UNCOMPRESSED and GZIP"),
        );
    }
    const logging = record(s3.cloudwatchLoggingOptions);
    return {
        roleArn: text(s3.roleArn) ?? "",
        bucket: bucket ?? "",
        prefix: readPrefix(text(s3.prefix) ?? "", "objects", `${place}.prefix`, problems),
        errorPrefix: readPrefix(
            text(s3.errorOutputPrefix) ?? "",
            "errors",
            `${place}.errorOutputPrefix`,
            problems,
        ),
        buffering: hints(s3.bufferingSize, s3.bufferingInterval, { mib: 5, seconds: 300 }),
        keyArn: text(s3.kmsKeyArn),
        gzip: compression === "GZIP",
        extension: text(s3.fileExtension) ?? (converts ? ".parquet" : compression === "GZIP" ? ".gz" : ""),
        ...(logging?.enabled === true
            ? {
                  logging: {
                      logGroup: text(logging.logGroupName) ?? "",
                      logStream: text(logging.logStreamName) ?? "",
                  },
              }
            : {}),
    };
}

function readPrefix(prefix: string, use: "objects" | "errors", place: string, problems: string[]): Prefix {
    try {
        return new Prefix(prefix, use);
    } catch (error) {
        problems.push(`${place}: ${(error as Error).message}`);
        return new Prefix("", use);
    }
}

function readProcessing(
    s3: PlanRecord,
    problems: string[],
): { readonly processor?: Processor; readonly delimiter: boolean } {
    const processing = record(s3.processingConfiguration);
    let processor: Processor | undefined;
    let delimiter = false;
    for (const entry of processing?.enabled === false ? [] : records(processing?.processors)) {
        const type = text(entry.type);
        if (type === "AppendDelimiterToRecord") {
            delimiter = true;
            continue;
        }
        if (type !== "Lambda" || processor !== undefined) {
            problems.push(
                `processingConfiguration: a processor "${type}" was found; a local run knows one of type Lambda ` +
                    "and AppendDelimiterToRecord",
            );
            continue;
        }
        const parameters = new Map(
            records(entry.parameters).map((parameter) => [
                text(parameter.parameterName) ?? "",
                text(reveal(parameter.parameterValue)) ?? "",
            ]),
        );
        const functionArn = parameters.get("LambdaArn");
        if (functionArn === undefined) {
            problems.push("processingConfiguration: the Lambda processor has no parameter LambdaArn");
        }
        processor = {
            functionArn: functionArn ?? "",
            buffering: hints(parameters.get("BufferSizeInMBs"), parameters.get("BufferIntervalInSeconds"), {
                mib: 1,
                seconds: 60,
            }),
            retries: number(parameters.get("NumberOfRetries")) ?? 3,
        };
    }
    return { ...(processor ? { processor } : {}), delimiter };
}

/** Source: Firehose Developer Guide, "Use Amazon S3 bucket prefix to deliver data". */
function checkPartitioning(
    prefix: Prefix,
    dynamic: boolean,
    processor: Processor | undefined,
    s3: PlanRecord,
    problems: string[],
): void {
    const keys = prefix.partitionKeys;
    if (keys.length > 0 && !dynamic) {
        problems.push(
            `prefix: !{partitionKeyFromLambda:${keys[0]}} was found; it needs dynamicPartitioningConfiguration.enabled`,
        );
    }
    if (dynamic && keys.length === 0) {
        problems.push("prefix: no partition key was found; dynamic partitioning needs at least one");
    }
    if (keys.length > 0 && processor === undefined) {
        problems.push("prefix: partition keys come from a Lambda processor, and there is none");
    }
    if (dynamic && text(s3.errorOutputPrefix) === undefined) {
        problems.push("errorOutputPrefix is missing; dynamic partitioning needs it");
    }
}

function readConversion(settings: PlanRecord, s3: PlanRecord, problems: string[]): Conversion {
    const deserializer = record(record(settings.inputFormatConfiguration)?.deserializer);
    const hive = record(deserializer?.hiveJsonSerDe);
    if (deserializer?.openXJsonSerDe !== undefined && hive === undefined) {
        problems.push("inputFormatConfiguration: openXJsonSerDe was found; a local run reads hiveJsonSerDe");
    }
    if (Array.isArray(hive?.timestampFormats) && hive.timestampFormats.length > 0) {
        problems.push(
            "hiveJsonSerDe.timestampFormats was found; a local run reads yyyy-MM-dd HH:mm:ss[.fraction], the default",
        );
    }
    const serializer = record(record(settings.outputFormatConfiguration)?.serializer);
    const parquet = record(serializer?.parquetSerDe);
    if (parquet === undefined) {
        problems.push("outputFormatConfiguration: no parquetSerDe was found; a local run writes Parquet");
    }
    const compression = text(parquet?.compression) ?? "SNAPPY";
    if (PARQUET_CODECS[compression] === undefined) {
        problems.push(
            `parquetSerDe.compression: "${compression}" was found; allowed: ${Object.keys(PARQUET_CODECS).join(", ")}`,
        );
    }
    const schema = record(settings.schemaConfiguration) ?? {};
    return {
        roleArn: text(schema.roleArn) ?? text(s3.roleArn) ?? "",
        database: text(schema.databaseName) ?? "",
        table: text(schema.tableName) ?? "",
        region: text(schema.region) ?? "",
        versionId: text(schema.versionId) ?? "LATEST",
        codec: PARQUET_CODECS[compression] ?? "snappy",
    };
}

function enabled(value: PlanValue | undefined): boolean {
    const settings = record(value);
    return settings !== undefined && settings.enabled !== false;
}

function hints(
    size: PlanValue | undefined,
    interval: PlanValue | undefined,
    defaults: { readonly mib: number; readonly seconds: number },
): BufferingHints {
    return {
        bytes: (number(size) ?? defaults.mib) * MIB,
        milliseconds: (number(interval) ?? defaults.seconds) * 1000,
    };
}
