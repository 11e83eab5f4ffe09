import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ruleset } from "../../aws/dataQuality";
import { encryptedLogGroup } from "../../aws/logGroup";
import { nameFor } from "../../aws/names";
import type { Statement } from "../../aws/policyDocument";
import { serviceRole } from "../../aws/serviceRole";
import { type EtlJobArgs, JOB_DEFAULTS } from "./args";
import { jobTablePrefix, rejectedRowsPrefix, uploadPrefix } from "./keys";
import { mayLoad } from "./permissions";
import { grantTable } from "./table";

/** The job, and the role that it runs with. */
export interface LoadJob {
    readonly job: aws.glue.Job;
    readonly roleArn: pulumi.Output<string>;
}

/** A Spark job that reads what is new, checks it, and merges it into the table. */
export function createJob(
    name: string,
    args: EtlJobArgs,
    table: aws.glue.CatalogTable,
    opts: pulumi.CustomResourceOptions,
): LoadJob {
    const { account, code, environment, lake } = args;
    const jobName = nameFor("glue", environment, name);
    const security = secure(name, jobName, args, opts);
    const logs = createLogs(name, jobName, args, opts);
    const role = serviceRole(
        `${name}-job`,
        {
            nameParts: [environment, name, "job"],
            description: `The load job ${name} reads, checks and merges rows`,
            service: "glue.amazonaws.com",
            statements: [
                ...mayLoad(
                    name,
                    args,
                    pulumi.interpolate`arn:${account.partition}:glue:${account.region}:${account.id}:job/${jobName}`,
                ),
                mayWriteJobLogs(logs),
            ],
        },
        opts,
    );
    const grant = grantTable(`${name}-job`, args, role, table, opts);
    const settings = code.settings(name, jobSettings(args), opts);
    const { glueVersion, workerType, workers, timeoutMinutes } = { ...JOB_DEFAULTS, ...args };
    const connection = args.source.database?.connection;
    const job = new aws.glue.Job(
        name,
        {
            name: jobName,
            description: args.description,
            roleArn: role.arn,
            glueVersion,
            command: { name: "glueetl", pythonVersion: "3", scriptLocation: code.scriptLocation },
            workerType,
            numberOfWorkers: workers,
            timeout: timeoutMinutes,
            // A run that fails on its input fails again; the bookmark makes the next one read what it left.
            maxRetries: 0,
            // Two runs at once would read the same files, and each would load them.
            executionProperty: { maxConcurrentRuns: 1 },
            securityConfiguration: security.name,
            ...(connection === undefined ? {} : { connections: [connection.connectionName] }),
            defaultArguments: {
                "--job-bookmark-option": "job-bookmark-enable",
                "--datalake-formats": "iceberg",
                "--extra-py-files": code.modules,
                "--settings": settings.uri,
                "--warehouse": pulumi.interpolate`s3://${lake.curated.name}/${jobTablePrefix(args)}`,
                "--TempDir": pulumi.interpolate`s3://${code.bucket}/${code.temporaryPrefix(name)}`,
                "--enable-auto-scaling": "true",
                "--enable-metrics": "true",
                "--enable-observability-metrics": "true",
            },
        },
        {
            ...opts,
            dependsOn: [
                role.policy,
                grant,
                settings.object,
                ...logs,
                ...code.ready,
                ...(connection?.ready ?? []),
            ],
        },
    );
    return { job, roleArn: role.arn };
}

/** Encrypts what the job writes, its logs, and its bookmark. */
function secure(
    name: string,
    jobName: string,
    { domain, lake }: EtlJobArgs,
    opts: pulumi.CustomResourceOptions,
): aws.glue.SecurityConfiguration {
    return new aws.glue.SecurityConfiguration(
        name,
        {
            name: jobName,
            encryptionConfiguration: {
                s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn: lake.keyArn },
                cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn: domain.keyArn },
                jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn: domain.keyArn },
            },
        },
        opts,
    );
}

/**
 * The groups that Glue writes to with a security configuration ("Logging for AWS Glue jobs"); they exist before the
 * first run, so that retention and key hold from the first line on.
 */
function createLogs(
    name: string,
    jobName: string,
    args: EtlJobArgs,
    opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup[] {
    const roleName = nameFor("role", args.environment, name, "job");
    return ["error", "output"].map((kind) =>
        encryptedLogGroup(
            `${name}-${kind}`,
            {
                logGroupName: `/aws-glue/jobs/${jobName}-role/${roleName}/${kind}`,
                keyArn: args.domain.keyArn,
                retentionDays: args.logRetentionDays,
            },
            opts,
        ),
    );
}

/** Glue ties each group to the security configuration's key before it writes: `logs:AssociateKmsKey`. */
function mayWriteJobLogs(groups: readonly aws.cloudwatch.LogGroup[]): Statement {
    return {
        sid: "WriteOwnLogs",
        actions: ["logs:AssociateKmsKey", "logs:CreateLogStream", "logs:PutLogEvents"],
        resources: groups.flatMap(({ arn }) => [arn, pulumi.interpolate`${arn}:*`]),
    };
}

/** What `functions/jobs/load.py` reads. */
function jobSettings(args: EtlJobArgs): Record<string, unknown> {
    const { lake, source, partitionBy, rules = [] } = args;
    const newest = source.database?.bookmark ?? partitionBy?.column;
    return {
        database: args.domain.databaseName,
        table: args.tableName,
        columns: args.columns.map(({ name, type, required }) => ({ name, type, required })),
        key: args.key ?? [],
        newestBy: newest === undefined ? [] : [newest],
        ruleset: rules.length === 0 ? "" : ruleset(rules),
        rejected: pulumi.interpolate`s3://${lake.raw.name}/${rejectedRowsPrefix(args)}`,
        source: source.database
            ? {
                  kind: "database",
                  engine: source.database.connection.engine,
                  connection: source.database.connection.connectionName,
                  table: source.database.table,
                  bookmark: source.database.bookmark,
              }
            : {
                  kind: "csv",
                  path: pulumi.interpolate`s3://${lake.raw.name}/${uploadPrefix(args)}`,
                  delimiter: source.csv?.delimiter ?? ",",
                  header: source.csv?.header ?? true,
                  ...(source.csv?.nullText === undefined ? {} : { nullText: source.csv.nullText }),
              },
    };
}
