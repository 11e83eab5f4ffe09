import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { encryptedLogGroup } from "../../aws/logGroup";
import { nameFor } from "../../aws/names";
import type { Statement } from "../../aws/policyDocument";
import { securityGroup } from "../../aws/securityGroup";
import { serviceRole } from "../../aws/serviceRole";
import { IndexRotation, type SearchIndexArgs, searchIndexName, unindexedPrefix } from "./indexArgs";

/** Firehose's own names of what went wrong. */
const ERROR_TYPE = "!{firehose:error-output-type}";
/** Seconds for which Firehose tries an index that takes nothing, before it puts documents aside: two hours. */
const RETRY_SECONDS = 7200;
/** MiB and seconds that documents wait at most: what is searched is wanted soon. */
const BUFFER = { mib: 5, seconds: 60 } as const;

export interface IndexDelivery {
    readonly stream: aws.kinesis.FirehoseDeliveryStream;
    /** ARN of the role that writes documents. */
    readonly roleArn: pulumi.Output<string>;
}

/**
 * A delivery stream into the index, through the VPC; what the index does not take lies in the raw zone.
 *
 * Source: Amazon Data Firehose Developer Guide, "Grant Firehose access to an OpenSearch Service destination in a VPC".
 */
export function createIndexDelivery(
    name: string,
    args: SearchIndexArgs,
    opts: pulumi.CustomResourceOptions,
): IndexDelivery {
    const { account, environment, lake, network, search } = args;
    const streamName = nameFor("deliveryStream", environment, name);
    const logging = createLogging(name, streamName, args, opts);
    const group = securityGroup(
        name,
        {
            vpcId: network.vpcId,
            nameParts: [environment, name],
            description: `Delivery to the index ${searchIndexName(args)}`,
        },
        opts,
    );
    const rules = search.connectFrom(
        name,
        { from: group.id, description: `Delivery to ${searchIndexName(args)}` },
        opts,
    );
    const role = serviceRole(
        `${name}-delivery`,
        {
            nameParts: [environment, name, "delivery"],
            description: `The delivery stream of ${name} writes documents`,
            service: "firehose.amazonaws.com",
            trustConditions: { StringEquals: { "aws:SourceAccount": account.id } },
            statements: [
                ...mayIndex(args),
                MAY_USE_VPC,
                ...mayPutAside(args),
                {
                    sid: "LogFailures",
                    actions: ["logs:PutLogEvents"],
                    resources: [pulumi.interpolate`${logging.group.arn}:log-stream:*`],
                },
            ],
        },
        opts,
    );
    const prefix = unindexedPrefix(args);
    const stream = new aws.kinesis.FirehoseDeliveryStream(
        name,
        {
            name: streamName,
            destination: "opensearch",
            serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: args.keyArn },
            opensearchConfiguration: {
                domainArn: search.arn,
                roleArn: role.arn,
                indexName: searchIndexName(args),
                indexRotationPeriod: args.rotation === IndexRotation.Month ? "OneMonth" : "OneDay",
                bufferingSize: BUFFER.mib,
                bufferingInterval: BUFFER.seconds,
                retryDuration: RETRY_SECONDS,
                // Each document gets an id of Firehose's own, so that a repeated request makes no second document.
                documentIdOptions: { defaultDocumentIdFormat: "FIREHOSE_DEFAULT" },
                vpcConfig: {
                    roleArn: role.arn,
                    subnetIds: network.privateSubnetIds,
                    securityGroupIds: [group.id],
                },
                s3BackupMode: "FailedDocumentsOnly",
                s3Configuration: {
                    roleArn: role.arn,
                    bucketArn: lake.raw.arn,
                    kmsKeyArn: lake.keyArn,
                    prefix: `${prefix}!{timestamp:yyyy/MM/dd}/`,
                    errorOutputPrefix: `${prefix}${ERROR_TYPE}/!{timestamp:yyyy/MM/dd}/`,
                    bufferingSize: BUFFER.mib,
                    bufferingInterval: 300,
                    compressionFormat: "GZIP",
                    cloudwatchLoggingOptions: { ...logging.options, logStreamName: logging.backup.name },
                },
                cloudwatchLoggingOptions: { ...logging.options, logStreamName: logging.delivery.name },
            },
        },
        { ...opts, dependsOn: [role.policy, ...rules, ...(lake.raw.ready as pulumi.Resource[])] },
    );
    return { stream, roleArn: role.arn };
}

function createLogging(
    name: string,
    streamName: string,
    args: SearchIndexArgs,
    opts: pulumi.CustomResourceOptions,
) {
    const group = encryptedLogGroup(
        `${name}-delivery`,
        {
            logGroupName: `/aws/kinesisfirehose/${streamName}`,
            keyArn: args.keyArn,
            retentionDays: args.logRetentionDays,
        },
        opts,
    );
    const logStream = (which: string) =>
        new aws.cloudwatch.LogStream(`${name}-${which}`, { name: which, logGroupName: group.name }, opts);
    return {
        group,
        delivery: logStream("delivery"),
        backup: logStream("backup"),
        options: { enabled: true, logGroupName: group.name },
    };
}

function mayIndex(args: SearchIndexArgs): Statement[] {
    const { arn } = args.search;
    const index = searchIndexName(args);
    return [
        {
            sid: "FindDomain",
            actions: ["es:DescribeDomain", "es:DescribeDomainConfig", "es:DescribeDomains"],
            resources: [arn, pulumi.interpolate`${arn}/*`],
        },
        {
            sid: "WriteDocuments",
            actions: ["es:ESHttpPost", "es:ESHttpPut"],
            resources: [pulumi.interpolate`${arn}/_bulk`, pulumi.interpolate`${arn}/${index}*`],
        },
        {
            sid: "LookAtCluster",
            actions: ["es:ESHttpGet"],
            resources: [
                "_all/_settings",
                "_cluster/stats",
                "_nodes",
                "_nodes/*",
                "_stats",
                `${index}*/_mapping/*`,
                `${index}*/_stats`,
            ].map((path) => pulumi.interpolate`${arn}/${path}`),
        },
    ];
}

/** Firehose asks for these on all resources: it has neither interface nor group of its own to name yet. */
const MAY_USE_VPC: Statement = {
    sid: "UseNetworkInterfaces",
    actions: [
        "ec2:CreateNetworkInterface",
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcAttribute",
        "ec2:DescribeVpcs",
    ],
    resources: ["*"],
};

function mayPutAside(args: SearchIndexArgs): Statement[] {
    const { lake } = args;
    return [
        {
            sid: "ListRawZone",
            actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
            resources: [lake.raw.arn],
        },
        {
            sid: "KeepFailedDocuments",
            actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
            resources: [pulumi.interpolate`${lake.raw.arn}/${unindexedPrefix(args)}*`],
        },
        {
            sid: "EncryptFailedDocuments",
            actions: ["kms:GenerateDataKey", "kms:Decrypt"],
            resources: [lake.keyArn],
        },
    ];
}
