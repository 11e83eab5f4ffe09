import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, type Statement } from "./policyDocument";

/** When objects of one part of a bucket are moved or deleted. */
export interface LifecycleRule {
    readonly id: string;
    /** Key prefix; the empty string is the whole bucket. */
    readonly prefix: string;
    readonly expirationDays?: number;
    /** Days until objects move to Standard-Infrequent Access: 30 or more. */
    readonly transitionDays?: number;
}

/**
 * Where access logs of all buckets begin; `<account>/<region>/<bucket>/<yyyy>/<MM>/<dd>/` follows, so that one table
 * reads them by bucket and day.
 */
export const ACCESS_LOG_PREFIX = "buckets/";

export interface EncryptedBucketArgs {
    readonly bucketName: pulumi.Input<string>;
    /** Absent: AES-256 with S3's own key, which is what S3 demands of a bucket that receives access logs. */
    readonly keyArn?: pulumi.Input<string>;
    readonly lifecycle: readonly LifecycleRule[];
    /** Days that a replaced or deleted version can still be had back. */
    readonly noncurrentVersionDays: number;
    /** The bucket where access to this one is logged, below {@link ACCESS_LOG_PREFIX}. */
    readonly accessLogs?: { readonly bucket: pulumi.Input<string> };
    /** Besides the refusal of connections without TLS. */
    readonly policyStatements?: readonly Statement[];
    /** Deleting the bucket deletes its objects. */
    readonly forceDestroy: boolean;
    /** Pulumi refuses to delete the bucket. */
    readonly protect: boolean;
}

/** A bucket and what belongs to it; resources that use the bucket should depend on `ready`. */
export interface EncryptedBucket {
    readonly bucket: aws.s3.Bucket;
    readonly arn: pulumi.Output<string>;
    readonly name: pulumi.Output<string>;
    /** Encryption and policy: nothing should be written before they are in place. */
    readonly ready: readonly pulumi.Resource[];
}

/** A private, versioned, encrypted bucket that speaks TLS only and belongs to its owner alone. */
export function encryptedBucket(
    name: string,
    args: EncryptedBucketArgs,
    opts: pulumi.CustomResourceOptions,
): EncryptedBucket {
    const bucket = new aws.s3.Bucket(
        name,
        { bucket: args.bucketName, forceDestroy: args.forceDestroy },
        { ...opts, protect: args.protect },
    );
    const of = { bucket: bucket.bucket };
    const publicAccess = new aws.s3.BucketPublicAccessBlock(
        name,
        {
            ...of,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        },
        opts,
    );
    new aws.s3.BucketOwnershipControls(
        name,
        { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
        opts,
    );
    const versioning = new aws.s3.BucketVersioning(
        name,
        { ...of, versioningConfiguration: { status: "Enabled" } },
        opts,
    );
    const encryption = new aws.s3.BucketServerSideEncryptionConfiguration(
        name,
        {
            ...of,
            rules: [
                {
                    applyServerSideEncryptionByDefault:
                        args.keyArn === undefined
                            ? { sseAlgorithm: "AES256" }
                            : { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
                    // One data key a bucket instead of one an object: KMS requests cost more than objects.
                    bucketKeyEnabled: args.keyArn !== undefined,
                },
            ],
        },
        opts,
    );
    new aws.s3.BucketLifecycleConfiguration(
        name,
        { ...of, rules: lifecycleRules(args) },
        // S3 refuses rules for noncurrent versions while versioning is being switched on.
        { ...opts, dependsOn: [versioning] },
    );
    if (args.accessLogs) {
        new aws.s3.BucketLogging(
            name,
            {
                ...of,
                targetBucket: args.accessLogs.bucket,
                targetPrefix: ACCESS_LOG_PREFIX,
                // The day on which something happened, not the one on which S3 told it.
                targetObjectKeyFormat: { partitionedPrefix: { partitionDateSource: "EventTime" } },
            },
            opts,
        );
    }
    const policy = new aws.s3.BucketPolicy(
        name,
        { ...of, policy: policyDocument(...tlsOnly(bucket.arn), ...(args.policyStatements ?? [])) },
        // Both calls change the bucket's policy status: S3 answers one of them with a conflict when they meet.
        { ...opts, dependsOn: [publicAccess] },
    );
    return { bucket, arn: bucket.arn, name: bucket.bucket, ready: [encryption, policy] };
}

function lifecycleRules(args: EncryptedBucketArgs): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
    const everywhere = {
        id: "replaced-versions",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: args.noncurrentVersionDays },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    };
    const declared = args.lifecycle.map((rule) => ({
        id: rule.id,
        status: "Enabled",
        filter: { prefix: rule.prefix },
        ...(rule.expirationDays === undefined ? {} : { expiration: { days: rule.expirationDays } }),
        ...(rule.transitionDays === undefined
            ? {}
            : { transitions: [{ days: rule.transitionDays, storageClass: "STANDARD_IA" }] }),
    }));
    return [everywhere, ...declared];
}

/** S3 User Guide, "Security best practices": aws:SecureTransport, and TLS 1.2 at least. */
function tlsOnly(bucketArn: pulumi.Output<string>): Statement[] {
    const resources = [bucketArn, pulumi.interpolate`${bucketArn}/*`];
    return [
        {
            sid: "TlsOnly",
            effect: "Deny",
            principal: "*",
            actions: ["s3:*"],
            resources,
            conditions: { Bool: { "aws:SecureTransport": "false" } },
        },
        {
            sid: "Tls12OrNewer",
            effect: "Deny",
            principal: "*",
            actions: ["s3:*"],
            resources,
            conditions: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
        },
    ];
}
