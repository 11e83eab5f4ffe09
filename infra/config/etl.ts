import { z } from "zod";
import { DATABASE_ENGINES, JOB_VERSIONS, TIMEOUT_MINUTES, WORKER_TYPES, workersProblem } from "../aws/glue";
import { whole } from "./bounds";
import type { DatabaseConnectionSettings, EtlSettings } from "./model";
import { tableName } from "./names";

const workerTypes = Object.keys(WORKER_TYPES) as [string, ...string[]];
const versions = [...JOB_VERSIONS] as [string, ...string[]];
const engines = Object.keys(DATABASE_ENGINES) as [
    DatabaseConnectionSettings["engine"],
    ...DatabaseConnectionSettings["engine"][],
];

/** `tributary:etl` */
export const etlSection = z
    .strictObject({
        enabled: z.boolean().optional().describe("Build the domains' jobs."),
        glueVersion: z
            .enum(versions, {
                error: `is not a version of Glue that jobs run on; in quotes, one of: ${versions.join(", ")}`,
            })
            .optional()
            .describe('Version of AWS Glue, in quotes: `"5.1"`.'),
        workerType: z
            .enum(workerTypes)
            .optional()
            .describe("Size of one worker; G.1X has 4 vCPU and 16 GB, G.2X twice that, R types more memory."),
        workers: z
            .int()
            .optional()
            .describe("Workers of one run at most, the driver among them; idle ones are released."),
        timeoutMinutes: whole(
            TIMEOUT_MINUTES.least,
            TIMEOUT_MINUTES.most,
            "minutes",
            "Glue's longest run is seven days",
        )
            .optional()
            .describe("Minutes after which a run is stopped: the bound of what a mistake can cost."),
        encryptCatalog: z
            .boolean()
            .optional()
            .describe(
                "Own the encryption of the Data Catalog, which an account has once in each region: true in one environment of them at most.",
            ),
    })
    .describe("Glue jobs of the domains.");

const arn = (pattern: RegExp, what: string, example: string) =>
    z.string().regex(pattern, { error: `is not the ARN of ${what}; ${example} is expected` });

/** `tributary:connections` */
export const connectionsSection = z
    .record(
        tableName("a connection"),
        z.strictObject({
            engine: z
                .enum(engines)
                .describe("What kind of database it is; Aurora is one of mysql, postgresql."),
            host: z
                .string()
                .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/, {
                    error: "is not a host name; one without scheme and port is expected, e.g. orders.example.internal",
                })
                .describe("Host name of the database, or of its read replica."),
            port: whole(1, 65_535, "").optional().describe("Default: the engine's usual one."),
            database: z
                .string()
                .regex(/^[\w$-]+$/, { error: "is not the name of a database" })
                .describe("Name of the database."),
            secret: arn(
                /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/,
                "a secret",
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf",
            ).describe(
                "ARN of the Secrets Manager secret with `username` and `password`; it is never read here.",
            ),
            secretKey: arn(
                /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
                "a KMS key",
                "arn:aws:kms:eu-west-1:123456789012:key/…",
            )
                .optional()
                .describe("ARN of the KMS key that encrypts the secret, where it is a customer's."),
            securityGroup: z
                .string()
                .regex(/^sg-[0-9a-f]{8,17}$/, {
                    error: "is not a security group; one like sg-0a1b2c3d4e5f67890 is expected",
                })
                .describe("Security group of the database, in the environment's VPC: jobs are let in."),
        }),
    )
    .describe("Databases that jobs read: name → connection.");

/** The tier's settings with what the file says put over them. */
export function etlSettings(
    defaults: EtlSettings | undefined,
    given: z.output<typeof etlSection>,
): EtlSettings {
    const base = defaults ?? {
        enabled: false,
        glueVersion: versions[0],
        workerType: workerTypes[0],
        workers: 2,
        timeoutMinutes: 60,
        encryptCatalog: false,
    };
    return { ...base, ...given };
}

/** What is wrong with the workers that tier and file give together. */
export function etlProblem({ workerType, workers }: EtlSettings): string | undefined {
    return workersProblem(workerType, workers);
}

export function connectionSettings(given: z.output<typeof connectionsSection>): DatabaseConnectionSettings[] {
    return Object.entries(given).map(([name, { secret, secretKey, securityGroup, port, ...rest }]) => ({
        name,
        ...rest,
        port: port ?? DATABASE_ENGINES[rest.engine].port,
        secretArn: secret,
        ...(secretKey === undefined ? {} : { secretKeyArn: secretKey }),
        securityGroupId: securityGroup,
    }));
}
