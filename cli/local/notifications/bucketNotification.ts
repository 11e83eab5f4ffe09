import type { PlanResource } from "../../preview/plan";
import type { AsynchronousInvocations } from "../functions/asynchronousInvocation";
import type { PlanFunctions } from "../functions/planFunctions";
import type { Queue } from "../queues/queue";
import { record, records, text, texts } from "../resources";
import type { HopCounter, ObjectCreated, PipelineId, Principal, Runtime } from "../runtime";
import { s3Event, s3TestEvent } from "./s3Event";

const NOTIFICATION = "aws:s3/bucketNotification:BucketNotification";
const DELIVERY_STREAM = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
/** Who a message comes from, as SQS would say. */
const SENDER = "AIDALOCALS3";

/**
 * How long after an object S3 invokes a function. A function that is told directly may wait for its window's end,
 * ten seconds at most, by its own clock; that clock is ahead of the run's, so the wait is made here.
 */
const INVOCATION_DELAY_MS = 10_000;

/** Where notifications go. */
export interface NotificationTargets {
    readonly queues: ReadonlyMap<string, Queue>;
    readonly functions: PlanFunctions;
    readonly invocations: AsynchronousInvocations;
}

/** One entry of a bucket's notification configuration. */
interface Notification {
    readonly resource: PlanResource;
    readonly bucket: string;
    readonly id: string;
    readonly prefix: string;
    readonly suffix: string;
    readonly events: readonly string[];
    readonly targetArn: string;
    /** Hands the event over; absent where S3 would not be let. */
    readonly deliver: ((event: string) => void) | undefined;
}

/** S3's notifications of all buckets of the plan. */
export class BucketNotifications {
    private notifications: Notification[] = [];
    private readonly versioned = new Set<string>();

    constructor(
        private readonly runtime: Runtime,
        private readonly targets: NotificationTargets,
    ) {
        for (const resource of runtime.index.ofType("aws:s3/bucketVersioning:BucketVersioning")) {
            if (record(resource.inputs.versioningConfiguration)?.status === "Enabled") {
                this.versioned.add(text(resource.inputs.bucket) ?? "");
            }
        }
        for (const resource of runtime.index.ofType(NOTIFICATION)) {
            this.connect(resource);
        }
        runtime.onObjectCreated(async (created) => this.notify(created));
    }

    private notify(created: ObjectCreated): void {
        const { runtime } = this;
        const pipeline = runtime.index.pipelineOf(created.writer);
        const matching = this.notifications.filter((notification) => matches(notification, created));
        const arrival = this.isArrival(created) ? this.bucketCounter(created.bucket, pipeline) : undefined;
        if (arrival) {
            arrival.in++;
        }
        if (matching.length === 0) {
            if (arrival) {
                arrival.gap ??= `no notification on bucket ${created.bucket} matches ${created.key}`;
            }
            return;
        }
        let delivered = false;
        for (const notification of matching) {
            const counter = runtime.hop(notification.resource, "S3 notification", "objects", pipeline);
            counter.in++;
            if (notification.deliver === undefined) {
                counter.gap = `S3 may not notify ${notification.targetArn} of objects in ${created.bucket}`;
                continue;
            }
            const event = s3Event(created, {
                region: runtime.plan.region,
                accountId: runtime.plan.accountId,
                bucketArn: arnOfBucket(created.bucket),
                versioned: this.versioned.has(created.bucket),
                configurationId: notification.id,
            });
            notification.deliver(JSON.stringify(event));
            counter.out++;
            delivered = true;
        }
        if (arrival && delivered) {
            arrival.out++;
        }
    }

    /** Is it data of a delivery stream, rather than one of its errors or backups? */
    private isArrival({ writer, bucket, key }: ObjectCreated): boolean {
        const destination = record(writer.inputs.extendedS3Configuration);
        if (writer.type !== DELIVERY_STREAM || destination === undefined) {
            return false;
        }
        const prefix = (text(destination.prefix) ?? "").split("!{")[0] ?? "";
        return text(destination.bucketArn) === arnOfBucket(bucket) && key.startsWith(prefix);
    }

    private bucketCounter(bucket: string, pipeline: PipelineId | undefined): HopCounter | undefined {
        const resource = this.runtime.index.find("aws:s3/bucket:Bucket", bucket);
        return resource && this.runtime.hop(resource, "S3 bucket", "objects", pipeline);
    }

    private connect(resource: PlanResource): void {
        const bucket = text(resource.inputs.bucket) ?? "";
        if (this.runtime.index.find("aws:s3/bucket:Bucket", bucket) === undefined) {
            this.runtime.fail({
                resource,
                message: `notification ${resource.name}: the plan has no bucket "${bucket}"; point it to one of the plan's`,
            });
            return;
        }
        const other = this.notifications.find((notification) => notification.bucket === bucket);
        if (other !== undefined) {
            // S3 keeps one configuration for each bucket: the one that is written last replaces the other.
            this.runtime.fail({
                resource,
                message: `notification ${resource.name} replaces ${other.resource.name}: bucket ${bucket} can have one configuration; merge them`,
            });
            this.notifications = this.notifications.filter((notification) => notification.bucket !== bucket);
        }
        const entries = [
            ...records(resource.inputs.queues).map((entry) => ({
                entry,
                targetArn: text(entry.queueArn) ?? "",
            })),
            ...records(resource.inputs.lambdaFunctions).map((entry) => ({
                entry,
                targetArn: text(entry.lambdaFunctionArn) ?? "",
            })),
        ];
        for (const [index, { entry, targetArn }] of entries.entries()) {
            this.notifications.push({
                resource,
                bucket,
                id: text(entry.id) ?? `tf-s3-${index}`,
                prefix: text(entry.filterPrefix) ?? "",
                suffix: text(entry.filterSuffix) ?? "",
                events: texts(entry.events),
                targetArn,
                deliver: this.target(resource, bucket, targetArn),
            });
        }
        if (records(resource.inputs.topics).length > 0 || resource.inputs.eventbridge === true) {
            this.runtime.warn(
                `notification ${resource.name}: topics and EventBridge are not part of a local run; their events are dropped.`,
            );
        }
    }

    /** Finds the queue or the function and asks whether S3 may use it, as S3 does when it is configured. */
    private target(resource: PlanResource, bucket: string, targetArn: string): Notification["deliver"] {
        const { runtime, targets } = this;
        const principal: Principal = {
            service: "s3.amazonaws.com",
            sourceArn: arnOfBucket(bucket),
            sourceAccount: runtime.plan.accountId,
        };
        const pipelineResource = runtime.index.byArn(targetArn);
        const pipeline = pipelineResource && runtime.index.pipelineOf(pipelineResource);
        const queue = targets.queues.get(targetArn);
        if (queue) {
            const granted = runtime.allowed(
                resource,
                { principal, action: "sqs:SendMessage", resource: targetArn },
                pipeline,
            );
            if (!granted) {
                return undefined;
            }
            let tested = false;
            return (event) => {
                // S3 tests a queue when it is configured; here, before its first event: unused ones stay empty.
                if (!tested) {
                    tested = true;
                    queue.counter.detail = "with S3's test event";
                    queue.send(JSON.stringify(s3TestEvent(bucket, runtime.clock.now())), SENDER);
                }
                queue.send(event, SENDER);
            };
        }
        const target = targets.functions.find(targetArn);
        if (target) {
            const granted = runtime.allowed(
                resource,
                { principal, action: "lambda:InvokeFunction", resource: targetArn },
                pipeline,
            );
            const { clock } = runtime;
            return granted
                ? (event) => {
                      clock.at(clock.now() + INVOCATION_DELAY_MS, () =>
                          targets.invocations.accept(target, event),
                      );
                  }
                : undefined;
        }
        runtime.fail({
            resource,
            message: `notification ${resource.name}: the plan has neither a queue nor a function ${targetArn || "(no ARN)"}; point it to one`,
        });
        return undefined;
    }
}

function matches(notification: Notification, created: ObjectCreated): boolean {
    return (
        notification.bucket === created.bucket &&
        created.key.startsWith(notification.prefix) &&
        created.key.endsWith(notification.suffix) &&
        notification.events.some(
            (event) => event === "s3:ObjectCreated:*" || event === `s3:${created.eventName}`,
        )
    );
}

function arnOfBucket(name: string): string {
    return `arn:aws:s3:::${name}`;
}
