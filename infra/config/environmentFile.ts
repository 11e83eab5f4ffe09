import { z } from "zod";
import { LOG_RETENTION_DAYS } from "../aws/logRetention";
import { whole } from "./bounds";
import { connectionsSection, etlSection } from "./etl";
import { lakeTagsSection } from "./governance";
import { hadoopSection } from "./hadoop";
import { logAnalyticsSection } from "./logAnalytics";
import { dashedName } from "./names";
import { networkSection } from "./network";
import { quicksightSection } from "./quicksight";
import { searchSection } from "./search";
import { show } from "./spelling";
import { streamsSection } from "./streamsFile";
import { disasterRecoverySection, warehouseSection } from "./warehouse";

/** The only settings of the AWS provider that the program itself reads; all others pass to the provider unchecked. */
const providerKeys = {
    "aws:region": z
        .string()
        .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, {
            error: "is not an AWS region; a name such as eu-west-1 is expected",
        })
        .describe("AWS region that everything is created in, e.g. `eu-west-1`."),
    "aws:allowedAccountIds": z
        .array(z.union([z.string(), z.int()]))
        .superRefine((ids, context) => {
            for (const [index, id] of ids.entries()) {
                if (!/^\d{12}$/.test(String(id))) {
                    const message = `${show(id)} is not an AWS account; 12 digits in quotes are expected`;
                    context.addIssue({ code: "custom", path: [index], message });
                }
            }
            if (ids.length !== 1) {
                const message = `names ${ids.length} accounts; one is expected, because an environment lives in one account`;
                context.addIssue({ code: "custom", message });
            }
        })
        .optional()
        .describe(
            "The account that this environment may be deployed to, a list of one: credentials for another one are refused.",
        ),
};

const stream = z
    .strictObject({
        mode: z
            .enum(["on-demand", "provisioned"])
            .optional()
            .describe(
                "How the capacity of Kinesis streams is chosen: by AWS as load changes, or as a number of shards.",
            ),
        shards: whole(1, 500, "shards", "500 is the largest default quota of an account and region")
            .optional()
            .describe(
                "Shards of each stream, only with `mode: provisioned`. One takes 1,000 records or 1 MiB a second.",
            ),
        retentionHours: whole(24, 8760, "hours", "that is what Kinesis offers (8760 hours are a year)")
            .optional()
            .describe(
                "Hours that a record stays readable in the stream: how long an outage may last without loss.",
            ),
    })
    .describe("Kinesis streams between IoT rules and delivery.");

const delivery = z
    .strictObject({
        bufferMib: whole(64, 128, "MiB", "conversion to Parquet needs 64 and Firehose buffers at most 128")
            .optional()
            .describe("MiB that are collected before an object is written."),
        bufferSeconds: whole(
            60,
            900,
            "seconds",
            "shorter ones make many small objects and Firehose waits at most 900",
        )
            .optional()
            .describe("Seconds after which an object is written in any case."),
    })
    .describe("Firehose delivery streams.");

const DAYS = 36_500;

const lake = z
    .strictObject({
        rawExpirationDays: whole(1, DAYS, "days")
            .optional()
            .describe("Days until raw records, rejected records and access logs are deleted."),
        curatedTransitionDays: z
            .union([
                whole(
                    30,
                    DAYS,
                    "days, or never",
                    "S3 moves nothing to Standard-Infrequent Access earlier than after 30 days",
                ),
                z.literal("never"),
            ])
            .optional()
            .describe("Days until curated objects move to S3 Standard-Infrequent Access, or `never`."),
        resultsExpirationDays: whole(1, DAYS, "days")
            .optional()
            .describe("Days until report results are deleted."),
        noncurrentVersionDays: whole(1, DAYS, "days")
            .optional()
            .describe("Days that a replaced or deleted version of an object can still be had back."),
    })
    .describe("Lifecycle of the lake's buckets.");

const config = z
    .looseObject({
        ...providerKeys,
        "tributary:tier": z
            .enum(["sandbox", "production"])
            .describe("Size, retention and protection in one word; see the table of defaults."),
        "tributary:domains": z
            .array(dashedName("a domain"))
            .min(1, { error: "names no domain; at least one is expected, or nothing would be built" })
            .describe("The domains that are built, by the names in their `domain.yaml`."),
        "tributary:alarms": z
            .strictObject({
                email: z
                    .email({ error: "is not an e-mail address" })
                    .optional()
                    .describe("Who is told when an alarm fires; required with `tributary:tier: production`."),
            })
            .default({})
            .describe("Where alarms go."),
        "tributary:lakeAdministrators": z
            .array(
                z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/, {
                    error: "is not the ARN of an IAM role or user; arn:aws:iam::123456789012:role/name is expected",
                }),
            )
            .max(29, {
                error: "are too many: Lake Formation takes 30 administrators, and the deployer is one",
            })
            .default([])
            .describe("IAM roles and users that administer Lake Formation besides the deployer, as ARNs."),
        "tributary:lakeTags": lakeTagsSection.default({}),
        "tributary:quicksight": quicksightSection.prefault({}),
        "tributary:stream": stream.default({}),
        "tributary:delivery": delivery.default({}),
        "tributary:lake": lake.default({}),
        "tributary:athena": z
            .strictObject({
                scanCutoffGib: whole(1, 102_400, "GiB")
                    .optional()
                    .describe(
                        "GiB that one query may scan before Athena stops it: the bound of what a mistake can cost.",
                    ),
            })
            .default({})
            .describe("Athena workgroups."),
        "tributary:logs": z
            .strictObject({
                retentionDays: z
                    .literal(LOG_RETENTION_DAYS, {
                        error: `is not one of CloudWatch's retention steps. Allowed: ${LOG_RETENTION_DAYS.join(", ")} days`,
                    })
                    .optional()
                    .describe("Days that log lines are kept, one of CloudWatch's steps."),
            })
            .default({})
            .describe("CloudWatch log groups."),
        "tributary:streams": streamsSection.default({}),
        "tributary:network": networkSection.prefault({}),
        "tributary:search": searchSection.optional(),
        "tributary:warehouse": warehouseSection.optional(),
        "tributary:disasterRecovery": disasterRecoverySection.optional(),
        "tributary:etl": etlSection.default({}),
        "tributary:connections": connectionsSection.default({}),
        "tributary:hadoop": hadoopSection.optional(),
        "tributary:logAnalytics": logAnalyticsSection.optional(),
        "tributary:protectData": z
            .boolean()
            .optional()
            .describe(
                "Refuse to delete what holds data: streams, buckets, keys. The environment named `prod` cannot switch it off.",
            ),
    })
    .meta({
        description:
            "Settings of the stack, as `pulumi config set` writes them. Keys of `aws:` and `pulumi:` go to Pulumi.",
        patternProperties: { "^(aws|pulumi):": {} },
        additionalProperties: false,
    });

/** `environments/Pulumi.<name>.yaml`: a Pulumi stack file. */
export const environmentFile = z
    .strictObject({
        config,
        secretsprovider: z.unknown().optional().describe("Written by Pulumi."),
        encryptedkey: z.unknown().optional().describe("Written by Pulumi."),
        encryptionsalt: z.unknown().optional().describe("Written by Pulumi."),
        environment: z.unknown().optional().describe("Pulumi ESC environments that the stack imports."),
        packagemanager: z.unknown().optional().describe("Written by Pulumi."),
    })
    .meta({
        title: "Tributary environment",
        description:
            "An environment of the platform: `environments/Pulumi.<name>.yaml`, a Pulumi stack file.",
    });

/** Every key of `config` that the program itself reads. */
export const configKeys: readonly string[] = Object.keys(config.shape);

export type EnvironmentFile = z.output<typeof environmentFile>;
