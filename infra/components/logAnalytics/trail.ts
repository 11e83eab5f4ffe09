import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { encryptedBucket } from "../../aws/encryptedBucket";
import { nameFor } from "../../aws/names";
import type { Statement } from "../../aws/policyDocument";
import type { CloudTrailArgs, LogAnalyticsArgs, LogSource } from "./args";

/** A trail of all regions that also tells who writes and deletes objects of the lake, or one that exists. */
export function cloudTrailSource(
    name: string,
    args: LogAnalyticsArgs,
    settings: CloudTrailArgs,
    keyArn: pulumi.Output<string>,
    opts: pulumi.CustomResourceOptions,
): LogSource {
    const { existing, regions } = settings;
    const { account } = args;
    if (existing) {
        const folders = [existing.prefix, "AWSLogs", existing.organizationId].filter(Boolean).join("/");
        return {
            bucketName: pulumi.output(existing.bucketName),
            folder: pulumi.interpolate`${folders}/${account.id}/CloudTrail`,
            ...(existing.keyArn === undefined ? {} : { keyArn: pulumi.output(existing.keyArn) }),
            partitionValues: regions,
            ready: [],
        };
    }
    const { bucket, trail } = createTrail(name, args, keyArn, opts);
    return {
        bucketName: bucket.name,
        folder: pulumi.interpolate`AWSLogs/${account.id}/CloudTrail`,
        keyArn,
        partitionValues: regions,
        ready: [...bucket.ready, trail],
    };
}

function createTrail(
    name: string,
    args: LogAnalyticsArgs,
    keyArn: pulumi.Output<string>,
    opts: pulumi.CustomResourceOptions,
) {
    const { account, environment, lake } = args;
    const mayDelete = args.allowDeletion && !args.protectData;
    const bucketName = account.id.apply((id) =>
        nameFor("bucket", environment, name, "trail", id, account.region),
    );
    const trailName = nameFor("trail", environment, name);
    const bucket = encryptedBucket(
        `${name}-trail`,
        {
            bucketName,
            keyArn,
            lifecycle: [{ id: "expire", prefix: "", expirationDays: args.retentionDays }],
            noncurrentVersionDays: 30,
            accessLogs: { bucket: lake.accessLogs },
            policyStatements: trailMayWrite(args, bucketName, trailName),
            forceDestroy: mayDelete,
            protect: !mayDelete,
        },
        opts,
    );
    const trail = new aws.cloudtrail.Trail(
        `${name}-trail`,
        {
            name: trailName,
            s3BucketName: bucket.name,
            kmsKeyId: keyArn,
            isMultiRegionTrail: true,
            includeGlobalServiceEvents: true,
            // Digests tell whether somebody has changed or deleted a log.
            enableLogFileValidation: true,
            advancedEventSelectors: [
                {
                    name: "Calls that manage resources",
                    fieldSelectors: [{ field: "eventCategory", equals: ["Management"] }],
                },
                {
                    name: "Who writes and deletes objects of the lake",
                    fieldSelectors: [
                        { field: "eventCategory", equals: ["Data"] },
                        { field: "resources.type", equals: ["AWS::S3::Object"] },
                        { field: "readOnly", equals: ["false"] },
                        {
                            field: "resources.ARN",
                            startsWiths: [lake.raw, lake.curated, lake.results].map(
                                (zone) => pulumi.interpolate`${zone.arn}/`,
                            ),
                        },
                    ],
                },
            ],
        },
        { ...opts, dependsOn: bucket.ready as pulumi.Resource[] },
    );
    return { bucket, trail };
}

/** CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail". */
function trailMayWrite(
    { account }: LogAnalyticsArgs,
    bucketName: pulumi.Output<string>,
    trailName: string,
): Statement[] {
    const bucketArn = pulumi.interpolate`arn:${account.partition}:s3:::${bucketName}`;
    const principal = { service: "cloudtrail.amazonaws.com" };
    const source = { "aws:SourceArn": trailArn(account, trailName) };
    return [
        {
            sid: "TrailMayLookUpBucket",
            principal,
            actions: ["s3:GetBucketAcl"],
            resources: [bucketArn],
            conditions: { StringEquals: source },
        },
        {
            sid: "TrailMayBeWritten",
            principal,
            actions: ["s3:PutObject"],
            resources: [pulumi.interpolate`${bucketArn}/AWSLogs/${account.id}/*`],
            conditions: { StringEquals: { ...source, "s3:x-amz-acl": "bucket-owner-full-control" } },
        },
    ];
}

function trailArn(account: LogAnalyticsArgs["account"], trailName: string): pulumi.Output<string> {
    return pulumi.interpolate`arn:${account.partition}:cloudtrail:${account.region}:${account.id}:trail/${trailName}`;
}

/** CloudTrail User Guide, "Configure AWS KMS key policies for CloudTrail". */
export function trailMayUseKey(name: string, { account, environment }: LogAnalyticsArgs): Statement {
    const arn = trailArn(account, nameFor("trail", environment, name));
    return {
        sid: "TrailMayEncrypt",
        principal: { service: "cloudtrail.amazonaws.com" },
        actions: ["kms:GenerateDataKey*", "kms:DescribeKey"],
        resources: ["*"],
        conditions: { StringEquals: { "aws:SourceArn": arn } },
    };
}
