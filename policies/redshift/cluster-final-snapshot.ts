import type { redshift } from "@pulumi/aws";
import { example } from "../example";
import { IN_PRODUCTION, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { CLUSTER } from "./types";

export const redshiftClusterFinalSnapshot = resourceRule<redshift.ClusterArgs>({
    id: "redshift/cluster-final-snapshot",
    title: "A Redshift cluster leaves a snapshot when it is deleted",
    reason: "Its automated snapshots are deleted together with it; the last one is all that is left.",
    severity: "high",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "leave tributary:protectData on, or give up the tier production.",
        pulumi: "set finalSnapshotIdentifier on aws.redshift.Cluster, and skipFinalSnapshot to false.",
    },
    types: [CLUSTER],
    *check({ skipFinalSnapshot, finalSnapshotIdentifier }) {
        if (isTrue(skipFinalSnapshot)) {
            yield "skipFinalSnapshot is true; it must be false";
        } else if (finalSnapshotIdentifier === undefined) {
            yield "finalSnapshotIdentifier is not set; without it, the deletion fails";
        }
    },
    examples: {
        pass: [
            example("its last snapshot has a name", CLUSTER, { finalSnapshotIdentifier: "warehouse-final" }),
        ],
        fail: [
            example("the snapshot has no name", CLUSTER, {}),
            example("there is no last snapshot", CLUSTER, { skipFinalSnapshot: true }),
        ],
    },
});
