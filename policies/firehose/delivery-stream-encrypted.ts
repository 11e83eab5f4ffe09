import type { kinesis } from "@pulumi/aws";
import { EXAMPLE_ACCOUNT, EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { DELIVERY_STREAM } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { given, isTrue } from "../unknown";

const encrypted = { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: EXAMPLE_KEY };
const kinesisSourceConfiguration = {
    kinesisStreamArn: `arn:aws:kinesis:eu-west-1:${EXAMPLE_ACCOUNT}:stream/readings`,
    roleArn: `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/delivery`,
};

export const deliveryStreamEncrypted = resourceRule<kinesis.FirehoseDeliveryStreamArgs>({
    id: "firehose/delivery-stream-encrypted",
    title: "Delivery streams encrypt what they buffer, unless a stream buffers it for them",
    reason: "Records that are put directly wait in Firehose until an object is full. With a Kinesis or Kafka source they wait there, and Firehose refuses a key of its own.",
    severity: "medium",
    controls: [fsbp("DataFirehose.1")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "IngestionPipeline does it for every source.",
        pulumi: 'set serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: key.arn } on aws.kinesis.FirehoseDeliveryStream, and leave it out with kinesisSourceConfiguration.',
    },
    types: [DELIVERY_STREAM],
    *check(props, { resource }) {
        const source = (["kinesisSourceConfiguration", "mskSourceConfiguration"] as const).find((property) =>
            given(props, property),
        );
        const enabled = isTrue(props.serverSideEncryption?.enabled);
        if (source) {
            if (enabled) {
                yield `serverSideEncryption is enabled, and ${source} is set; Firehose refuses the two together: encrypt the source`;
            }
            return;
        }
        if (!enabled) {
            yield "serverSideEncryption is not enabled; it must be, with a customer's key";
            return;
        }
        const keyType = props.serverSideEncryption?.keyType;
        if (keyType !== "CUSTOMER_MANAGED_CMK") {
            yield `serverSideEncryption.keyType is ${keyType ?? "not set, which means AWS_OWNED_CMK"}; it must be CUSTOMER_MANAGED_CMK`;
        } else {
            yield* customerKeyAt(resource, "serverSideEncryption.keyArn");
        }
    },
    examples: {
        pass: [
            example("records are put directly, under a customer's key", DELIVERY_STREAM, {
                serverSideEncryption: encrypted,
            }),
            example("a Kinesis stream is the source", DELIVERY_STREAM, { kinesisSourceConfiguration }),
        ],
        fail: [
            example("nothing is said of source or encryption", DELIVERY_STREAM, {}),
            example("encryption is off", DELIVERY_STREAM, { serverSideEncryption: { enabled: false } }),
            example("the key is AWS's own", DELIVERY_STREAM, { serverSideEncryption: { enabled: true } }),
            example("no key is named", DELIVERY_STREAM, {
                serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK" },
            }),
            example("a Kinesis stream is the source, and Firehose refuses a key", DELIVERY_STREAM, {
                kinesisSourceConfiguration,
                serverSideEncryption: encrypted,
            }),
        ],
    },
});
