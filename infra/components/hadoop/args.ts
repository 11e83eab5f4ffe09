import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import type { DataLake } from "../dataLake";
import type { LakeDomain } from "../lakeDomain";
import type { NetworkPlacement } from "../network/args";

/** Where steps run. */
export enum HadoopPlatform {
    /** Amazon EMR on EC2: a cluster of master, core and task nodes. */
    Clusters = "clusters",
    /** Amazon EMR Serverless: no nodes, and nothing to pay while nothing runs. */
    Serverless = "serverless",
}

/** How long a cluster lives. */
export enum HadoopLifecycle {
    /** It runs its steps, and ends. */
    Transient = "transient",
    /** It stays for more work after its steps, and ends when it has been idle. */
    LongRunning = "long-running",
}

export enum StepEngine {
    /** A PySpark script. */
    Spark = "spark",
    /** A HiveQL script. */
    Hive = "hive",
}

export interface HadoopStepArgs {
    /** Unique in the component: letters, digits, underscores and hyphens. */
    readonly name: string;
    readonly engine: StepEngine;
    /** Absolute path of the script: `.py` for Spark, `.sql` for Hive. */
    readonly file: string;
    /**
     * Besides `--database` and `--output`, which a Spark script always gets; for Hive `name=value`, which the script
     * reads as `${hiveconf:name}` like `database` and `output`.
     */
    readonly arguments: readonly string[];
}

/** A fleet of nodes of several types, of which EMR takes what is to be had. */
export interface FleetArgs {
    /** EC2 instance types of `xlarge` and above, e.g. `["m6g.xlarge", "m7g.xlarge"]`; up to 30. */
    readonly types: readonly string[];
    /** vCPUs that the fleet starts with. */
    readonly vcpus: number;
}

/** Nodes without data, which come and go with the load. */
export interface TaskFleetArgs extends FleetArgs {
    /** vCPUs that managed scaling may add up to; at least `vcpus`. */
    readonly maxVcpus: number;
    /** Minutes after which on-demand nodes are started in place of Spot ones that are not to be had: 5 to 1440; default: 10. */
    readonly spotTimeoutMinutes?: number;
}

/** When steps run. */
export interface HadoopScheduleArgs {
    /** `cron(…)` or `rate(…)`, as EventBridge Scheduler takes it. */
    readonly expression: string;
    /** E.g. `Europe/Paris`; default: `UTC`. */
    readonly timeZone?: string;
}

/**
 * Certificates for what passes between a cluster's nodes: exactly one of `pem` and `provider`.
 * Source: Amazon EMR Management Guide, "Providing certificates for encrypting data in transit".
 */
export interface CertificatesArgs {
    /** A zip file in S3 with `privateKey.pem`, `certificateChain.pem` and `trustedCertificates.pem`. */
    readonly pem?: string;
    /** A Java class that gives each node its own certificate. */
    readonly provider?: CertificateProviderArgs;
    /** ARN of the KMS key of that S3 object, where a customer's. */
    readonly keyArn?: string;
}

export interface CertificateProviderArgs {
    /** A jar in S3. */
    readonly jar: string;
    /** Full name of a class that implements `TLSArtifactsProvider`. */
    readonly className: string;
}

/** A bucket that exists: it is encrypted, private, and expires what is below `logs/`. */
export interface ExistingBucketArgs {
    readonly name: string;
    /** ARN of the KMS key that encrypts it. */
    readonly keyArn: pulumi.Input<string>;
}

export interface HadoopClusterArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    readonly lake: DataLake;
    /** The domain whose tables steps read, and whose key encrypts disks, scripts and logs. */
    readonly domain: LakeDomain;
    readonly domainName: string;
    /** Tables of the domain that steps may read. */
    readonly tables: readonly string[];
    readonly platform: HadoopPlatform;
    /** Without a meaning on EMR Serverless, which starts and stops with its jobs. */
    readonly lifecycle: HadoopLifecycle;
    /** In the order in which they run; a long-running cluster needs none. */
    readonly steps: readonly HadoopStepArgs[];
    /** Default: once, when it is deployed; on EMR Serverless: whenever somebody starts the state machine. */
    readonly schedule?: HadoopScheduleArgs;
    /** EMR release, e.g. `emr-7.14.0`. */
    readonly release: string;
    /** Types of the one master node. */
    readonly masterTypes: readonly string[];
    /** Nodes with HDFS, on demand: losing one would lose blocks. On EMR Serverless a part of the bound on capacity. */
    readonly core: FleetArgs;
    /** Nodes on Spot. On EMR Serverless a part of the bound on capacity. */
    readonly task: TaskFleetArgs;
    /** GiB of each node's encrypted disk: 15 to 1024; default: 64. */
    readonly diskGib?: number;
    /** Minutes without work after which a long-running cluster ends, or a serverless application stops: 1 to 10080. */
    readonly idleMinutes: number;
    /** Required with clusters: nothing passes between nodes in clear. EMR Serverless has its own. */
    readonly certificates?: CertificatesArgs;
    /** Required with clusters; default on EMR Serverless: AWS's network, from which S3 and Glue are reached. */
    readonly network?: NetworkPlacement;
    /** For scripts and logs; default: a bucket of its own. */
    readonly existingBucket?: ExistingBucketArgs;
    /** Days until logs are deleted: one of CloudWatch's retention steps. */
    readonly logRetentionDays: number;
    /** ARN of the topic that is told of failures. */
    readonly alarmTopicArn: pulumi.Input<string>;
    /** Tags of the clusters that a schedule starts, which Pulumi does not see. */
    readonly tags: Readonly<Record<string, string>>;
    /** The environment's consent to deleting scripts and logs. */
    readonly protectData: boolean;
    /** The component's own consent: both are needed. */
    readonly allowDeletion: boolean;
}
