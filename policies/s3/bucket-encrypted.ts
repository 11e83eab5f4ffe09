import type { s3 } from "@pulumi/aws";
import { EXAMPLE_KEY, ref, stackExample } from "../example";
import { customerKeyAt } from "../keys";
import { BUCKET, BUCKET_ENCRYPTION, BUCKET_LOGGING, BUCKETS, KEY } from "../resourceTypes";
import { ALWAYS, securityHub, stackRule } from "../rule";
import { each, items } from "../unknown";
import { receivesAccessLogs } from "./buckets";

const bucket = { type: BUCKET, name: "data", props: {} };
const key = { type: KEY, name: "key", props: {} };
const encryption = (of: string, byDefault?: object) => ({
    type: BUCKET_ENCRYPTION[0],
    name: "encryption",
    props: { bucket: ref(of), rules: byDefault ? [{ applyServerSideEncryptionByDefault: byDefault }] : [] },
});
const logging = {
    type: BUCKET_LOGGING[0],
    name: "logging",
    props: { bucket: ref("other"), targetBucket: ref("data"), targetPrefix: "other/" },
};
const other = { type: BUCKET, name: "other", props: {} };

export const bucketEncrypted = stackRule<s3.BucketArgs>({
    id: "s3/bucket-encrypted",
    title: "Buckets are encrypted with a customer's KMS key",
    reason: "A customer's key adds a second lock with a log of its own: who may read an object must also be let in by the key.",
    severity: "medium",
    controls: [securityHub("S3.17")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "DataLake does it for every zone; pass existingKey to use a key of your own.",
        pulumi: 'add an aws.s3.BucketServerSideEncryptionConfiguration with sseAlgorithm "aws:kms", kmsMasterKeyId: key.arn and bucketKeyEnabled: true. A bucket that receives access logs takes "AES256" only.',
    },
    types: BUCKETS,
    *check(_props, { resource }, stack) {
        const configurations = stack.referrers(resource, BUCKET_ENCRYPTION, "bucket");
        const defaults = configurations.flatMap((configuration) => {
            const { rules } = stack.inputsOf<s3.BucketServerSideEncryptionConfigurationArgs>(configuration);
            return items(rules).map((rule, index) => ({
                configuration,
                algorithm: rule?.applyServerSideEncryptionByDefault?.sseAlgorithm,
                keyPath: `rules.${index}.applyServerSideEncryptionByDefault.kmsMasterKeyId`,
            }));
        });
        if (receivesAccessLogs(resource, stack)) {
            // S3 User Guide, "Enabling Amazon S3 server access logging": delivery works with SSE-S3 only.
            for (const { configuration, algorithm } of defaults) {
                if (algorithm !== undefined && algorithm !== "AES256") {
                    yield `sseAlgorithm of "${configuration.name}" is ${algorithm}, and the bucket receives access logs; S3 delivers them to AES256 buckets only`;
                }
            }
            return;
        }
        if (defaults.length === 0) {
            yield "no rule of an aws.s3.BucketServerSideEncryptionConfiguration refers to the bucket, so S3 uses its own key; it must be a customer's";
        }
        yield* each(defaults, function* ({ configuration, algorithm, keyPath }) {
            if (algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse") {
                yield `sseAlgorithm of "${configuration.name}" is ${algorithm ?? "not set"}; it must be aws:kms with a customer's key`;
            } else {
                yield* customerKeyAt(configuration, keyPath);
            }
        });
    },
    examples: {
        pass: [
            stackExample(
                "it is encrypted with a key of the stack",
                bucket,
                key,
                encryption("data", { sseAlgorithm: "aws:kms", kmsMasterKeyId: ref("key", "arn") }),
            ),
            stackExample(
                "it is encrypted with a key from elsewhere",
                bucket,
                encryption("data", { sseAlgorithm: "aws:kms:dsse", kmsMasterKeyId: EXAMPLE_KEY }),
            ),
            stackExample(
                "it receives access logs, which S3 writes to AES256 buckets only",
                bucket,
                other,
                logging,
                encryption("data", { sseAlgorithm: "AES256" }),
            ),
        ],
        fail: [
            stackExample("nothing is said of its encryption", bucket),
            stackExample("S3 holds the key", bucket, encryption("data", { sseAlgorithm: "AES256" })),
            stackExample("the configuration has no rule", bucket, encryption("data")),
            stackExample("no key is named", bucket, encryption("data", { sseAlgorithm: "aws:kms" })),
            stackExample(
                "the key is AWS's own",
                bucket,
                encryption("data", { sseAlgorithm: "aws:kms", kmsMasterKeyId: "alias/aws/s3" }),
            ),
            stackExample(
                "the encrypted bucket is another one",
                bucket,
                other,
                encryption("other", { sseAlgorithm: "aws:kms", kmsMasterKeyId: EXAMPLE_KEY }),
            ),
            stackExample(
                "it receives access logs, which S3 cannot deliver into a KMS-encrypted bucket",
                bucket,
                other,
                logging,
                encryption("data", { sseAlgorithm: "aws:kms", kmsMasterKeyId: EXAMPLE_KEY }),
            ),
        ],
    },
});
