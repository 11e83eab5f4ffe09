import { z } from "zod";
import { FLINK_BOUNDS, FLINK_RUNTIME_NAMES } from "../aws/flinkRuntimes";
import { LATEST_SECONDS } from "../aws/flinkSql";
import { whole } from "./bounds";
import { columnType } from "./columnType";
import { exactlyOneOf } from "./exactlyOne";
import { tableName } from "./names";

const STREAM_ARN = /^arn:aws[a-z-]*:kinesis:[a-z0-9-]+:\d{12}:stream\/[\w.-]{1,128}$/;
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;
const DELIVERY_STREAM_ARN = /^arn:aws[a-z-]*:firehose:[a-z0-9-]+:\d{12}:deliverystream\/[\w.-]{1,64}$/;

const keyArn = z.string().regex(KEY_ARN, {
    error: "is not the ARN of a KMS key; arn:aws:kms:eu-west-1:123456789012:key/… is expected",
});

const columnName = z.string().regex(/^[a-z][a-z0-9_]*$/, {
    error: "is not a name for a column; allowed: lower-case letters, digits and underscores, beginning with a letter",
});

const field = z
    .union(
        [
            z.string().regex(/^[^."'\\[\]\s]+(\.[^."'\\[\]\s]+)*$/, {
                error: "is not a field of a message; its name is expected, with dots on the way to it: reading.temp_c",
            }),
            z.strictObject({
                topicLevel: whole(1, 8, "levels", "a topic has at most 7 slashes").describe(
                    "Level of the topic, from 1 on: 2 is `seattle` in `stations/seattle/reading`.",
                ),
            }),
        ],
        { error: "is a field's name, or a map with `topicLevel`" },
    )
    .meta({ description: "Name of the JSON field, with dots on the way to it, or `{ topicLevel: 2 }`." });

const reference = z
    .strictObject({
        file: z.string().optional().describe("CSV file in the domain's folder; it is uploaded."),
        s3: z
            .string()
            .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^*?\s]+$/, {
                error: "is not the URI of an object; s3://bucket/folder/file.csv is expected",
            })
            .optional()
            .describe("CSV file that somebody else keeps in S3: its URI."),
        key: columnName.describe("Column of the file that tells its rows apart."),
        on: z.string().describe("Column of the pipeline that is looked up in `key`."),
        columns: z
            .record(columnName, columnType)
            .refine((value) => Object.keys(value).length > 1, {
                error: "names no column besides the key; one at least is expected, for the reference to add",
            })
            .describe("The file's columns, in its order: name → type."),
        kmsKey: keyArn
            .optional()
            .describe("ARN of the KMS key of the object in S3, where it is a customer's."),
    })
    .describe("Rows that add their columns to every record; where none matches, these are null.");

const window = z
    .strictObject({
        size: whole(1, 604_800, "seconds").describe("Seconds that a window covers."),
        slide: whole(1, 604_800, "seconds")
            .optional()
            .describe(
                "Seconds from the beginning of one window to the next; the size is a multiple of it. Default: the size, so that windows follow one another.",
            ),
    })
    .describe("Windows of the event's time: tumbling, or sliding with `slide`.");

/** The kinds of `to`, as they are spelled in a file. */
export const destinationKinds = ["stream", "existingStream", "deliveryStream", "pipeline"] as const;

const destination = z
    .strictObject({
        stream: z
            .strictObject({})
            .optional()
            .describe(
                "A Kinesis stream of the output's own, sized by the environment; written `stream: {}`.",
            ),
        existingStream: z
            .strictObject({
                arn: z
                    .string()
                    .regex(STREAM_ARN, {
                        error: "is not the ARN of a Kinesis stream; arn:aws:kinesis:eu-west-1:123456789012:stream/name is expected",
                    })
                    .describe("ARN of the stream, in the environment's account or another."),
                key: keyArn.optional().describe("ARN of the stream's KMS key, where it is a customer's."),
            })
            .optional()
            .describe("A Kinesis stream that exists."),
        deliveryStream: z
            .string()
            .regex(DELIVERY_STREAM_ARN, {
                error: "is not the ARN of a delivery stream; arn:aws:firehose:eu-west-1:123456789012:deliverystream/name is expected",
            })
            .optional()
            .describe("ARN of a delivery stream that exists and takes records directly."),
        pipeline: z
            .string()
            .optional()
            .describe(
                "The lake: a pipeline of this domain whose source is `directPut`, with the output's columns.",
            ),
    })
    .superRefine(
        exactlyOneOf(destinationKinds, {
            none: "names no destination",
            several: (count) => `names ${count}`,
        }),
    )
    .meta({
        description: "Where the rows go: exactly one of these keys.",
        minProperties: 1,
        maxProperties: 1,
    });

const output = z.strictObject({
    sql: z.string().describe("Path of the SQL file in the domain's folder: one SELECT over the pipeline."),
    window: window.optional(),
    to: destination,
});

/** `streams.<name>` of a domain's file. */
export const streamApplication = z.strictObject({
    description: z
        .string()
        .max(1024, { error: "is longer than 1024 characters" })
        .optional()
        .describe("What it answers."),
    pipeline: z
        .string()
        .describe("The pipeline whose stream is read: one with the source `iot` or `kinesis`."),
    time: z
        .string()
        .optional()
        .describe(
            "Column of type timestamp by which windows are formed. Default: the column of `partitionBy`.",
        ),
    late: whole(0, LATEST_SECONDS, "seconds", "windows wait that long for their last records")
        .default(30)
        .describe("Seconds that a record may come later than younger ones and still be counted."),
    fields: z
        .record(z.string(), field)
        .default({})
        .describe(
            "Column → where it lies in the message, where its name there is another one. With a `transform`, which runs behind the stream: all columns that are read.",
        ),
    references: z
        .record(tableName("a reference"), reference)
        .default({})
        .describe("Data from S3 that adds columns."),
    outputs: z
        .record(tableName("an output"), output)
        .refine((value) => Object.keys(value).length > 0, {
            error: "names no output; at least one is expected",
        })
        .meta({ description: "Results: name → SQL, window and destination.", minProperties: 1 }),
});

/** `streams` of a domain's file. */
export const streamApplications = z
    .record(tableName("an application"), streamApplication)
    .default({})
    .describe(
        "Applications that compute while records arrive: name → application. They are built where `tributary:streams` says so.",
    );

export type StreamApplicationFile = z.output<typeof streamApplication>;

/** `tributary:streams` */
export const streamsSection = z
    .strictObject({
        enabled: z
            .boolean()
            .optional()
            .describe(
                "Whether applications of `streams:` in domains are built. Each takes two KPUs at least, day and night.",
            ),
        runtime: z.enum(FLINK_RUNTIME_NAMES).optional().describe("Apache Flink's version."),
        parallelism: whole(FLINK_BOUNDS.parallelism.least, FLINK_BOUNDS.parallelism.most, "tasks")
            .optional()
            .describe("Tasks of one operator at the start."),
        parallelismPerKpu: whole(
            FLINK_BOUNDS.parallelismPerKpu.least,
            FLINK_BOUNDS.parallelismPerKpu.most,
            "tasks",
            "a KPU is one vCPU and 4 GiB",
        )
            .optional()
            .describe("Tasks that share a KPU."),
        autoScaling: z.boolean().optional().describe("Let the service follow the load."),
        checkpointSeconds: whole(
            FLINK_BOUNDS.checkpointSeconds.least,
            FLINK_BOUNDS.checkpointSeconds.most,
            "seconds",
            "more often costs throughput, and less often means to read more again after a failure",
        )
            .optional()
            .describe("Seconds between checkpoints."),
        inNetwork: z
            .boolean()
            .optional()
            .describe("Put applications into the environment's network, which is built then."),
        connectorRepository: z
            .string()
            .regex(/^https:\/\/[^\s?#]+$/, {
                error: "is not the URL of a repository; https://repo1.maven.org/maven2, or a mirror of it, is expected",
            })
            .optional()
            .describe("Maven repository that Flink's connectors are taken from. Default: Maven Central."),
    })
    .describe("Managed Service for Apache Flink, which runs what domains declare in `streams`.");
