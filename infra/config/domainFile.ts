import { z } from "zod";
import { topicFilterProblem } from "../aws/topicFilter";
import { whole } from "./bounds";
import { columns } from "./columns";
import { exactlyOneOf } from "./exactlyOne";
import { accessSection, filtersSection, tagsSection } from "./governance";
import { domainHadoop } from "./hadoopSteps";
import { crawlerSection, jobSection } from "./jobFile";
import { dashedName, tableName } from "./names";
import { principal, spice } from "./quicksight";
import { searchIndices } from "./search";
import { streamApplications } from "./streamsFile";

const description = z.string().optional();

/** The kinds of `source`, as they are spelled in a file. */
export const sourceKinds = ["iot", "kinesis", "directPut", "cloudwatchLogs"] as const;

const source = z
    .strictObject({
        iot: z
            .strictObject({
                topic: z
                    .string()
                    .superRefine((filter, context) => {
                        const problem = topicFilterProblem(filter);
                        if (problem !== undefined) {
                            context.addIssue({ code: "custom", message: `"${filter}" ${problem}` });
                        }
                    })
                    .describe(
                        "MQTT topic filter, e.g. `stations/+/reading`; at most 7 slashes and 256 bytes.",
                    ),
            })
            .optional()
            .describe("Messages that devices publish to AWS IoT Core."),
        kinesis: z
            .strictObject({
                stream: z
                    .string()
                    .regex(/^arn:aws[a-z-]*:kinesis:[a-z0-9-]+:\d{12}:stream\/[\w.-]{1,128}$/, {
                        error: "is not the ARN of a Kinesis stream; arn:aws:kinesis:eu-west-1:123456789012:stream/name is expected",
                    })
                    .describe("ARN of an existing stream, in the environment's region."),
                key: z
                    .string()
                    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, {
                        error: "is not the ARN of a KMS key; arn:aws:kms:eu-west-1:123456789012:key/… is expected (an alias does not do, policies name keys)",
                    })
                    .optional()
                    .describe("ARN of the KMS key that encrypts the stream, where it is a customer's."),
            })
            .optional()
            .describe("An existing Kinesis stream."),
        directPut: z
            .strictObject({})
            .optional()
            .describe("Programs that call Firehose's PutRecord; written `directPut: {}`."),
        cloudwatchLogs: z
            .strictObject({
                logGroup: z
                    .string()
                    .regex(/^[\w./#-]{1,512}$/, { error: "is not the name of a log group" })
                    .describe("Name of an existing log group, in the environment's region."),
                filterPattern: z
                    .string()
                    .max(1024, { error: "is longer than 1024 characters, CloudWatch's bound" })
                    .default("")
                    .describe("CloudWatch filter pattern; empty: all events."),
            })
            .optional()
            .describe("Events of an existing CloudWatch log group."),
    })
    .superRefine(
        exactlyOneOf(sourceKinds, { none: "names no source", several: (count) => `names ${count} sources` }),
    )
    .meta({
        description: "Where records come from: exactly one of these keys.",
        minProperties: 1,
        maxProperties: 1,
    });

/** The partition units, from coarse to fine. */
export const partitionUnits = ["year", "month", "day", "hour"] as const;

const partitionBy = z
    .strictObject({
        year: z.string().optional().describe("One partition a year, by this column."),
        month: z.string().optional().describe("One partition a month, by this column."),
        day: z.string().optional().describe("One partition a day, by this column."),
        hour: z.string().optional().describe("One partition an hour, by this column."),
        since: z.iso
            .date({ error: "is not a date; a day of the calendar such as 2001-01-31 is expected" })
            .default("2000-01-01")
            .describe("The first partition; older records are rejected, because no query would see them."),
    })
    .superRefine((value, context) => {
        const given = partitionUnits.filter((unit) => value[unit] !== undefined);
        if (given.length !== 1) {
            const found =
                given.length === 0 ? "names no unit" : `names ${given.length} units (${given.join(", ")})`;
            const message = `${found}; exactly one is expected, e.g. { day: at }. Allowed: ${partitionUnits.join(", ")}`;
            context.addIssue({ code: "custom", message });
        }
    })
    .meta({
        description:
            "Partitions by the time in a column, e.g. `{ day: at }`. Without it: by the day on which a record arrived.",
        oneOf: partitionUnits.map((unit) => ({ required: [unit] })),
    });

const sqlPath = z.string().describe("Path of the SQL file in the domain's folder.");

const report = z
    .union(
        [
            sqlPath,
            z.strictObject({
                sql: sqlPath,
                description: description.describe("What the report answers."),
                engine: z
                    .enum(["athena", "warehouse"])
                    .optional()
                    .describe(
                        "What computes it: `athena` (default), or `warehouse`, in PostgreSQL's SQL, whenever records have been loaded; only with `loadInto: warehouse`, and only where the environment has one.",
                    ),
                spice: spice.optional(),
            }),
        ],
        {
            error: "is the path of an SQL file, or a map with `sql`",
        },
    )
    .transform((value) => (typeof value === "string" ? { sql: value } : value))
    .meta({ description: "The path of an SQL file, or a map that says more." });

const expression = z.string().min(1, { error: "is empty; an SQL expression is expected" });

const replay = z
    .strictObject({
        dataset: z
            .string()
            .min(1, { error: "is empty; a path is expected" })
            .describe(
                "CSV, JSON or Parquet file: in the domain's folder, or in an npm package (`vega-datasets/data/flights-3m.parquet`).",
            ),
        topic: expression
            .optional()
            .describe(
                "SQL expression that gives each message's topic; only with an IoT source. Default: the topic filter, where it has no wildcard.",
            ),
        message: z
            .record(z.string().min(1, { error: "is empty; a field's name is expected" }), expression)
            .refine((value) => Object.keys(value).length > 0, {
                error: "has no field; at least one is expected",
            })
            .meta({
                description: "The message: field → SQL expression over the data set's columns.",
                minProperties: 1,
            }),
    })
    .describe("Real data that `tributary run` sends through the pipeline, as its devices would.");

const loadInto = z
    .union(
        [
            z.literal("warehouse"),
            z.strictObject({
                warehouse: z
                    .enum(["loader", "firehose"])
                    .describe(
                        "`loader`: COPY of each object that arrives in the lake. `firehose`: a second delivery stream, which needs a warehouse with a public address.",
                    ),
            }),
        ],
        { error: "is `warehouse`, or a map with `warehouse`" },
    )
    .transform((value) => (value === "warehouse" ? { warehouse: "loader" as const } : value))
    .meta({
        description:
            "Also load the records into the environment's warehouse, where it has one: `warehouse`. Tables of a domain that are not loaded are read there through Spectrum.",
    });

export const pipeline = z.strictObject({
    description: description.describe("What arrives here."),
    source,
    columns,
    partitionBy: partitionBy.optional(),
    transform: z
        .string()
        .optional()
        .describe(
            "TypeScript module in the domain's folder that cleans and reshapes messages: exports `transform`.",
        ),
    onArrival: z
        .enum(["queue", "direct"])
        .default("queue")
        .describe(
            "How the reports' function is called: `queue` through SQS, with retries and a dead-letter queue; `direct` by S3, sooner.",
        ),
    window: whole(1, 900, "seconds", "SQS delays a message by at most 900 seconds")
        .optional()
        .describe(
            "Seconds of arrivals that one run of the reports covers; at most 10 with `onArrival: direct`. Default: 60 with `queue`, 5 with `direct`.",
        ),
    reports: z
        .record(tableName("a report"), report)
        .default({})
        .describe("SQL that is run when data has arrived: name of the result's table → file."),
    loadInto: loadInto.optional(),
    replay: replay.optional(),
});

const emailAddress = z.email({ error: "is not an e-mail address" });

/** `domains/<folder>/domain.yaml`. */
export const domainFile = z
    .strictObject({
        domain: dashedName("a domain").describe("Name of the domain, unique in the repository."),
        owner: emailAddress.describe("The team's e-mail address."),
        description: description.describe("What the domain's data is about."),
        viewers: z
            .array(principal)
            .default([])
            .describe(
                "QuickSight users and groups that see the reports' results and the dashboards: `user/<name>`, `group/<name>`.",
            ),
        authors: z
            .array(principal)
            .default([])
            .describe(
                "QuickSight users and groups that draw dashboards, in environments with `authoring`: they get each dashboard as an analysis.",
            ),
        pipelines: z
            .record(tableName("a pipeline"), pipeline)
            .refine((value) => Object.keys(value).length > 0, {
                error: "names no pipeline; at least one is expected",
            })
            .meta({ description: "Ways in: name of the table → pipeline.", minProperties: 1 }),
        jobs: z
            .record(tableName("a job"), jobSection)
            .default({})
            .describe("Jobs that load files or databases: name of the table → job."),
        crawlers: z
            .record(tableName("a crawler"), crawlerSection)
            .default({})
            .describe(
                "Crawlers that describe files of which nobody knows the columns: name of the folder → crawler.",
            ),
        access: accessSection,
        filters: filtersSection,
        tags: tagsSection,
        streams: streamApplications,
        search: searchIndices,
        dashboards: z
            .record(
                tableName("a dashboard"),
                z
                    .string()
                    .describe(
                        "Path of the dashboard's file in the domain's folder: charts (`.yaml`), or what `tributary dashboards pull` wrote (`.json`).",
                    ),
            )
            .default({})
            .describe("Dashboards: name → file."),
        hadoop: domainHadoop.optional(),
    })
    .meta({
        title: "Tributary domain",
        description: "What a data team asks for: `domains/<folder>/domain.yaml`.",
    });

export type DomainFile = z.output<typeof domainFile>;
export type PipelineFile = z.output<typeof pipeline>;
