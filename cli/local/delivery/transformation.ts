import { createHash } from "node:crypto";
import type { InvocationResult, StreamRecord } from "../runtime";
import type { Processor } from "./configuration";
import type { DeliveryError } from "./errorRecord";
import { type DeliveryRecord, eventSize, transformEvent } from "./transformEvent";
import { judgeResponse, type Transformed } from "./transformResponse";

/**
 * Lambda's bound on a synchronous request, less some room for the head of the event. Source: Lambda Developer
 * Guide, "Lambda quotas". Firehose's own bound is the size hint; many tiny records reach this one first.
 */
const LARGEST_EVENT = 6 * 1024 * 1024 - 64 * 1024;

/** A batch of records with what became of each. */
export interface TransformedBatch {
    readonly records: readonly DeliveryRecord[];
    readonly results: readonly Transformed[];
    readonly attemptsMade: number;
}

/** Collects records into batches and takes them through the transform function. */
export class Transformation {
    private batch: DeliveryRecord[] = [];
    private batchBytes = 0;
    private batchEventSize = 0;
    private received = 0;
    private invocations = 0;
    /** For the hop's detail. */
    batches = 0;
    retries = 0;

    /**
     * @param invoke may refuse to invoke by returning an error instead
     */
    constructor(
        private readonly processor: Processor,
        private readonly stream: {
            readonly arn: string;
            readonly sourceStreamArn?: string;
            readonly region: string;
        },
        private readonly invoke: (payload: string) => Promise<InvocationResult | DeliveryError>,
    ) {}

    /** Records that wait for their batch to become full. */
    get waiting(): number {
        return this.batch.length;
    }

    /** Adds a record; returns a batch that has become full. */
    add(record: StreamRecord): readonly DeliveryRecord[] | undefined {
        const added: DeliveryRecord = { recordId: this.recordId(record), record };
        const size = eventSize(added);
        const full =
            this.batch.length > 0 &&
            (this.batchBytes + record.data.length > this.processor.buffering.bytes ||
                this.batchEventSize + size > LARGEST_EVENT)
                ? this.take()
                : undefined;
        this.batch.push(added);
        this.batchBytes += record.data.length;
        this.batchEventSize += size;
        return full;
    }

    /** The batch as it is. */
    take(): readonly DeliveryRecord[] {
        const taken = this.batch;
        this.batch = [];
        this.batchBytes = 0;
        this.batchEventSize = 0;
        return taken;
    }

    /**
     * Invokes the function with the batch. A failed invocation is repeated at once, with the same record ids and a
     * new invocation id, until there are no retries left; then all records have failed.
     */
    async run(records: readonly DeliveryRecord[]): Promise<TransformedBatch> {
        this.batches++;
        for (let attempt = 1; ; attempt++) {
            const event = transformEvent(
                {
                    invocationId: this.invocationId(),
                    deliveryStreamArn: this.stream.arn,
                    sourceKinesisStreamArn: this.stream.sourceStreamArn,
                    region: this.stream.region,
                },
                records,
            );
            const outcome = await this.invoke(event);
            if ("ok" in outcome && outcome.ok) {
                return { records, results: judgeResponse(records, outcome.payload), attemptsMade: attempt };
            }
            if (attempt > this.processor.retries || !("ok" in outcome)) {
                const error = "ok" in outcome ? invocationError(outcome) : outcome;
                return {
                    records,
                    results: records.map(() => ({ result: "Failed", error })),
                    attemptsMade: attempt,
                };
            }
            this.retries++;
        }
    }

    /** 56 digits of a sequence number and six of the position in it, as Firehose's own ids look. */
    private recordId(record: StreamRecord): string {
        const sequenceNumber =
            record.sequenceNumber ?? `495${String(1e15 + this.received++).padStart(53, "0")}`;
        return `${sequenceNumber}000000`;
    }

    private invocationId(): string {
        const digits = createHash("sha256")
            .update(`${this.stream.arn} ${this.invocations++}`)
            .digest("hex");
        return [8, 12, 16, 20, 32]
            .map((end, index) => digits.slice([0, 8, 12, 16, 20][index], end))
            .join("-");
    }
}

/** Firehose's codes for invocations that failed. Source: "Monitor Amazon Data Firehose Using CloudWatch Logs". */
function invocationError(failure: {
    readonly errorType: string;
    readonly errorMessage: string;
}): DeliveryError {
    const { errorType, errorMessage } = failure;
    const timedOut = errorType === "Sandbox.Timedout" || /timed out/i.test(errorMessage);
    const code = timedOut
        ? "Lambda.FunctionTimedOut"
        : errorType === "TooManyRequestsException"
          ? "Lambda.InvokeLimitExceeded"
          : "Lambda.FunctionError";
    return {
        type: "processing-failed",
        code,
        message: `The Lambda function was successfully invoked but it returned an error result. ${errorType}: ${errorMessage}`,
    };
}
