import type { redshiftserverless } from "@pulumi/aws";
import { EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { NAMESPACE } from "../redshift/types";
import { ALWAYS, resourceRule, securityHub } from "../rule";

export const serverlessNamespaceEncrypted = resourceRule<redshiftserverless.NamespaceArgs>({
    id: "redshiftserverless/namespace-encrypted",
    title: "Redshift Serverless namespaces are encrypted with a customer's KMS key",
    reason: "AWS's own key encrypts them otherwise, and its policy is not yours to change.",
    severity: "medium",
    controls: [securityHub("RedshiftServerless.4")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: "set kmsKeyId to key.arn on aws.redshiftserverless.Namespace.",
    },
    types: [NAMESPACE],
    *check(_props, { resource }) {
        yield* customerKeyAt(resource, "kmsKeyId");
    },
    examples: {
        pass: [example("a customer's key encrypts it", NAMESPACE, { kmsKeyId: EXAMPLE_KEY })],
        fail: [
            example("no key is named", NAMESPACE, {}),
            example("AWS's own key encrypts it", NAMESPACE, { kmsKeyId: "alias/aws/redshift" }),
        ],
    },
});
