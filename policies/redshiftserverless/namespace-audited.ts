import type { redshiftserverless } from "@pulumi/aws";
import { example } from "../example";
import { NAMESPACE } from "../redshift/types";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { items } from "../unknown";

/** What the control asks for; the log of statements is a choice. */
const NEEDED = ["connectionlog", "userlog"] as const;

export const serverlessNamespaceAudited = resourceRule<redshiftserverless.NamespaceArgs>({
    id: "redshiftserverless/namespace-audited",
    title: "Redshift Serverless exports its connection and user logs",
    reason: "After an incident they tell who connected from where, and whose rights were changed.",
    severity: "medium",
    controls: [fsbp("RedshiftServerless.6")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: 'set logExports to ["connectionlog", "useractivitylog", "userlog"] on aws.redshiftserverless.Namespace.',
    },
    types: [NAMESPACE],
    *check({ logExports }) {
        const exported = items(logExports).map(String);
        for (const log of NEEDED) {
            if (!exported.includes(log)) {
                yield `logExports is ${exported.join(", ") || "not set"}; it must hold ${log}`;
            }
        }
    },
    examples: {
        pass: [example("both are exported", NAMESPACE, { logExports: ["connectionlog", "userlog"] })],
        fail: [
            example("nothing is said", NAMESPACE, {}),
            example("one is missing", NAMESPACE, { logExports: ["userlog"] }),
        ],
    },
});
