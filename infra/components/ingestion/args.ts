import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import type { RefreshSchedule } from "../../aws/quicksight";
import type { DataLake } from "../dataLake";
import type { LakeDomain } from "../lakeDomain";
import type { TableColumnArgs } from "../lakeTable";
import type { ReportSource } from "../reportSource";

/** What a new object starts: messages in a queue, or the function itself. */
export enum OnArrival {
    /** S3 → SQS → Lambda: arrivals are collected, retried, and set aside when they keep failing. */
    Queue = "queue",
    /** S3 → Lambda: sooner, for pipelines with few objects. */
    Direct = "direct",
}

export enum StreamMode {
    OnDemand = "on-demand",
    Provisioned = "provisioned",
}

/** Where records come from: exactly one of the four. */
export interface SourceArgs {
    /** Messages of devices, through a topic rule and a stream of the pipeline's own. */
    readonly iot?: IotSourceArgs;
    /** A stream that somebody else fills. */
    readonly kinesis?: KinesisSourceArgs;
    /** Applications call `PutRecord` on the delivery stream. */
    readonly directPut?: DirectPutSourceArgs;
    /** Lines of a log group that already exists. */
    readonly cloudwatchLogs?: CloudwatchLogsSourceArgs;
}

export interface IotSourceArgs {
    /** MQTT topic filter, e.g. `stations/+/reading`. */
    readonly topicFilter: string;
    readonly stream: StreamArgs;
}

export interface StreamArgs {
    readonly mode: StreamMode;
    /** 1 or more, with {@link StreamMode.Provisioned} only. */
    readonly shards?: number;
    /** Hours that a record stays readable: 24 to 8760. */
    readonly retentionHours: number;
}

export interface KinesisSourceArgs {
    readonly streamArn: pulumi.Input<string>;
    /** The stream's customer key; absent where AWS's own key encrypts it. */
    readonly keyArn?: pulumi.Input<string>;
}

/** No settings: writers are given the delivery stream's ARN. */
// biome-ignore lint/suspicious/noEmptyInterface: a source without settings is still chosen by naming it.
export interface DirectPutSourceArgs {}

export interface CloudwatchLogsSourceArgs {
    readonly logGroup: pulumi.Input<string>;
    /** CloudWatch Logs filter pattern; the empty string takes every line. */
    readonly filterPattern: string;
}

export interface DeliveryArgs {
    /** MiB collected before an object is written: 64 (format conversion's least) to 128. */
    readonly bufferMib: number;
    /** Seconds after which an object is written in any case: 60 to 900. */
    readonly bufferSeconds: number;
}

/** Partition by a column of the record instead of by the day of its arrival. */
export interface PartitionByArgs {
    /** The partition key: `year`, `month`, `day` or `hour`. */
    readonly name: string;
    /** A column of type `timestamp` or `date`. */
    readonly column: string;
    /** ISO date of the first partition. */
    readonly since: string;
}

export interface ReportArgs {
    /** Also the name of the result's table. */
    readonly name: string;
    readonly description?: string;
    readonly sql: string;
    /** What the query returns, in order. */
    readonly columns: readonly TableColumnArgs[];
    /** Tables of the domain that the query reads. */
    readonly reads: readonly string[];
    /** Computed by the warehouse when it has loaded the records, not by Athena when they arrive; default: false. */
    readonly inWarehouse?: boolean;
    /** When QuickSight reads the result into SPICE; default: never, every look at a dashboard asks Athena. */
    readonly spice?: RefreshSchedule;
}

export interface PipelineColumnArgs extends TableColumnArgs {
    /** A record without a value here is rejected. */
    readonly required: boolean;
}

export interface IngestionPipelineArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    readonly lake: DataLake;
    readonly domain: LakeDomain;
    /** The domain's logical name: the first folder of every key. */
    readonly domainName: string;
    /** The curated table that the pipeline fills, one of the domain's. */
    readonly tableName: string;
    readonly columns: readonly PipelineColumnArgs[];
    readonly partitionBy?: PartitionByArgs;
    readonly source: SourceArgs;
    readonly delivery: DeliveryArgs;
    /** Absolute path of the TypeScript module that reshapes records; default: they are taken as they are. */
    readonly transform?: string;
    readonly onArrival: OnArrival;
    /** Seconds of arrivals that one run of the reports covers: 1 to 900, at most 10 with {@link OnArrival.Direct}. */
    readonly windowSeconds: number;
    readonly reports: readonly ReportArgs[];
    /** Shows the results in QuickSight; default: they are not shown there. */
    readonly reportSource?: ReportSource;
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The pipeline's own consent: see {@link DataLakeArgs.allowDeletion}. */
    readonly allowDeletion: boolean;
}
