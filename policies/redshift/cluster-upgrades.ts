import type { redshift } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { CLUSTER } from "./types";

export const redshiftClusterUpgrades = resourceRule<redshift.ClusterArgs>({
    id: "redshift/cluster-upgrades",
    title: "Redshift clusters take AWS's upgrades in their maintenance window",
    reason: "Upgrades bring the fixes of security holes; a cluster that takes none keeps its holes.",
    severity: "medium",
    controls: [fsbp("Redshift.6")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: "set allowVersionUpgrade to true on aws.redshift.Cluster, or leave it out.",
    },
    types: [CLUSTER],
    *check({ allowVersionUpgrade }) {
        if (String(allowVersionUpgrade ?? true) === "false") {
            yield "allowVersionUpgrade is false; it must be true";
        }
    },
    examples: {
        pass: [
            example("nothing is said, and upgrades are the default", CLUSTER, {}),
            example("upgrades are allowed", CLUSTER, { allowVersionUpgrade: true }),
        ],
        fail: [example("upgrades are refused", CLUSTER, { allowVersionUpgrade: false })],
    },
});
