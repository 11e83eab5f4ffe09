/** What moves data: topic rules, delivery streams, the lake's locations, and applications on streams. */

import { input, type PlanIndex, text } from "../../../local/authorization/planIndex";
import type { AccessRequest } from "../../../local/authorization/request";
import type { PlanResource } from "../../plan";
import { arnOf, objectsIn, type Settings, sends, textOf } from "./requests";

export const pipelines: Settings = {
    "aws:iot/topicRule:TopicRule": rolesWithin,
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": rolesWithin,
    "aws:kinesisanalyticsv2/application:Application": application,
    "aws:lakeformation/resource:Resource": registeredLocation,
};

/** Everything that names a role and, beside it, what the role is for: destinations, sources and actions. */
function* rolesWithin(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    for (const settings of objectsIn(resource.inputs)) {
        const role = textOf(settings.roleArn);
        if (role === undefined) {
            continue;
        }
        const bucket =
            textOf(settings.bucketArn) ?? arnOf(index, "aws:s3/bucket:Bucket", settings.bucketName);
        const prefix = textOf(settings.prefix) ?? textOf(settings.key) ?? "";
        if (bucket !== undefined) {
            const key = textOf(settings.kmsKeyArn);
            yield {
                principal: { role },
                action: "s3:PutObject",
                resource: `${bucket}/${prefix.replace(/[!$]\{[^}]*\}/g, "x")}x`,
                ...(key === undefined ? {} : { encryptionKey: key }),
            };
        }
        const source = textOf(settings.kinesisStreamArn);
        if (source !== undefined) {
            yield { principal: { role }, action: "kinesis:GetRecords", resource: source };
        }
        yield* sends({ role }, textOf(settings.targetArn));
        yield* sends({ role }, arnOf(index, "aws:kinesis/stream:Stream", settings.streamName));
        yield* sends({ role }, arnOf(index, "aws:sqs/queue:Queue", settings.queueUrl));
        const delivery = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
        yield* sends({ role }, arnOf(index, delivery, settings.deliveryStreamName));
    }
}

/** An application on Flink reads its code; what the code reads and writes is in its role's policy. */
function* application(resource: PlanResource): Iterable<AccessRequest> {
    const role = text(resource, "serviceExecutionRole");
    for (const { bucketArn, fileKey } of objectsIn(resource.inputs)) {
        const [bucket, key] = [textOf(bucketArn), textOf(fileKey)];
        if (role !== undefined && bucket !== undefined && key !== undefined) {
            yield { principal: { role }, action: "s3:GetObject", resource: `${bucket}/${key}` };
        }
    }
}

/** Lake Formation reads a location with the role that it was registered with. */
function* registeredLocation(resource: PlanResource): Iterable<AccessRequest> {
    const role = textOf(input(resource, "roleArn"));
    const location = text(resource, "arn");
    if (role !== undefined && location !== undefined) {
        yield { principal: { role }, action: "s3:GetObject", resource: `${location}/x` };
    }
}
