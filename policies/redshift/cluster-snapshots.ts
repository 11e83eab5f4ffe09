import type { redshift } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { CLUSTER } from "./types";

/** Redshift API, CreateCluster. */
const DEFAULT_DAYS = 1;

export const redshiftClusterSnapshots = resourceRule<redshift.ClusterArgs>({
    id: "redshift/cluster-snapshots",
    title: "Redshift keeps automated snapshots long enough to notice a mistake",
    reason: "A wrong DELETE is often noticed days later; what is older than the retention cannot be had back.",
    severity: "medium",
    controls: [fsbp("Redshift.3")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "set snapshotRetentionDays of tributary:warehouse in the environment's file.",
        pulumi: "set automatedSnapshotRetentionPeriod on aws.redshift.Cluster, in days.",
    },
    parameters: {
        minimumDays: {
            description: "Days that automated snapshots must be kept",
            minimum: 1,
            maximum: 35,
            default: { sandbox: 1, production: 7 },
        },
    },
    types: [CLUSTER],
    *check({ automatedSnapshotRetentionPeriod }, { parameters: { minimumDays = DEFAULT_DAYS } }) {
        if (Number(automatedSnapshotRetentionPeriod ?? DEFAULT_DAYS) < minimumDays) {
            yield `automatedSnapshotRetentionPeriod is ${automatedSnapshotRetentionPeriod ?? `not set, which means ${DEFAULT_DAYS}`} days; at least ${minimumDays} are needed`;
        }
    },
    examples: {
        pass: [example("they are kept for a month", CLUSTER, { automatedSnapshotRetentionPeriod: 35 })],
        fail: [
            example("nothing is said, which in production is too little", CLUSTER, {}),
            example("they are switched off", CLUSTER, { automatedSnapshotRetentionPeriod: 0 }),
        ],
    },
});
