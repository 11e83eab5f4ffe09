import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import { serviceRole } from "../../aws/serviceRole";
import type { IngestionPipelineArgs, IotSourceArgs } from "./args";
import { StreamMode } from "./args";
import { rulePrefix } from "./keys";

export interface IotSource {
    readonly stream: aws.kinesis.Stream;
    readonly rule: aws.iot.TopicRule;
}

/**
 * Devices' messages into a stream of the pipeline's own. The payload travels as Base64, so that a message that
 * is not JSON reaches the transform and is kept with its reason, instead of failing inside the rule
 * (AWS IoT Core Developer Guide, "Working with binary payloads").
 */
export function createIotSource(
    name: string,
    args: IngestionPipelineArgs,
    source: IotSourceArgs,
    opts: pulumi.CustomResourceOptions,
): IotSource {
    const stream = createStream(name, args, source, opts);
    const rule = createTopicRule(name, args, source, stream, opts);
    return { stream, rule };
}

function createStream(
    name: string,
    args: IngestionPipelineArgs,
    source: IotSourceArgs,
    opts: pulumi.CustomResourceOptions,
): aws.kinesis.Stream {
    const { mode, shards, retentionHours } = source.stream;
    return new aws.kinesis.Stream(
        name,
        {
            name: nameFor("stream", args.environment, name),
            streamModeDetails: { streamMode: mode === StreamMode.OnDemand ? "ON_DEMAND" : "PROVISIONED" },
            ...(mode === StreamMode.Provisioned ? { shardCount: shards } : {}),
            retentionPeriod: retentionHours,
            encryptionType: "KMS",
            kmsKeyId: args.domain.keyArn,
            enforceConsumerDeletion: true,
        },
        { ...opts, protect: args.protectData || !args.allowDeletion },
    );
}

function createTopicRule(
    name: string,
    args: IngestionPipelineArgs,
    source: IotSourceArgs,
    stream: aws.kinesis.Stream,
    opts: pulumi.CustomResourceOptions,
): aws.iot.TopicRule {
    const { account, environment, lake } = args;
    const ruleName = nameFor("topicRule", environment, name);
    const trustConditions = {
        StringEquals: { "aws:SourceAccount": account.id },
        ArnEquals: {
            "aws:SourceArn": pulumi.interpolate`arn:${account.partition}:iot:${account.region}:${account.id}:rule/${ruleName}`,
        },
    };
    const streamRole = serviceRole(
        `${name}-rule`,
        {
            nameParts: [environment, name, "rule"],
            description: `The topic rule of ${name} writes to its stream`,
            service: "iot.amazonaws.com",
            trustConditions,
            statements: [
                { sid: "WriteToStream", actions: ["kinesis:PutRecord"], resources: [stream.arn] },
                {
                    sid: "EncryptForStream",
                    actions: ["kms:GenerateDataKey"],
                    resources: [args.domain.keyArn],
                },
            ],
        },
        opts,
    );
    const errorPrefix = rulePrefix(args);
    const errorRole = serviceRole(
        `${name}-rule-error`,
        {
            nameParts: [environment, name, "rule-error"],
            description: `The topic rule of ${name} keeps messages that it could not forward`,
            service: "iot.amazonaws.com",
            trustConditions,
            statements: [
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
            description: `Messages of ${source.topicFilter} into the stream of ${name}`,
            enabled: true,
            sql: `SELECT encode(*, 'base64') AS payload, topic() AS topic, timestamp() AS receivedAt FROM '${source.topicFilter}'`,
            sqlVersion: "2016-03-23",
            kineses: [{ roleArn: streamRole.arn, streamName: stream.name, partitionKey: SUBSTITUTE_UUID }],
            errorAction: {
                s3: {
                    roleArn: errorRole.arn,
                    bucketName: lake.raw.name,
                    key: `${errorPrefix}\${timestamp()}-${SUBSTITUTE_UUID}.json`,
                },
            },
        },
        { ...opts, dependsOn: [streamRole.policy, errorRole.policy, ...lake.raw.ready] },
    );
}

/** Evaluated by IoT for each message: spreads records evenly over the shards. */
const SUBSTITUTE_UUID = `\${newuuid()}`;
