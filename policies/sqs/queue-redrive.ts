import type { sqs } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import type { PolicyResource } from "../resource";
import {
    EVENT_INVOKE_CONFIG,
    EVENT_SOURCE_MAPPING,
    FUNCTION,
    QUEUE,
    REDRIVE_POLICY,
    TOPIC_RULE,
    TOPIC_SUBSCRIPTION,
} from "../resourceTypes";
import { ALWAYS, stackRule } from "../rule";
import { refersTo, type Stack, valueAt } from "../stack";
import { given, isUnknown, UnknownValue } from "../unknown";

/** Where a queue is named as the place for what failed: type → property, JSON text with `deadLetterTargetArn` or an ARN. */
const DEAD_LETTER_PROPERTIES = [
    [QUEUE, "redrivePolicy"],
    [REDRIVE_POLICY, "redrivePolicy"],
    [TOPIC_SUBSCRIPTION, "redrivePolicy"],
    [FUNCTION, "deadLetterConfig.targetArn"],
    [EVENT_SOURCE_MAPPING, "destinationConfig.onFailure.destinationArn"],
    [EVENT_INVOKE_CONFIG, "destinationConfig.onFailure.destination"],
    [TOPIC_RULE, "errorAction.sqs.queueUrl"],
] as const;

const queue = { type: QUEUE, name: "arrivals", props: {} };
const failed = { type: QUEUE, name: "failed", props: {} };
const redrivePolicy = JSON.stringify({ deadLetterTargetArn: ref("failed", "arn"), maxReceiveCount: 5 });

export const queueRedrive = stackRule<sqs.QueueArgs>({
    id: "sqs/queue-redrive",
    title: "Queues set aside messages that fail again and again",
    reason: "Without a dead-letter queue a message that cannot be processed is tried until it expires, and then is gone. Dead-letter queues themselves are exempt.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "IngestionPipeline makes a dead-letter queue for every queue.",
        pulumi: "set redrivePolicy with deadLetterTargetArn and maxReceiveCount on aws.sqs.Queue, or add an aws.sqs.RedrivePolicy.",
    },
    types: [QUEUE],
    *check(props, { resource }, stack) {
        if (
            !given(props, "redrivePolicy") &&
            !isDeadLetterQueue(resource, stack) &&
            stack.referrers(resource, [REDRIVE_POLICY], "queueUrl").length === 0
        ) {
            yield "redrivePolicy is not set, and nothing names the queue as a dead-letter queue; it needs one of its own";
        }
    },
    examples: {
        pass: [
            stackExample(
                "failed messages go to a second queue",
                { ...queue, props: { redrivePolicy } },
                failed,
            ),
            stackExample("it is the queue for failed messages", failed, {
                ...queue,
                props: { redrivePolicy },
            }),
            stackExample("a resource of its own says where failed messages go", queue, failed, {
                type: REDRIVE_POLICY,
                name: "redrive",
                props: { queueUrl: ref("arrivals", "url"), redrivePolicy },
            }),
            stackExample("it takes the failed events of a function", failed, {
                type: FUNCTION,
                name: "report",
                props: { deadLetterConfig: { targetArn: ref("failed", "arn") } },
            }),
        ],
        fail: [
            stackExample("nothing is said of failed messages", queue),
            stackExample("another queue has a dead-letter queue", queue, failed, {
                type: QUEUE,
                name: "other",
                props: { redrivePolicy },
            }),
        ],
    },
});

function isDeadLetterQueue(candidate: PolicyResource, stack: Stack): boolean {
    let possible: string | undefined;
    for (const [type, property] of DEAD_LETTER_PROPERTIES) {
        for (const resource of stack.ofType(type)) {
            const [top = property] = property.split(".");
            const dependencies = resource.propertyDependencies[top] ?? [];
            const reference = refersTo(targetOf(valueAt(resource.props, property)), dependencies, candidate);
            if (reference === "yes") {
                return true;
            }
            if (reference === "possibly") {
                possible ??= `${property} of ${type} "${resource.name}"`;
            }
        }
    }
    if (possible) {
        throw new UnknownValue(possible);
    }
    return false;
}

/** The ARN in a redrive policy, and every other value as it is. */
function targetOf(value: unknown): unknown {
    if (typeof value !== "string" || isUnknown(value) || !value.trimStart().startsWith("{")) {
        return value;
    }
    try {
        return (JSON.parse(value) as { deadLetterTargetArn?: unknown }).deadLetterTargetArn;
    } catch {
        // SQS refuses the text; it names no queue.
        return undefined;
    }
}
