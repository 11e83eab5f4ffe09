/** Amazon Kinesis Data Streams, Amazon Data Firehose and Managed Service for Apache Flink. Source: AWS docs, "Service Authorization Reference". */

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

/** A new application has version 1; one that shall run is running. Source: API_ApplicationDetail. */
function flinkApplication(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 128 });
    const arn = subject.arn("kinesisanalytics", `application/${name}`);
    const status = subject.text("startApplication") === "true" ? "RUNNING" : "READY";
    return { id: arn, outputs: { name, arn, versionId: 1, status } };
}

export const streams: Readonly<Record<string, Compute>> = {
    "aws:kinesis/stream:Stream": stream,
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": deliveryStream,
    "aws:kinesisanalyticsv2/application:Application": flinkApplication,
    "aws:kinesis/resourcePolicy:ResourcePolicy": (subject) => ({ id: subject.text("resourceArn") }),
};
