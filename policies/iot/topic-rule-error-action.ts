import type { iot } from "@pulumi/aws";
import { example } from "../example";
import { TOPIC_RULE } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";
import { given } from "../unknown";

export const topicRuleErrorAction = resourceRule<iot.TopicRuleArgs>({
    id: "iot/topic-rule-error-action",
    title: "Topic rules keep the messages that they could not pass on",
    reason: "Without an error action a message is lost when the stream throttles or a permission is missing, and nothing says so.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "IngestionPipeline does it for every IoT source.",
        pulumi: "set errorAction on aws.iot.TopicRule, e.g. s3: { bucketName, key, roleArn }.",
    },
    types: [TOPIC_RULE],
    *check(props) {
        if (!given(props, "errorAction") || Object.keys(props.errorAction ?? {}).length === 0) {
            yield "errorAction is not set; it must name a place for messages that could not be passed on";
        }
    },
    examples: {
        pass: [
            example("failed messages go to S3", TOPIC_RULE, {
                errorAction: {
                    s3: { bucketName: "raw", key: "errors/", roleArn: "arn:aws:iam::123456789012:role/rule" },
                },
            }),
        ],
        fail: [
            example("nothing is said of failed messages", TOPIC_RULE, {}),
            example("the action is empty", TOPIC_RULE, { errorAction: {} }),
        ],
    },
});
