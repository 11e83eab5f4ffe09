import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "./account";
import { nameFor } from "./names";
import { policyDocument, type Statement } from "./policyDocument";

/** A key that was made or given: both look alike. */
export interface KeyReference {
    readonly arn: pulumi.Input<string>;
}

export interface CustomerKeyArgs {
    readonly nameParts: readonly string[];
    readonly description: string;
    readonly account: AwsAccount;
    /**
     * What services may do with the key in their own name. Roles need no statement here: the first statement
     * lets the account's IAM policies speak for them.
     */
    readonly serviceStatements?: readonly Statement[];
    /** Days in which a deletion can still be taken back: 7 to 30. */
    readonly deletionWindowDays: number;
    /** Default: the provider's region. */
    readonly region?: string;
}

/** A KMS key with yearly rotation, its alias, and a policy that trusts this account only. */
export function customerKey(
    name: string,
    args: CustomerKeyArgs,
    opts: pulumi.CustomResourceOptions,
): aws.kms.Key {
    const { account } = args;
    const region = args.region === undefined ? {} : { region: args.region };
    const key = new aws.kms.Key(
        name,
        {
            ...region,
            description: args.description,
            enableKeyRotation: true,
            deletionWindowInDays: args.deletionWindowDays,
            policy: policyDocument(
                {
                    sid: "AccountDelegatesToIam",
                    principal: { aws: pulumi.interpolate`arn:${account.partition}:iam::${account.id}:root` },
                    actions: ["kms:*"],
                    resources: ["*"],
                },
                ...(args.serviceStatements ?? []),
            ),
        },
        opts,
    );
    new aws.kms.Alias(
        name,
        { ...region, name: `alias/${nameFor("keyAlias", ...args.nameParts)}`, targetKeyId: key.keyId },
        opts,
    );
    return key;
}

/**
 * Lets CloudWatch Logs encrypt the log groups that a pattern names.
 * Source: CloudWatch Logs User Guide, "Encrypt log data using AWS Key Management Service".
 *
 * @param logGroupPattern name of the log groups, `*` allowed, e.g. `/aws/lambda/dev-weather-*`.
 */
export function logsMayUseKey(account: AwsAccount, ...logGroupPatterns: readonly string[]): Statement {
    return {
        sid: "LogsMayEncryptTheirGroups",
        principal: { service: `logs.${account.region}.amazonaws.com` },
        actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        resources: ["*"],
        conditions: {
            ArnLike: {
                "kms:EncryptionContext:aws:logs:arn": logGroupPatterns.map(
                    (pattern) =>
                        pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:log-group:${pattern}`,
                ),
            },
        },
    };
}

/**
 * Lets S3 put its event notifications into queues under this key.
 * Source: S3 User Guide, "Granting permissions to publish event notification messages to a destination".
 */
export function s3EventsMayUseKey(account: AwsAccount, bucketArn: pulumi.Input<string>): Statement {
    return {
        sid: "S3MaySendEvents",
        principal: { service: "s3.amazonaws.com" },
        actions: ["kms:GenerateDataKey", "kms:Decrypt"],
        resources: ["*"],
        conditions: {
            StringEquals: { "aws:SourceAccount": account.id },
            ArnEquals: { "aws:SourceArn": bucketArn },
        },
    };
}

/**
 * Lets CloudWatch alarms publish to topics under this key.
 * Source: SNS Developer Guide, "Enable compatibility between event sources from AWS services and encrypted topics".
 */
export function alarmsMayUseKey(account: AwsAccount): Statement {
    return {
        sid: "AlarmsMayPublish",
        principal: { service: "cloudwatch.amazonaws.com" },
        actions: ["kms:GenerateDataKey*", "kms:Decrypt"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:SourceAccount": account.id } },
    };
}

/**
 * Lets logs that AWS delivers, such as flow logs, into buckets under this key.
 * Source: CloudWatch Logs User Guide, "Amazon S3 bucket server-side encryption".
 */
export function logDeliveryMayUseKey(account: AwsAccount): Statement {
    return {
        sid: "LogDeliveryMayEncrypt",
        principal: { service: "delivery.logs.amazonaws.com" },
        actions: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        resources: ["*"],
        conditions: {
            StringEquals: { "aws:SourceAccount": account.id },
            ArnLike: {
                "aws:SourceArn": pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:*`,
            },
        },
    };
}

/**
 * Lets EventBridge send events to queues or topics under this key, and only to those that a pattern names: it does
 * not tell KMS for which rule it acts, so that a condition on its source would refuse every event.
 * Source: SQS Developer Guide, "Amazon SQS Key management", note on EventBridge and encrypted queues.
 *
 * @param target What the key's encryption context tells: SQS's queue, or SNS's topic.
 * @param arnPattern Its ARN, `*` allowed.
 */
export function eventsMayUseKey(
    target: "aws:sqs:arn" | "aws:sns:topicArn",
    arnPattern: pulumi.Input<string>,
): Statement {
    return {
        sid: "EventBridgeMaySendEvents",
        principal: { service: "events.amazonaws.com" },
        actions: ["kms:GenerateDataKey", "kms:Decrypt"],
        resources: ["*"],
        conditions: { ArnLike: { [`kms:EncryptionContext:${target}`]: arnPattern } },
    };
}
