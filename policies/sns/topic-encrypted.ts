import type { sns } from "@pulumi/aws";
import { EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { TOPIC } from "../resourceTypes";
import { ALWAYS, resourceRule, securityHub } from "../rule";

export const topicEncrypted = resourceRule<sns.TopicArgs>({
    id: "sns/topic-encrypted",
    title: "Topics are encrypted with a customer's KMS key",
    reason: "SNS does not encrypt by default, and AWS's own key does not let CloudWatch alarms publish.",
    severity: "medium",
    controls: [securityHub("SNS.1")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "AlarmTopic does it.",
        pulumi: "set kmsMasterKeyId: key.arn on aws.sns.Topic, and let the publishing services use the key.",
    },
    types: [TOPIC],
    *check(_props, { resource }) {
        yield* customerKeyAt(resource, "kmsMasterKeyId");
    },
    examples: {
        pass: [example("it has a customer's key", TOPIC, { kmsMasterKeyId: EXAMPLE_KEY })],
        fail: [
            example("nothing is said of encryption", TOPIC, {}),
            example("the key is AWS's own", TOPIC, { kmsMasterKeyId: "alias/aws/sns" }),
        ],
    },
});
