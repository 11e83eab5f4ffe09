import { hash, randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PlanResource } from "../../preview/plan";
import { number, record, text, texts } from "../resources";
import type { HopCounter, Runtime } from "../runtime";

/** A message as the queue keeps it. */
export interface QueueMessage {
    readonly messageId: string;
    readonly body: string;
    readonly senderId: string;
    readonly sentAt: number;
    /** ARN of the queue that gave up on it. */
    readonly deadLetterSource?: string;
    firstReceivedAt?: number;
    receiveCount: number;
    receiptHandle: string;
}

/** Where a queue sends what its consumer could not process. */
interface Redrive {
    readonly deadLetterQueue: Queue;
    readonly maxReceiveCount: number;
}

/**
 * An SQS queue: delay, visibility time-out, receive count and redrive. Times are the run's own.
 * Source: Amazon SQS Developer Guide, Message metadata, visibility timeout, dead-letter queues.
 */
export class Queue {
    readonly arn: string;
    readonly url: string;
    readonly counter: HopCounter;
    readonly visibilityTimeoutSeconds: number;
    redrive: Redrive | undefined;
    /** Is told when there is something to receive. */
    onVisible: (() => void) | undefined;

    private readonly delaySeconds: number;
    private readonly visible: QueueMessage[] = [];
    private readonly invisible = new Set<QueueMessage>();
    private redriven = 0;

    constructor(
        private readonly runtime: Runtime,
        readonly resource: PlanResource,
        isDeadLetterQueue: boolean,
    ) {
        const { inputs, outputs } = resource;
        this.arn = text(outputs.arn) ?? "";
        this.url = text(outputs.url) ?? resource.id ?? "";
        this.delaySeconds = number(inputs.delaySeconds) ?? 0;
        this.visibilityTimeoutSeconds = number(inputs.visibilityTimeoutSeconds) ?? 30;
        const label = isDeadLetterQueue ? "SQS dead-letter queue" : "SQS queue";
        this.counter = runtime.hop(resource, label, "messages");
        if (!isDeadLetterQueue) {
            this.counter.gap = `no event source mapping of the plan has eventSourceArn = ${this.arn}; nobody reads the queue ${resource.name}`;
        }
    }

    /** Adds a message; it can be received when the queue's delay has passed. */
    send(body: string, senderId: string, deadLetterSource?: string): void {
        const { clock } = this.runtime;
        this.counter.in++;
        const message: QueueMessage = {
            messageId: randomUUID(),
            body,
            senderId,
            sentAt: clock.now(),
            deadLetterSource,
            receiveCount: 0,
            receiptHandle: "",
        };
        this.invisible.add(message);
        clock.at(clock.now() + this.delaySeconds * 1000, () => this.appear(message));
    }

    /** How many messages could be received now. */
    get available(): number {
        return this.visible.length;
    }

    /** How many messages lie in the queue, delayed and received ones included. */
    get size(): number {
        return this.visible.length + this.invisible.size;
    }

    /** Receives up to so many messages; those received too often go to the dead-letter queue instead. */
    receive(most: number): QueueMessage[] {
        const { clock } = this.runtime;
        const received: QueueMessage[] = [];
        while (received.length < most) {
            const message = this.visible.shift();
            if (message === undefined) {
                break;
            }
            if (this.redrive && message.receiveCount >= this.redrive.maxReceiveCount) {
                this.redriven++;
                this.counter.out++;
                this.counter.detail = `${this.redriven} given up after ${this.redrive.maxReceiveCount} attempts`;
                this.redrive.deadLetterQueue.send(message.body, message.senderId, this.arn);
                continue;
            }
            message.receiveCount++;
            message.firstReceivedAt ??= clock.now();
            message.receiptHandle = hash("sha256", `${message.messageId} ${message.receiveCount}`, "base64");
            this.invisible.add(message);
            const receivedAs = message.receiptHandle;
            clock.at(clock.now() + this.visibilityTimeoutSeconds * 1000, () => {
                if (message.receiptHandle === receivedAs) {
                    this.appear(message);
                }
            });
            received.push(message);
        }
        return received;
    }

    /** Removes a message that has been processed. */
    delete(message: QueueMessage): void {
        if (this.invisible.delete(message)) {
            this.counter.out++;
        }
    }

    /** Writes what is left to `queues/<name>.ndjson` in the run's folder, one message a line. */
    persist(): void {
        const file = join(this.runtime.directory, "queues", `${this.resource.name}.ndjson`);
        const left = [...this.visible, ...this.invisible];
        if (left.length > 0) {
            mkdirSync(dirname(file), { recursive: true });
            appendFileSync(file, left.map((message) => `${JSON.stringify(message)}\n`).join(""));
        }
    }

    private appear(message: QueueMessage): void {
        if (this.invisible.delete(message)) {
            this.visible.push(message);
            this.onVisible?.();
        }
    }
}

/** All queues of the plan, their dead-letter queues attached. */
export function connectQueues(runtime: Runtime): ReadonlyMap<string, Queue> {
    const resources = runtime.index.ofType("aws:sqs/queue:Queue");
    const policies = redrivePolicies(runtime);
    const redriveAllowPolicies = besideQueues(
        runtime,
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
        "redriveAllowPolicy",
    );
    const deadLetterArns = new Set([...policies.values()].map((policy) => policy.deadLetterTargetArn));
    const queues = new Map<string, Queue>();
    for (const resource of resources) {
        const arn = text(resource.outputs.arn) ?? "";
        queues.set(arn, new Queue(runtime, resource, deadLetterArns.has(arn)));
    }
    for (const [arn, { deadLetterTargetArn, maxReceiveCount }] of policies) {
        const queue = queues.get(arn)!;
        const target = queues.get(deadLetterTargetArn);
        if (target === undefined) {
            runtime.fail({
                resource: queue.resource,
                message:
                    `queue ${queue.resource.name}: its redrive policy names ${deadLetterTargetArn || "no queue"}, which the plan ` +
                    "does not have; messages that fail would stay for ever; point it to the dead-letter queue",
            });
        } else if (!allowsRedrive(redriveAllowPolicies.get(deadLetterTargetArn), arn)) {
            runtime.fail({
                resource: target.resource,
                message: `queue ${target.resource.name}: its redriveAllowPolicy does not name ${arn}; add it to sourceQueueArns`,
            });
        } else {
            queue.redrive = { deadLetterQueue: target, maxReceiveCount };
        }
    }
    return queues;
}

interface RedrivePolicy {
    readonly deadLetterTargetArn: string;
    readonly maxReceiveCount: number;
}

/** By the source queue's ARN. */
function redrivePolicies(runtime: Runtime): Map<string, RedrivePolicy> {
    const policies = new Map<string, RedrivePolicy>();
    const written = besideQueues(runtime, "aws:sqs/redrivePolicy:RedrivePolicy", "redrivePolicy");
    for (const [arn, json] of written) {
        const policy = JSON.parse(json) as {
            deadLetterTargetArn?: string;
            maxReceiveCount?: number | string;
        };
        policies.set(arn, {
            deadLetterTargetArn: policy.deadLetterTargetArn ?? "",
            maxReceiveCount: Number(policy.maxReceiveCount ?? 10),
        });
    }
    return policies;
}

/** JSON by the queue's ARN: a property of the queue itself, or of a resource of its own that names the queue's URL. */
function besideQueues(runtime: Runtime, type: string, property: string): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    const add = (queue: PlanResource | undefined, json: string | undefined) => {
        const arn = text(queue?.outputs.arn);
        if (arn !== undefined && json !== undefined) {
            found.set(arn, json);
        }
    };
    for (const queue of runtime.index.ofType("aws:sqs/queue:Queue")) {
        add(queue, text(queue.inputs[property]));
    }
    for (const resource of runtime.index.ofType(type)) {
        const url = text(resource.inputs.queueUrl) ?? "";
        add(runtime.index.find("aws:sqs/queue:Queue", url), text(resource.inputs[property]));
    }
    return found;
}

/** Without a policy, any queue of the account may. Source: Amazon SQS API, SetQueueAttributes. */
function allowsRedrive(json: string | undefined, sourceArn: string): boolean {
    if (json === undefined) {
        return true;
    }
    const policy = record(JSON.parse(json));
    return (
        policy?.redrivePermission === "allowAll" ||
        (policy?.redrivePermission === "byQueue" && texts(policy.sourceQueueArns).includes(sourceArn))
    );
}
