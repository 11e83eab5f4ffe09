import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import type { FlinkRuntimeName } from "../../aws/flinkRuntimes";
import type { TableColumnArgs } from "../lakeTable";
import type { NetworkPlacement } from "../network";

/** Where a column lies in a record: exactly one of the two. */
export interface FieldArgs {
    /** Names of JSON fields, from the message inwards, e.g. `["reading", "temp_c"]`. */
    readonly path?: readonly string[];
    /** Level of the MQTT topic, from 1 on, e.g. 2 for `seattle` in `stations/seattle/reading`; IoT only. */
    readonly topicLevel?: number;
}

export interface StreamColumnArgs extends TableColumnArgs {
    readonly field: FieldArgs;
    /** Records without a value here are left out, as the pipeline rejects them. */
    readonly required: boolean;
}

/** The stream that is read. */
export interface StreamSourceArgs {
    /** What SQL calls it: the pipeline's name. */
    readonly tableName: string;
    readonly streamArn: pulumi.Input<string>;
    /** The stream's customer key; absent where AWS's own key encrypts it. */
    readonly keyArn?: pulumi.Input<string>;
    /** Records are the topic rule's `{ payload, topic, receivedAt }`, with the message as Base64 in `payload`. */
    readonly enveloped: boolean;
    readonly columns: readonly StreamColumnArgs[];
    /** The column of type `timestamp` that says when something happened. */
    readonly timeColumn: string;
    /** Seconds that a record may come later than younger ones: 0 to 86400. */
    readonly lateSeconds: number;
}

/** Rows in S3 that add columns to every record. */
export interface ReferenceArgs {
    readonly name: string;
    /** The file's columns, in its order. */
    readonly columns: readonly TableColumnArgs[];
    /** The column that tells its rows apart. */
    readonly key: string;
    /** The record's column whose value is looked up in `key`. */
    readonly on: string;
    /** Absolute path of a CSV file that is uploaded; give it or `s3`. */
    readonly file?: string;
    /** Where a CSV file lies that somebody else keeps. */
    readonly s3?: ReferenceObjectArgs;
}

export interface ReferenceObjectArgs {
    readonly bucketName: string;
    readonly key: string;
    /** The object's customer key; absent where S3's own key encrypts it. */
    readonly keyArn?: pulumi.Input<string>;
}

/** Windows of event time. Without `slideSeconds` they follow one another; with it they overlap. */
export interface WindowArgs {
    /** Seconds that a window covers: 1 to 604800. */
    readonly sizeSeconds: number;
    /** Seconds from the beginning of one window to the next; `sizeSeconds` is a multiple of it. */
    readonly slideSeconds?: number;
}

/** Where rows go: exactly one of the three. */
export interface DestinationArgs {
    /** A stream that the application makes. */
    readonly stream?: OutputStreamArgs;
    /** A stream that exists. */
    readonly existingStream?: { readonly arn: pulumi.Input<string>; readonly keyArn?: pulumi.Input<string> };
    /** A delivery stream that takes records directly: the lake's, through a pipeline with that source, or any other. */
    readonly deliveryStream?: { readonly arn: pulumi.Input<string> };
}

export interface OutputStreamArgs {
    /** Shards, for a stream with provisioned capacity; default: on demand. */
    readonly shards?: number;
    /** Hours that a record stays readable: 24 to 8760. */
    readonly retentionHours: number;
}

export interface OutputArgs {
    readonly name: string;
    /** One SELECT over the pipeline; see docs/stream-analytics.md. */
    readonly sql: string;
    /** What the SELECT returns, in order. */
    readonly columns: readonly TableColumnArgs[];
    /** Absent: each record by itself. */
    readonly window?: WindowArgs;
    readonly destination: DestinationArgs;
}

export interface StreamAnalyticsArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    readonly description?: string;
    readonly source: StreamSourceArgs;
    readonly references: readonly ReferenceArgs[];
    /** One at least; all of them share one reading of the source. */
    readonly outputs: readonly OutputArgs[];
    /** Encrypts code, logs and the streams that are made. Its policy must let CloudWatch Logs use it for the application's log group. */
    readonly keyArn: pulumi.Input<string>;
    /** Default: `FLINK-1_20`. */
    readonly runtime?: FlinkRuntimeName;
    /** Tasks of one operator at the start: 1 to 512; default: 1. */
    readonly parallelism?: number;
    /** Tasks that share a KPU (1 vCPU, 4 GiB): 1 to 8; default: 1. */
    readonly parallelismPerKpu?: number;
    /** Follow the load; default: true. */
    readonly autoScaling?: boolean;
    /** Seconds between checkpoints: 10 to 3600; default: 60. What came since the last one is read again after a failure. */
    readonly checkpointSeconds?: number;
    /** A Maven repository that has the connectors; default: Maven Central. */
    readonly connectorRepository?: string;
    /** A bucket for code and reference data; default: the application makes its own. */
    readonly existingBucket?: { readonly name: pulumi.Input<string>; readonly arn: pulumi.Input<string> };
    /** Bucket that access to the application's own bucket is logged in; default: access is not logged. */
    readonly accessLogsBucket?: pulumi.Input<string>;
    /** Put the application's network interfaces there; default: it runs in the service's network. */
    readonly network?: NetworkPlacement;
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    /** Minutes that reading may be behind before the alarm fires; default: 15. */
    readonly lagAlarmMinutes?: number;
    readonly logRetentionDays: number;
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The application's own consent: both are needed before a stream or bucket with content can be deleted. */
    readonly allowDeletion: boolean;
}
