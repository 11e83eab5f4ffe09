import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import type { DatabaseConnection } from "../databaseConnection";
import type { DataLake } from "../dataLake";
import type { JobCode } from "../jobCode";
import type { LakeDomain } from "../lakeDomain";
import type { TableColumnArgs } from "../lakeTable";

/** Where rows come from: exactly one of the two. */
export interface JobSourceArgs {
    /** CSV files below `uploads/<domain>/<table>/` in the raw zone. */
    readonly csv?: CsvSourceArgs;
    readonly database?: DatabaseSourceArgs;
}

export interface CsvSourceArgs {
    /** One character; default: a comma. */
    readonly delimiter?: string;
    /** The first line of each file names the columns; default: true. */
    readonly header?: boolean;
    /** Text that stands for no value, besides an empty field; default: none. */
    readonly nullText?: string;
}

export interface DatabaseSourceArgs {
    readonly connection: DatabaseConnection;
    /** E.g. `public.orders`. */
    readonly table: string;
    /** Column whose values only grow: a run reads the rows above the last run's. */
    readonly bookmark: string;
}

/** When a job runs: exactly one of the two. */
export interface JobStartArgs {
    /** When files have arrived; with a CSV source only. */
    readonly onArrival?: JobArrivalArgs;
    /** Six fields in UTC, e.g. `cron(15 3 * * ? *)`; every five minutes at most. */
    readonly schedule?: string;
}

export interface JobArrivalArgs {
    /** Seconds of arrivals that one run covers: 1 to 900. */
    readonly windowSeconds: number;
}

/** The table's hidden partition: queries name the column, and Iceberg finds the files. */
export interface JobPartitionArgs {
    /** `year`, `month`, `day` or `hour`. */
    readonly unit: string;
    /** A column of type `timestamp` or `date`; `hour` needs a timestamp. */
    readonly column: string;
}

export interface JobColumnArgs extends TableColumnArgs {
    /** A row without a value here is rejected. */
    readonly required: boolean;
}

/** A role that Lake Formation lets read the table. */
export interface TableReaderArgs {
    /** What it is called in logical names, e.g. `warehouse`. */
    readonly name: string;
    readonly roleArn: pulumi.Input<string>;
}

export interface EtlJobArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    readonly lake: DataLake;
    readonly domain: LakeDomain;
    /** The domain's logical name: the folder of its keys. */
    readonly domainName: string;
    /** The table that the job makes and fills. */
    readonly tableName: string;
    readonly description?: string;
    /** Where the job's modules lie. */
    readonly code: JobCode;
    readonly columns: readonly JobColumnArgs[];
    readonly partitionBy?: JobPartitionArgs;
    /** Columns that identify a row, all of them required ones: a later row replaces an earlier one. Default: rows are added. */
    readonly key?: readonly string[];
    readonly source: JobSourceArgs;
    readonly start: JobStartArgs;
    /** Rules in DQDL, e.g. `IsComplete "id"`: a run whose rows break one loads nothing. Default: none. */
    readonly rules?: readonly string[];
    /** One of `JOB_VERSIONS` in `infra/aws/glue.ts`; default: `5.1`. */
    readonly glueVersion?: string;
    /** One of `WORKER_TYPES` in `infra/aws/glue.ts`; default: `G.1X`. */
    readonly workerType?: string;
    /** Workers of one run at most, the driver among them: 2 or more; idle ones are released. Default: 10. */
    readonly workers?: number;
    /** Minutes after which a run is stopped: 1 to 10080. Default: 120. */
    readonly timeoutMinutes?: number;
    /** Who else reads the table, such as the warehouse through Spectrum; default: nobody. */
    readonly readers?: readonly TableReaderArgs[];
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The job's own consent: see {@link DataLakeArgs.allowDeletion}. */
    readonly allowDeletion: boolean;
}

/** What a job gets unless its arguments say otherwise. */
export const JOB_DEFAULTS = {
    glueVersion: "5.1",
    workerType: "G.1X",
    workers: 10,
    timeoutMinutes: 120,
} as const;
