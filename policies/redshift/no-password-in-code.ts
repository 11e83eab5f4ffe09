import type { redshift } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, resourceRule } from "../rule";
import { given } from "../unknown";
import { CLUSTER } from "./types";

export const redshiftNoPasswordInCode = resourceRule<redshift.ClusterArgs>({
    id: "redshift/no-password-in-code",
    title: "No program knows the password of Redshift's administrator",
    reason: "A password in a program is in its repository, its state and its logs; a managed one is rotated and nowhere else.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: "set manageMasterPassword to true on aws.redshift.Cluster, and remove masterPassword.",
    },
    types: [CLUSTER],
    *check(props) {
        for (const property of ["masterPassword", "masterPasswordWo"] as const) {
            if (given(props, property)) {
                yield `${property} is set; remove it, and set manageMasterPassword to true`;
            }
        }
    },
    examples: {
        pass: [
            example("nothing is said", CLUSTER, {}),
            example("AWS manages the password", CLUSTER, { manageMasterPassword: true }),
        ],
        fail: [example("the program gives one", CLUSTER, { masterPassword: "Correct-horse-1" })],
    },
});
