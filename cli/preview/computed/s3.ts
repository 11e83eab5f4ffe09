/** Amazon S3. Sources: AWS docs, "General purpose bucket naming rules", "Virtual hosting of general purpose buckets". */

import { type Compute, type Computed, type Subject, whole } from "./subject";

function bucket(subject: Subject): Computed {
    const name = subject.autoname("bucket", { limit: 63, lower: true });
    return {
        id: name,
        outputs: {
            bucket: name,
            arn: subject.arn("s3", name, { region: "", account: "" }),
            bucketRegion: subject.region,
            bucketDomainName: whole(`${name}.s3.${subject.dnsSuffix}`),
            bucketRegionalDomainName: whole(`${name}.s3.${subject.region}.${subject.dnsSuffix}`),
        },
    };
}

function object(subject: Subject): Computed {
    const path = whole(`${subject.text("bucket")}/${subject.text("key") || subject.name}`);
    return {
        id: path,
        outputs: {
            key: subject.text("key") || subject.name,
            arn: subject.arn("s3", path, { region: "", account: "" }),
        },
    };
}

/** Most settings of a bucket are resources of their own, which carry the bucket's name as their id. */
const setting: Compute = (subject) => ({ id: subject.text("bucket") });

/** Settings of which a bucket can have several. */
function named(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 64 });
    return { id: whole(`${subject.text("bucket")}:${name}`), outputs: { name } };
}

export const s3: Readonly<Record<string, Compute>> = {
    "aws:s3/bucket:Bucket": bucket,
    "aws:s3/bucketObject:BucketObject": object,
    "aws:s3/bucketObjectv2:BucketObjectv2": object,
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": setting,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": setting,
    "aws:s3/bucketLogging:BucketLogging": setting,
    "aws:s3/bucketNotification:BucketNotification": setting,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": setting,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": setting,
    "aws:s3/bucketPolicy:BucketPolicy": setting,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": setting,
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": setting,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": setting,
    "aws:s3/bucketVersioning:BucketVersioning": setting,
    "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration": named,
    "aws:s3/bucketMetric:BucketMetric": named,
    "aws:s3/inventory:Inventory": named,
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": ({ accountId }) => ({
        id: accountId,
        outputs: { accountId },
    }),
};
