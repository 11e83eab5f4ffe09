import type { sqs } from "@pulumi/aws";
import { statements } from "../documents";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { strangersIn } from "../principals";
import { QUEUE, QUEUE_POLICY } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";

const queueArn = `arn:aws:sqs:eu-west-1:${EXAMPLE_ACCOUNT}:arrivals`;
const send = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: queueArn };
const fromS3 = { ...send, Principal: { Service: "s3.amazonaws.com" } };
const withStatement = (title: string, statement: object, type = QUEUE_POLICY) =>
    example(title, type, { policy: JSON.stringify({ Statement: statement }) });

export const queueNotPublic = resourceRule<sqs.QueuePolicyArgs>({
    id: "sqs/queue-not-public",
    title: "Queue policies let in nobody from outside",
    reason: "Whoever may send starts our functions; S3 and SNS send for any AWS account that asks them to.",
    severity: "critical",
    controls: [fsbp("SQS.3")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "IngestionPipeline lets in the one bucket that notifies.",
        pulumi: "name the principals in the policy of aws.sqs.QueuePolicy; for a service add conditions on aws:SourceArn and aws:SourceAccount.",
    },
    types: [QUEUE_POLICY, QUEUE],
    *check({ policy }) {
        yield* strangersIn(statements(policy, "policy"), "policy");
    },
    examples: {
        pass: [
            example("there is no policy", QUEUE_POLICY, {}),
            withStatement("one bucket may send", {
                ...fromS3,
                Condition: {
                    StringEquals: { "aws:SourceAccount": EXAMPLE_ACCOUNT },
                    ArnEquals: { "aws:SourceArn": "arn:aws:s3:::data" },
                },
            }),
            withStatement("everybody is denied plain HTTP", {
                ...send,
                Effect: "Deny",
                Action: "sqs:*",
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            }),
        ],
        fail: [
            withStatement("everybody may send", send),
            withStatement("any bucket of any account may send", fromS3),
            withStatement("everybody may send, by the queue's own property", send, QUEUE),
            withStatement("the source is any bucket at all", {
                ...fromS3,
                Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } },
            }),
            withStatement("the source is checked only if it is given", {
                ...fromS3,
                Condition: { ArnLikeIfExists: { "aws:SourceArn": "arn:aws:s3:::data" } },
            }),
        ],
    },
});
