import type { opensearch } from "@pulumi/aws";
import { statements } from "../documents";
import { example } from "../example";
import { isEveryone, statementName } from "../principals";
import { ALWAYS, resourceRule } from "../rule";
import { SEARCH_DOMAIN, SEARCH_DOMAIN_POLICY } from "./domains";

const withStatement = (title: string, statement: object, type = SEARCH_DOMAIN) =>
    example(title, type, { accessPolicies: JSON.stringify({ Statement: [statement] }) });

const PUBLIC = { Effect: "Allow", Principal: { AWS: "*" }, Action: "es:ESHttpGet", Resource: "*" };

export const searchNotPublic = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/not-public",
    title: "Search domains do not let everybody in",
    reason: "A policy that names everybody leaves the network as the only wall.",
    severity: "critical",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain's policy names the account, whose IAM policies say the rest.",
        pulumi: "name accounts or roles in the Principal of accessPolicies, or add a Condition.",
    },
    types: [SEARCH_DOMAIN, SEARCH_DOMAIN_POLICY],
    *check({ accessPolicies }) {
        if (accessPolicies === undefined) {
            return;
        }
        for (const [index, statement] of statements(accessPolicies, "accessPolicies").entries()) {
            if (statement.effect === "Allow" && isEveryone(statement) && statement.conditions.length === 0) {
                yield `accessPolicies: ${statementName(statement, index)} allows everybody; name accounts or roles, or add a condition`;
            }
        }
    },
    examples: {
        pass: [
            example("there is no policy", SEARCH_DOMAIN, {}),
            withStatement("an account is named", {
                ...PUBLIC,
                Principal: { AWS: "arn:aws:iam::123456789012:root" },
            }),
            withStatement("a condition narrows it", {
                ...PUBLIC,
                Condition: { StringEquals: { "aws:PrincipalOrgID": "o-example" } },
            }),
            withStatement("everybody is denied", { ...PUBLIC, Effect: "Deny" }),
        ],
        fail: [
            withStatement("everybody may read", PUBLIC),
            withStatement("everybody may read, by a policy of its own", PUBLIC, SEARCH_DOMAIN_POLICY),
            withStatement("everybody is spelled otherwise", { ...PUBLIC, Principal: "*" }),
        ],
    },
});
