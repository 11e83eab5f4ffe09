/** Amazon Kinesis Data Streams and Amazon Data Firehose. Source: AWS docs, "Service Authorization Reference". */

import type { Compute, Computed, Subject } from "./subject";

function stream(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 128 });
    const arn = subject.arn("kinesis", `stream/${name}`);
    return { id: arn, outputs: { name, arn } };
}

function deliveryStream(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 64 });
    const arn = subject.arn("firehose", `deliverystream/${name}`);
    return { id: arn, outputs: { name, arn, destinationId: "destinationId-000000000001", versionId: "1" } };
}

export const streams: Readonly<Record<string, Compute>> = {
    "aws:kinesis/stream:Stream": stream,
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": deliveryStream,
    "aws:kinesis/resourcePolicy:ResourcePolicy": (subject) => ({ id: subject.text("resourceArn") }),
};
