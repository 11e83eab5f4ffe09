import type { s3 } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { BUCKET, BUCKET_PUBLIC_ACCESS_BLOCK, BUCKETS } from "../resourceTypes";
import { ALWAYS, fsbp, stackRule } from "../rule";
import { each, isTrue } from "../unknown";

const [BLOCK] = BUCKET_PUBLIC_ACCESS_BLOCK;
const SWITCHES = [
    "blockPublicAcls",
    "blockPublicPolicy",
    "ignorePublicAcls",
    "restrictPublicBuckets",
] as const;
const bucket = { type: BUCKET, name: "data", props: {} };
const all = {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
};

export const bucketPublicAccessBlocked = stackRule<s3.BucketArgs>({
    id: "s3/bucket-public-access-blocked",
    title: "Buckets block public access themselves",
    reason: "An account-wide block can be lifted for the sake of one bucket; the bucket's own block stays.",
    severity: "critical",
    controls: [fsbp("S3.8")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "DataLake does it for every zone.",
        pulumi: "add an aws.s3.BucketPublicAccessBlock for the bucket with blockPublicAcls, blockPublicPolicy, ignorePublicAcls and restrictPublicBuckets set to true.",
    },
    types: BUCKETS,
    *check(_props, { resource }, stack) {
        const blocks = stack.referrers(resource, BUCKET_PUBLIC_ACCESS_BLOCK, "bucket");
        if (blocks.length === 0) {
            yield "no aws.s3.BucketPublicAccessBlock refers to the bucket; it needs one with all four switches on";
        }
        yield* each(blocks, function* (block) {
            const props = stack.inputsOf<s3.BucketPublicAccessBlockArgs>(block);
            yield* each(SWITCHES, function* (name) {
                if (!isTrue(props[name])) {
                    yield `${name} of BucketPublicAccessBlock "${block.name}" is ${props[name] ?? "not set"}; it must be true`;
                }
            });
        });
    },
    examples: {
        pass: [
            stackExample("all four switches are on", bucket, {
                type: BLOCK,
                name: "block",
                props: { bucket: ref("data"), ...all },
            }),
        ],
        fail: [
            stackExample("there is no block", bucket),
            stackExample("one switch is off", bucket, {
                type: BLOCK,
                name: "block",
                props: { bucket: ref("data"), ...all, restrictPublicBuckets: false },
            }),
            stackExample("a switch is left out, and off is its default", bucket, {
                type: BLOCK,
                name: "block",
                props: {
                    bucket: ref("data"),
                    blockPublicAcls: true,
                    blockPublicPolicy: true,
                    ignorePublicAcls: true,
                },
            }),
            stackExample(
                "the block belongs to another bucket",
                bucket,
                { type: BUCKET, name: "other", props: {} },
                { type: BLOCK, name: "block", props: { bucket: ref("other"), ...all } },
            ),
        ],
    },
});
