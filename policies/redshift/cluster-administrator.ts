import type { redshift } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { CLUSTER } from "./types";

export const redshiftClusterAdministrator = resourceRule<redshift.ClusterArgs>({
    id: "redshift/cluster-administrator",
    title: "Redshift's administrator has no name that everybody knows",
    reason: "Half of a credential is known where the name is AWS's example; attackers try it first.",
    severity: "medium",
    controls: [fsbp("Redshift.8")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: "set masterUsername on aws.redshift.Cluster to something other than awsuser.",
    },
    types: [CLUSTER],
    *check({ masterUsername, snapshotIdentifier, snapshotArn }) {
        // A snapshot brings its own administrator.
        if (masterUsername === undefined && (snapshotIdentifier ?? snapshotArn) !== undefined) {
            return;
        }
        if (masterUsername === undefined || masterUsername === "awsuser") {
            yield `masterUsername is ${masterUsername ?? "not set, which the console makes awsuser"}; it must be another name than awsuser`;
        }
    },
    examples: {
        pass: [
            example("it has a name of its own", CLUSTER, { masterUsername: "tributary" }),
            example("a snapshot brings it", CLUSTER, { snapshotIdentifier: "nightly" }),
        ],
        fail: [
            example("nothing is said", CLUSTER, {}),
            example("it is AWS's example", CLUSTER, { masterUsername: "awsuser" }),
        ],
    },
});
