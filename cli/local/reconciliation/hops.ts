import type { Hop } from "../ledger";
import type { CountedHop } from "../localRuntime";
import { type PipelineId, pipelineLabel } from "../runtime";

/** The order in which records pass resources of these types; the transform function belongs to the delivery stream. */
const ORDER: readonly string[] = [
    "aws:iot/topicRule:TopicRule",
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter",
    "aws:kinesis/stream:Stream",
    "transform",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketNotification:BucketNotification",
    "aws:sqs/queue:Queue",
    "aws:lambda/eventSourceMapping:EventSourceMapping",
    "aws:lambda/function:Function",
    "aws:athena/workgroup:Workgroup",
];

/** The hops of one pipeline, in the order in which records pass them, dead-letter queues after their queues. */
export function hopsOf(
    all: readonly CountedHop[],
    id: PipelineId,
    transformUrn: string | undefined,
): CountedHop[] {
    const rank = ({ resource }: CountedHop) => {
        const place = ORDER.indexOf(resource.urn === transformUrn ? "transform" : resource.type);
        return place < 0 ? ORDER.length : place;
    };
    const deadLetters = ({ label }: CountedHop) => (label.includes("dead-letter") ? 1 : 0);
    return all
        .filter(({ pipeline }) => pipeline !== undefined && pipelineLabel(pipeline) === pipelineLabel(id))
        .sort((a, b) => rank(a) - rank(b) || deadLetters(a) - deadLetters(b));
}

/** A hop as the ledger shows it. */
export function ledgerHop({ resource, label, unit, counter }: CountedHop): Hop {
    // A failed invocation is repeated or its event goes elsewhere: it is told in words, not as something lost.
    const retried = unit === "invocations" && counter.out > 0;
    return {
        urn: resource.urn,
        type: resource.type,
        name: resource.name,
        label,
        in: retried ? counter.out : counter.in,
        out: counter.out,
        unit,
        ...(counter.detail === undefined ? {} : { detail: counter.detail }),
    };
}
