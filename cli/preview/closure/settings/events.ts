/** Alarms, notifications, rules and schedules: what tells somebody that something has happened. */

import { input, type PlanIndex, text } from "../../../local/authorization/planIndex";
import type { AccessRequest } from "../../../local/authorization/request";
import type { PlanResource } from "../../plan";
import {
    arnOf,
    listOf,
    mapOf,
    objectsIn,
    roleOfFunction,
    type Settings,
    sends,
    textOf,
    usesKey,
} from "./requests";

export const events: Settings = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": alarm,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": alarm,
    "aws:cloudwatch/eventTarget:EventTarget": eventTarget,
    "aws:lambda/eventSourceMapping:EventSourceMapping": eventSourceMapping,
    "aws:lambda/function:Function": deadLetters,
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": invocationResults,
    "aws:s3/bucketNotification:BucketNotification": bucketNotification,
    "aws:scheduler/schedule:Schedule": schedule,
    "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
};

/** How a function's role reads a source of events. */
const READS: Readonly<Record<string, string>> = {
    dynamodb: "dynamodb:GetRecords",
    kinesis: "kinesis:GetRecords",
    sqs: "sqs:ReceiveMessage",
};

function* alarm(resource: PlanResource, { plan }: PlanIndex): Iterable<AccessRequest> {
    const principal = {
        service: "cloudwatch.amazonaws.com",
        sourceArn: text(resource, "arn") ?? "",
        sourceAccount: plan.accountId,
    };
    const actions = ["alarmActions", "okActions", "insufficientDataActions"];
    for (const arn of new Set(actions.flatMap((key) => listOf(input(resource, key))))) {
        yield* sends(principal, arn);
    }
}

function* eventTarget(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const role = text(resource, "roleArn");
    const sourceArn = arnOf(index, "aws:cloudwatch/eventRule:EventRule", input(resource, "rule")) ?? "";
    const service = {
        service: "events.amazonaws.com",
        sourceArn,
        sourceAccount: index.plan.accountId,
    };
    yield* sends(role === undefined ? service : { role }, text(resource, "arn"));
    // EventBridge puts what it cannot deliver into the queue in its own name.
    yield* sends(service, textOf(mapOf(input(resource, "deadLetterConfig")).arn));
}

function* eventSourceMapping(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const role = roleOfFunction(index, input(resource, "functionName"));
    const source = text(resource, "eventSourceArn");
    const action = source === undefined ? undefined : READS[source.split(":")[2] ?? ""];
    if (role === undefined || source === undefined) {
        return;
    }
    if (action !== undefined) {
        yield { principal: { role }, action, resource: source };
    }
    for (const { destinationArn } of objectsIn(resource.inputs.destinationConfig)) {
        yield* sends({ role }, textOf(destinationArn));
    }
}

function* deadLetters(resource: PlanResource): Iterable<AccessRequest> {
    const role = text(resource, "role");
    if (role !== undefined) {
        yield* sends({ role }, textOf(mapOf(input(resource, "deadLetterConfig")).targetArn));
    }
}

function* invocationResults(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const role = roleOfFunction(index, input(resource, "functionName"));
    for (const { destination } of objectsIn(resource.inputs.destinationConfig)) {
        yield* role === undefined ? [] : sends({ role }, textOf(destination));
    }
}

function* bucketNotification(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const sourceArn = arnOf(index, "aws:s3/bucket:Bucket", input(resource, "bucket")) ?? "";
    const principal = { service: "s3.amazonaws.com", sourceArn, sourceAccount: index.plan.accountId };
    for (const { queueArn, topicArn } of objectsIn(resource.inputs)) {
        yield* sends(principal, textOf(queueArn) ?? textOf(topicArn));
    }
}

/** Source: EventBridge Scheduler User Guide, "Data protection": the schedule's own key is used in the role's name. */
function* schedule(resource: PlanResource): Iterable<AccessRequest> {
    const target = mapOf(input(resource, "target"));
    const role = textOf(target.roleArn);
    if (role !== undefined) {
        yield* sends({ role }, textOf(target.arn));
        yield* sends({ role }, textOf(mapOf(target.deadLetterConfig).arn));
        yield* usesKey(role, text(resource, "kmsKeyArn"), ["kms:Decrypt"]);
    }
}

function* topicSubscription(resource: PlanResource, { plan }: PlanIndex): Iterable<AccessRequest> {
    const sourceArn = text(resource, "topic") ?? "";
    if (text(resource, "protocol") === "sqs") {
        const principal = { service: "sns.amazonaws.com", sourceArn, sourceAccount: plan.accountId };
        yield* sends(principal, text(resource, "endpoint"));
    }
}
