import type { sqs } from "@pulumi/aws";
import { statements } from "../documents";
import { ref, stackExample } from "../example";
import { QUEUE, QUEUE_POLICY } from "../resourceTypes";
import { ALWAYS, stackRule } from "../rule";
import { refusesPlainHttp } from "../tls";

const queue = { type: QUEUE, name: "arrivals", props: {} };
const deny = {
    Effect: "Deny",
    Principal: "*",
    Action: "sqs:*",
    Resource: ref("arrivals", "arn"),
    Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const policy = (...statement: object[]) => ({
    type: QUEUE_POLICY,
    name: "policy",
    props: { queueUrl: ref("arrivals", "url"), policy: JSON.stringify({ Statement: statement }) },
});

export const queueTlsOnly = stackRule<sqs.QueueArgs>({
    id: "sqs/queue-tls-only",
    title: "Queues refuse connections without TLS",
    reason: "SQS also answers on plain HTTP, where everybody on the way can read the messages.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "IngestionPipeline does it for its queues.",
        pulumi: "give the queue an aws.sqs.QueuePolicy that denies sqs:* to everybody when aws:SecureTransport is false.",
    },
    types: [QUEUE],
    *check(props, { resource }, stack) {
        const documents = [
            props.policy,
            ...stack
                .referrers(resource, [QUEUE_POLICY], "queueUrl")
                .map((found) => stack.inputsOf<sqs.QueuePolicyArgs>(found).policy),
        ];
        if (
            !documents.some((document) =>
                statements(document, "policy").some((statement) => refusesPlainHttp(statement, "sqs")),
            )
        ) {
            yield "no policy of the queue denies sqs:* to everybody when aws:SecureTransport is false; one must";
        }
    },
    examples: {
        pass: [
            stackExample("its policy denies what comes without TLS", queue, policy(deny)),
            stackExample(
                "the denial also lists single actions",
                queue,
                policy({ ...deny, Action: ["sqs:SendMessage", "SQS:*"] }),
            ),
            stackExample("its own property does", {
                ...queue,
                props: { policy: JSON.stringify({ Statement: deny }) },
            }),
        ],
        fail: [
            stackExample("there is no policy", queue),
            stackExample("the policy denies nothing", queue, policy({ ...deny, Effect: "Allow" })),
            stackExample("only sending is denied", queue, policy({ ...deny, Action: "sqs:SendMessage" })),
            stackExample(
                "only a role is denied",
                queue,
                policy({ ...deny, Principal: { AWS: "arn:aws:iam::123456789012:role/sender" } }),
            ),
            stackExample(
                "another queue is protected",
                queue,
                { type: QUEUE, name: "other", props: {} },
                { ...policy(deny), props: { ...policy(deny).props, queueUrl: ref("other", "url") } },
            ),
        ],
    },
});
