import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarm } from "../aws/alarm";
import { customerKey, logsMayUseKey } from "../aws/customerKey";
import { ACCESS_LOG_PREFIX, type EncryptedBucket, encryptedBucket } from "../aws/encryptedBucket";
import {
    CLOUD_TRAIL,
    LAMBDA_LOGS,
    LOAD_BALANCER_LOGS,
    S3_ACCESS_LOGS,
    VPC_FLOW_LOGS,
} from "../aws/logFormats";
import type { LogFormat } from "../aws/logFormats/logFormat";
import { nameFor } from "../aws/names";
import { deliveryLogGroups } from "./lakeDomain";
import { grantReaders, readerPolicy, registerLogs } from "./logAnalytics/access";
import type { LogAnalyticsArgs, LogSource } from "./logAnalytics/args";
import { functionLinesSource } from "./logAnalytics/functionLines";
import { logTable } from "./logAnalytics/tables";
import { cloudTrailSource, trailMayUseKey } from "./logAnalytics/trail";
import { validateLogAnalytics } from "./logAnalytics/validation";

export * from "./logAnalytics/args";

/** Bytes in a GiB. */
const GIB = 1024 ** 3;
/** Where Athena puts what it returns. */
const RESULTS = "results/";
/** Days that results are kept: they can be had again from the logs. */
const RESULT_DAYS = 30;

/**
 * Questions to what AWS logs, in SQL: a database of its own with a table for each kind of log, saved queries that
 * answer what people ask, and a workgroup whose results only its readers see.
 *
 * @example
 * new LogAnalytics("logs", {
 *     cloudTrail: { regions: ["eu-west-1", "us-east-1"] },
 *     readers: ["arn:aws:iam::123456789012:role/security"], retentionDays: 365, lake, …
 * });
 */
export class LogAnalytics extends pulumi.ComponentResource {
    public readonly databaseName: pulumi.Output<string>;
    public readonly workgroupName: pulumi.Output<string>;
    /** ARN of the IAM policy that readers' roles need besides their grants. */
    public readonly readerPolicyArn: pulumi.Output<string>;
    /** Names of the tables: one for each kind of log that there is. */
    public readonly tableNames: readonly string[];

    private readonly args: LogAnalyticsArgs;

    constructor(name: string, args: LogAnalyticsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:LogAnalytics", name, args, opts);
        validateLogAnalytics(name, args);
        this.args = args;

        const keyArn = this.chooseKey(name);
        const bucket = this.createBucket(name, keyArn);
        const sources = this.findLogs(name, keyArn, bucket);
        const locations = registerLogs(
            name,
            args,
            sources.map(([, source]) => source),
            { parent: this },
        );
        const workgroup = this.createWorkgroup(name, keyArn, bucket);
        const database = this.createDatabase(name, locations);
        const tables = sources.map(([format, source]) =>
            logTable(
                name,
                format,
                source,
                {
                    environment: args.environment,
                    databaseName: database.name,
                    workgroupName: workgroup.name,
                    retentionDays: args.retentionDays,
                },
                { parent: this },
            ),
        );
        grantReaders(name, args, database, tables, { parent: this, dependsOn: locations });
        const policy = readerPolicy(
            name,
            args,
            {
                databaseName: this.databasePlain(name),
                workgroupArn: workgroup.arn,
                resultsArn: bucket.arn,
                resultsPrefix: RESULTS,
                keyArn,
            },
            { parent: this },
        );

        this.databaseName = database.name;
        this.workgroupName = workgroup.name;
        this.readerPolicyArn = policy.arn;
        this.tableNames = sources.map(([format]) => format.table);
        this.registerOutputs({
            databaseName: this.databaseName,
            workgroupName: this.workgroupName,
            readerPolicyArn: this.readerPolicyArn,
            tableNames: this.tableNames,
        });
    }

    private get mayDelete(): boolean {
        return this.args.allowDeletion && !this.args.protectData;
    }

    private chooseKey(name: string): pulumi.Output<string> {
        const { account, environment, existingKey } = this.args;
        if (existingKey) {
            return pulumi.output(existingKey.arn);
        }
        const key = customerKey(
            name,
            {
                nameParts: [environment, name],
                description: `Logs of ${environment} and what is asked of them`,
                account,
                serviceStatements: [
                    trailMayUseKey(name, this.args),
                    logsMayUseKey(account, deliveryLogGroups(environment, name)),
                ],
                deletionWindowDays: this.mayDelete ? 7 : 30,
            },
            { parent: this, protect: !this.mayDelete },
        );
        return key.arn;
    }

    /** For what the component itself writes: functions' lines, and results. */
    private createBucket(name: string, keyArn: pulumi.Output<string>): EncryptedBucket {
        const { account, environment, lake, retentionDays } = this.args;
        return encryptedBucket(
            name,
            {
                bucketName: account.id.apply((id) =>
                    nameFor("bucket", environment, name, id, account.region),
                ),
                keyArn,
                lifecycle: [
                    { id: "expire", prefix: "", expirationDays: retentionDays },
                    {
                        id: "expire-results",
                        prefix: RESULTS,
                        expirationDays: Math.min(RESULT_DAYS, retentionDays),
                    },
                ],
                noncurrentVersionDays: 7,
                accessLogs: { bucket: lake.accessLogs },
                forceDestroy: this.mayDelete,
                protect: !this.mayDelete,
            },
            { parent: this, dependsOn: [...lake.governance] },
        );
    }

    /** What there is to ask, each with where it lies. */
    private findLogs(
        name: string,
        keyArn: pulumi.Output<string>,
        bucket: EncryptedBucket,
    ): (readonly [LogFormat, LogSource])[] {
        const { cloudTrail, flowLogs, functionLogGroups = [], loadBalancers } = this.args;
        const opts = { parent: this };
        const found: (readonly [LogFormat, LogSource])[] = [[S3_ACCESS_LOGS, this.accessLogs(bucket)]];
        if (cloudTrail) {
            found.push([CLOUD_TRAIL, cloudTrailSource(name, this.args, cloudTrail, keyArn, opts)]);
        }
        if (flowLogs) {
            found.push([VPC_FLOW_LOGS, this.flowLogs(flowLogs)]);
        }
        if (loadBalancers) {
            found.push([LOAD_BALANCER_LOGS, this.loadBalancerLogs(loadBalancers)]);
        }
        if (functionLogGroups.length > 0) {
            const lines = { ...this.args, functionLogGroups };
            found.push([LAMBDA_LOGS, functionLinesSource(name, lines, { bucket, keyArn }, opts)]);
        }
        return found;
    }

    /** S3 User Guide, "Log object key format": with the partition by the event's day. */
    private accessLogs(own: EncryptedBucket): LogSource {
        const { account, lake, loggedBuckets = [] } = this.args;
        const zones = [lake.raw, lake.curated, lake.results].map((zone) => zone.name);
        return {
            bucketName: lake.accessLogs,
            folder: pulumi.interpolate`${ACCESS_LOG_PREFIX}${account.id}/${account.region}`,
            partitionValues: [...zones, own.name, ...loggedBuckets],
            ready: [],
        };
    }

    /** VPC User Guide, "Flow log files". */
    private flowLogs({ bucketName, keyArn }: LogAnalyticsArgs["flowLogs"] & object): LogSource {
        const { account } = this.args;
        return {
            bucketName: pulumi.output(bucketName),
            folder: pulumi.interpolate`AWSLogs/${account.id}/vpcflowlogs/${account.region}`,
            keyArn: pulumi.output(keyArn),
            ready: [],
        };
    }

    /** Elastic Load Balancing, "Access log files". */
    private loadBalancerLogs(given: LogAnalyticsArgs["loadBalancers"] & object): LogSource {
        const folders = [given.prefix, "AWSLogs"].filter(Boolean).join("/");
        return {
            bucketName: pulumi.output(given.bucketName),
            folder: pulumi.interpolate`${folders}/${this.args.account.id}/elasticloadbalancing`,
            partitionValues: given.regions,
            ready: [],
        };
    }

    private createWorkgroup(
        name: string,
        keyArn: pulumi.Output<string>,
        bucket: EncryptedBucket,
    ): aws.athena.Workgroup {
        const { environment, scanCutoffGib, alarmTopicArn } = this.args;
        const workgroup = new aws.athena.Workgroup(
            name,
            {
                name: nameFor("workgroup", environment, name),
                description: `Questions to the logs of ${environment}`,
                forceDestroy: this.mayDelete,
                configuration: {
                    enforceWorkgroupConfiguration: true,
                    publishCloudwatchMetricsEnabled: true,
                    bytesScannedCutoffPerQuery: Math.round(scanCutoffGib * GIB),
                    engineVersion: { selectedEngineVersion: "AUTO" },
                    resultConfiguration: {
                        outputLocation: pulumi.interpolate`s3://${bucket.name}/${RESULTS}`,
                        encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: keyArn },
                    },
                },
            },
            { parent: this, dependsOn: bucket.ready as pulumi.Resource[] },
        );
        alarm(
            `${name}-failed-queries`,
            {
                nameParts: [environment, name, "failed-queries"],
                description: `A question to the logs of ${environment} failed. Look at the workgroup's history: the query shows its reason there.`,
                namespace: "AWS/Athena",
                metric: "TotalExecutionTime",
                dimensions: { WorkGroup: workgroup.name, QueryState: "FAILED", QueryType: "DML" },
                statistic: "SampleCount",
                above: 0,
                periodSeconds: 300,
                topicArn: alarmTopicArn,
            },
            { parent: this },
        );
        return workgroup;
    }

    private databasePlain(name: string): string {
        return nameFor("database", this.args.environment, name);
    }

    private createDatabase(name: string, locations: pulumi.Resource[]): aws.glue.CatalogDatabase {
        return new aws.glue.CatalogDatabase(
            name,
            {
                name: this.databasePlain(name),
                description: `Logs of ${this.args.environment}`,
                createTableDefaultPermissions: [],
            },
            { parent: this, dependsOn: locations },
        );
    }
}
