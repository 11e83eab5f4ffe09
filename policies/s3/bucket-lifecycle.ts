import type { s3 } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { BUCKET, BUCKET_LIFECYCLE, BUCKETS } from "../resourceTypes";
import { fsbp, IN_PRODUCTION, stackRule } from "../rule";
import { items } from "../unknown";

const bucket = { type: BUCKET, name: "data", props: {} };
const lifecycle = (...rules: object[]) => ({
    type: BUCKET_LIFECYCLE[0],
    name: "lifecycle",
    props: { bucket: ref("data"), rules },
});

export const bucketLifecycle = stackRule<s3.BucketArgs>({
    id: "s3/bucket-lifecycle",
    title: "Buckets say what becomes of old objects",
    reason: "Versions and abandoned uploads are paid for until somebody deletes them, and nobody sees them.",
    severity: "low",
    controls: [fsbp("S3.13")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "DataLake does it for every zone: set tributary:lake in the environment's file.",
        pulumi: 'add an aws.s3.BucketLifecycleConfiguration for the bucket with a rule whose status is "Enabled".',
    },
    types: BUCKETS,
    *check(_props, { resource }, stack) {
        const configurations = stack.referrers(resource, BUCKET_LIFECYCLE, "bucket");
        if (configurations.length === 0) {
            yield "no aws.s3.BucketLifecycleConfiguration refers to the bucket; it needs one with an enabled rule";
            return;
        }
        const rules = configurations.flatMap((configuration) =>
            items(stack.inputsOf<s3.BucketLifecycleConfigurationArgs>(configuration).rules),
        );
        if (!rules.some((rule) => rule?.status === "Enabled")) {
            yield `no rule of BucketLifecycleConfiguration "${configurations[0]?.name}" is enabled; at least one must be`;
        }
    },
    examples: {
        pass: [
            stackExample(
                "old versions are deleted",
                bucket,
                lifecycle({
                    id: "old",
                    status: "Enabled",
                    noncurrentVersionExpiration: { noncurrentDays: 30 },
                }),
            ),
            stackExample(
                "one of several rules is enabled",
                bucket,
                lifecycle({ id: "old", status: "Disabled" }, { id: "new", status: "Enabled" }),
            ),
        ],
        fail: [
            stackExample("nothing is said of old objects", bucket),
            stackExample("the only rule is disabled", bucket, lifecycle({ id: "old", status: "Disabled" })),
            stackExample("there are no rules", bucket, lifecycle()),
            stackExample("a rule has no status", bucket, lifecycle({ id: "old" })),
        ],
    },
});
