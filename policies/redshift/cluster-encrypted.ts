import type { redshift } from "@pulumi/aws";
import { EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { CLUSTER } from "./types";

export const redshiftClusterEncrypted = resourceRule<redshift.ClusterArgs>({
    id: "redshift/cluster-encrypted",
    title: "Redshift clusters are encrypted with a customer's KMS key",
    reason: "Snapshots and their copies inherit it, and a key's policy decides who can restore them.",
    severity: "high",
    controls: [fsbp("Redshift.10")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: 'set encrypted to "true" and kmsKeyId to key.arn on aws.redshift.Cluster.',
    },
    types: [CLUSTER],
    *check({ encrypted }, { resource }) {
        // A text in this provider, since it was a boolean whose default changed.
        if (String(encrypted ?? "true") !== "true") {
            yield `encrypted is ${encrypted}; it must be "true"`;
        } else {
            yield* customerKeyAt(resource, "kmsKeyId");
        }
    },
    examples: {
        pass: [
            example("a customer's key encrypts it", CLUSTER, { encrypted: "true", kmsKeyId: EXAMPLE_KEY }),
            example("encryption is the default", CLUSTER, { kmsKeyId: EXAMPLE_KEY }),
        ],
        fail: [
            example("no key is named", CLUSTER, {}),
            example("encryption is off", CLUSTER, { encrypted: "false", kmsKeyId: EXAMPLE_KEY }),
            example("AWS's own key encrypts it", CLUSTER, { kmsKeyId: "alias/aws/redshift" }),
        ],
    },
});
