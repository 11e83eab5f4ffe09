import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import type { KeyReference } from "../../aws/customerKey";
import type { DataLake } from "../dataLake";

/** Where logs lie that somebody else keeps. */
export interface LogBucketArgs {
    readonly bucketName: pulumi.Input<string>;
    /** Before `AWSLogs/`, without a slash at either end; default: none. */
    readonly prefix?: string;
    /** The bucket's customer key; default: it has none. */
    readonly keyArn?: pulumi.Input<string>;
}

/** A trail of the component's own, or one that exists. */
export interface CloudTrailArgs {
    /** Regions whose calls can be asked for; global services are logged in `us-east-1`. */
    readonly regions: readonly string[];
    /** Where a trail delivers to that exists; default: the component makes a trail. */
    readonly existing?: LogBucketArgs & {
        /** Of an organisation's trail, e.g. `o-a1b2c3d4e5`. */
        readonly organizationId?: string;
    };
}

/** Access logs of application load balancers; their buckets take no customer key (SSE-S3 only). */
export interface LoadBalancerLogsArgs extends LogBucketArgs {
    /** Where the load balancers are. */
    readonly regions: readonly string[];
}

export interface LogAnalyticsArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** Its access-log bucket is one of the sources, and takes the access logs of the component's own buckets. */
    readonly lake: DataLake;
    /** A key for the component's own buckets; default: it makes one. Its policy must let CloudTrail and CloudWatch Logs use it. */
    readonly existingKey?: KeyReference;
    /** Days that logs are kept, and that queries can look back: 1 to 3650. */
    readonly retentionDays: number;
    /** ARNs of IAM roles and users that may read all of the tables. */
    readonly readers: readonly string[];
    /** Default: no table of calls. */
    readonly cloudTrail?: CloudTrailArgs;
    /** The bucket of a network's flow logs, with its key; default: no table of connections. */
    readonly flowLogs?: { readonly bucketName: pulumi.Input<string>; readonly keyArn: pulumi.Input<string> };
    /** Names of the buckets whose access logs the lake receives; those of the lake's zones are added. */
    readonly loggedBuckets?: readonly pulumi.Input<string>[];
    /** Default: no table of requests to load balancers. */
    readonly loadBalancers?: LoadBalancerLogsArgs;
    /** Log groups whose lines are collected, each a function's; default: no table of lines. */
    readonly functionLogGroups?: readonly pulumi.Input<string>[];
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    /** Upper bound of one query's scan, in GiB; a query that reads more is stopped. */
    readonly scanCutoffGib: number;
    /** Of CloudWatch's log group about the delivery of lines, one of `LOG_RETENTION_DAYS`. */
    readonly logRetentionDays: number;
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The component's own consent: see {@link DataLakeArgs.allowDeletion}. */
    readonly allowDeletion: boolean;
}

/** Objects of one kind of log. */
export interface LogSource {
    /** Name of the bucket. */
    readonly bucketName: pulumi.Output<string>;
    /** Folder that the table begins at, without slashes at its ends: folders of its partition keys follow, `day` last. */
    readonly folder: pulumi.Output<string>;
    /** Key of the objects, where a customer's. */
    readonly keyArn?: pulumi.Output<string>;
    /** Values of the partition key besides `day`. */
    readonly partitionValues?: readonly pulumi.Input<string>[];
    /** What must be in place first. */
    readonly ready: readonly pulumi.Resource[];
}
