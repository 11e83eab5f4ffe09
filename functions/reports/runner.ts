import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { StartQueryExecutionCommandInput } from "@aws-sdk/client-athena";
import type { Context, S3Event, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { type Arrival, arrivalsIn, arrivalsOf } from "./arrivals";
import { reportQuery } from "./query";
import type { ReportSettings, ReportsSettings } from "./settings";
import { type Window, windowName, windowOf } from "./windows";

/** Time, so that tests need not wait. */
export interface Clock {
    /** Epoch milliseconds. */
    now(): number;
    sleep(milliseconds: number): Promise<void>;
}

/** What the handler is made of; the entry point gives the real ones, tests give theirs. */
export interface ReportParts {
    readonly settings: ReportsSettings;
    readonly clock: Clock;
    /** Asks Athena to run a query; returns its id, the earlier one's when Athena knows the token. */
    readonly startQuery: (query: StartQueryExecutionCommandInput) => Promise<string>;
    readonly observer: ReportObserver;
}

/** Is told what happens, for logs and metrics. */
export interface ReportObserver {
    started(report: ReportSettings, window: Window, queryExecutionId: string): void;
    failed(report: ReportSettings, window: Window, error: Error): void;
    /** A message goes back to the queue. */
    returned(messageId: string, error: Error): void;
}

/**
 * With a queue, its delay has already let the window close; what is left is the difference between S3's clock and
 * Lambda's. A message that would have to wait longer goes back to the queue, where waiting costs nothing.
 */
const MAX_QUEUE_WAIT = 5_000;
/** Without a queue, the function itself waits for the end of a window of at most ten seconds, and for its clock. */
const MAX_DIRECT_WAIT = 15_000;

/**
 * The handler that starts a pipeline's reports when objects have arrived, through SQS or from S3 directly.
 *
 * @returns a handler that reports the messages which failed, each by itself, for SQS to deliver again; called by S3 it
 * throws, and Lambda calls it again.
 */
export function createHandler(parts: ReportParts) {
    const processor = new BatchProcessor(EventType.SQS);
    return async (event: SQSEvent | S3Event, context?: Context): Promise<SQSBatchResponse | undefined> => {
        if (!isFromQueue(event)) {
            await new WindowRuns(parts, MAX_DIRECT_WAIT).cover(arrivalsOf(event));
            return undefined;
        }
        const runs = new WindowRuns(parts, MAX_QUEUE_WAIT);
        const handleMessage = async (message: SQSRecord) => {
            try {
                await runs.cover(arrivalsIn(message));
            } catch (error) {
                parts.observer.returned(message.messageId, error as Error);
                throw error;
            }
        };
        // Failures are reported one by one even when nothing succeeded: an exception would hide which.
        return processPartialResponse(event, handleMessage, processor, {
            context,
            throwOnFullBatchFailure: false,
        });
    };
}

function isFromQueue(event: SQSEvent | S3Event): event is SQSEvent {
    return event.Records?.[0]?.eventSource === "aws:sqs";
}

/** The windows of one invocation, each run once, however many arrivals it has. */
class WindowRuns {
    readonly #runs = new Map<number, Promise<void>>();
    readonly #parts: ReportParts;
    readonly #maxWait: number;

    /** @param maxWait Milliseconds that a window may still be open. */
    constructor(parts: ReportParts, maxWait: number) {
        this.#parts = parts;
        this.#maxWait = maxWait;
    }

    /**
     * Makes sure that every report covers these arrivals.
     *
     * @throws Error when one of them cannot be, now.
     */
    async cover(arrivals: readonly Arrival[]): Promise<void> {
        const { domain, pipeline, windowSeconds } = this.#parts.settings;
        const stranger = arrivals.find(({ key }) => !key.startsWith(`${domain}/${pipeline}/`));
        if (stranger) {
            throw new Error(
                `notification: s3://${stranger.bucket}/${stranger.key} is not of ${domain}/${pipeline}; ` +
                    "the bucket's notification goes to the wrong place",
            );
        }
        const windows = arrivals.map(({ at }) => windowOf(at, windowSeconds));
        const results = await Promise.allSettled(windows.map((window) => this.#run(window)));
        const failure = results.find((result) => result.status === "rejected");
        if (failure) throw failure.reason;
    }

    #run(window: Window): Promise<void> {
        const running = this.#runs.get(window.start);
        if (running) return running;
        const run = this.#startReports(window);
        this.#runs.set(window.start, run);
        return run;
    }

    async #startReports(window: Window): Promise<void> {
        const { settings, clock, startQuery, observer } = this.#parts;
        const wait = window.end - clock.now();
        if (wait > this.#maxWait) {
            throw new Error(`window ${windowName(window)}: open for ${Math.ceil(wait / 1000)} more seconds`);
        }
        if (wait > 0) await clock.sleep(wait);
        const failures: Error[] = [];
        await Promise.all(
            settings.reports.map(async (report) => {
                try {
                    observer.started(report, window, await startQuery(reportQuery(settings, report, window)));
                } catch (error) {
                    observer.failed(report, window, error as Error);
                    failures.push(error as Error);
                }
            }),
        );
        if (failures.length > 0) {
            const causes = failures.map(({ name, message }) => `${name}: ${message}`).join("; ");
            throw new Error(
                `window ${windowName(window)}: ${failures.length} reports did not start: ${causes}`,
            );
        }
    }
}
