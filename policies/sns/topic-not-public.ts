import type { sns } from "@pulumi/aws";
import { statements } from "../documents";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { strangersIn } from "../principals";
import { TOPIC, TOPIC_POLICY } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";

const publish = {
    Effect: "Allow",
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: "sns:Publish",
    Resource: `arn:aws:sns:eu-west-1:${EXAMPLE_ACCOUNT}:alarms`,
};
const withStatement = (title: string, statement: object, type = TOPIC_POLICY) =>
    example(title, type, { policy: JSON.stringify({ Statement: [statement] }) });

export const topicNotPublic = resourceRule<sns.TopicPolicyArgs>({
    id: "sns/topic-not-public",
    title: "Topic policies let in nobody from outside",
    reason: "Whoever may publish can raise false alarms; whoever may subscribe reads them.",
    severity: "high",
    controls: [fsbp("SNS.4")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "AlarmTopic lets in the alarms of its own account.",
        pulumi: "name the principals in the policy of aws.sns.TopicPolicy; for a service add a condition on aws:SourceAccount.",
    },
    types: [TOPIC_POLICY, TOPIC],
    *check({ policy }) {
        yield* strangersIn(statements(policy, "policy"), "policy");
    },
    examples: {
        pass: [
            example("there is no policy", TOPIC_POLICY, {}),
            withStatement("alarms of one account may publish", {
                ...publish,
                Condition: { StringEquals: { "aws:SourceAccount": EXAMPLE_ACCOUNT } },
            }),
        ],
        fail: [
            withStatement("everybody may publish", { ...publish, Principal: "*" }),
            withStatement("alarms of any account may publish", publish),
            withStatement(
                "everybody may subscribe, by the topic's own property",
                {
                    ...publish,
                    Principal: { AWS: "*" },
                    Action: "sns:Subscribe",
                },
                TOPIC,
            ),
        ],
    },
});
