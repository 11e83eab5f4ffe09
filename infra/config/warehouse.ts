import { z } from "zod";
import {
    AUTOMATED_RETENTION_DAYS,
    clusterProblems,
    maintenanceWindowProblems,
    NODE_TYPES,
    portProblems,
    type RedshiftProblem,
    SNAPSHOT_SCHEDULE_HOURS,
    serverlessProblems,
} from "../aws/redshift";
import { whole } from "./bounds";
import type { DisasterRecoverySettings, NetworkSettings, WarehouseSettings } from "./model";
import { dashedName } from "./names";
import { whatIsAllowed } from "./spelling";

function id(prefix: string) {
    return z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), {
        error: `is not such an id; one like ${prefix}-0a1b2c3d4e5f67890 is expected`,
    });
}

/** What a fact says of a value, as a problem of the file. */
function refusedBy(problems: (value: never) => readonly RedshiftProblem[]) {
    return (value: unknown, context: z.RefinementCtx) => {
        for (const { reason } of problems(value as never)) {
            context.addIssue({ code: "custom", message: reason });
        }
    };
}

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
    error: "is not a time; hours and minutes in UTC, such as 19:00, are expected",
});

const pause = z
    .strictObject({
        pauseAt: time.describe("When the cluster is paused, in UTC, e.g. `19:00`."),
        resumeAt: time.describe("When it is resumed, in UTC, e.g. `06:00`."),
        days: z
            .string()
            .regex(/^(MON|TUE|WED|THU|FRI|SAT|SUN)([-,](MON|TUE|WED|THU|FRI|SAT|SUN))*$/, {
                error: "are not days; cron's words such as MON-FRI are expected",
            })
            .optional()
            .describe("Days on which both happen, in cron's words. Default: `MON-FRI`."),
    })
    .describe("Hours in which the cluster costs nothing and answers nothing; not with `multiAz`.");

const provisioned = z
    .strictObject({
        nodeType: z
            .string()
            .superRefine((type, context) => {
                if (NODE_TYPES[type] === undefined) {
                    const message = `"${type}" is not a node type${whatIsAllowed(type, Object.keys(NODE_TYPES))}`;
                    context.addIssue({ code: "custom", message });
                }
            })
            .optional()
            .describe(`Node type: ${Object.keys(NODE_TYPES).join(", ")}.`),
        nodes: whole(1, 128, "nodes")
            .optional()
            .describe("Compute nodes; with `multiAz`, in each of two zones."),
        multiAz: z
            .boolean()
            .optional()
            .describe(
                "Run in two availability zones at once: an RA3 type, 2 nodes or more, a network of 3 zones.",
            ),
        pause: z
            .union([pause, z.literal("never")])
            .optional()
            .describe("A schedule of pauses, or `never`."),
        maintenanceWindow: z
            .string()
            .superRefine(refusedBy(maintenanceWindowProblems))
            .optional()
            .describe("When AWS may change the cluster, in UTC, e.g. `sun:03:00-sun:04:00`."),
    })
    .describe("A cluster of nodes.");

const serverless = z
    .strictObject({
        baseCapacity: whole(4, 1024, "RPU").describe("Redshift Processing Units from the first query on."),
        maxCapacity: whole(4, 1024, "RPU").describe("Redshift Processing Units at most."),
    })
    .describe("A workgroup whose capacity follows the load; it needs a network of 3 zones.");

/** `tributary:warehouse` */
export const warehouseSection = z
    .strictObject({
        provisioned: provisioned.optional(),
        serverless: serverless.optional(),
        port: z
            .int()
            .superRefine(refusedBy(portProblems))
            .optional()
            .describe("Port: 5431 to 5455 or 8191 to 8215. Default: 5439."),
        database: z
            .string()
            .regex(/^[a-z][a-z0-9_]{0,63}$/, {
                error: "is not a name for a database; up to 64 lower-case letters, digits and underscores are allowed",
            })
            .optional()
            .describe("The database. Default: `analytics`."),
        snapshotRetentionDays: whole(
            AUTOMATED_RETENTION_DAYS.minimum,
            AUTOMATED_RETENTION_DAYS.maximum,
            "days",
            "automated snapshots cannot be switched off",
        )
            .optional()
            .describe("Days that automated snapshots are kept."),
        usageLimits: z
            .strictObject({
                spectrumTerabytesPerDay: whole(1, 1_000_000, "TB")
                    .optional()
                    .describe("TB that Spectrum may scan a day."),
                concurrencyScalingMinutesPerDay: whole(1, 1_000_000, "minutes")
                    .optional()
                    .describe("Minutes of concurrency scaling a day."),
                rpuHoursPerDay: whole(1, 1_000_000, "RPU-hours")
                    .optional()
                    .describe("RPU-hours of serverless compute a day."),
            })
            .optional()
            .describe(
                "Bounds of what a mistake can cost: when one is reached, the feature stops until the next day.",
            ),
        allowConnectionsFrom: z
            .record(dashedName("an application"), id("sg"))
            .optional()
            .describe("Applications in the VPC that connect over JDBC or ODBC: name → security group."),
        firehose: z
            .strictObject({
                publicSubnetIds: z
                    .array(id("subnet"))
                    .min(2, { error: "names fewer than 2 subnets" })
                    .describe(
                        "Subnets with a route to an internet gateway, each in another availability zone.",
                    ),
            })
            .optional()
            .describe(
                "Gives the warehouse a public address for Firehose, which connects over no other; only its addresses are let in. The loader needs none of it.",
            ),
        restoreFrom: z
            .strictObject({
                snapshot: z
                    .string()
                    .min(1, { error: "is empty" })
                    .describe("Identifier or ARN of a snapshot in `aws:region`."),
                cluster: z.string().optional().describe("Identifier of the cluster that the snapshot is of."),
                ownerAccount: z
                    .string()
                    .regex(/^\d{12}$/, { error: "is not an AWS account; 12 digits in quotes are expected" })
                    .optional()
                    .describe("Account that the snapshot belongs to, where it is another one."),
            })
            .optional()
            .describe(
                "Starts a new cluster from a snapshot; see docs/runbooks/warehouse-disaster-recovery.md.",
            ),
    })
    .superRefine((value, context) => {
        if (value.provisioned && value.serverless) {
            const message = "has both provisioned and serverless; one is expected, remove the other";
            context.addIssue({ code: "custom", message });
        }
        if (value.serverless && value.restoreFrom) {
            const message =
                "is given with serverless, which is restored by hand: follow the runbook, or use provisioned";
            context.addIssue({ code: "custom", path: ["restoreFrom"], message });
        }
    })
    .describe(
        "Amazon Redshift: the environment's warehouse. Without this key it has none. `{}` takes the tier's size.",
    );

/** `tributary:disasterRecovery` */
export const disasterRecoverySection = z
    .strictObject({
        region: z
            .string()
            .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, {
                error: "is not an AWS region; a name such as eu-central-1 is expected",
            })
            .describe("Another region, which gets a copy of every snapshot of the warehouse."),
        retentionDays: whole(AUTOMATED_RETENTION_DAYS.minimum, AUTOMATED_RETENTION_DAYS.maximum, "days")
            .optional()
            .describe("Days that copies are kept. Default: 7."),
        everyHours: whole(SNAPSHOT_SCHEDULE_HOURS.minimum, SNAPSHOT_SCHEDULE_HOURS.maximum, "hours")
            .optional()
            .describe(
                "Hours between two snapshots: what is lost at most, besides the time of a copy. Default: 4.",
            ),
        tooOldHours: whole(2, 24 * AUTOMATED_RETENTION_DAYS.maximum, "hours")
            .optional()
            .describe(
                "Hours after which an alarm says that the newest copy is too old. Default: three times `everyHours`.",
            ),
    })
    .describe("A second region that has what is needed to go on when this one fails.");

/** The tier's warehouse with what the file says put over it; absent where the file has none. */
export function warehouseSettings(
    defaults: WarehouseSettings,
    given: z.output<typeof warehouseSection> | undefined,
): WarehouseSettings | undefined {
    if (given === undefined) {
        return undefined;
    }
    const { provisioned: size, serverless: capacity, allowConnectionsFrom = {}, ...rest } = given;
    const { provisioned: usual, usageLimits, serverless: _, ...others } = defaults;
    const clients = Object.entries(allowConnectionsFrom).map(([name, securityGroupId]) => ({
        name,
        securityGroupId,
    }));
    const both = { ...others, ...rest, allowConnectionsFrom: clients };
    if (capacity) {
        return { ...both, serverless: capacity };
    }
    const { pause: pauses, ...nodes } = size ?? {};
    const { pause: usualPauses, ...usualNodes } = usual ?? { nodeType: "ra3.large", nodes: 1 };
    // A default does not outlive what forbids it; what the file itself says is judged.
    const usualNow = nodes.multiAz ? undefined : usualPauses;
    const chosen = pauses === "never" ? undefined : (pauses ?? usualNow);
    const limits = { ...usageLimits, ...rest.usageLimits };
    return {
        ...both,
        ...(Object.keys(limits).length === 0 ? {} : { usageLimits: limits }),
        provisioned: {
            ...usualNodes,
            ...nodes,
            ...(chosen === undefined ? {} : { pause: chosen }),
        },
    };
}

/** What Redshift would refuse of the settings as a whole: path below `tributary:warehouse`, and why. */
export function warehouseProblems(
    settings: WarehouseSettings,
    network: NetworkSettings,
): { readonly path: readonly string[]; readonly message: string }[] {
    const zones = network.existing?.privateSubnetIds.length ?? network.availabilityZones;
    const place = { ...(zones === undefined ? {} : { zones }) };
    const { provisioned: cluster, serverless: workgroup } = settings;
    const found = cluster
        ? clusterProblems({
              ...cluster,
              multiAz: cluster.multiAz ?? false,
              pauses: cluster.pause !== undefined,
              ...place,
          })
        : workgroup
          ? serverlessProblems({ ...workgroup, ...place })
          : [];
    const kind = cluster ? "provisioned" : "serverless";
    const foreign = Object.keys(settings.usageLimits ?? {}).filter(
        (limit) => (limit === "rpuHoursPerDay") === (cluster !== undefined),
    );
    return [
        ...found.map(({ property, reason }) => ({
            path: property === "network" ? [kind] : [kind, property],
            message: property === "network" ? `${reason}; set tributary:network` : reason,
        })),
        ...foreign.map((limit) => ({
            path: ["usageLimits", limit],
            message: `is given for a ${kind} warehouse, which has no such limit; remove it`,
        })),
    ];
}

/** What is wrong with the region of the copies. */
export function disasterRecoveryProblem(
    recovery: DisasterRecoverySettings | undefined,
    region: string,
    warehouse: WarehouseSettings | undefined,
): string | undefined {
    if (recovery?.region === region) {
        return `names ${region}, which is the environment's own region; name another one`;
    }
    if (recovery && warehouse?.serverless) {
        return "does not go with a serverless warehouse, whose snapshots no resource of the AWS provider copies to another region; use provisioned, or remove it";
    }
    return undefined;
}
