import type { PlanResource } from "../../preview/plan";
import type { Caller } from "../runtime";
import type { S3Location } from "./catalog";

/** What `StartQueryExecution` is asked with. Source: Athena API, "StartQueryExecution". */
export interface StartQueryRequest {
    readonly queryString: string;
    readonly workgroup: string;
    readonly database?: string;
    /** Used where the workgroup does not enforce its own. */
    readonly outputLocation?: string;
    readonly clientRequestToken?: string;
}

export type QueryState = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** A workgroup of the plan. */
export interface Workgroup {
    readonly resource: PlanResource;
    readonly name: string;
    readonly arn: string;
    readonly enabled: boolean;
    /** Whether callers' own settings are overridden. */
    readonly enforced: boolean;
    /** Bytes that one query may scan; absent: any number. */
    readonly scanCutoff?: number;
    readonly outputLocation?: string;
    /** Key that results are encrypted with. */
    readonly keyArn?: string;
}

/** One query, from its start to its end. */
export interface QueryExecution {
    readonly id: string;
    readonly sql: string;
    readonly workgroup: Workgroup;
    readonly database: string | undefined;
    readonly caller: Caller;
    /** Folder of the results of a SELECT and of an UNLOAD's manifest. */
    readonly output: S3Location;
    /** Milliseconds since the epoch, by the run's clock. */
    readonly submittedAt: number;
    state: QueryState;
    /** Why it failed or was cancelled. */
    reason?: string;
    /** Rows returned or written. */
    rows: number;
    /** Of all objects of the tables that it read. */
    scannedBytes: number;
    /** Real time. */
    milliseconds: number;
    /** By the run's clock. */
    completedAt?: number;
    /** Where an UNLOAD writes, as written. */
    target?: string;
    /** URI of the object that holds a SELECT's rows. */
    resultUri?: string;
}
