import type { iam } from "@pulumi/aws";
import { statements } from "../documents";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { statementName, unboundDeputies } from "../principals";
import { ROLE } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";

const trust = (title: string, service: string | string[], condition?: object) =>
    example(title, ROLE, {
        assumeRolePolicy: JSON.stringify({
            Statement: {
                Effect: "Allow",
                Principal: { Service: service },
                Action: "sts:AssumeRole",
                ...(condition ? { Condition: condition } : {}),
            },
        }),
    });

export const trustNamesSource = resourceRule<iam.RoleArgs>({
    id: "iam/trust-names-source",
    title: "Roles for services that act for any customer say for whom",
    reason: "Otherwise another AWS account can name our role to the service and have it act with our permissions: the confused deputy.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "every role of a component has the conditions that its service supports.",
        pulumi: 'add { StringEquals: { "aws:SourceAccount": accountId } } (and ArnLike on aws:SourceArn) to Condition in assumeRolePolicy of aws.iam.Role.',
    },
    types: [ROLE],
    *check({ assumeRolePolicy }) {
        for (const [index, statement] of statements(assumeRolePolicy, "assumeRolePolicy").entries()) {
            for (const service of unboundDeputies(statement)) {
                yield `assumeRolePolicy: ${statementName(statement, index)} trusts ${service} for any AWS account; add a condition on aws:SourceAccount or aws:SourceArn`;
            }
        }
    },
    examples: {
        pass: [
            example("there is no trust policy, which AWS refuses", ROLE, {}),
            trust("Firehose acts for one account", "firehose.amazonaws.com", {
                StringEquals: { "aws:SourceAccount": EXAMPLE_ACCOUNT },
            }),
            trust(
                "Firehose acts for one account, which it sends as the external id",
                "firehose.amazonaws.com",
                {
                    StringEquals: { "sts:ExternalId": EXAMPLE_ACCOUNT },
                },
            ),
            trust("IoT acts for one rule", "iot.amazonaws.com", {
                ArnLike: { "AWS:SourceArn": `arn:aws:iot:eu-west-1:${EXAMPLE_ACCOUNT}:rule/readings` },
            }),
            trust("Lambda sends no source, and acts for its own account only", "lambda.amazonaws.com"),
        ],
        fail: [
            trust("Firehose acts for anybody", "firehose.amazonaws.com"),
            trust("one of two services acts for anybody", ["lambda.amazonaws.com", "iot.amazonaws.com"]),
            trust("a regional service acts for anybody", "logs.eu-west-1.amazonaws.com"),
            trust("the source is any at all", "iot.amazonaws.com", {
                StringLike: { "aws:SourceAccount": "*" },
            }),
            trust("the condition is about something that the service does not send", "iot.amazonaws.com", {
                StringEquals: { "sts:ExternalId": EXAMPLE_ACCOUNT },
            }),
        ],
    },
});
