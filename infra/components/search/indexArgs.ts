import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import type { DataLake } from "../dataLake";
import type { NetworkPlacement } from "../network/args";
import type { SearchDomain } from "../searchDomain";

/** How often a new index begins. */
export enum IndexRotation {
    Day = "day",
    Month = "month",
}

/** Where documents come from: exactly one of the five. */
export interface IndexSourceArgs {
    /** Programs call `PutRecord` on a delivery stream: one JSON object a record. */
    readonly directPut?: IndexDirectPutArgs;
    /** Messages of devices, JSON objects, through a topic rule and a delivery stream. */
    readonly iot?: IndexIotArgs;
    /** Lines of a log group that exists. */
    readonly cloudwatchLogs?: IndexLogsArgs;
    /** Items of a table, under their keys: what is changed or removed there is so here. */
    readonly dynamodb?: IndexTableArgs;
    /** A program in the VPC that writes documents itself, signed with its role. */
    readonly application?: IndexApplicationArgs;
}

/** No settings: writers are given the delivery stream's ARN. */
// biome-ignore lint/suspicious/noEmptyInterface: a source without settings is still chosen by naming it.
export interface IndexDirectPutArgs {}

export interface IndexIotArgs {
    /** MQTT topic filter, e.g. `stations/+/alert`. */
    readonly topicFilter: string;
}

export interface IndexLogsArgs {
    readonly logGroup: string;
    /** CloudWatch Logs filter pattern; the empty string takes every line. */
    readonly filterPattern: string;
}

export interface IndexTableArgs {
    /** Name of the partition key, and of the sort key where there is one. */
    readonly key: readonly string[];
    /** A table that somebody else owns; default: a table of the index's own. */
    readonly existing?: ExistingTableArgs;
}

export interface ExistingTableArgs {
    /** ARN of its stream, whose view type has new images. */
    readonly streamArn: pulumi.Input<string>;
    /** The table's customer key; absent where AWS's own key encrypts it. */
    readonly keyArn?: pulumi.Input<string>;
}

export interface IndexApplicationArgs {
    /** ARN of the role with which it signs requests. */
    readonly roleArn: string;
    /** Id of its security group. */
    readonly securityGroupId: string;
}

export interface SearchApiArgs {
    /** ARNs of IAM roles that may search. */
    readonly callers: readonly string[];
}

export interface SearchIndexArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    readonly search: SearchDomain;
    readonly network: NetworkPlacement;
    /** What cannot be indexed is kept in its raw zone. */
    readonly lake: DataLake;
    /** Encrypts streams, queues, tables and logs: the key of the index's domain. */
    readonly keyArn: pulumi.Input<string>;
    /** Logical name of the data team's domain: the first part of the index's name. */
    readonly domainName: string;
    readonly indexName: string;
    readonly description?: string;
    /** Field → OpenSearch's type of it; other fields of a document are not searched. */
    readonly fields: Readonly<Record<string, string>>;
    readonly source: IndexSourceArgs;
    /** Days that each document is kept, 1 or more; not with `dynamodb`, whose documents are kept as long as their items. */
    readonly retentionDays?: number;
    /** Default: `day`. */
    readonly rotation?: IndexRotation;
    /** A function with a URL that searches the index; default: none. */
    readonly api?: SearchApiArgs;
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The index's own consent: both are needed. */
    readonly allowDeletion: boolean;
}

/** `<domain>.<index>`: neither part has a dot, so no pattern of one index matches another's. */
export function searchIndexName({ domainName, indexName }: SearchIndexArgs): string {
    return `${domainName}.${indexName}`;
}

/** Raw zone: what could not be indexed. */
export function unindexedPrefix({ domainName, indexName }: SearchIndexArgs): string {
    return `errors/${domainName}/search/${indexName}/`;
}
