/** Amazon S3. Bucket names: AWS docs, "General purpose bucket naming rules"; endpoints: "Virtual hosting". */

import { type Compute, type Subject, whole } from "./subject";

/** Most settings of a bucket are resources of their own, which carry the bucket's name as their id. */
const ofBucket: Compute = (subject) => ({ id: subject.text("bucket") });

function bucket(subject: Subject) {
    const name = subject.autoname("bucket", { limit: 63, lower: true });
    return {
        id: name,
        outputs: {
            bucket: name,
            arn: whole(`arn:${subject.partition}:s3:::${name}`),
            bucketDomainName: whole(`${name}.s3.${subject.dnsSuffix}`),
            bucketRegionalDomainName: whole(`${name}.s3.${subject.region}.${subject.dnsSuffix}`),
        },
    };
}

export const s3: Readonly<Record<string, Compute>> = {
    "aws:s3/bucket:Bucket": bucket,
    "aws:s3/bucketPolicy:BucketPolicy": ofBucket,
};
