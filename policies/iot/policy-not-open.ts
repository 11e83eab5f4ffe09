import type { iot } from "@pulumi/aws";
import { coversAction, statements } from "../documents";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { reachesEverything } from "../iam/identity-policies";
import { statementName } from "../principals";
import { IOT_POLICY } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";

const withStatement = (title: string, statement: object) =>
    example(title, IOT_POLICY, { policy: JSON.stringify({ Statement: [statement] }) });

export const policyNotOpen = resourceRule<iot.PolicyArgs>({
    id: "iot/policy-not-open",
    title: "Devices may not do everything",
    reason: "One stolen certificate with iot:* on * reads and writes the topics of all devices.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        pulumi: "allow iot:Connect, iot:Publish and so on in the policy of aws.iot.Policy, on the device's own topics (policy variable iot:Connection.Thing.ThingName).",
    },
    types: [IOT_POLICY],
    *check({ policy }) {
        for (const [index, statement] of statements(policy, "policy").entries()) {
            const everyAction =
                statement.excludesActions ||
                statement.actions.some((action) => coversAction(action, "iot:*"));
            if (statement.effect === "Allow" && everyAction && reachesEverything(statement)) {
                yield `policy: ${statementName(statement, index)} allows everything on every resource; name the actions and the topics`;
            }
        }
    },
    examples: {
        pass: [
            example("there is no policy", IOT_POLICY, {}),
            withStatement("a device may publish to its own topic", {
                Effect: "Allow",
                Action: "iot:Publish",
                Resource: `arn:aws:iot:eu-west-1:${EXAMPLE_ACCOUNT}:topic/stations/\${iot:Connection.Thing.ThingName}/reading`,
            }),
            withStatement("everything is denied", { Effect: "Deny", Action: "iot:*", Resource: "*" }),
        ],
        fail: [
            withStatement("a device may do everything", { Effect: "Allow", Action: "iot:*", Resource: "*" }),
            withStatement("a device may do everything, and more", {
                Effect: "Allow",
                Action: ["iot:Connect", "*"],
                Resource: ["*"],
            }),
        ],
    },
});
