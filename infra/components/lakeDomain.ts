import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { alarm } from "../aws/alarm";
import { customerKey, type KeyReference, logsMayUseKey, s3EventsMayUseKey } from "../aws/customerKey";
import { nameFor } from "../aws/names";
import { functionLogGroups } from "../aws/nodeFunction";
import type { DataLake } from "./dataLake";
import { type DatePartitionArgs, lakeTable, type TableColumnArgs } from "./lakeTable";

/** Bytes in a GiB. */
const GIB = 1024 ** 3;
/** Athena API, WorkGroupConfiguration: the smallest cutoff, 10 MB. */
const LEAST_CUTOFF_BYTES = 10_485_760;

export interface DomainTableArgs {
    readonly name: string;
    readonly description?: string;
    readonly columns: readonly TableColumnArgs[];
    readonly partition: DatePartitionArgs;
}

export interface LakeDomainArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    readonly lake: DataLake;
    /** A key for the domain's streams, queues and logs; default: the domain makes its own. */
    readonly existingKey?: KeyReference;
    readonly description?: string;
    /** The curated tables, one for each pipeline. */
    readonly tables: readonly DomainTableArgs[];
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    /** Upper bound of one query's scan, in GiB; a query that reads more is stopped. */
    readonly scanCutoffGib: number;
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The domain's own consent: see {@link DataLakeArgs.allowDeletion}. */
    readonly allowDeletion: boolean;
}

/**
 * A data team's place in the lake: its database and tables in the Glue catalog, its Athena workgroup with a
 * budget for each query, and the key of everything of the team's that is not a lake zone.
 */
export class LakeDomain extends pulumi.ComponentResource {
    public readonly databaseName: pulumi.Output<string>;
    /** Physical name of the database, known before it exists. */
    public readonly databaseNamePlain: string;
    public readonly workgroupName: pulumi.Output<string>;
    public readonly workgroupArn: pulumi.Output<string>;
    /** Where Athena puts what it returns to a caller: the `s3://` prefix that the workgroup enforces. */
    public readonly queryOutput: pulumi.Output<string>;
    public readonly keyArn: pulumi.Output<string>;
    private readonly tables: ReadonlyMap<string, aws.glue.CatalogTable>;

    constructor(name: string, args: LakeDomainArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:LakeDomain", name, args, opts);
        const { environment, lake } = args;
        const mayDelete = args.allowDeletion && !args.protectData;

        this.databaseNamePlain = nameFor("database", environment, name);
        this.keyArn = this.chooseKey(name, args, mayDelete);
        const database = new aws.glue.CatalogDatabase(
            name,
            {
                name: this.databaseNamePlain,
                description: args.description,
                // Empty: tables start without IAM's default "everybody with Glue permissions".
                createTableDefaultPermissions: [],
            },
            { parent: this, dependsOn: lake.governance as pulumi.Resource[] },
        );
        this.tables = this.createTables(name, args, database);
        this.queryOutput = pulumi.interpolate`s3://${lake.results.name}/athena/${name}/`;
        const workgroup = new aws.athena.Workgroup(
            name,
            {
                name: nameFor("workgroup", environment, name),
                description: args.description,
                forceDestroy: mayDelete,
                configuration: {
                    enforceWorkgroupConfiguration: true,
                    publishCloudwatchMetricsEnabled: true,
                    bytesScannedCutoffPerQuery: Math.max(
                        LEAST_CUTOFF_BYTES,
                        Math.round(args.scanCutoffGib * GIB),
                    ),
                    engineVersion: { selectedEngineVersion: "AUTO" },
                    resultConfiguration: {
                        outputLocation: this.queryOutput,
                        encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: lake.keyArn },
                    },
                },
            },
            { parent: this, dependsOn: lake.results.ready as pulumi.Resource[] },
        );

        this.watchQueries(name, args, workgroup);

        this.databaseName = database.name;
        this.workgroupName = workgroup.name;
        this.workgroupArn = workgroup.arn;
        this.registerOutputs({
            databaseName: this.databaseName,
            workgroupName: this.workgroupName,
            keyArn: this.keyArn,
        });
    }

    /**
     * A curated table of the domain.
     *
     * @throws Error if the domain declares no such table.
     */
    public table(tableName: string): aws.glue.CatalogTable {
        const table = this.tables.get(tableName);
        if (table === undefined) {
            const known = [...this.tables.keys()].join(", ") || "none";
            throw new Error(`table "${tableName}" was asked for; the domain's tables are: ${known}`);
        }
        return table;
    }

    private chooseKey(name: string, args: LakeDomainArgs, mayDelete: boolean): pulumi.Output<string> {
        if (args.existingKey) {
            return pulumi.output(args.existingKey.arn);
        }
        const { account, environment, lake } = args;
        const key = customerKey(
            name,
            {
                nameParts: [environment, name],
                description: `Streams, queues and logs of the domain ${name} in ${environment}`,
                account,
                serviceStatements: [
                    s3EventsMayUseKey(account, lake.curated.arn),
                    { ...s3EventsMayUseKey(account, lake.raw.arn), sid: "S3MaySendUploads" },
                    logsMayUseKey(
                        account,
                        functionLogGroups(environment, name),
                        deliveryLogGroups(environment, name),
                        applicationLogGroups(environment, name),
                        stateMachineLogGroup(`${environment}-${name}*`),
                        jobLogGroups(environment, name),
                        crawlerLogGroups(environment, name),
                    ),
                ],
                deletionWindowDays: mayDelete ? 7 : 30,
            },
            { parent: this, protect: !mayDelete },
        );
        return key.arn;
    }

    /** Athena publishes its metrics by workgroup, state and type together: an alarm needs all three. */
    private watchQueries(name: string, args: LakeDomainArgs, workgroup: aws.athena.Workgroup): void {
        alarm(
            `${name}-failed-queries`,
            {
                nameParts: [args.environment, name, "failed-queries"],
                description: `A query of ${name} failed. Look at the workgroup's history: a failed report shows its reason there.`,
                namespace: "AWS/Athena",
                metric: "TotalExecutionTime",
                dimensions: { WorkGroup: workgroup.name, QueryState: "FAILED", QueryType: "DML" },
                statistic: "SampleCount",
                above: 0,
                periodSeconds: 300,
                topicArn: args.alarmTopicArn,
            },
            { parent: this },
        );
    }

    private createTables(
        name: string,
        args: LakeDomainArgs,
        database: aws.glue.CatalogDatabase,
    ): ReadonlyMap<string, aws.glue.CatalogTable> {
        return new Map(
            args.tables.map((table) => [
                table.name,
                lakeTable(
                    `${name}-${table.name}`,
                    {
                        databaseName: database.name,
                        tableName: table.name,
                        description: table.description,
                        columns: table.columns,
                        partition: table.partition,
                        location: pulumi.interpolate`s3://${args.lake.curated.name}/${curatedPrefix(name, table.name)}`,
                    },
                    { parent: this },
                ),
            ]),
        );
    }
}

/** Where a pipeline's curated objects lie in their zone, without a slash at the end. */
export function curatedPrefix(domain: string, table: string): string {
    return `${domain}/${table}`;
}

/**
 * Log group of a state machine, or of all that a pattern names. Below `/aws/vendedlogs/`, because CloudWatch Logs keeps
 * the permission to deliver there in one statement for all, and their number is bounded.
 */
export function stateMachineLogGroup(stateMachine: string): string {
    return `/aws/vendedlogs/states/${stateMachine}`;
}

/** Log groups of the delivery streams whose names start with these parts: for the policy of their key. */
export function deliveryLogGroups(...nameParts: readonly string[]): string {
    return `/aws/kinesisfirehose/${nameParts.join("-")}*`;
}

/** Log groups of the Glue jobs whose security configurations start with these parts: for the policy of their key. */
export function jobLogGroups(...nameParts: readonly string[]): string {
    return `/aws-glue/jobs/${nameParts.join("-")}*`;
}

/** Log groups of the Glue crawlers whose roles start with these parts: for the policy of their key. */
export function crawlerLogGroups(...nameParts: readonly string[]): string {
    return `/aws-glue/crawlers-role/${nameParts.join("-")}*`;
}

/** Log groups of the Flink applications whose names start with these parts: for the policy of their key. */
export function applicationLogGroups(...nameParts: readonly string[]): string {
    return `/aws/kinesis-analytics/${nameParts.join("-")}*`;
}
