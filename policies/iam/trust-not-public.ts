import type { iam } from "@pulumi/aws";
import { type Condition, type Statement, statements } from "../documents";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { allowsEveryone, statementName } from "../principals";
import { ROLE } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";

const trust = (title: string, statement: object) =>
    example(title, ROLE, {
        assumeRolePolicy: JSON.stringify({
            Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...statement }],
        }),
    });
const GITHUB = {
    Principal: {
        Federated: `arn:aws:iam::${EXAMPLE_ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
    },
    Action: "sts:AssumeRoleWithWebIdentity",
};

export const trustNotPublic = resourceRule<iam.RoleArgs>({
    id: "iam/trust-not-public",
    title: "Roles are assumed by nobody from outside",
    reason: "A trust policy for everybody, or for every user of an identity provider, hands the role to strangers.",
    severity: "critical",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "every role of a component trusts one service.",
        pulumi: "name the principal in assumeRolePolicy of aws.iam.Role; for an OIDC provider add a condition on its :sub.",
    },
    types: [ROLE],
    *check({ assumeRolePolicy }) {
        for (const [index, statement] of statements(assumeRolePolicy, "assumeRolePolicy").entries()) {
            const name = statementName(statement, index);
            if (allowsEveryone(statement)) {
                yield `assumeRolePolicy: ${name} trusts everybody; name the principals`;
            } else if (trustsEveryUser(statement)) {
                yield `assumeRolePolicy: ${name} trusts every user of its identity provider; add a condition on :sub (or :aud of Cognito)`;
            }
        }
    },
    examples: {
        pass: [
            example("there is no trust policy, which AWS refuses", ROLE, {}),
            trust("a service is trusted", { Principal: { Service: "lambda.amazonaws.com" } }),
            trust("an account of the organisation is trusted", {
                Principal: "*",
                Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1234567890" } },
            }),
            trust("one repository is trusted", {
                ...GITHUB,
                Condition: {
                    StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
                    StringLike: { "token.actions.githubusercontent.com:sub": "repo:acme/lake:*" },
                },
            }),
        ],
        fail: [
            trust("everybody is trusted", { Principal: "*" }),
            trust("every AWS account is trusted", { Principal: { AWS: "*" } }),
            trust("every repository is trusted", {
                ...GITHUB,
                Condition: {
                    StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
                },
            }),
            trust("every repository is trusted, by a wildcard", {
                ...GITHUB,
                Condition: { StringLike: { "token.actions.githubusercontent.com:sub": "*" } },
            }),
            example("the trust policy is not JSON", ROLE, { assumeRolePolicy: "service" }),
        ],
    },
});

/** Whether users of an identity provider need nothing but an account there, which everybody can open. */
function trustsEveryUser(statement: Statement): boolean {
    const providers = statement.principals.filter(({ type }) => type === "Federated").map(({ id }) => id);
    const subject = providers.some((id) => id.includes(":oidc-provider/")) ? ":sub" : ":aud";
    return (
        statement.effect === "Allow" &&
        providers.some((id) => id.includes(":oidc-provider/") || id === "cognito-identity.amazonaws.com") &&
        !statement.conditions.some((condition) => tellsApart(condition, subject))
    );
}

function tellsApart({ operator, key, values }: Condition, suffix: string): boolean {
    return (
        key.endsWith(suffix) &&
        /^(ForAnyValue:)?String(Equals|EqualsIgnoreCase|Like)$/.test(operator) &&
        values.length > 0 &&
        !values.some((value) => /^[*?]*$/.test(value))
    );
}
