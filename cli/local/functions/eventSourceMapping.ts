import type { SQSBatchResponse } from "aws-lambda";
import type { PlanResource } from "../../preview/plan";
import type { Queue, QueueMessage } from "../queues/queue";
import { sqsEvent } from "../queues/sqsEvent";
import { number, text, texts } from "../resources";
import type { Deadline, HopCounter, Runtime } from "../runtime";
import type { LambdaFunction } from "./lambdaFunction";
import type { PlanFunctions } from "./planFunctions";

/** What the function's role needs. Source: AWS Lambda Developer Guide, Using Lambda with Amazon SQS. */
const ACTIONS = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"] as const;

/** Connects every event source mapping of the plan; what Lambda would refuse becomes a failure. */
export function connectEventSourceMappings(
    runtime: Runtime,
    functions: PlanFunctions,
    queues: ReadonlyMap<string, Queue>,
): void {
    for (const resource of runtime.index.ofType("aws:lambda/eventSourceMapping:EventSourceMapping")) {
        const functionName = text(resource.inputs.functionName) ?? "";
        const sourceArn = text(resource.inputs.eventSourceArn) ?? "";
        const target = functions.find(functionName);
        const queue = queues.get(sourceArn);
        if (target === undefined || queue === undefined) {
            const missing = target === undefined ? `function "${functionName}"` : `queue "${sourceArn}"`;
            runtime.fail({
                resource,
                message: `event source mapping ${resource.name}: the plan has no ${missing}; point it to one of the plan's`,
            });
            continue;
        }
        const problem = refusal(resource, target, queue);
        if (problem !== undefined) {
            queue.counter.gap = `event source mapping ${resource.name}: ${problem}`;
            runtime.fail({ resource, message: queue.counter.gap });
            continue;
        }
        if (resource.inputs.enabled === false) {
            queue.counter.gap = `event source mapping ${resource.name} is disabled; enable it`;
            continue;
        }
        const granted = ACTIONS.map((action) =>
            runtime.allowed(resource, { principal: { role: target.roleArn }, action, resource: queue.arn }),
        );
        if (granted.includes(false)) {
            queue.counter.gap = `event source mapping ${resource.name} may not read the queue ${queue.resource.name}`;
            continue;
        }
        queue.counter.gap = `function ${target.resource.name} has processed none of the messages of ${queue.resource.name}`;
        new Poller(runtime, resource, target, queue).start();
    }
}

/** What Lambda would answer when the mapping is made. Source: Lambda API, CreateEventSourceMapping. */
function refusal(resource: PlanResource, target: LambdaFunction, queue: Queue): string | undefined {
    const batchSize = number(resource.inputs.batchSize) ?? 10;
    const window = number(resource.inputs.maximumBatchingWindowInSeconds) ?? 0;
    if (queue.visibilityTimeoutSeconds < target.timeoutSeconds) {
        return (
            `the queue's visibility time-out is ${queue.visibilityTimeoutSeconds} s and the function's time-out ` +
            `${target.timeoutSeconds} s; the first has to be the longer one; set visibilityTimeoutSeconds to six times the time-out`
        );
    }
    if (batchSize > 10 && window < 1) {
        return `batchSize is ${batchSize} without a batching window; above 10, set maximumBatchingWindowInSeconds to 1 or more`;
    }
    return undefined;
}

/** Reads a queue in batches and invokes a function with each. */
class Poller {
    private readonly batchSize: number;
    private readonly windowMs: number;
    private readonly reportsItems: boolean;
    private gathering: Deadline | undefined;
    private invoking = false;
    private readonly counter: HopCounter;
    private batches = 0;
    private failures = 0;

    constructor(
        private readonly runtime: Runtime,
        resource: PlanResource,
        private readonly target: LambdaFunction,
        private readonly queue: Queue,
    ) {
        this.counter = runtime.hop(resource, "Event source mapping", "messages");
        this.batchSize = number(resource.inputs.batchSize) ?? 10;
        this.windowMs = (number(resource.inputs.maximumBatchingWindowInSeconds) ?? 0) * 1000;
        this.reportsItems = texts(resource.inputs.functionResponseTypes).includes("ReportBatchItemFailures");
    }

    start(): void {
        this.queue.onVisible = () => this.gather();
    }

    /** Waits for the window's end, or for a full batch. */
    private gather(): void {
        const { clock } = this.runtime;
        if (this.invoking) {
            return;
        }
        if (this.queue.available >= this.batchSize) {
            this.gathering?.cancel();
            this.gathering = undefined;
            void clock.during(this.poll());
            return;
        }
        // Even without a window, what becomes visible at one instant is received together.
        this.gathering ??= clock.at(clock.now() + this.windowMs, () => {
            this.gathering = undefined;
            return this.poll();
        });
    }

    private async poll(): Promise<void> {
        if (this.invoking) {
            return;
        }
        this.invoking = true;
        const messages = this.queue.receive(this.batchSize);
        if (messages.length > 0) {
            await this.process(messages);
        }
        this.invoking = false;
        if (this.queue.available > 0) {
            this.gather();
        }
    }

    /** Deletes what the function has processed; the rest becomes visible again in its time. */
    private async process(messages: readonly QueueMessage[]): Promise<void> {
        this.batches++;
        this.counter.in += messages.length;
        const event = sqsEvent(this.queue, this.runtime.plan.region, messages);
        const result = await this.target.invoke(JSON.stringify(event));
        const failed = result.ok ? this.failedItems(result.payload, messages) : new Set(messages);
        for (const message of messages) {
            if (!failed.has(message)) {
                this.queue.delete(message);
                this.counter.out++;
            }
        }
        if (failed.size > 0) {
            this.failures++;
        }
        this.describe();
    }

    private failedItems(payload: string, messages: readonly QueueMessage[]): ReadonlySet<QueueMessage> {
        if (!this.reportsItems) {
            return new Set();
        }
        const response = JSON.parse(payload) as SQSBatchResponse | null;
        const failures = response?.batchItemFailures ?? [];
        const known = new Map(messages.map((message) => [message.messageId, message]));
        const failed = new Set<QueueMessage>();
        for (const { itemIdentifier } of failures) {
            const message = known.get(itemIdentifier);
            if (message === undefined) {
                // Lambda takes a response that names an unknown message for a failure of the whole batch.
                return new Set(messages);
            }
            failed.add(message);
        }
        return failed;
    }

    private describe(): void {
        const retried = this.failures === 0 ? "" : `, ${this.failures} failed`;
        this.counter.detail = `${this.batches} ${this.batches === 1 ? "batch" : "batches"}${retried}`;
    }
}
