import type { s3 } from "@pulumi/aws";
import { example } from "../example";
import { BUCKET, BUCKETS } from "../resourceTypes";
import { IN_PRODUCTION, resourceRule } from "../rule";
import { given } from "../unknown";

/** Source: `@pulumi/aws` 7, deprecation notes of aws.s3.Bucket: setting → the resource that took its place. */
const INLINE_SETTINGS = {
    acl: "BucketOwnershipControls (access control lists off)",
    corsRules: "BucketCorsConfiguration",
    grants: "BucketPolicy",
    lifecycleRules: "BucketLifecycleConfiguration",
    logging: "BucketLogging",
    policy: "BucketPolicy",
    replicationConfiguration: "BucketReplicationConfig",
    serverSideEncryptionConfiguration: "BucketServerSideEncryptionConfiguration",
    versioning: "BucketVersioning",
    website: "BucketWebsiteConfiguration",
} as const satisfies Partial<Record<keyof s3.BucketArgs, string>>;

const SUPERSEDED = [
    "aws:s3/bucketV2:BucketV2",
    "aws:s3/bucketAccelerateConfigurationV2:BucketAccelerateConfigurationV2",
    "aws:s3/bucketAclV2:BucketAclV2",
    "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
    "aws:s3/bucketLoggingV2:BucketLoggingV2",
    "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
    "aws:s3/bucketRequestPaymentConfigurationV2:BucketRequestPaymentConfigurationV2",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
    "aws:s3/bucketVersioningV2:BucketVersioningV2",
    "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2",
];

export const currentResources = resourceRule<s3.BucketArgs>({
    id: "s3/current-resources",
    title: "Buckets and their settings are made with the classes that the provider maintains",
    reason: "Settings inline in a bucket and their own resources overwrite each other at every deployment, and the V2 classes are to be removed.",
    severity: "low",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        pulumi: "use aws.s3.Bucket (not BucketV2) with one resource for each setting: BucketVersioning, BucketServerSideEncryptionConfiguration, BucketLogging and so on; an alias keeps the resource in place.",
    },
    types: [...new Set([...BUCKETS, ...SUPERSEDED])],
    *check(props, { resource }) {
        if (SUPERSEDED.includes(resource.type)) {
            const name = resource.type.slice(resource.type.lastIndexOf(":") + 1);
            yield `its class, aws.s3.${name}, is superseded; use aws.s3.${name.replace(/V2$/, "")}`;
        }
        if (resource.type !== BUCKET) {
            return;
        }
        for (const [setting, successor] of Object.entries(INLINE_SETTINGS)) {
            if (given(props, setting as keyof s3.BucketArgs)) {
                yield `${setting} is set inline; use aws.s3.${successor}`;
            }
        }
    },
    examples: {
        pass: [
            example("a bucket has nothing inline", BUCKET, {}),
            example("a bucket has a name and tags", BUCKET, { bucket: "data", tags: { team: "weather" } }),
        ],
        fail: [
            example("the bucket's class is superseded", "aws:s3/bucketV2:BucketV2", {}),
            example("the versioning's class is superseded", "aws:s3/bucketVersioningV2:BucketVersioningV2", {
                bucket: "data",
                versioningConfiguration: { status: "Enabled" },
            }),
            ...Object.keys(INLINE_SETTINGS).map((setting) =>
                example(`${setting} is inline`, BUCKET, { [setting]: { any: "thing" } }),
            ),
        ],
    },
});
