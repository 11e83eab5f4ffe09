import type { s3 } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { BUCKET, BUCKET_OWNERSHIP, BUCKETS } from "../resourceTypes";
import { ALWAYS, fsbp, stackRule } from "../rule";
import { each } from "../unknown";

const bucket = { type: BUCKET, name: "data", props: {} };
const controls = (objectOwnership?: string) => ({
    type: BUCKET_OWNERSHIP[0],
    name: "ownership",
    props: { bucket: ref("data"), rule: objectOwnership ? { objectOwnership } : {} },
});

export const bucketOwnerEnforced = stackRule<s3.BucketArgs>({
    id: "s3/bucket-owner-enforced",
    title: "Buckets own their objects, and access control lists are off",
    reason: "With access control lists, who may read an object is decided in two places, and the second is easily forgotten.",
    severity: "medium",
    controls: [fsbp("S3.12")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "DataLake does it for every zone.",
        pulumi: 'add an aws.s3.BucketOwnershipControls for the bucket with rule.objectOwnership "BucketOwnerEnforced".',
    },
    types: BUCKETS,
    *check(_props, { resource }, stack) {
        const found = stack.referrers(resource, BUCKET_OWNERSHIP, "bucket");
        if (found.length === 0) {
            yield "no aws.s3.BucketOwnershipControls refers to the bucket; it needs one with BucketOwnerEnforced";
        }
        yield* each(found, function* (controlsOfBucket) {
            const ownership =
                stack.inputsOf<s3.BucketOwnershipControlsArgs>(controlsOfBucket).rule?.objectOwnership;
            if (ownership !== "BucketOwnerEnforced") {
                yield `rule.objectOwnership of "${controlsOfBucket.name}" is ${ownership ?? "not set"}; it must be BucketOwnerEnforced`;
            }
        });
    },
    examples: {
        pass: [stackExample("ownership is enforced", bucket, controls("BucketOwnerEnforced"))],
        fail: [
            stackExample("nothing is said of ownership", bucket),
            stackExample("writers own their objects", bucket, controls("ObjectWriter")),
            stackExample("the rule is empty", bucket, controls()),
        ],
    },
});
