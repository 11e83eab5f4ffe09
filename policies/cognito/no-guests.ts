import type { cognito } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";

const IDENTITY_POOL = "aws:cognito/identityPool:IdentityPool";

export const noGuests = resourceRule<cognito.IdentityPoolArgs>({
    id: "cognito/no-guests",
    title: "Identity pools give no credentials to whoever is not logged in",
    reason: "Anybody on the internet who knows the pool's id gets credentials of the account.",
    severity: "medium",
    controls: [fsbp("Cognito.2")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain makes its pool so.",
        pulumi: "set allowUnauthenticatedIdentities: false on aws.cognito.IdentityPool.",
    },
    types: [IDENTITY_POOL],
    *check({ allowUnauthenticatedIdentities }) {
        if (isTrue(allowUnauthenticatedIdentities)) {
            yield "allowUnauthenticatedIdentities is true; it must be false";
        }
    },
    examples: {
        pass: [
            example("nothing is said of guests", IDENTITY_POOL, {}),
            example("guests are refused", IDENTITY_POOL, { allowUnauthenticatedIdentities: false }),
        ],
        fail: [example("guests are let in", IDENTITY_POOL, { allowUnauthenticatedIdentities: true })],
    },
});
