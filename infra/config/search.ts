import { z } from "zod";
import { capacityProblems, ENGINE_VERSION, MOST_DATA_NODES, VOLUME_GIB } from "../aws/opensearch";
import { topicFilterProblem } from "../aws/topicFilter";
import { whole } from "./bounds";
import { exactlyOneOf } from "./exactlyOne";
import type { NetworkSettings, SearchIndexSettings, SearchSettings, SearchSource } from "./model";
import { tableName } from "./names";

const roleArn = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, {
    error: "is not the ARN of an IAM role; arn:aws:iam::123456789012:role/name is expected",
});

const keyArn = z.string().regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, {
    error: "is not the ARN of a KMS key; arn:aws:kms:eu-west-1:123456789012:key/… is expected (an alias does not do, policies name keys)",
});

/** `tributary:search` */
export const searchSection = z
    .strictObject({
        engineVersion: z
            .string()
            .regex(ENGINE_VERSION, { error: "is not a version; one such as OpenSearch_3.3 is expected" })
            .optional()
            .describe("Version of OpenSearch, e.g. `OpenSearch_3.3`."),
        dataNodes: whole(1, MOST_DATA_NODES, "nodes", "that is an account's default quota")
            .optional()
            .describe("Nodes that hold data: a multiple of `availabilityZones`."),
        dataNodeType: z.string().optional().describe("Their type, e.g. `r7g.large.search`."),
        masterNodes: z
            .literal([0, 3, 5], { error: "is not allowed; 0, 3 or 5 are: an even number cannot elect" })
            .optional()
            .describe("Nodes that only manage the cluster: 0, 3 or 5."),
        masterNodeType: z.string().optional().describe("Their type, e.g. `m7g.large.search`."),
        availabilityZones: z
            .literal([1, 2, 3], { error: "is not allowed; 1, 2 or 3 are" })
            .optional()
            .describe("Availability zones that the nodes are spread over; at most those of the network."),
        standby: z
            .boolean()
            .optional()
            .describe("A third of the cluster waits in a third zone, and takes over within a minute."),
        volumeGib: whole(VOLUME_GIB.least, VOLUME_GIB.most, "GiB")
            .optional()
            .describe("GiB of disk of each data node."),
        snapshotDays: whole(1, 3650, "days")
            .optional()
            .describe("Days that daily snapshots are kept, in a bucket that outlives the domain."),
        offPeakStartHour: whole(0, 23, "o'clock UTC")
            .optional()
            .describe("Hour, UTC, at which the ten hours begin in which AWS updates and tunes the domain."),
        administrators: z
            .array(roleArn)
            .default([])
            .describe("IAM roles that may do everything in the domain, as ARNs."),
        createServiceLinkedRole: z
            .boolean()
            .default(false)
            .describe(
                "Make the role with which OpenSearch Service works in VPCs: in exactly one environment of an account, where it has never been used there.",
            ),
    })
    .describe(
        "Amazon OpenSearch Service: the environment's search domain, which domains' `search` indices are in. Without this key it has none. `{}` takes the tier's size.",
    );

/** The kinds of an index's `source`, as they are spelled in a file. */
const sourceKinds = ["directPut", "iot", "cloudwatchLogs", "dynamodb", "application"] as const;

const indexSource = z
    .strictObject({
        directPut: z
            .strictObject({})
            .optional()
            .describe("Programs that call Firehose's PutRecord; written `directPut: {}`."),
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
                    .describe("MQTT topic filter, e.g. `stations/+/alert`; messages are JSON objects."),
            })
            .optional()
            .describe("Messages that devices publish to AWS IoT Core."),
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
            .describe("Events of an existing CloudWatch log group; fields of lines that are JSON objects."),
        dynamodb: z
            .strictObject({
                key: z
                    .array(z.string().min(1, { error: "is empty; an attribute's name is expected" }))
                    .min(1, { error: "names no attribute; the table's partition key is expected" })
                    .max(2, { error: "names more than 2 attributes: a partition key and a sort key" })
                    .describe("Partition key of the table, and its sort key where it has one."),
                stream: z
                    .string()
                    .regex(/^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]+\/stream\/[\w:.-]+$/, {
                        error: "is not the ARN of a table's stream; arn:aws:dynamodb:eu-west-1:123456789012:table/name/stream/2026-01-01T00:00:00.000 is expected",
                    })
                    .optional()
                    .describe("ARN of the stream of a table that exists. Default: a table is made."),
                tableKey: keyArn
                    .optional()
                    .describe("ARN of the KMS key of that table, where it is a customer's."),
            })
            .optional()
            .describe("Items of a DynamoDB table: the index follows what is changed and removed."),
        application: z
            .strictObject({
                role: roleArn.describe("IAM role with which it signs its requests."),
                securityGroup: z
                    .string()
                    .regex(/^sg-[0-9a-f]{8,17}$/, {
                        error: "is not the id of a security group; one like sg-0a1b2c3d4e5f67890 is expected",
                    })
                    .describe("Security group in the environment's VPC."),
            })
            .optional()
            .describe(
                "A program in the VPC that writes documents itself, to `<domain>.<index>-<yyyy-MM-dd>`.",
            ),
    })
    .superRefine(
        exactlyOneOf(sourceKinds, { none: "names no source", several: (count) => `names ${count} sources` }),
    )
    .meta({
        description: "Where documents come from: exactly one of these keys.",
        minProperties: 1,
        maxProperties: 1,
    });

/** OpenSearch, "Supported field types": those that documents of our sources can have. */
const fieldType = z.enum([
    "boolean",
    "date",
    "double",
    "geo_point",
    "integer",
    "ip",
    "keyword",
    "long",
    "text",
]);

const searchIndex = z
    .strictObject({
        description: z.string().optional().describe("What is searched here."),
        source: indexSource,
        fields: z
            .record(
                z.string().regex(/^[A-Za-z_][\w.]{0,63}$/, {
                    error: "is not a name for a field; allowed: up to 64 letters, digits, dots and underscores",
                }),
                fieldType,
            )
            .refine((value) => Object.keys(value).length > 0, {
                error: "names no field; at least one is expected",
            })
            .meta({
                description:
                    "What is searched: field → type. `keyword` is compared as a whole, `text` by its words. Other fields of a document are kept, or dropped, but not searched.",
                minProperties: 1,
            }),
        retentionDays: whole(1, 3650, "days")
            .optional()
            .describe(
                "Days that each document is kept; required, but with a `dynamodb` source, where it is not allowed.",
            ),
        rotation: z
            .enum(["day", "month"])
            .default("day")
            .describe("How often a new index begins: by the month where a day has few documents."),
        api: z
            .strictObject({
                callers: z
                    .array(roleArn)
                    .min(1, { error: "names nobody; the IAM roles that may search are expected" })
                    .describe("IAM roles that may search, as ARNs."),
            })
            .optional()
            .describe("A function with a URL that searches the index, for signed requests."),
    })
    .superRefine((value, context) => {
        const table = value.source.dynamodb;
        if (table === undefined && value.retentionDays === undefined) {
            const message = "is missing; days are expected, because a series without an end fills the disks";
            context.addIssue({ code: "custom", path: ["retentionDays"], message });
        }
        if (table !== undefined && value.retentionDays !== undefined) {
            const message = "is given with dynamodb, whose documents go when their items do; remove it";
            context.addIssue({ code: "custom", path: ["retentionDays"], message });
        }
        for (const attribute of table?.key ?? []) {
            if (value.fields[attribute] === undefined) {
                const message = `does not have "${attribute}", the table's key; add it, so that what is found can be looked up`;
                context.addIssue({ code: "custom", path: ["fields"], message });
            }
        }
        if (table?.tableKey !== undefined && table.stream === undefined) {
            const message =
                "is given without stream; add the stream of the table that exists, or remove this";
            context.addIssue({ code: "custom", path: ["source", "dynamodb", "tableKey"], message });
        }
    });

/** `search` of a domain. */
export const searchIndices = z
    .record(tableName("an index"), searchIndex)
    .default({})
    .describe(
        "Indices that people and programs search, in environments with `tributary:search`: name → index.",
    );

/** The tier's size with what the file says put over it; undefined: the environment has no search. */
export function searchSettings(
    defaults: SearchSettings,
    given: z.output<typeof searchSection> | undefined,
): SearchSettings | undefined {
    if (given === undefined) {
        return undefined;
    }
    const { masterNodeType, ...settings }: SearchSettings = { ...defaults, ...given };
    return settings.masterNodes === 0 || masterNodeType === undefined
        ? settings
        : { ...settings, masterNodeType };
}

/** Why a search domain cannot be built as it is sized: key of `tributary:search` → what was found; what to do. */
export function searchProblems(
    search: SearchSettings,
    network: NetworkSettings,
): readonly { readonly key: string; readonly message: string }[] {
    const zones = network.availabilityZones ?? network.existing?.privateSubnetIds.length ?? 0;
    const problems = capacityProblems(search).map(({ property, reason }) => ({
        key: property as string,
        message: reason,
    }));
    if (search.availabilityZones > zones) {
        const message = `is ${search.availabilityZones}, and the network has ${zones}; give at most ${zones}, or let tributary:network have more`;
        problems.push({ key: "availabilityZones", message });
    }
    return problems;
}

/** What a domain's `search` says, in the model's words. */
export function searchIndicesOf(given: z.output<typeof searchIndices>): SearchIndexSettings[] {
    return Object.entries(given).map(
        ([name, { description, source, fields, retentionDays, rotation, api }]) => ({
            name,
            ...(description === undefined ? {} : { description }),
            source: searchSource(source),
            fields,
            ...(retentionDays === undefined ? {} : { retentionDays }),
            rotation,
            ...(api === undefined ? {} : { api }),
        }),
    );
}

function searchSource(source: z.output<typeof indexSource>): SearchSource {
    const { iot, cloudwatchLogs, dynamodb, application } = source;
    if (iot !== undefined) {
        return { kind: "iot", topic: iot.topic };
    }
    if (cloudwatchLogs !== undefined) {
        return { kind: "cloudwatchLogs", ...cloudwatchLogs };
    }
    if (dynamodb !== undefined) {
        const { key, stream, tableKey } = dynamodb;
        return {
            kind: "dynamodb",
            key,
            ...(stream === undefined ? {} : { streamArn: stream }),
            ...(tableKey === undefined ? {} : { keyArn: tableKey }),
        };
    }
    if (application !== undefined) {
        return { kind: "application", roleArn: application.role, securityGroupId: application.securityGroup };
    }
    return { kind: "directPut" };
}
