import type { GlueClient } from "@aws-sdk/client-glue";

/** One run of a job, as far as it matters here. */
export interface JobRun {
    readonly id: string;
    /** Epoch milliseconds. */
    readonly startedAt: number;
    /** AWS Glue API, "JobRun": `JobRunState`. */
    readonly state: string;
}

/** Newest runs that are looked at: Glue starts one at a time, so that what is running is among them. */
const NEWEST = 10;

let glue: GlueClient | undefined;

async function client() {
    const sdk = await import("@aws-sdk/client-glue");
    glue ??= new sdk.GlueClient({ maxAttempts: 5 });
    return { sdk, glue };
}

/**
 * The newest runs of a job.
 *
 * @throws the SDK's error, after its retries.
 */
export async function newestRuns(jobName: string): Promise<JobRun[]> {
    const { sdk, glue: caller } = await client();
    const { JobRuns = [] } = await caller.send(
        new sdk.GetJobRunsCommand({ JobName: jobName, MaxResults: NEWEST }),
    );
    return JobRuns.map(({ Id = "", StartedOn, JobRunState = "" }) => ({
        id: Id,
        startedAt: StartedOn?.getTime() ?? 0,
        state: JobRunState,
    }));
}

/**
 * Starts a job.
 *
 * @returns the run's id; `undefined` where as many runs are going on as the job may have.
 * @throws the SDK's error, after its retries.
 */
export async function startRun(jobName: string): Promise<string | undefined> {
    const { sdk, glue: caller } = await client();
    try {
        const { JobRunId } = await caller.send(new sdk.StartJobRunCommand({ JobName: jobName }));
        return JobRunId;
    } catch (error) {
        if (error instanceof sdk.ConcurrentRunsExceededException) return undefined;
        throw error;
    }
}
