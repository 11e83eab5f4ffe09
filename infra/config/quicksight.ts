import { z } from "zod";
import { WEEKDAYS } from "../aws/quicksight";
import { whole } from "./bounds";
import type {
    DatabaseEngine,
    DataSourceConnection,
    QuickSightDataSource,
    QuickSightSettings,
    Tier,
} from "./model";
import { dashedName } from "./names";

/** `user/<name>` or `group/<name>`. */
export const principal = z.string().regex(/^(user|group)\/[^\s*?][^*?]{0,254}$/, {
    error: "is not a QuickSight principal; user/<name> or group/<name> is expected",
});

const engines = [
    "redshift",
    "aurora",
    "auroraPostgresql",
    "mysql",
    "mariaDb",
    "postgresql",
    "sqlServer",
    "oracle",
] as const satisfies readonly DatabaseEngine[];

const database = z
    .string()
    .min(1, { error: "is empty; a database's name is expected" })
    .max(128, { error: "is longer than 128 characters" })
    .describe("Name of the database.");

const endpoint = z.strictObject({
    host: z
        .string()
        .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,254})$/, {
            error: "is not a host name; write it without a protocol, a port or a path",
        })
        .describe("Host name, without protocol and port."),
    port: whole(1, 65_535, "", "that is what TCP has").describe("TCP port."),
    database,
});

const kinds = [...engines, "redshiftCluster", "rds", "s3"] as const;

const dataSource = z
    .strictObject({
        redshift: endpoint.optional().describe("Amazon Redshift, by its endpoint: a cluster or serverless."),
        redshiftCluster: z
            .strictObject({
                cluster: z
                    .string()
                    .regex(/^[a-z][a-z0-9-]{0,62}$/, {
                        error: "is not a cluster's identifier; lower-case letters, digits and hyphens are expected",
                    })
                    .describe("Identifier of the cluster, in the environment's region."),
                database,
            })
            .optional()
            .describe("Amazon Redshift, by its cluster's identifier."),
        rds: z
            .strictObject({
                instance: z
                    .string()
                    .regex(/^[A-Za-z][A-Za-z0-9-]{0,62}$/, {
                        error: "is not a DB instance's identifier; letters, digits and hyphens are expected",
                    })
                    .describe("Identifier of the instance, in the environment's region."),
                database,
            })
            .optional()
            .describe("An Amazon RDS instance, by its identifier."),
        aurora: endpoint.optional().describe("Amazon Aurora, MySQL-compatible."),
        auroraPostgresql: endpoint.optional().describe("Amazon Aurora, PostgreSQL-compatible."),
        mysql: endpoint.optional().describe("MySQL."),
        mariaDb: endpoint.optional().describe("MariaDB."),
        postgresql: endpoint.optional().describe("PostgreSQL."),
        sqlServer: endpoint.optional().describe("Microsoft SQL Server."),
        oracle: endpoint.optional().describe("Oracle."),
        s3: z
            .strictObject({
                bucket: z
                    .string()
                    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "is not the name of a bucket" })
                    .describe("Bucket of the manifest, which QuickSight's service role may read."),
                manifest: z
                    .string()
                    .min(1, { error: "is empty; the manifest's key is expected" })
                    .describe("Key of the manifest, a JSON file that lists the files."),
            })
            .optional()
            .describe("Files such as uploaded CSVs, which a manifest in S3 lists."),
        secret: z
            .string()
            .regex(/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/, {
                error: "is not the ARN of a secret; passwords are kept in Secrets Manager, never in this file",
            })
            .optional()
            .describe("ARN of the secret with `username` and `password`; required but with `s3`."),
        network: z
            .strictObject({
                securityGroupId: z
                    .string()
                    .regex(/^sg-[0-9a-f]{8,17}$/, {
                        error: "is not the id of a security group; one like sg-0a1b2c3d4e5f67890 is expected",
                    })
                    .describe("Security group of the database, in the environment's VPC."),
                port: whole(1, 65_535, "", "that is what TCP has")
                    .optional()
                    .describe("Port of the database. Default: the connection's."),
            })
            .optional()
            .describe(
                "Reach it through the environment's network: the security group of the database. Default: over its public address.",
            ),
        sharedWith: z
            .array(principal)
            .min(1, { error: "names nobody; a data source that nobody may use is not needed" })
            .max(64, { error: "are too many: QuickSight shares with 64; put people together in a group" })
            .describe("QuickSight users and groups that may make data sets of it."),
    })
    .superRefine((value, context) => {
        const given = kinds.filter((kind) => value[kind] !== undefined);
        if (given.length !== 1) {
            const found =
                given.length === 0
                    ? "names no source"
                    : `names ${given.length} sources (${given.join(", ")})`;
            context.addIssue({
                code: "custom",
                message: `${found}; exactly one is expected. Allowed: ${kinds.join(", ")}`,
            });
            return;
        }
        const [kind = "s3"] = given;
        if (kind === "s3") {
            for (const key of ["secret", "network"] as const) {
                if (value[key] !== undefined) {
                    const message =
                        "has no meaning with s3, which is read with QuickSight's own role; remove it";
                    context.addIssue({ code: "custom", path: [key], message });
                }
            }
            return;
        }
        if (value.secret === undefined) {
            const message = `is missing; ${kind} needs the ARN of a secret with username and password`;
            context.addIssue({ code: "custom", path: ["secret"], message });
        }
        const byName = kind === "redshiftCluster" || kind === "rds";
        if (byName && value.network !== undefined && value.network.port === undefined) {
            const message = `is missing; a connection by ${kind} does not tell the port that is to be let through`;
            context.addIssue({ code: "custom", path: ["network", "port"], message });
        }
    });

/** `tributary:quicksight` */
export const quicksightSection = z
    .strictObject({
        identityRegion: z
            .string()
            .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "is not an AWS region" })
            .optional()
            .describe("Region where the account's QuickSight users and groups live. Default: `aws:region`."),
        namespace: z
            .string()
            .regex(/^[A-Za-z0-9._-]{1,64}$/, {
                error: "is not a QuickSight namespace; 1 to 64 letters, digits, dots, underscores and hyphens are allowed",
            })
            .default("default")
            .describe("QuickSight namespace of the viewers."),
        authoring: z
            .boolean()
            .optional()
            .describe(
                "Whether the domains' authors get every dashboard as an analysis to change. Default: in a sandbox.",
            ),
        groups: z
            .record(
                z.string().regex(/^[\w+=,.@-]{1,128}$/, { error: "is not a name for a QuickSight group" }),
                z.strictObject({
                    description: z
                        .string()
                        .max(512, { error: "is longer than 512 characters" })
                        .optional()
                        .describe("Who belongs to it."),
                    members: z
                        .array(z.string().min(1, { error: "is empty; a user's name is expected" }))
                        .default([])
                        .describe("Names of QuickSight users, who have signed up already."),
                }),
            )
            .default({})
            .describe(
                "QuickSight groups that this environment makes: name → members. An account has one set of groups, so one environment of it makes them.",
            ),
        dataSources: z
            .record(dashedName("a data source"), dataSource)
            .default({})
            .describe("Data beside the lake's that authors may use: name → source."),
    })
    .describe("Amazon QuickSight, which shows the reports.");

type Section = z.output<typeof quicksightSection>;

/** What an environment's file says about QuickSight, completed. */
export function quicksightSettings(given: Section, region: string, tier: Tier): QuickSightSettings {
    const { identityRegion = region, namespace, authoring = tier === "sandbox" } = given;
    return {
        identityRegion,
        namespace,
        authoring,
        groups: Object.entries(given.groups).map(([name, group]) => ({ name, ...group })),
        dataSources: Object.entries(given.dataSources).map(([name, source]) => dataSourceOf(name, source)),
    };
}

function dataSourceOf(name: string, source: Section["dataSources"][string]): QuickSightDataSource {
    const { secret, network, sharedWith } = source;
    const connection = connectionOf(source);
    const port = network?.port ?? (connection.kind === "database" ? connection.port : 0);
    return {
        name,
        connection,
        sharedWith,
        ...(secret === undefined ? {} : { secretArn: secret }),
        ...(network === undefined ? {} : { network: { securityGroupId: network.securityGroupId, port } }),
    };
}

function connectionOf(source: Section["dataSources"][string]): DataSourceConnection {
    if (source.s3) {
        return { kind: "s3", ...source.s3 };
    }
    if (source.rds) {
        return { kind: "rds", ...source.rds };
    }
    if (source.redshiftCluster) {
        return { kind: "redshiftCluster", ...source.redshiftCluster };
    }
    const engine = engines.find((candidate) => source[candidate] !== undefined) ?? "redshift";
    const { host = "", port = 0, database: name = "" } = source[engine] ?? {};
    return { kind: "database", engine, host, port, database: name };
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** When a report's result is read into SPICE. */
export const spice = z
    .strictObject({
        refresh: z.enum(["hourly", "daily", "weekly", "monthly"]).describe("How often the result is read."),
        at: z
            .string()
            .regex(TIME, { error: 'is not a time of day; "06:00" in quotes is expected' })
            .optional()
            .describe("Time of day, `HH:MM`; not with `hourly`."),
        timeZone: z
            .string()
            .refine(isTimeZone, {
                error: "is not a time zone; an IANA name such as Europe/Dublin is expected",
            })
            .default("UTC")
            .describe("IANA name of the time zone of `at`."),
        weekday: z.enum(WEEKDAYS).optional().describe("Only with `weekly`."),
        dayOfMonth: z
            .union([
                z.int().min(1, { error: "is no day of every month; 1 to 28, or last" }).max(28, {
                    error: "is no day of every month; 1 to 28, or last",
                }),
                z.literal("last"),
            ])
            .optional()
            .describe("1 to 28, or `last`; only with `monthly`."),
    })
    .superRefine((value, context) => {
        const needs = {
            hourly: [],
            daily: ["at"],
            weekly: ["at", "weekday"],
            monthly: ["at", "dayOfMonth"],
        }[value.refresh] as readonly string[];
        for (const key of ["at", "weekday", "dayOfMonth"] as const) {
            const given = value[key] !== undefined;
            if (given !== needs.includes(key)) {
                const message = given
                    ? `has no meaning with refresh: ${value.refresh}; remove it`
                    : `is missing; refresh: ${value.refresh} needs it`;
                context.addIssue({ code: "custom", path: [key], message });
            }
        }
    })
    .describe(
        "Read the result into SPICE, QuickSight's memory, at these times. Default: dashboards ask Athena each time.",
    );

function isTimeZone(name: string): boolean {
    try {
        new Intl.DateTimeFormat("en", { timeZone: name });
        return true;
    } catch {
        return false;
    }
}

/** What a report's `spice` says, as the model has it. */
export function refreshOf(given: z.output<typeof spice>) {
    const { refresh, at, timeZone, weekday, dayOfMonth } = given;
    return {
        interval: refresh,
        timeZone,
        ...(at === undefined ? {} : { at }),
        ...(weekday === undefined ? {} : { weekday }),
        ...(dayOfMonth === undefined
            ? {}
            : { dayOfMonth: dayOfMonth === "last" ? "LAST_DAY_OF_MONTH" : String(dayOfMonth) }),
    };
}
