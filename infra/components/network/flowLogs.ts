import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { customerKey, logDeliveryMayUseKey } from "../../aws/customerKey";
import { type EncryptedBucket, encryptedBucket } from "../../aws/encryptedBucket";
import { FLOW_LOG_FORMAT } from "../../aws/flowLogs";
import { nameFor } from "../../aws/names";
import type { Statement } from "../../aws/policyDocument";
import type { FlowLogsArgs, NetworkArgs } from "./args";

/** Where records lie, and the key of their objects. */
export interface FlowRecords {
    readonly bucketName: pulumi.Output<string>;
    readonly keyArn: pulumi.Output<string>;
}

/**
 * Records of what passes through a VPC, as Parquet in a bucket of their own: a tenth of what CloudWatch takes for the
 * same lines, and Athena reads them.
 */
export function recordFlows(
    name: string,
    args: NetworkArgs & { readonly flowLogs: FlowLogsArgs; readonly vpcId: pulumi.Input<string> },
    opts: pulumi.CustomResourceOptions,
): FlowRecords {
    const keyArn = pulumi.output(args.flowLogs.existingKey?.arn ?? createKey(name, args, opts).arn);
    const bucket = createBucket(name, args, keyArn, opts);
    new aws.ec2.FlowLog(
        name,
        {
            vpcId: args.vpcId,
            trafficType: "ALL",
            logDestinationType: "s3",
            logDestination: bucket.arn,
            logFormat: FLOW_LOG_FORMAT,
            destinationOptions: {
                fileFormat: "parquet",
                hiveCompatiblePartitions: false,
                perHourPartition: false,
            },
            tags: { Name: nameFor("networkTag", args.environment, name) },
        },
        { ...opts, dependsOn: bucket.ready as pulumi.Resource[] },
    );
    return { bucketName: bucket.name, keyArn };
}

function createBucket(
    name: string,
    args: NetworkArgs & { readonly flowLogs: FlowLogsArgs },
    keyArn: pulumi.Output<string>,
    opts: pulumi.CustomResourceOptions,
): EncryptedBucket {
    const { account, environment, flowLogs } = args;
    const mayDelete = args.allowDeletion && !args.protectData;
    const bucketName = account.id.apply((id) =>
        nameFor("bucket", environment, name, "flow-logs", id, account.region),
    );
    return encryptedBucket(
        `${name}-flow-logs`,
        {
            bucketName,
            keyArn,
            lifecycle: [{ id: "expire", prefix: "", expirationDays: flowLogs.retentionDays }],
            noncurrentVersionDays: 7,
            accessLogs: flowLogs.accessLogs,
            policyStatements: logDeliveryMayWrite(args, bucketName),
            forceDestroy: mayDelete,
            protect: !mayDelete,
        },
        opts,
    );
}

function createKey(name: string, args: NetworkArgs, opts: pulumi.CustomResourceOptions): aws.kms.Key {
    const { account, environment } = args;
    const mayDelete = args.allowDeletion && !args.protectData;
    return customerKey(
        `${name}-flow-logs`,
        {
            nameParts: [environment, name, "flow-logs"],
            description: `Flow logs of the network ${name} of ${environment}`,
            account,
            serviceStatements: [logDeliveryMayUseKey(account)],
            deletionWindowDays: mayDelete ? 7 : 30,
        },
        { ...opts, protect: !mayDelete },
    );
}

/** VPC User Guide, "Amazon S3 bucket permissions for flow logs". */
function logDeliveryMayWrite({ account }: NetworkArgs, bucketName: pulumi.Output<string>): Statement[] {
    const bucketArn = pulumi.interpolate`arn:${account.partition}:s3:::${bucketName}`;
    const principal = { service: "delivery.logs.amazonaws.com" };
    const source = {
        StringEquals: { "aws:SourceAccount": account.id },
        ArnLike: {
            "aws:SourceArn": pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:*`,
        },
    };
    return [
        {
            sid: "FlowLogsMayBeWritten",
            principal,
            actions: ["s3:PutObject"],
            resources: [pulumi.interpolate`${bucketArn}/AWSLogs/${account.id}/*`],
            conditions: {
                ...source,
                StringEquals: { ...source.StringEquals, "s3:x-amz-acl": "bucket-owner-full-control" },
            },
        },
        {
            sid: "FlowLogsMayLookUpBucket",
            principal,
            actions: ["s3:GetBucketAcl", "s3:ListBucket"],
            resources: [bucketArn],
            conditions: source,
        },
    ];
}
