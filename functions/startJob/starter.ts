import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type Arrival, arrivalsIn } from "../reports/arrivals";
import type { JobRun } from "./jobRuns";
import type { StartJobSettings } from "./settings";

/** What the handler is made of; the entry point gives the real ones, tests give theirs. */
export interface StartJobParts {
    readonly settings: StartJobSettings;
    readonly newestRuns: (jobName: string) => Promise<readonly JobRun[]>;
    /** Returns the run's id, or `undefined` where the job is busy. */
    readonly startRun: (jobName: string) => Promise<string | undefined>;
    readonly observer: StartJobObserver;
}

/** Is told what happens, for logs and metrics. */
export interface StartJobObserver {
    started(runId: string, arrivals: number): void;
    /** A run that was started by somebody else reads these files, too. */
    covered(runId: string, arrivals: number): void;
    /** A message goes back to the queue. */
    returned(messageId: string, error: Error): void;
}

/** States in which a run reads, or has read, everything that was there when it began (AWS Glue API, "JobRun"). */
const READS = new Set(["STARTING", "RUNNING", "WAITING", "SUCCEEDED"]);

/**
 * The handler that starts a load job when files have arrived.
 *
 * A run reads all files that its bookmark has not seen, so that one run is enough for all arrivals before it: whatever
 * a batch tells of, at most one run is started, and none where one began after the arrivals. This makes it idempotent
 * without a memory of its own: Glue's list of runs is the memory. Where the job is busy with older files, the message
 * goes back to the queue, which brings it again.
 */
export function createHandler(parts: StartJobParts) {
    const processor = new BatchProcessor(EventType.SQS);
    return async (event: SQSEvent, context?: Context): Promise<SQSBatchResponse> => {
        const batch = new Batch(parts, event);
        const handleMessage = async (message: SQSRecord) => {
            try {
                await batch.handle(message);
            } catch (error) {
                parts.observer.returned(message.messageId, error as Error);
                throw error;
            }
        };
        return processPartialResponse(event, handleMessage, processor, {
            context,
            throwOnFullBatchFailure: false,
        });
    };
}

/** One invocation: its messages share one look at the runs, and one start. */
class Batch {
    readonly #parts: StartJobParts;
    /** When the last of all files of the batch arrived, in epoch milliseconds. */
    readonly #last: number;
    #run: Promise<JobRun | undefined> | undefined;

    constructor(parts: StartJobParts, event: SQSEvent) {
        this.#parts = parts;
        this.#last = Math.max(0, ...event.Records.flatMap((message) => timesOf(message)));
    }

    /** @throws Error when the files of a message are read by no run yet. */
    async handle(message: SQSRecord): Promise<void> {
        const arrivals = arrivalsIn(message);
        this.#refuseStrangers(arrivals);
        if (arrivals.length === 0) return;
        this.#run ??= this.#runFor(arrivals.length);
        const run = await this.#run;
        const last = Math.max(...arrivals.map(({ at }) => at));
        if (run === undefined || run.startedAt <= last) {
            throw new Error(
                `job ${this.#parts.settings.jobName}: busy with older files; this message comes again`,
            );
        }
    }

    /** The newest run that reads files, after one was started where that was needed. */
    async #runFor(arrivals: number): Promise<JobRun | undefined> {
        const { settings, startRun, observer } = this.#parts;
        const found = await this.#newest();
        if (found && found.startedAt > this.#last) {
            observer.covered(found.id, arrivals);
            return found;
        }
        const id = await startRun(settings.jobName);
        if (id === undefined) return this.#newest();
        observer.started(id, arrivals);
        return { id, startedAt: Number.POSITIVE_INFINITY, state: "STARTING" };
    }

    async #newest(): Promise<JobRun | undefined> {
        const { settings, newestRuns } = this.#parts;
        const runs = (await newestRuns(settings.jobName)).filter(({ state }) => READS.has(state));
        return runs.reduce<JobRun | undefined>(
            (newest, run) => (newest && newest.startedAt >= run.startedAt ? newest : run),
            undefined,
        );
    }

    #refuseStrangers(arrivals: readonly Arrival[]): void {
        const { prefix, jobName } = this.#parts.settings;
        const stranger = arrivals.find(({ key }) => !key.startsWith(prefix));
        if (stranger) {
            throw new Error(
                `notification: s3://${stranger.bucket}/${stranger.key} is not of the job ${jobName}; ` +
                    "the bucket's notification goes to the wrong place",
            );
        }
    }
}

/** Times of a message's arrivals; a message that is none is refused when it is handled. */
function timesOf(message: SQSRecord): number[] {
    try {
        return arrivalsIn(message).map(({ at }) => at);
    } catch {
        return [];
    }
}
