/** Amazon SQS and Amazon SNS. Sources: AWS docs, "Amazon SQS queue and message identifiers", "Amazon SNS ARNs". */

import { type Compute, type Computed, type Subject, whole } from "./subject";

function queue(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 80, suffix: fifo(subject, "fifoQueue") });
    const url = whole(`https://sqs.${subject.region}.${subject.dnsSuffix}/${subject.accountId}/${name}`);
    return { id: url, outputs: { name, url, arn: subject.arn("sqs", name) } };
}

function topic(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 256, suffix: fifo(subject, "fifoTopic") });
    const arn = subject.arn("sns", name);
    return { id: arn, outputs: { name, arn, owner: subject.accountId } };
}

/** Names of first-in-first-out queues and topics end so. */
function fifo(subject: Subject, property: string): string {
    return subject.text(property) === "true" ? ".fifo" : "";
}

function subscription(subject: Subject): Computed {
    const arn = whole(`${subject.text("topic")}:${subject.uuid()}`);
    return { id: arn, outputs: { arn, ownerId: subject.accountId } };
}

const ofQueue: Compute = (subject) => ({ id: subject.text("queueUrl") });

export const messaging: Readonly<Record<string, Compute>> = {
    "aws:sqs/queue:Queue": queue,
    "aws:sqs/queuePolicy:QueuePolicy": ofQueue,
    "aws:sqs/redrivePolicy:RedrivePolicy": ofQueue,
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": ofQueue,
    "aws:sns/topic:Topic": topic,
    "aws:sns/topicPolicy:TopicPolicy": (subject) => ({
        id: subject.text("arn"),
        outputs: { owner: subject.accountId },
    }),
    "aws:sns/topicSubscription:TopicSubscription": subscription,
};
