import type { cognito } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";

const USER_POOL = "aws:cognito/userPool:UserPool";
/** Security Hub, Cognito.3: the fewest characters, and the kinds of characters. */
const LEAST_LENGTH = 8;
const KINDS = ["requireLowercase", "requireUppercase", "requireNumbers", "requireSymbols"] as const;
const STRONG = {
    minimumLength: 8,
    requireLowercase: true,
    requireUppercase: true,
    requireNumbers: true,
    requireSymbols: true,
};

export const passwordPolicy = resourceRule<cognito.UserPoolArgs>({
    id: "cognito/password-policy",
    title: "User pools ask for passwords that are hard to guess",
    reason: "A login page is found by everybody, and short passwords are guessed.",
    severity: "medium",
    controls: [fsbp("Cognito.3")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain asks for fourteen characters of four kinds.",
        pulumi: "set passwordPolicy of aws.cognito.UserPool: minimumLength 8 or more, and all four require… true.",
    },
    types: [USER_POOL],
    *check({ passwordPolicy: policy }) {
        const length = policy?.minimumLength ?? 0;
        if (length < LEAST_LENGTH) {
            yield `passwordPolicy.minimumLength is ${policy?.minimumLength ?? "not set"}; it must be ${LEAST_LENGTH} or more`;
        }
        for (const kind of KINDS) {
            if (!isTrue(policy?.[kind])) {
                yield `passwordPolicy.${kind} is ${policy?.[kind] ?? "not set"}; it must be true`;
            }
        }
    },
    examples: {
        pass: [example("it asks for length and kinds", USER_POOL, { passwordPolicy: STRONG })],
        fail: [
            example("nothing is said of passwords", USER_POOL, {}),
            example("they are short", USER_POOL, { passwordPolicy: { ...STRONG, minimumLength: 6 } }),
            example("they need no symbols", USER_POOL, {
                passwordPolicy: { ...STRONG, requireSymbols: false },
            }),
        ],
    },
});
