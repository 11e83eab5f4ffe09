import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import { serviceRole } from "../../aws/serviceRole";
import { type IndexIotArgs, type SearchIndexArgs, unindexedPrefix } from "./indexArgs";

/**
 * Devices' messages into the index. The rule hands them to the delivery stream: IoT Core itself reaches no domain in a
 * VPC, and keeps nothing when the domain is busy.
 */
export function createIndexRule(
    name: string,
    args: SearchIndexArgs,
    { topicFilter }: IndexIotArgs,
    stream: aws.kinesis.FirehoseDeliveryStream,
    opts: pulumi.CustomResourceOptions,
): aws.iot.TopicRule {
    const { account, environment, lake } = args;
    const ruleName = nameFor("topicRule", environment, name);
    const errorPrefix = `${unindexedPrefix(args)}rule/`;
    const role = serviceRole(
        `${name}-rule`,
        {
            nameParts: [environment, name, "rule"],
            description: `The topic rule of ${name} hands messages on, or keeps them`,
            service: "iot.amazonaws.com",
            trustConditions: {
                StringEquals: { "aws:SourceAccount": account.id },
                ArnEquals: {
                    "aws:SourceArn": pulumi.interpolate`arn:${account.partition}:iot:${account.region}:${account.id}:rule/${ruleName}`,
                },
            },
            statements: [
                {
                    sid: "HandMessagesOn",
                    actions: ["firehose:PutRecord", "firehose:PutRecordBatch"],
                    resources: [stream.arn],
                },
                {
                    sid: "KeepFailedMessages",
                    actions: ["s3:PutObject"],
                    resources: [pulumi.interpolate`${lake.raw.arn}/${errorPrefix}*`],
                },
                { sid: "EncryptForRawZone", actions: ["kms:GenerateDataKey"], resources: [lake.keyArn] },
            ],
        },
        opts,
    );
    return new aws.iot.TopicRule(
        name,
        {
            name: ruleName,
            description: `Messages of ${topicFilter} into the index of ${name}`,
            enabled: true,
            sql: `SELECT *, topic() AS topic, timestamp() AS received_at FROM '${topicFilter}'`,
            sqlVersion: "2016-03-23",
            firehoses: [{ roleArn: role.arn, deliveryStreamName: stream.name }],
            errorAction: {
                s3: {
                    roleArn: role.arn,
                    bucketName: lake.raw.name,
                    key: `${errorPrefix}\${timestamp()}-\${newuuid()}.json`,
                },
            },
        },
        { ...opts, dependsOn: [role.policy, ...(lake.raw.ready as pulumi.Resource[])] },
    );
}
