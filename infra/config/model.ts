import type { FlinkRuntimeName } from "../aws/flinkRuntimes";

/**
 * What the two kinds of files say once they are read, checked and completed with the tier's defaults.
 * The rest of the program sees these types only: nobody else reads YAML.
 */

import type { DashboardVersionDefinition } from "@aws-sdk/client-quicksight";
import type { RefreshSchedule } from "../aws/quicksight";

/** Size, retention and protection in one word: a place to try things, or a place that must not lose anything. */
export type Tier = "sandbox" | "production";

/** Everything that one stack is built from. */
export interface Configuration {
    readonly environment: Environment;
    /** In the order in which the environment names them. */
    readonly domains: readonly Domain[];
    /** Absolute path of the repository: the folder that holds `Pulumi.yaml`. */
    readonly root: string;
}

/** One environment, from `environments/Pulumi.<name>.yaml`, its tier's defaults filled in. */
export interface Environment {
    /** The stack's name, e.g. `dev`. */
    readonly name: string;
    /** AWS region, e.g. `eu-west-1`. */
    readonly region: string;
    /** The 12-digit account that the provider is restricted to (`aws:allowedAccountIds`), where one is given. */
    readonly accountId?: string;
    readonly tier: Tier;
    /** Names of the domains in this environment. */
    readonly domains: readonly string[];
    readonly settings: TierSettings;
    /** Who is told when an alarm fires; without an address the topic exists and nobody is subscribed. */
    readonly alarms: { readonly email?: string };
    /** IAM ARNs that administer Lake Formation besides the deployer. */
    readonly lakeAdministrators: readonly string[];
    /** LF-tags that domains may use: key → values; absent: none. */
    readonly lakeTags?: Readonly<Record<string, readonly string[]>>;
    /** Databases that the domains' jobs read; absent: none. */
    readonly connections?: readonly DatabaseConnectionSettings[];
    /** The region where the account's QuickSight users and groups live; default: the environment's region. */
    readonly quicksight: QuickSightSettings;
}

/** Amazon QuickSight, which shows the reports. */
export interface QuickSightSettings {
    /** The region where the account's QuickSight users and groups live. */
    readonly identityRegion: string;
    readonly namespace: string;
    /** Whether the domains' authors may change copies of the dashboards here. */
    readonly authoring?: boolean;
    /** Groups that the environment makes; others exist already. */
    readonly groups?: readonly QuickSightGroup[];
    /** Data beside the lake's. */
    readonly dataSources?: readonly QuickSightDataSource[];
}

export interface QuickSightGroup {
    readonly name: string;
    readonly description?: string;
    /** Names of QuickSight users. */
    readonly members: readonly string[];
}

/** Databases that QuickSight reaches by host and port. */
export type DatabaseEngine =
    | "redshift"
    | "aurora"
    | "auroraPostgresql"
    | "mysql"
    | "mariaDb"
    | "postgresql"
    | "sqlServer"
    | "oracle";

/** Where a data source's data is. */
export type DataSourceConnection =
    | {
          readonly kind: "database";
          readonly engine: DatabaseEngine;
          readonly host: string;
          readonly port: number;
          readonly database: string;
      }
    | { readonly kind: "redshiftCluster"; readonly cluster: string; readonly database: string }
    | { readonly kind: "rds"; readonly instance: string; readonly database: string }
    /** Files that a manifest in S3 lists. */
    | { readonly kind: "s3"; readonly bucket: string; readonly manifest: string };

export interface QuickSightDataSource {
    readonly name: string;
    readonly connection: DataSourceConnection;
    /** ARN of the secret with user and password; absent with S3. */
    readonly secretArn?: string;
    /** Reached through the environment's network: the security group of the database. Absent: over its public address. */
    readonly network?: { readonly securityGroupId: string; readonly port: number };
    /** QuickSight principals that may make data sets of it. */
    readonly sharedWith: readonly string[];
}

/** What the tier decides unless the environment says otherwise. Every field is a `tributary:` key's value. */
export interface TierSettings {
    readonly stream: StreamSettings;
    readonly delivery: DeliverySettings;
    readonly lake: LakeSettings;
    readonly athena: { /** Upper bound of one query's scan, in GiB. */ readonly scanCutoffGib: number };
    readonly logs: { /** One of CloudWatch's retention steps, in days. */ readonly retentionDays: number };
    /** What runs the applications of domains' `streams`; absent: nothing does. */
    readonly streams?: StreamsSettings;
    /** Where components go that live in a VPC. */
    readonly network: NetworkSettings;
    /** Absent: the environment has no search, and domains' indices are not built. */
    readonly search?: SearchSettings;
    /** Absent: the environment has no warehouse, and nothing is loaded into one. */
    readonly warehouse?: WarehouseSettings;
    /** Absent: the environment's data lies in its own region alone. */
    readonly disasterRecovery?: DisasterRecoverySettings;
    /** Glue jobs; absent: domains' jobs are not built. */
    readonly etl?: EtlSettings;
    /** Absent: the environment has no Hadoop, and domains' `hadoop` sections are not built. */
    readonly hadoop?: HadoopSettings;
    /** Absent: nobody asks the environment's logs. */
    readonly logAnalytics?: LogAnalyticsSettings;
    /** Both this and the component's own consent are needed before something that holds data can be deleted. */
    readonly protectData: boolean;
}

/** Glue jobs of all domains. */
export interface EtlSettings {
    /** Whether the domains' jobs are built. */
    readonly enabled: boolean;
    /** One of `JOB_VERSIONS`, see `infra/aws/glue.ts`. */
    readonly glueVersion: string;
    /** One of `WORKER_TYPES`, see `infra/aws/glue.ts`. */
    readonly workerType: string;
    /** Workers of one run, the driver among them: 2 or more. */
    readonly workers: number;
    /** Minutes after which a run is stopped: 1 to 10080. */
    readonly timeoutMinutes: number;
    /** Whether the environment owns the encryption of the account's Data Catalog in its region. */
    readonly encryptCatalog: boolean;
}

/** A database that jobs read, in the environment's network. */
export interface DatabaseConnectionSettings {
    readonly name: string;
    readonly engine: "mysql" | "oracle" | "postgresql" | "sqlserver";
    readonly host: string;
    readonly port: number;
    readonly database: string;
    /** ARN of the secret with `username` and `password`. */
    readonly secretArn: string;
    /** ARN of the secret's customer key; absent: AWS's own. */
    readonly secretKeyArn?: string;
    /** Security group of the database. */
    readonly securityGroupId: string;
}

/** Questions to AWS's own logs. */
export interface LogAnalyticsSettings {
    /** ARNs of IAM roles and users that may read the logs. */
    readonly readers: readonly string[];
    /** Days that logs are kept: 1 to 3650. */
    readonly retentionDays: number;
    readonly cloudTrail: {
        readonly regions: readonly string[];
        /** Absent: a trail is made. */
        readonly existing?: {
            readonly bucket: string;
            readonly prefix?: string;
            readonly keyArn?: string;
            readonly organizationId?: string;
        };
    };
    /** Absent: there are no load balancers to ask about. */
    readonly loadBalancers?: {
        readonly bucket: string;
        readonly prefix?: string;
        readonly regions: readonly string[];
    };
}

/** A VPC of the environment's own, or one that exists. */
export interface NetworkSettings {
    /** A private block of /16 to /24; absent with `existing`, as are the next three. */
    readonly cidr?: string;
    /** 2 or 3. */
    readonly availabilityZones?: number;
    /** As many as `availabilityZones`; absent: the region's first ones. */
    readonly zoneNames?: readonly string[];
    /** Days that the records of traffic are kept. */
    readonly flowLogDays?: number;
    /** Accounts besides the own one whose buckets and tables may be reached; absent: none. */
    readonly trustedAccounts?: readonly string[];
    readonly existing?: {
        readonly vpcId: string;
        readonly privateSubnetIds: readonly string[];
        /** Where gateway endpoints are added; absent: the VPC has them. */
        readonly routeTableIds?: readonly string[];
        /** Group of the interface endpoints that the VPC has; absent: they are made. */
        readonly endpointSecurityGroupId?: string;
    };
}

/** The environment's warehouse: exactly one of `provisioned` and `serverless`. */
export interface WarehouseSettings {
    readonly provisioned?: {
        readonly nodeType: string;
        readonly nodes: number;
        readonly multiAz?: boolean;
        /** Times in UTC, such as `19:00`; absent: never paused. */
        readonly pause?: { readonly pauseAt: string; readonly resumeAt: string; readonly days?: string };
        readonly maintenanceWindow?: string;
    };
    /** Redshift Processing Units. */
    readonly serverless?: { readonly baseCapacity: number; readonly maxCapacity: number };
    readonly port?: number;
    readonly database?: string;
    /** 1 to 35. */
    readonly snapshotRetentionDays: number;
    readonly usageLimits?: {
        readonly spectrumTerabytesPerDay?: number;
        readonly concurrencyScalingMinutesPerDay?: number;
        readonly rpuHoursPerDay?: number;
    };
    readonly allowConnectionsFrom: readonly { readonly name: string; readonly securityGroupId: string }[];
    readonly firehose?: { readonly publicSubnetIds: readonly string[] };
    readonly restoreFrom?: {
        readonly snapshot: string;
        readonly cluster?: string;
        readonly ownerAccount?: string;
    };
}

/** The environment's search domain. */
export interface SearchSettings {
    /** E.g. `OpenSearch_3.3`. */
    readonly engineVersion: string;
    readonly dataNodes: number;
    readonly dataNodeType: string;
    /** 0, 3 or 5. */
    readonly masterNodes: number;
    /** Only with master nodes. */
    readonly masterNodeType?: string;
    /** 1 to 3. */
    readonly availabilityZones: number;
    /** A third of the cluster waits in a third zone. */
    readonly standby: boolean;
    /** GiB of each data node. */
    readonly volumeGib: number;
    /** Days that daily snapshots are kept. */
    readonly snapshotDays: number;
    /** Hour, UTC: 0 to 23. */
    readonly offPeakStartHour: number;
    /** ARNs of IAM roles. */
    readonly administrators: readonly string[];
    readonly createServiceLinkedRole: boolean;
}

/** Documents of a domain that are searched. */
export interface SearchIndexSettings {
    readonly name: string;
    readonly description?: string;
    readonly source: SearchSource;
    /** Field → OpenSearch's type of it. */
    readonly fields: Readonly<Record<string, string>>;
    /** Absent with a `dynamodb` source only. */
    readonly retentionDays?: number;
    readonly rotation: "day" | "month";
    /** Absent: nobody searches but people who log in. */
    readonly api?: { /** ARNs of IAM roles. */ readonly callers: readonly string[] };
}

export type SearchSource =
    | { readonly kind: "directPut" }
    | { readonly kind: "iot" /** MQTT topic filter. */; readonly topic: string }
    | { readonly kind: "cloudwatchLogs"; readonly logGroup: string; readonly filterPattern: string }
    | {
          readonly kind: "dynamodb";
          /** Partition key, and sort key where there is one. */
          readonly key: readonly string[];
          /** Absent: a table is made. */
          readonly streamArn?: string;
          /** KMS key of the table, where a customer's. */
          readonly keyArn?: string;
      }
    | { readonly kind: "application"; readonly roleArn: string; readonly securityGroupId: string };

export interface DisasterRecoverySettings {
    readonly region: string;
    readonly retentionDays?: number;
    readonly everyHours?: number;
    readonly tooOldHours?: number;
}

/** Where the steps of domains run, and how many nodes they may have. */
export interface HadoopSettings {
    readonly runOn: "clusters" | "serverless";
    /** E.g. `emr-7.14.0`. */
    readonly release: string;
    readonly masterTypes: readonly string[];
    readonly coreTypes: readonly string[];
    readonly coreVcpus: number;
    readonly taskTypes: readonly string[];
    readonly taskVcpus: number;
    readonly maxTaskVcpus: number;
    readonly spotTimeoutMinutes: number;
    readonly idleMinutes: number;
    /** Required with `clusters`: `pem` or `provider`, both places in S3. */
    readonly certificates?: {
        readonly pem?: string;
        readonly provider?: { readonly jar: string; readonly className: string };
        /** KMS key of that place. */
        readonly keyArn?: string;
    };
}

export interface StreamSettings {
    readonly mode: "on-demand" | "provisioned";
    /** Only with `provisioned`. */
    readonly shards?: number;
    /** Hours that a record stays readable: 24 to 8760. */
    readonly retentionHours: number;
}

export interface DeliverySettings {
    /** MiB collected before an object is written: 64 to 128 (format conversion needs 64). */
    readonly bufferMib: number;
    /** Seconds after which an object is written in any case: 60 to 900 (0 to 59 make too many small objects). */
    readonly bufferSeconds: number;
}

export interface LakeSettings {
    /** Days until raw records, rejected records and access logs are deleted. */
    readonly rawExpirationDays: number;
    /** Days until curated objects move to Infrequent Access; absent: never. */
    readonly curatedTransitionDays?: number;
    /** Days until report results are deleted. */
    readonly resultsExpirationDays: number;
    /** Days that a replaced or deleted version can still be had back. */
    readonly noncurrentVersionDays: number;
}

/** One data team's folder, `domains/<name>/domain.yaml` and the files that it names. */
export interface Domain {
    readonly name: string;
    /** The team's e-mail address. */
    readonly owner: string;
    readonly description?: string;
    /** Absolute path of the domain's folder. */
    readonly directory: string;
    /** QuickSight principals that see the results: `user/<name>` or `group/<name>`. */
    readonly viewers: readonly string[];
    /** QuickSight principals that draw dashboards, in environments with authoring. */
    readonly authors?: readonly string[];
    readonly pipelines: readonly Pipeline[];
    /** Files and databases that are loaded by Glue jobs; absent: none. */
    readonly jobs?: readonly Job[];
    /** Folders of files that a crawler describes; absent: none. */
    readonly crawlers?: readonly Crawler[];
    readonly dashboards: readonly Dashboard[];
    /** Who reads the domain's tables besides its own reports; absent: nobody. */
    readonly governance?: DomainGovernance;
    /** What is searched, in environments that have search; absent: nothing. */
    readonly search?: readonly SearchIndexSettings[];
    /** What is computed while records arrive; absent: nothing. */
    readonly streams?: readonly StreamApplication[];
    /** Absent: the domain runs nothing on Hadoop. */
    readonly hadoop?: Hadoop;
}

/** What a domain runs on Hive and Spark. */
export interface Hadoop {
    readonly lifecycle: "transient" | "long-running";
    /** `cron(…)` or `rate(…)`; absent: once, when it is deployed. */
    readonly schedule?: string;
    readonly timeZone: string;
    /** In the order in which they run. */
    readonly steps: readonly HadoopStep[];
}

export interface HadoopStep {
    readonly name: string;
    readonly description?: string;
    readonly engine: "spark" | "hive";
    /** Absolute path of the script. */
    readonly file: string;
    readonly arguments: readonly string[];
}

/** Readers of a domain's tables, what parts of them there are, and what LF-tags they carry. */
export interface DomainGovernance {
    /** Exactly one of `tables`, `filter` and `tags` says what a group reads. */
    readonly readers: readonly {
        readonly name: string;
        /** ARNs of IAM roles and users. */
        readonly roles: readonly string[];
        readonly tables?: readonly string[];
        readonly filter?: string;
        readonly tags?: Readonly<Record<string, readonly string[]>>;
    }[];
    readonly filters: readonly {
        readonly name: string;
        readonly table: string;
        readonly rows?: string;
        readonly columns?: readonly string[];
        readonly without?: readonly string[];
    }[];
    readonly tags: {
        readonly domain: Readonly<Record<string, string>>;
        readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
    };
}

/** One way in: a source, its columns, and what is computed when data arrives. */
export interface Pipeline {
    readonly name: string;
    readonly description?: string;
    readonly source: Source;
    readonly columns: readonly Column[];
    /** Absent: partitioned by the day on which a record arrived. */
    readonly partition?: Partition;
    /** Absolute path of the TypeScript module that reshapes records. */
    readonly transform?: string;
    readonly onArrival: OnArrival;
    /** Seconds of arrivals that one run of the reports covers: 1 to 900; at most 10 with `direct`. */
    readonly windowSeconds: number;
    readonly reports: readonly Report[];
    /** How its records get into the environment's warehouse, where it has one; absent: not at all. */
    readonly loadInto?: LoadInto;
    readonly replay?: Replay;
}

/** The loader takes objects of the lake as they arrive; Firehose takes records of the stream beside it. */
export interface LoadInto {
    readonly warehouse: "loader" | "firehose";
}

export type OnArrival = "queue" | "direct";

export type Source =
    | {
          readonly kind: "iot";
          /** MQTT topic filter. */
          readonly topic: string;
      }
    | {
          readonly kind: "kinesis";
          readonly streamArn: string;
          /** KMS key of the stream, where a customer's. */
          readonly keyArn?: string;
      }
    | { readonly kind: "directPut" }
    | { readonly kind: "cloudwatchLogs"; readonly logGroup: string; readonly filterPattern: string };

/** A column type as Athena and Glue spell it. */
export type ColumnType =
    | "string"
    | "boolean"
    | "int"
    | "bigint"
    | "double"
    | "date"
    | "timestamp"
    | `decimal(${number},${number})`;

export interface Column {
    readonly name: string;
    readonly type: ColumnType;
    readonly description?: string;
    /** A record without a value here is rejected. */
    readonly required: boolean;
}

/** Objects lie under `<name>=<value>/`, the value taken from a column of the record. */
export interface Partition {
    /** The partition key's name and its unit. */
    readonly name: PartitionUnit;
    /** A column of type `timestamp` or `date`. */
    readonly column: string;
    /** ISO date of the first partition; older records are rejected, because no query would see them. */
    readonly since: string;
}

export type PartitionUnit = "year" | "month" | "day" | "hour";

/** Rows of files or of a database that a Glue job cleans, checks and loads into a table of the domain. */
export interface Job {
    /** Also the table's name: unique among the domain's pipelines, reports and jobs. */
    readonly name: string;
    readonly description?: string;
    readonly source: JobSource;
    readonly columns: readonly Column[];
    /** The table's hidden partition; absent: it has none. */
    readonly partition?: { readonly unit: PartitionUnit; readonly column: string };
    /** Columns that identify a row: a later row replaces an earlier one. Empty: rows are added. */
    readonly key: readonly string[];
    readonly start: JobStart;
    /** Rules in DQDL; a run whose rows break one loads nothing. */
    readonly rules: readonly string[];
}

/** Files of which nobody knows the columns, in a folder of the raw zone. */
export interface Crawler {
    /** The folder: files lie below `uploads/<domain>/<name>/`. */
    readonly name: string;
    readonly description?: string;
    /** In UTC, e.g. `cron(15 3 * * ? *)`; absent: when somebody starts it. */
    readonly schedule?: string;
}

export type JobSource =
    | {
          /** CSV files below `uploads/<domain>/<job>/` in the raw zone. */
          readonly kind: "csv";
          readonly delimiter: string;
          /** The first line of each file names the columns; else they come in the declared order. */
          readonly header: boolean;
          /** Text that stands for no value, besides an empty field. */
          readonly nullText?: string;
      }
    | {
          readonly kind: "database";
          /** One of the environment's connections. */
          readonly connection: string;
          /** E.g. `public.orders`. */
          readonly table: string;
          /** Column whose values only grow: a run reads what is above the last run's. */
          readonly bookmark: string;
      };

export type JobStart =
    | {
          readonly kind: "arrival" /** Seconds that arrivals are collected for. */;
          readonly windowSeconds: number;
      }
    | { readonly kind: "schedule" /** In UTC, e.g. `cron(15 3 * * ? *)`. */; readonly cron: string };

/** SQL that is run when data has arrived; its result is a table that dashboards read. */
export interface Report {
    /** Unique within its domain: it is also the name of the result's table. */
    readonly name: string;
    readonly description?: string;
    /** Absolute path. */
    readonly file: string;
    readonly sql: string;
    /** What the query returns, in order. */
    readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
    /** What computes it; absent: Athena. `warehouse`: only in environments that have one. */
    readonly engine?: "athena" | "warehouse";
    /** When QuickSight reads the result into its memory; absent: it asks Athena each time. */
    readonly spice?: RefreshSchedule;
}

/** Real data that `tributary run` sends through the pipeline, as the source's devices or writers would. */
export interface Replay {
    /** Absolute path of a CSV, JSON or Parquet file: in the domain's folder or in an installed npm package. */
    readonly dataset: string;
    /** As written in the file, e.g. `vega-datasets/data/flights-3m.parquet`. */
    readonly datasetName: string;
    /** SQL expression over the data set that gives each message's topic; only with an IoT source. */
    readonly topic?: string;
    /** Field of the message → SQL expression over the data set's columns. */
    readonly message: Readonly<Record<string, string>>;
}

/** `dashboards/<name>.yaml`. */
export interface Dashboard {
    readonly name: string;
    readonly title: string;
    readonly description?: string;
    /** Of a drawn dashboard: those of its visuals that the local page can draw. */
    readonly charts: readonly Chart[];
    /** What an author drew in QuickSight. */
    readonly drawn?: DrawnDashboard;
}

/** A definition of QuickSight's, without anything that differs from one environment to the next. */
export interface DrawnDashboard {
    /** Identifier in the definition → name of the report. */
    readonly dataSets: Readonly<Record<string, string>>;
    readonly definition: Omit<DashboardVersionDefinition, "DataSetIdentifierDeclarations">;
}

export type ChartType = "line" | "area" | "bar" | "scatter" | "heatmap" | "number";

export interface Chart {
    readonly title: string;
    readonly type: ChartType;
    /** Name of a report of the domain. */
    readonly report: string;
    readonly x?: Encoding;
    readonly y?: Encoding;
    /** Series of a line, area or bar chart; the cell's value of a heat map. */
    readonly color?: Encoding;
    /** Only with `number`. */
    readonly value?: Encoding;
    /** Columns of the page's two-column grid that the chart takes: 1 or 2. */
    readonly width: 1 | 2;
}

export interface Encoding {
    readonly column: string;
    readonly title?: string;
    /** A d3-format or d3-time-format pattern. */
    readonly format?: string;
    readonly sort?: "ascending" | "descending" | "x" | "-x" | "y" | "-y";
}

/** Managed Service for Apache Flink: whether and how the applications of domains run. */
export interface StreamsSettings {
    readonly enabled: boolean;
    readonly runtime: FlinkRuntimeName;
    /** Tasks of one operator at the start: 1 to 512. */
    readonly parallelism: number;
    /** Tasks that share a KPU: 1 to 8. */
    readonly parallelismPerKpu: number;
    readonly autoScaling: boolean;
    /** 10 to 3600. */
    readonly checkpointSeconds: number;
    /** In the environment's network instead of the service's. */
    readonly inNetwork: boolean;
    /** A Maven repository; absent: Maven Central. */
    readonly connectorRepository?: string;
}

/** SQL over the stream of a pipeline, computed while records arrive. */
export interface StreamApplication {
    readonly name: string;
    readonly description?: string;
    /** A pipeline of the domain with the source `iot` or `kinesis`. */
    readonly pipeline: string;
    /** The columns that are read, and where they lie in a message. */
    readonly columns: readonly (Column & { readonly field: MessageField })[];
    /** A column of type `timestamp`. */
    readonly timeColumn: string;
    /** Seconds that a record may come later than younger ones. */
    readonly lateSeconds: number;
    readonly references: readonly StreamReference[];
    readonly outputs: readonly StreamOutput[];
}

/** Names of JSON fields from the message inwards, or a level of the topic from 1 on. */
export type MessageField = { readonly path: readonly string[] } | { readonly topicLevel: number };

/** Rows in S3 that add columns to records. */
export interface StreamReference {
    readonly name: string;
    readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
    readonly key: string;
    readonly on: string;
    readonly data:
        | { /** Absolute path of a CSV file. */ readonly file: string }
        | { readonly bucketName: string; readonly key: string; readonly keyArn?: string };
}

export interface StreamOutput {
    readonly name: string;
    readonly sql: string;
    /** What the SELECT returns, in order. */
    readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
    readonly window?: { readonly sizeSeconds: number; readonly slideSeconds?: number };
    readonly to: StreamDestination;
}

export type StreamDestination =
    | { readonly kind: "stream" }
    | { readonly kind: "existingStream"; readonly arn: string; readonly keyArn?: string }
    | { readonly kind: "deliveryStream"; readonly arn: string }
    | { readonly kind: "pipeline"; readonly pipeline: string };
