import { example } from "../example";
import { statementName } from "../principals";
import { ROLE, ROLE_POLICY } from "../resourceTypes";
import { fsbp, IN_PRODUCTION, resourceRule } from "../rule";
import { each } from "../unknown";
import { IDENTITY_POLICIES, identityPolicies, type PolicyHolder } from "./identity-policies";

const withStatement = (title: string, statement: object) =>
    example(title, ROLE_POLICY, { policy: JSON.stringify({ Statement: statement }) });

export const noServiceWildcards = resourceRule<PolicyHolder>({
    id: "iam/no-service-wildcards",
    title: "No role may do everything that a service offers",
    reason: "A role with s3:* reads objects, and also deletes buckets and rewrites their policies.",
    severity: "medium",
    controls: [fsbp("IAM.21")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "every role of a component has one policy, which names actions and ARNs.",
        pulumi: "replace <service>:* in the policy by the actions that the code calls.",
    },
    types: IDENTITY_POLICIES,
    *check(props) {
        yield* each(identityPolicies(props), function* ({ path, statements }) {
            for (const [index, statement] of statements().entries()) {
                const wildcards = statement.actions.filter((action) => /^[a-z0-9-]+:[*]+$/i.test(action));
                if (statement.effect === "Allow" && !statement.excludesActions && wildcards.length > 0) {
                    yield `${path}: ${statementName(statement, index)} allows ${wildcards.join(", ")}; name the actions that are called`;
                }
            }
        });
    },
    examples: {
        pass: [
            example("there is no policy", ROLE_POLICY, {}),
            withStatement("actions are named", {
                Effect: "Allow",
                Action: ["s3:GetObject", "s3:Get*"],
                Resource: "arn:aws:s3:::data/*",
            }),
            withStatement("a whole service is denied", { Effect: "Deny", Action: "s3:*", Resource: "*" }),
        ],
        fail: [
            withStatement("a whole service is allowed", { Effect: "Allow", Action: "s3:*", Resource: "*" }),
            withStatement("a whole service is allowed on one resource", {
                Effect: "Allow",
                Action: ["s3:GetObject", "kms:*"],
                Resource: "arn:aws:s3:::data/*",
            }),
            example("a whole service is allowed inline", ROLE, {
                inlinePolicies: [
                    {
                        policy: JSON.stringify({
                            Statement: { Effect: "Allow", Action: "glue:*", Resource: "*" },
                        }),
                    },
                ],
            }),
        ],
    },
});
