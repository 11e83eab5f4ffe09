import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../../aws/policyDocument";
import { type ServiceRole, serviceRole } from "../../aws/serviceRole";
import type { StreamAnalyticsArgs } from "./args";
import type { CodeBucket } from "./bucket";
import type { Destination } from "./destinations";
import { referencePrefix } from "./package";

export interface ApplicationRoleArgs {
    readonly applicationName: string;
    readonly bucket: CodeBucket;
    readonly codeKey: string;
    readonly destinations: readonly Destination[];
    readonly logGroup: aws.cloudwatch.LogGroup;
}

/**
 * What the application does, and nothing else. It needs nothing of the Glue catalog: its tables exist in its own
 * memory, made from the files in its archive.
 */
export function applicationRole(
    name: string,
    args: StreamAnalyticsArgs,
    parts: ApplicationRoleArgs,
    opts: pulumi.CustomResourceOptions,
): ServiceRole {
    const { account, environment, network } = args;
    const { partition, region, id } = account;
    return serviceRole(
        name,
        {
            nameParts: [environment, name],
            description: `The application ${name} reads its stream and writes its outputs`,
            service: "kinesisanalytics.amazonaws.com",
            trustConditions: {
                StringEquals: { "aws:SourceAccount": id },
                ArnEquals: {
                    "aws:SourceArn": pulumi.interpolate`arn:${partition}:kinesisanalytics:${region}:${id}:application/${parts.applicationName}`,
                },
            },
            statements: [
                ...mayReadSource(args),
                ...mayReadCode(args, parts),
                ...mayReadReferences(args, parts.bucket),
                ...parts.destinations.flatMap(({ statements }) => statements),
                ...mayLog(args, parts.logGroup),
                ...(network === undefined ? [] : [MAY_JOIN_NETWORK]),
            ],
        },
        opts,
    );
}

function mayReadSource({ source }: StreamAnalyticsArgs): Statement[] {
    return [
        {
            sid: "ReadSource",
            actions: [
                "kinesis:DescribeStream",
                "kinesis:DescribeStreamSummary",
                "kinesis:GetRecords",
                "kinesis:GetShardIterator",
                "kinesis:ListShards",
            ],
            resources: [source.streamArn],
        },
        ...(source.keyArn === undefined
            ? []
            : [{ sid: "DecryptSource", actions: ["kms:Decrypt"], resources: [source.keyArn] }]),
    ];
}

function mayReadCode({ keyArn }: StreamAnalyticsArgs, { bucket, codeKey }: ApplicationRoleArgs): Statement[] {
    return [
        {
            sid: "ReadCode",
            actions: ["s3:GetObject", "s3:GetObjectVersion"],
            resources: [pulumi.interpolate`${bucket.arn}/${codeKey}`],
        },
        { sid: "DecryptCode", actions: ["kms:Decrypt"], resources: [keyArn] },
    ];
}

function mayReadReferences({ references, account }: StreamAnalyticsArgs, bucket: CodeBucket): Statement[] {
    if (references.length === 0) {
        return [];
    }
    const own = references.filter(({ s3 }) => s3 === undefined);
    const foreign = references.flatMap(({ s3 }) => s3 ?? []);
    const arnOf = (bucketName: string) => `arn:${account.partition}:s3:::${bucketName}`;
    const keys = foreign.flatMap((object) => object.keyArn ?? []);
    const lists = [
        ...(own.length === 0 ? [] : [bucket.arn]),
        ...new Set(foreign.map(({ bucketName }) => arnOf(bucketName))),
    ];
    return [
        {
            sid: "ReadReferenceData",
            actions: ["s3:GetObject"],
            resources: [
                ...own.map((reference) => pulumi.interpolate`${bucket.arn}/${referencePrefix(reference)}*`),
                ...foreign.map((object) => `${arnOf(object.bucketName)}/${object.key}`),
            ],
        },
        {
            sid: "ListReferenceData",
            actions: ["s3:ListBucket"],
            resources: lists,
            conditions: {
                StringLike: {
                    "s3:prefix": [
                        ...own.map((reference) => `${referencePrefix(reference)}*`),
                        ...foreign.map(({ key }) => `${key}*`),
                    ],
                },
            },
        },
        ...(keys.length === 0
            ? []
            : [{ sid: "DecryptReferenceData", actions: ["kms:Decrypt"], resources: keys }]),
    ];
}

/** The service looks for its stream before it writes (Developer Guide, "Set up application logging"). */
function mayLog({ account }: StreamAnalyticsArgs, logGroup: aws.cloudwatch.LogGroup): Statement[] {
    return [
        {
            sid: "FindLogGroups",
            actions: ["logs:DescribeLogGroups"],
            resources: [
                pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:log-group:*`,
            ],
        },
        {
            sid: "WriteOwnLogs",
            actions: ["logs:DescribeLogStreams", "logs:PutLogEvents"],
            resources: [
                pulumi.interpolate`${logGroup.arn}:*`,
                pulumi.interpolate`${logGroup.arn}:log-stream:*`,
            ],
        },
    ];
}

/**
 * Network interfaces that do not exist yet cannot be named (Developer Guide, "VPC application permissions").
 */
const MAY_JOIN_NETWORK: Statement = {
    sid: "JoinNetwork",
    actions: [
        "ec2:CreateNetworkInterface",
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    ],
    resources: ["*"],
};
