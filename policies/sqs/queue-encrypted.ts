import type { sqs } from "@pulumi/aws";
import { EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { QUEUE } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { given, isTrue } from "../unknown";

export const queueEncrypted = resourceRule<sqs.QueueArgs>({
    id: "sqs/queue-encrypted",
    title: "Queues are encrypted with a customer's KMS key",
    reason: "Messages name what happened where; who may read them is the key's policy to say.",
    severity: "medium",
    controls: [fsbp("SQS.1")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "IngestionPipeline does it for its queues.",
        pulumi: "set kmsMasterKeyId: key.arn on aws.sqs.Queue. A queue that S3 or SNS sends to needs a key of its own: AWS's does not let them in.",
    },
    types: [QUEUE],
    *check(props, { resource }) {
        if (!given(props, "kmsMasterKeyId") && isTrue(props.sqsManagedSseEnabled)) {
            yield "sqsManagedSseEnabled is true, so SQS holds the key; set kmsMasterKeyId to a customer's instead";
        } else {
            yield* customerKeyAt(resource, "kmsMasterKeyId");
        }
    },
    examples: {
        pass: [example("it has a customer's key", QUEUE, { kmsMasterKeyId: EXAMPLE_KEY })],
        fail: [
            example("nothing is said of encryption", QUEUE, {}),
            example("SQS holds the key", QUEUE, { sqsManagedSseEnabled: true }),
            example("the key is AWS's own", QUEUE, { kmsMasterKeyId: "alias/aws/sqs" }),
        ],
    },
});
