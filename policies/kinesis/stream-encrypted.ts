import type { kinesis } from "@pulumi/aws";
import { EXAMPLE_KEY, example, ref, stackExample } from "../example";
import { customerKeyAt } from "../keys";
import { KEY, STREAM } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";

export const streamEncrypted = resourceRule<kinesis.StreamArgs>({
    id: "kinesis/stream-encrypted",
    title: "Kinesis streams are encrypted with a customer's KMS key",
    reason: "A stream without encryptionType keeps its records in the clear: NONE is the default.",
    severity: "high",
    controls: [fsbp("Kinesis.1")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "IngestionPipeline does it for every stream that it makes.",
        pulumi: 'set encryptionType: "KMS" and kmsKeyId: key.arn on aws.kinesis.Stream.',
    },
    types: [STREAM],
    *check({ encryptionType }, { resource }) {
        if (encryptionType !== "KMS") {
            yield `encryptionType is ${encryptionType ?? "not set, which means NONE"}; it must be KMS`;
        } else {
            yield* customerKeyAt(resource, "kmsKeyId");
        }
    },
    examples: {
        pass: [
            example("it has a customer's key", STREAM, { encryptionType: "KMS", kmsKeyId: EXAMPLE_KEY }),
            stackExample(
                "it has a key of the stack",
                {
                    type: STREAM,
                    name: "stream",
                    props: { encryptionType: "KMS", kmsKeyId: ref("key", "arn") },
                },
                { type: KEY, name: "key", props: {} },
            ),
        ],
        fail: [
            example("nothing is said of encryption", STREAM, {}),
            example("encryption is off", STREAM, { encryptionType: "NONE" }),
            example("no key is named", STREAM, { encryptionType: "KMS" }),
            example("the key is AWS's own", STREAM, { encryptionType: "KMS", kmsKeyId: "alias/aws/kinesis" }),
        ],
    },
});
