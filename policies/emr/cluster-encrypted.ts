import type { emr } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, resourceRule } from "../rule";
import { given } from "../unknown";
import { EMR_CLUSTER } from "./clusters";

export const clusterEncrypted = resourceRule<emr.ClusterArgs>({
    id: "emr/cluster-encrypted",
    title: "Clusters have a security configuration",
    reason: "Encryption of disks, of S3 objects and of what passes between nodes is in the security configuration; a cluster without one has none of them.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "HadoopCluster makes one for every cluster.",
        pulumi: "set securityConfiguration on aws.emr.Cluster to the name of an aws.emr.SecurityConfiguration.",
    },
    types: [EMR_CLUSTER],
    *check(props) {
        if (!given(props, "securityConfiguration")) {
            yield "securityConfiguration is not set; it must name one that encrypts at rest and in transit";
        }
    },
    examples: {
        pass: [example("one is named", EMR_CLUSTER, { securityConfiguration: "encrypted" })],
        fail: [example("nothing is said", EMR_CLUSTER, {})],
    },
});
