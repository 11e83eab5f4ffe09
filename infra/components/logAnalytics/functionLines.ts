import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { alarm } from "../../aws/alarm";
import type { EncryptedBucket } from "../../aws/encryptedBucket";
import { encryptedLogGroup } from "../../aws/logGroup";
import { nameFor } from "../../aws/names";
import { type ServiceRole, serviceRole } from "../../aws/serviceRole";
import type { LogAnalyticsArgs, LogSource } from "./args";

/** Folder of the lines, and of those that could not be delivered. */
const FOLDER = "lambda";
const ERRORS = "errors/lambda/";
/** The largest buffer that Firehose has: few large objects, and a question about a function waits at most so long. */
const BUFFER = { mebibytes: 128, seconds: 300 } as const;
/** Lines that are later than this many buffers are late. */
const LATE_BUFFERS = 3;

/** Collects the lines of functions: CloudWatch Logs hands them to a delivery stream, which puts them into S3. */
export function functionLinesSource(
    name: string,
    args: LogAnalyticsArgs & { readonly functionLogGroups: readonly pulumi.Input<string>[] },
    store: { readonly bucket: EncryptedBucket; readonly keyArn: pulumi.Output<string> },
    opts: pulumi.CustomResourceOptions,
): LogSource {
    const { bucket, keyArn } = store;
    const delivery = createDelivery(name, args, store, opts);
    const role = subscriptionRole(name, args, delivery, opts);
    for (const [index, logGroup] of args.functionLogGroups.entries()) {
        new aws.cloudwatch.LogSubscriptionFilter(
            `${name}-lambda-${index + 1}`,
            {
                name: nameFor("deliveryStream", args.environment, name, "lambda"),
                logGroup,
                // Every line: reports of Lambda itself are what the questions about time and memory need.
                filterPattern: "",
                destinationArn: delivery.arn,
                roleArn: role.arn,
            },
            { ...opts, dependsOn: [role.policy] },
        );
    }
    return {
        bucketName: bucket.name,
        folder: pulumi.output(FOLDER),
        keyArn,
        ready: [...bucket.ready, delivery],
    };
}

function createDelivery(
    name: string,
    args: LogAnalyticsArgs,
    { bucket, keyArn }: { readonly bucket: EncryptedBucket; readonly keyArn: pulumi.Output<string> },
    opts: pulumi.CustomResourceOptions,
): aws.kinesis.FirehoseDeliveryStream {
    const streamName = nameFor("deliveryStream", args.environment, name, "lambda");
    const group = encryptedLogGroup(
        `${name}-lambda-delivery`,
        {
            logGroupName: `/aws/kinesisfirehose/${streamName}`,
            keyArn,
            retentionDays: args.logRetentionDays,
        },
        opts,
    );
    const stream = new aws.cloudwatch.LogStream(
        `${name}-lambda-delivery`,
        { name: "delivery", logGroupName: group.name },
        opts,
    );
    const role = deliveryRole(name, args, { bucket, keyArn, group }, opts);
    const delivery = new aws.kinesis.FirehoseDeliveryStream(
        `${name}-lambda`,
        {
            name: streamName,
            destination: "extended_s3",
            serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn },
            extendedS3Configuration: {
                roleArn: role.arn,
                bucketArn: bucket.arn,
                kmsKeyArn: keyArn,
                prefix: `${FOLDER}/!{timestamp:yyyy/MM/dd}/`,
                errorOutputPrefix: `${ERRORS}!{firehose:error-output-type}/`,
                bufferingSize: BUFFER.mebibytes,
                bufferingInterval: BUFFER.seconds,
                compressionFormat: "GZIP",
                processingConfiguration: {
                    enabled: true,
                    // CloudWatch Logs compresses what it sends, and Firehose writes records without anything between.
                    processors: [
                        {
                            type: "Decompression",
                            parameters: [{ parameterName: "CompressionFormat", parameterValue: "GZIP" }],
                        },
                        {
                            type: "AppendDelimiterToRecord",
                            parameters: [{ parameterName: "Delimiter", parameterValue: "\\n" }],
                        },
                    ],
                },
                cloudwatchLoggingOptions: {
                    enabled: true,
                    logGroupName: group.name,
                    logStreamName: stream.name,
                },
            },
        },
        { ...opts, dependsOn: [role.policy, ...bucket.ready] },
    );
    alarm(
        `${name}-lambda-freshness`,
        {
            nameParts: [args.environment, name, "lambda-freshness"],
            description: `The oldest line of a function that is not yet in S3 waits longer than ${LATE_BUFFERS} buffers. Look at the log group of the delivery stream.`,
            namespace: "AWS/Firehose",
            metric: "DeliveryToS3.DataFreshness",
            dimensions: { DeliveryStreamName: delivery.name },
            statistic: "Maximum",
            above: LATE_BUFFERS * BUFFER.seconds,
            periodSeconds: 300,
            topicArn: args.alarmTopicArn,
        },
        opts,
    );
    return delivery;
}

/** Firehose Developer Guide, "Grant Firehose access to an Amazon S3 destination". */
function deliveryRole(
    name: string,
    args: LogAnalyticsArgs,
    store: {
        readonly bucket: EncryptedBucket;
        readonly keyArn: pulumi.Output<string>;
        readonly group: aws.cloudwatch.LogGroup;
    },
    opts: pulumi.CustomResourceOptions,
): ServiceRole {
    const { bucket, keyArn, group } = store;
    return serviceRole(
        `${name}-lambda-delivery`,
        {
            nameParts: [args.environment, name, "lambda-delivery"],
            description: "Firehose puts lines of functions into S3",
            service: "firehose.amazonaws.com",
            trustConditions: { StringEquals: { "aws:SourceAccount": args.account.id } },
            statements: [
                {
                    sid: "ListBucket",
                    actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
                    resources: [bucket.arn],
                },
                {
                    sid: "WriteLines",
                    actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
                    resources: [
                        pulumi.interpolate`${bucket.arn}/${FOLDER}/*`,
                        pulumi.interpolate`${bucket.arn}/${ERRORS}*`,
                    ],
                },
                { sid: "EncryptLines", actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [keyArn] },
                {
                    sid: "WriteOwnLogs",
                    actions: ["logs:PutLogEvents"],
                    resources: [pulumi.interpolate`${group.arn}:log-stream:*`],
                },
            ],
        },
        opts,
    );
}

/** CloudWatch Logs User Guide, "Subscription filters with Amazon Data Firehose": the ARN names the account. */
function subscriptionRole(
    name: string,
    { account, environment }: LogAnalyticsArgs,
    delivery: aws.kinesis.FirehoseDeliveryStream,
    opts: pulumi.CustomResourceOptions,
): ServiceRole {
    const logs = pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:*`;
    return serviceRole(
        `${name}-lambda-subscription`,
        {
            nameParts: [environment, name, "lambda-subscription"],
            description: "CloudWatch Logs hands lines of functions to Firehose",
            service: "logs.amazonaws.com",
            trustConditions: { StringLike: { "aws:SourceArn": logs } },
            statements: [
                {
                    sid: "PutLogLines",
                    actions: ["firehose:PutRecord", "firehose:PutRecordBatch"],
                    resources: [delivery.arn],
                },
            ],
        },
        opts,
    );
}
