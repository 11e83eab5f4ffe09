/** Who reads and writes what as far as the settings of resources tell: one row a type of resource. */

import { owningArn } from "../../local/authorization/arn";
import { input, type PlanIndex, text } from "../../local/authorization/planIndex";
import type { AccessRequest } from "../../local/authorization/request";
import { type PlanResource, type PlanValue, UNKNOWN } from "../plan";
import { isObject, type PlanObject, unwrapSecret } from "../values";
import type { Access } from "./access";

type Requests = (resource: PlanResource, index: PlanIndex) => Iterable<AccessRequest | GivenRequest>;

/** A call that needs no policy of ours besides its key's. */
interface GivenRequest {
    readonly given: AccessRequest;
}

/** What the settings of every resource in the plan make happen. */
export function* serviceAccess(index: PlanIndex): Iterable<Access> {
    for (const by of index.plan.resources) {
        for (const request of SETTINGS[by.type]?.(by, index) ?? []) {
            yield "given" in request ? { by, request: request.given, callIsGiven: true } : { by, request };
        }
    }
}

const SETTINGS: Readonly<Record<string, Requests>> = {
    "aws:cloudwatch/metricAlarm:MetricAlarm": alarm,
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": alarm,
    "aws:cloudwatch/logGroup:LogGroup": logGroup,
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": logSubscription,
    "aws:cloudwatch/eventTarget:EventTarget": eventTarget,
    "aws:ec2/flowLog:FlowLog": flowLog,
    "aws:iot/topicRule:TopicRule": rolesWithin,
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": rolesWithin,
    "aws:lakeformation/resource:Resource": registeredLocation,
    "aws:lambda/eventSourceMapping:EventSourceMapping": eventSourceMapping,
    "aws:lambda/function:Function": deadLetters,
    "aws:s3/bucketLogging:BucketLogging": bucketLogging,
    "aws:s3/bucketNotification:BucketNotification": bucketNotification,
    "aws:scheduler/schedule:Schedule": schedule,
    "aws:sns/topicSubscription:TopicSubscription": topicSubscription,
};

/** What a service sends to an ARN, by the ARN's own service. */
const SENDS: Readonly<Record<string, string>> = {
    dynamodb: "dynamodb:PutItem",
    firehose: "firehose:PutRecord",
    kinesis: "kinesis:PutRecord",
    sns: "sns:Publish",
    sqs: "sqs:SendMessage",
};

/** How a function's role reads a source of events. */
const READS: Readonly<Record<string, string>> = {
    dynamodb: "dynamodb:GetRecords",
    kinesis: "kinesis:GetRecords",
    sqs: "sqs:ReceiveMessage",
};

function* alarm(resource: PlanResource, { plan }: PlanIndex): Iterable<AccessRequest> {
    const actions = ["alarmActions", "okActions", "insufficientDataActions"].flatMap((key) =>
        textsOf(input(resource, key)),
    );
    for (const arn of new Set(actions)) {
        if (serviceOf(arn) === "sns") {
            yield {
                principal: {
                    service: "cloudwatch.amazonaws.com",
                    sourceArn: text(resource, "arn") ?? "",
                    sourceAccount: plan.accountId,
                },
                action: "sns:Publish",
                resource: arn,
            };
        }
    }
}

/** CloudWatch Logs encrypts what it is given, in its own name. */
function* logGroup(resource: PlanResource): Iterable<GivenRequest> {
    const arn = text(resource, "arn");
    if (arn !== undefined && text(resource, "kmsKeyId") !== undefined) {
        const principal = { service: "logs.amazonaws.com" };
        yield { given: { principal, action: "logs:PutLogEvents", resource: arn } };
    }
}

function* logSubscription(resource: PlanResource): Iterable<AccessRequest> {
    const role = text(resource, "roleArn");
    const destination = text(resource, "destinationArn");
    if (role !== undefined && destination !== undefined) {
        yield* sends({ role }, destination);
    }
}

function* eventTarget(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const role = text(resource, "roleArn");
    const rule = index.find("aws:cloudwatch/eventRule:EventRule", text(resource, "rule") ?? "", "name");
    const principal =
        role === undefined
            ? {
                  service: "events.amazonaws.com",
                  sourceArn: (rule && text(rule, "arn")) ?? "",
                  sourceAccount: index.plan.accountId,
              }
            : { role };
    const deadLetters = unwrapSecret(input(resource, "deadLetterConfig"));
    const queue = isObject(deadLetters) ? textOf(deadLetters.arn) : undefined;
    for (const arn of [text(resource, "arn"), queue]) {
        yield* arn === undefined ? [] : sends(principal, arn);
    }
}

/** Source: VPC User Guide, "Publish flow logs to Amazon S3" and "… to CloudWatch Logs". */
function* flowLog(resource: PlanResource, { plan }: PlanIndex): Iterable<AccessRequest> {
    const destination = text(resource, "logDestination");
    const role = text(resource, "iamRoleArn");
    if (destination === undefined) {
        return;
    }
    if (serviceOf(destination) === "logs" && role !== undefined) {
        yield { principal: { role }, action: "logs:PutLogEvents", resource: `${owningArn(destination)}:*` };
    }
    if (serviceOf(destination) === "s3") {
        const { accountId, region } = plan;
        const bucketArn = owningArn(destination);
        const options = unwrapSecret(input(resource, "destinationOptions"));
        const hive = isObject(options) && options.hiveCompatiblePartitions === true;
        const folder = hive ? `aws-account-id=${accountId}` : accountId;
        const [partition = "aws"] = bucketArn.split(":").slice(1);
        const principal = {
            service: "delivery.logs.amazonaws.com",
            sourceArn: `arn:${partition}:logs:${region}:${accountId}:*`,
            sourceAccount: accountId,
        };
        yield { principal, action: "s3:GetBucketAcl", resource: bucketArn };
        yield {
            principal,
            action: "s3:PutObject",
            resource: `${destination}/AWSLogs/${folder}/flows`,
            context: { "s3:x-amz-acl": "bucket-owner-full-control" },
        };
    }
}

/** Everything that reads a role and, beside it, what the role is for: destinations, sources and actions. */
function* rolesWithin(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    for (const settings of objectsIn(resource.inputs)) {
        const role = textOf(settings.roleArn);
        if (role === undefined) {
            continue;
        }
        const bucket =
            textOf(settings.bucketArn) ?? arnOf(index, "aws:s3/bucket:Bucket", settings.bucketName);
        const prefix = (textOf(settings.prefix) ?? textOf(settings.key) ?? "").replace(/[!$]\{[^}]*\}/g, "x");
        if (bucket !== undefined) {
            const key = textOf(settings.kmsKeyArn);
            yield {
                principal: { role },
                action: "s3:PutObject",
                resource: `${bucket}/${prefix}x`,
                ...(key === undefined ? {} : { encryptionKey: key }),
            };
        }
        const source = textOf(settings.kinesisStreamArn);
        if (source !== undefined) {
            yield { principal: { role }, action: "kinesis:GetRecords", resource: source };
        }
        const targets = [
            textOf(settings.targetArn),
            arnOf(index, "aws:kinesis/stream:Stream", settings.streamName),
            arnOf(
                index,
                "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
                settings.deliveryStreamName,
            ),
            arnOf(index, "aws:sqs/queue:Queue", settings.queueUrl),
        ];
        for (const target of targets) {
            yield* target === undefined ? [] : sends({ role }, target);
        }
    }
}

/** Lake Formation reads a location with the role that it was registered with. */
function* registeredLocation(resource: PlanResource): Iterable<AccessRequest> {
    const role = text(resource, "roleArn");
    const location = text(resource, "arn");
    if (role !== undefined && location !== undefined) {
        yield { principal: { role }, action: "s3:GetObject", resource: `${location}/x` };
    }
}

function* eventSourceMapping(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const reference = text(resource, "functionName") ?? "";
    const type = "aws:lambda/function:Function";
    const owner = index.find(type, owningArn(reference), "arn") ?? index.find(type, reference, "name");
    const role = owner && text(owner, "role");
    const source = text(resource, "eventSourceArn");
    if (role === undefined || source === undefined) {
        return;
    }
    const action = READS[serviceOf(source)];
    if (action !== undefined) {
        yield { principal: { role }, action, resource: source };
    }
    for (const settings of objectsIn(resource.inputs.destinationConfig ?? null)) {
        const destination = textOf(settings.destinationArn);
        yield* destination === undefined ? [] : sends({ role }, destination);
    }
}

function* deadLetters(resource: PlanResource): Iterable<AccessRequest> {
    const settings = unwrapSecret(input(resource, "deadLetterConfig"));
    const target = isObject(settings) ? textOf(settings.targetArn) : undefined;
    const role = text(resource, "role");
    if (target !== undefined && role !== undefined) {
        yield* sends({ role }, target);
    }
}

/** Source: S3 User Guide, "Enabling Amazon S3 server access logging". */
function* bucketLogging(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const sourceArn = arnOf(index, "aws:s3/bucket:Bucket", input(resource, "bucket"));
    const target = arnOf(index, "aws:s3/bucket:Bucket", input(resource, "targetBucket"));
    if (sourceArn !== undefined && target !== undefined) {
        yield {
            principal: {
                service: "logging.s3.amazonaws.com",
                sourceArn,
                sourceAccount: index.plan.accountId,
            },
            action: "s3:PutObject",
            resource: `${target}/${text(resource, "targetPrefix") ?? ""}x`,
        };
    }
}

function* bucketNotification(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const sourceArn = arnOf(index, "aws:s3/bucket:Bucket", input(resource, "bucket")) ?? "";
    const principal = { service: "s3.amazonaws.com", sourceArn, sourceAccount: index.plan.accountId };
    for (const settings of objectsIn(resource.inputs)) {
        const target = textOf(settings.queueArn) ?? textOf(settings.topicArn);
        yield* target === undefined ? [] : sends(principal, target);
    }
}

function* schedule(resource: PlanResource): Iterable<AccessRequest> {
    const target = unwrapSecret(input(resource, "target"));
    const role = isObject(target) ? textOf(target.roleArn) : undefined;
    if (role === undefined || !isObject(target)) {
        return;
    }
    const deadLetterConfig = unwrapSecret(target.deadLetterConfig);
    const queue = isObject(deadLetterConfig) ? textOf(deadLetterConfig.arn) : undefined;
    for (const arn of [textOf(target.arn), queue]) {
        yield* arn === undefined ? [] : sends({ role }, arn);
    }
}

function* topicSubscription(resource: PlanResource, { plan }: PlanIndex): Iterable<AccessRequest> {
    const endpoint = text(resource, "endpoint");
    if (text(resource, "protocol") === "sqs" && endpoint !== undefined) {
        yield* sends(
            {
                service: "sns.amazonaws.com",
                sourceArn: text(resource, "topic") ?? "",
                sourceAccount: plan.accountId,
            },
            endpoint,
        );
    }
}

function sends(principal: AccessRequest["principal"], target: string): AccessRequest[] {
    const action = SENDS[serviceOf(target)];
    return action === undefined ? [] : [{ principal, action, resource: target }];
}

/** ARN of the plan's resource that a setting names. */
function arnOf(index: PlanIndex, type: string, reference: PlanValue | undefined): string | undefined {
    const name = textOf(reference);
    const resource = name === undefined ? undefined : index.find(type, name, "name", "bucket", "arn", "url");
    return resource && text(resource, "arn");
}

/** All objects within a value, at any depth, the outermost first. */
function* objectsIn(value: PlanValue | Readonly<PlanObject>): Iterable<PlanObject> {
    const known = unwrapSecret(value as PlanValue) ?? null;
    if (Array.isArray(known)) {
        for (const item of known) {
            yield* objectsIn(item);
        }
    } else if (isObject(known)) {
        yield known;
        for (const item of Object.values(known)) {
            yield* objectsIn(item);
        }
    }
}

function textOf(value: PlanValue | undefined): string | undefined {
    const known = unwrapSecret(value);
    return typeof known === "string" && known !== "" && known !== UNKNOWN ? known : undefined;
}

function textsOf(value: PlanValue | undefined): string[] {
    const known = unwrapSecret(value);
    return Array.isArray(known) ? known.flatMap((item) => textOf(item) ?? []) : [];
}

function serviceOf(arn: string): string {
    return arn.split(":")[2] ?? "";
}
