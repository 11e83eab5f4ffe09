import type { kms } from "@pulumi/aws";
import { statements } from "../documents";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { actionsOf, allowsEveryone, statementName } from "../principals";
import { KEY, KEY_POLICY } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";

const use = { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" };
const withStatement = (title: string, statement: object, type = KEY) =>
    example(title, type, { policy: JSON.stringify({ Statement: [statement] }) });

export const keyPolicyNotPublic = resourceRule<kms.KeyArgs>({
    id: "kms/key-policy-not-public",
    title: "Key policies let in nobody from outside",
    reason: "Whoever may use the key reads everything that it encrypts, as far as the other policies go.",
    severity: "critical",
    controls: [fsbp("KMS.5")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "keys of components trust their own account only.",
        pulumi: "name the principals in the policy of aws.kms.Key, or add a condition on kms:CallerAccount.",
    },
    types: [KEY, KEY_POLICY, "aws:kms/replicaKey:ReplicaKey", "aws:kms/externalKey:ExternalKey"],
    *check({ policy }) {
        for (const [index, statement] of statements(policy, "policy").entries()) {
            if (allowsEveryone(statement)) {
                yield `policy: ${statementName(statement, index)} allows ${actionsOf(statement)} to everybody; name the principals, or add a condition on kms:CallerAccount`;
            }
        }
    },
    examples: {
        pass: [
            example("there is no policy, and KMS's default trusts the account", KEY, {}),
            withStatement("the account decides by its IAM policies", {
                ...use,
                Principal: { AWS: `arn:aws:iam::${EXAMPLE_ACCOUNT}:root` },
                Action: "kms:*",
            }),
            withStatement("everybody of the account may, through one service", {
                ...use,
                Condition: { StringEquals: { "kms:CallerAccount": EXAMPLE_ACCOUNT } },
            }),
        ],
        fail: [
            withStatement("everybody may decrypt", use),
            withStatement("everybody may decrypt, by a policy of its own", use, KEY_POLICY),
            withStatement("everybody may, through one service", {
                ...use,
                Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
            }),
        ],
    },
});
