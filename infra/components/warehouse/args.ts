import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import type { KeyReference } from "../../aws/customerKey";
import type { DataLake } from "../dataLake";
import type { NetworkPlacement } from "../network/args";

/** A cluster of a leader node and compute nodes of a chosen type. */
export interface ProvisionedArgs {
    /** E.g. `ra3.xlplus` or `rg.xlarge`; see {@link NODE_TYPES} for all of them and their bounds. */
    readonly nodeType: string;
    /** Compute nodes; with `multiAz`, in each of the two zones. */
    readonly nodes: number;
    /** Runs in two availability zones at once: an RA3 node type, 2 nodes or more, 3 zones. Default: false. */
    readonly multiAz?: boolean;
    /** Hours in which nobody pays for nodes, and nobody can query; not with `multiAz`. Default: never paused. */
    readonly pause?: PauseArgs;
    /** The half hour or more of the week, in UTC, in which AWS changes the cluster; default: `sun:03:00-sun:04:00`. */
    readonly maintenanceWindow?: string;
}

/** When a cluster is paused, in UTC. */
export interface PauseArgs {
    /** E.g. `19:00`. */
    readonly pauseAt: string;
    /** E.g. `06:00`. */
    readonly resumeAt: string;
    /** Days on which both happen, in cron's words; default: `MON-FRI`. */
    readonly days?: string;
}

/** A workgroup whose capacity follows the load. */
export interface ServerlessArgs {
    /** Redshift Processing Units that are there from the first query on: 4, or 8 to 1024 in steps of 8 (32 from 512 on). */
    readonly baseCapacity: number;
    /** Redshift Processing Units that queries can be given at most: at least `baseCapacity`. */
    readonly maxCapacity: number;
}

/** Bounds of what a mistake can cost; a limit that is left out does not exist. */
export interface UsageLimitsArgs {
    /** Terabytes that Spectrum may scan a day; a provisioned cluster only. */
    readonly spectrumTerabytesPerDay?: number;
    /** Minutes of concurrency scaling a day; a provisioned cluster only. */
    readonly concurrencyScalingMinutesPerDay?: number;
    /** RPU-hours of compute a day; serverless only. */
    readonly rpuHoursPerDay?: number;
}

/** A second region that has everything needed to go on. */
export interface DisasterRecoveryArgs {
    /** Another region than the warehouse's, e.g. `eu-central-1`. */
    readonly region: string;
    /** Days that copies are kept: 1 to 35; default: 7. */
    readonly retentionDays?: number;
    /** Hours between two snapshots: 1 to 24; default: 4. At most this much is lost, and what a copy takes. */
    readonly everyHours?: number;
    /** Hours after which the newest copy is too old; default: three snapshots' time. */
    readonly tooOldHours?: number;
}

/** A snapshot that a new cluster starts from. */
export interface RestoreArgs {
    /** Identifier or ARN of a snapshot in the warehouse's region. */
    readonly snapshot: pulumi.Input<string>;
    /** Identifier of the cluster that the snapshot is of, where the snapshot's identifier alone is ambiguous. */
    readonly cluster?: pulumi.Input<string>;
    /** Account that the snapshot belongs to, where it is another one. */
    readonly ownerAccount?: pulumi.Input<string>;
}

/** An application that connects over JDBC, ODBC or the PostgreSQL protocol. */
export interface WarehouseClientArgs {
    /** What it is called in the description of the rules, e.g. `reporting-service`. */
    readonly name: string;
    /** The security group of its network interfaces. */
    readonly securityGroupId: pulumi.Input<string>;
}

/** Firehose reaches a warehouse over public addresses only: see {@link WarehouseArgs.firehose}. */
export interface FirehoseAccessArgs {
    /** Public subnets, with a route to an internet gateway, in as many zones as `network` has. */
    readonly publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** A domain whose tables the warehouse loads or reads in the lake. */
export interface WarehouseTenantArgs {
    /** The domain's logical name: its folder in the lake. */
    readonly name: string;
    /** Its database in the Glue catalog. */
    readonly databaseName: string;
}

export interface WarehouseArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** Private subnets in 3 availability zones with Multi-AZ and with serverless, else in 2 or more. */
    readonly network: NetworkPlacement;
    readonly lake: DataLake;
    /** Domains that use the warehouse: each gets a role, at most 50. */
    readonly domains: readonly WarehouseTenantArgs[];
    /** Exactly one of `provisioned` and `serverless`. */
    readonly provisioned?: ProvisionedArgs;
    /** Exactly one of `provisioned` and `serverless`. */
    readonly serverless?: ServerlessArgs;
    /** A key for data, secret, logs and queues; default: the warehouse makes its own. */
    readonly existingKey?: KeyReference;
    /** A security group of the warehouse's interfaces; default: the warehouse makes its own. */
    readonly existingSecurityGroupId?: pulumi.Input<string>;
    /** The first database; default: `analytics`. */
    readonly database?: string;
    /** The administrator's name; default: `tributary`. It cannot be changed later, and a snapshot brings its own. */
    readonly administrator?: string;
    /** 5431 to 5455 or 8191 to 8215; default: 5439. */
    readonly port?: number;
    /** Days that automated snapshots are kept: 1 to 35; provisioned only, serverless keeps recovery points for a day. */
    readonly snapshotRetentionDays: number;
    readonly usageLimits?: UsageLimitsArgs;
    readonly disasterRecovery?: DisasterRecoveryArgs;
    /** Starts from a snapshot instead of from nothing; later changes of it do nothing. */
    readonly restoreFrom?: RestoreArgs;
    readonly allowConnectionsFrom?: readonly WarehouseClientArgs[];
    /** Lets Firehose in: the warehouse gets a public address that only Firehose's own addresses of the region reach. */
    readonly firehose?: FirehoseAccessArgs;
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The warehouse's own consent: see {@link DataLakeArgs.allowDeletion}. */
    readonly allowDeletion: boolean;
}

/** The database and how the Data API finds it. */
export interface WarehouseTarget {
    /** Of a provisioned cluster. */
    readonly clusterIdentifier?: pulumi.Output<string>;
    /** Of a serverless warehouse. */
    readonly workgroupName?: pulumi.Output<string>;
    readonly database: string;
}
