import type { s3 } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { BUCKET, BUCKET_VERSIONING, BUCKETS } from "../resourceTypes";
import { ALWAYS, securityHub, stackRule } from "../rule";
import { each } from "../unknown";

const [VERSIONING] = BUCKET_VERSIONING;
const bucket = { type: BUCKET, name: "data", props: {} };
const versioning = (of: string, status?: string) => ({
    type: VERSIONING,
    name: "versioning",
    props: { bucket: ref(of), ...(status ? { versioningConfiguration: { status } } : {}) },
});

export const bucketVersioned = stackRule<s3.BucketArgs>({
    id: "s3/bucket-versioned",
    title: "Buckets keep the versions of their objects",
    reason: "Without versions an overwritten or deleted object is gone for good.",
    severity: "medium",
    controls: [securityHub("S3.14")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "DataLake does it for every zone.",
        pulumi: 'add an aws.s3.BucketVersioning for the bucket with versioningConfiguration.status "Enabled".',
    },
    types: BUCKETS,
    *check(_props, { resource }, stack) {
        const configurations = stack.referrers(resource, BUCKET_VERSIONING, "bucket");
        if (configurations.length === 0) {
            yield "no aws.s3.BucketVersioning refers to the bucket; it needs one whose status is Enabled";
        }
        yield* each(configurations, function* (configuration) {
            const status =
                stack.inputsOf<s3.BucketVersioningArgs>(configuration).versioningConfiguration?.status;
            if (status !== "Enabled") {
                yield `versioningConfiguration.status of BucketVersioning "${configuration.name}" is ${status ?? "not set"}; it must be Enabled`;
            }
        });
    },
    examples: {
        pass: [stackExample("versioning is enabled", bucket, versioning("data", "Enabled"))],
        fail: [
            stackExample("there is no versioning", bucket),
            stackExample("versioning is suspended", bucket, versioning("data", "Suspended")),
            stackExample("the status is left out", bucket, versioning("data")),
            stackExample(
                "another bucket is versioned",
                bucket,
                { type: BUCKET, name: "other", props: {} },
                versioning("other", "Enabled"),
            ),
        ],
    },
});
