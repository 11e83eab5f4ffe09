/** Logs that AWS writes: into log groups, and into buckets. */

import { owningArn } from "../../../local/authorization/arn";
import { input, type PlanIndex, text } from "../../../local/authorization/planIndex";
import type { AccessRequest } from "../../../local/authorization/request";
import type { PlanResource } from "../../plan";
import { arnOf, type GivenRequest, mapOf, type Settings, sends, serviceOf } from "./requests";

export const logs: Settings = {
    "aws:cloudtrail/trail:Trail": trail,
    "aws:cloudwatch/logGroup:LogGroup": logGroup,
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": logSubscription,
    "aws:ec2/flowLog:FlowLog": flowLog,
    "aws:s3/bucketLogging:BucketLogging": bucketLogging,
};

/** AWS's log services give what they write to the bucket's owner. */
const OWNER_GETS_LOGS = { "s3:x-amz-acl": "bucket-owner-full-control" };

/** Source: CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail", "Configure AWS KMS key policies". */
function* trail(resource: PlanResource, index: PlanIndex): Iterable<AccessRequest> {
    const bucketArn = arnOf(index, "aws:s3/bucket:Bucket", input(resource, "s3BucketName"));
    const key = text(resource, "kmsKeyId");
    const sourceArn = text(resource, "arn") ?? "";
    const principal = {
        service: "cloudtrail.amazonaws.com",
        sourceArn,
        sourceAccount: index.plan.accountId,
    };
    if (bucketArn !== undefined) {
        const prefix = text(resource, "s3KeyPrefix");
        yield { principal, action: "s3:GetBucketAcl", resource: bucketArn };
        yield {
            principal,
            action: "s3:PutObject",
            resource: `${bucketArn}/${prefix === undefined ? "" : `${prefix}/`}AWSLogs/${index.plan.accountId}/CloudTrail/x`,
            context: OWNER_GETS_LOGS,
            ...(key === undefined ? {} : { encryptionKey: key }),
        };
    }
    if (key !== undefined) {
        const context = { "kms:EncryptionContext:aws:cloudtrail:arn": sourceArn };
        yield { principal, action: "kms:GenerateDataKey", resource: key, context };
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
    if (role !== undefined) {
        yield* sends({ role }, text(resource, "destinationArn"));
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
        const hive = mapOf(input(resource, "destinationOptions")).hiveCompatiblePartitions === true;
        const [, partition = "aws"] = destination.split(":");
        const principal = {
            service: "delivery.logs.amazonaws.com",
            sourceArn: `arn:${partition}:logs:${region}:${accountId}:*`,
            sourceAccount: accountId,
        };
        const folder = hive ? `aws-account-id=${accountId}` : accountId;
        yield { principal, action: "s3:GetBucketAcl", resource: owningArn(destination) };
        yield {
            principal,
            action: "s3:PutObject",
            resource: `${destination}/AWSLogs/${folder}/x`,
            context: OWNER_GETS_LOGS,
        };
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
