import { coversAction, type Statement } from "../documents";
import { EXAMPLE_ACCOUNT, EXAMPLE_KEY, example } from "../example";
import { actionsOf, statementName } from "../principals";
import { ROLE_POLICY } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { each } from "../unknown";
import {
    IDENTITY_POLICIES,
    identityPolicies,
    type PolicyHolder,
    reachesEverything,
} from "./identity-policies";

/** What opens data under a key. Source: Security Hub, KMS.1. */
const OPENING = ["kms:Decrypt", "kms:ReEncryptFrom"];
/** `arn:aws:kms:*:*:key/*`, in whatever region and account: every key of somewhere. */
const EVERY_KEY = /^arn:[^:]*:kms:[^:]*:[^:]*:(key\/[*]+|alias\/[*]+|[*]+)$/;

const withStatement = (title: string, statement: object) =>
    example(title, ROLE_POLICY, { policy: JSON.stringify({ Statement: [statement] }) });
const decrypt = { Effect: "Allow", Action: "kms:Decrypt", Resource: "*" };

export const noDecryptEverywhere = resourceRule<PolicyHolder>({
    id: "iam/no-decrypt-everywhere",
    title: "Roles may decrypt with named keys only",
    reason: "With kms:Decrypt on every key, encryption no longer tells apart who may read what.",
    severity: "high",
    controls: [fsbp("KMS.1"), fsbp("KMS.2")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "every role of a component names its keys.",
        pulumi: "put the ARNs of the keys into Resource of the statements that allow kms:Decrypt.",
    },
    types: IDENTITY_POLICIES,
    *check(props) {
        yield* each(identityPolicies(props), function* ({ path, statements }) {
            for (const [index, statement] of statements().entries()) {
                if (opensEveryKey(statement)) {
                    yield `${path}: ${statementName(statement, index)} allows ${actionsOf(statement)} on every key; name the keys`;
                }
            }
        });
    },
    examples: {
        pass: [
            example("there is no policy", ROLE_POLICY, {}),
            withStatement("it may decrypt with one key", { ...decrypt, Resource: EXAMPLE_KEY }),
            withStatement("it may encrypt with every key", { ...decrypt, Action: "kms:Encrypt" }),
            withStatement("it may not decrypt", { ...decrypt, Effect: "Deny" }),
            withStatement("it may do everything but decrypt", {
                Effect: "Allow",
                NotAction: ["kms:*", "iam:*"],
                Resource: "*",
            }),
        ],
        fail: [
            withStatement("it may decrypt with every key", decrypt),
            withStatement("it may decrypt with every key of the account", {
                ...decrypt,
                Resource: [`arn:aws:kms:*:${EXAMPLE_ACCOUNT}:key/*`],
            }),
            withStatement("a pattern of actions covers decrypting", { ...decrypt, Action: ["KMS:De*"] }),
            withStatement("re-encrypting opens, too", { ...decrypt, Action: "kms:ReEncrypt*" }),
            withStatement("everything but encrypting is allowed", {
                Effect: "Allow",
                NotAction: "kms:Encrypt",
                Resource: "*",
            }),
        ],
    },
});

function opensEveryKey(statement: Statement): boolean {
    const opens = OPENING.some(
        (action) =>
            statement.actions.some((pattern) => coversAction(pattern, action)) !== statement.excludesActions,
    );
    return (
        statement.effect === "Allow" &&
        opens &&
        (reachesEverything(statement) || statement.resources.some((resource) => EVERY_KEY.test(resource)))
    );
}
