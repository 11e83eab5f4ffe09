import type { redshift } from "@pulumi/aws";
import { example } from "../example";
import { fsbp, IN_PRODUCTION, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { CLUSTER } from "./types";

export const redshiftClusterNotPublic = resourceRule<redshift.ClusterArgs>({
    id: "redshift/cluster-not-public",
    title: "Redshift clusters have no public address",
    reason: "A public address lets the whole world try passwords; only the security group stands between.",
    severity: "critical",
    controls: [fsbp("Redshift.1")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "remove firehose from tributary:warehouse; the loader needs no public address.",
        pulumi: "set publiclyAccessible to false on aws.redshift.Cluster.",
    },
    types: [CLUSTER],
    *check({ publiclyAccessible }) {
        if (isTrue(publiclyAccessible)) {
            yield "publiclyAccessible is true; it must be false";
        }
    },
    examples: {
        pass: [
            example("nothing is said, and the default is private", CLUSTER, {}),
            example("it is private", CLUSTER, { publiclyAccessible: false }),
        ],
        fail: [example("it is public", CLUSTER, { publiclyAccessible: true })],
    },
});
