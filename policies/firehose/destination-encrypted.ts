import type { kinesis, s3 } from "@pulumi/aws";
import { EXAMPLE_KEY, ref, stackExample } from "../example";
import { keyOwner } from "../keys";
import type { PolicyResource } from "../resource";
import { BUCKET, BUCKET_ENCRYPTION, BUCKETS, DELIVERY_STREAM } from "../resourceTypes";
import { ALWAYS, stackRule } from "../rule";
import type { Stack } from "../stack";
import { each, items } from "../unknown";
import { destinations } from "./destinations";

const delivery = (block: object) => ({
    type: DELIVERY_STREAM,
    name: "delivery",
    props: {
        destination: "extended_s3",
        extendedS3Configuration: { bucketArn: ref("data", "arn"), ...block },
    },
});
const bucket = { type: BUCKET, name: "data", props: {} };
const encryption = (byDefault: object) => ({
    type: BUCKET_ENCRYPTION[0],
    name: "encryption",
    props: { bucket: ref("data"), rules: [{ applyServerSideEncryptionByDefault: byDefault }] },
});

export const destinationEncrypted = stackRule<kinesis.FirehoseDeliveryStreamArgs>({
    id: "firehose/destination-encrypted",
    title: "Delivery streams write objects under a customer's KMS key",
    reason: "Firehose writes with the bucket's default encryption unless it is given a key; one of the two must be a customer's.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "IngestionPipeline does it for every pipeline.",
        pulumi: "set kmsKeyArn: key.arn in extendedS3Configuration (or the s3Configuration of another destination), or encrypt the bucket with a customer's key by default.",
    },
    types: [DELIVERY_STREAM],
    *check(props, { resource }, stack) {
        yield* each(
            destinations(props).flatMap(({ s3: blocks }) => blocks),
            function* ({ path }) {
                const owner = keyOwner(resource, `${path}.kmsKeyArn`);
                if (owner === "aws") {
                    yield `${path}.kmsKeyArn is AWS's own key; it must be a customer's`;
                } else if (owner === "none") {
                    const bucketOfStack = stack.target(resource, `${path}.bucketArn`, BUCKETS);
                    if (!bucketOfStack || !hasCustomerKey(bucketOfStack, stack)) {
                        yield `${path}.kmsKeyArn is not set, and the bucket ${bucketOfStack ? `"${bucketOfStack.name}" has no customer's key by default` : "is not part of this stack, so that its default cannot be seen"}; one of the two must be a customer's`;
                    }
                }
            },
        );
    },
    examples: {
        pass: [
            stackExample("it is given a key", delivery({ kmsKeyArn: EXAMPLE_KEY }), bucket),
            stackExample(
                "the bucket's default is a customer's key",
                delivery({}),
                bucket,
                encryption({ sseAlgorithm: "aws:kms", kmsMasterKeyId: EXAMPLE_KEY }),
            ),
            stackExample("it has no destination to judge", {
                type: DELIVERY_STREAM,
                name: "delivery",
                props: {},
            }),
        ],
        fail: [
            stackExample("neither it nor the bucket has a key", delivery({}), bucket),
            stackExample(
                "the bucket's default is S3's key",
                delivery({}),
                bucket,
                encryption({ sseAlgorithm: "AES256" }),
            ),
            stackExample("the key is AWS's own", delivery({ kmsKeyArn: "alias/aws/s3" }), bucket),
            stackExample("the bucket is not part of the stack", {
                type: DELIVERY_STREAM,
                name: "delivery",
                props: { extendedS3Configuration: { bucketArn: "arn:aws:s3:::elsewhere" } },
            }),
            stackExample(
                "the backup's bucket has no key",
                delivery({
                    kmsKeyArn: EXAMPLE_KEY,
                    s3BackupConfiguration: { bucketArn: ref("data", "arn") },
                }),
                bucket,
            ),
        ],
    },
});

function hasCustomerKey(bucketOfStack: PolicyResource, stack: Stack): boolean {
    return stack.referrers(bucketOfStack, BUCKET_ENCRYPTION, "bucket").some((configuration) => {
        const { rules } = stack.inputsOf<s3.BucketServerSideEncryptionConfigurationArgs>(configuration);
        return items(rules).some((rule, index) => {
            const algorithm = rule?.applyServerSideEncryptionByDefault?.sseAlgorithm;
            const path = `rules.${index}.applyServerSideEncryptionByDefault.kmsMasterKeyId`;
            return String(algorithm).startsWith("aws:kms") && keyOwner(configuration, path) === "customer";
        });
    });
}
