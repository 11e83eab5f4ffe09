import type { redshift } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { ALWAYS, fsbp, stackRule } from "../rule";
import { CLUSTER, CLUSTER_LOGGING } from "./types";

const cluster = { type: CLUSTER, name: "warehouse", props: {} };
const other = { type: CLUSTER, name: "other", props: {} };
const logging = (of: string) => ({
    type: CLUSTER_LOGGING[0],
    name: "logging",
    props: { clusterIdentifier: ref(of), logDestinationType: "cloudwatch" },
});

export const redshiftClusterAudited = stackRule<redshift.ClusterArgs>({
    id: "redshift/cluster-audited",
    title: "Redshift clusters keep an audit log",
    reason: "After an incident it tells who connected from where, and which statements they ran.",
    severity: "medium",
    controls: [fsbp("Redshift.4")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: "add an aws.redshift.Logging for the cluster; the argument of the cluster itself is gone.",
    },
    types: [CLUSTER],
    *check(_props, { resource }, stack) {
        if (stack.referrers(resource, CLUSTER_LOGGING, "clusterIdentifier").length === 0) {
            yield "no aws.redshift.Logging refers to the cluster; it needs one";
        }
    },
    examples: {
        pass: [stackExample("its activities are logged", cluster, logging("warehouse"))],
        fail: [
            stackExample("nothing is logged", cluster),
            stackExample("another cluster's activities are logged", cluster, other, logging("other")),
        ],
    },
});
