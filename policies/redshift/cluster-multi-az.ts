import type { redshift } from "@pulumi/aws";
import { example } from "../example";
import { fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { CLUSTER } from "./types";

export const redshiftClusterMultiAz = resourceRule<redshift.ClusterArgs>({
    id: "redshift/cluster-multi-az",
    title: "Redshift clusters run in two availability zones at once",
    reason: "A cluster in one zone is gone with it until AWS has built it anew from a snapshot.",
    severity: "medium",
    controls: [fsbp("Redshift.18")],
    // A place to try things needs no second cluster.
    enforcement: { sandbox: "disabled", production: "mandatory" },
    remediation: {
        tributary: "set provisioned.multiAz of tributary:warehouse in the environment's file.",
        pulumi: "set multiAz to true on aws.redshift.Cluster, with an RA3 node type and two nodes or more.",
    },
    types: [CLUSTER],
    *check({ multiAz }) {
        if (!isTrue(multiAz)) {
            yield `multiAz is ${multiAz ?? "not set"}; it must be true`;
        }
    },
    examples: {
        pass: [example("it runs in two zones", CLUSTER, { multiAz: true })],
        fail: [
            example("nothing is said", CLUSTER, {}),
            example("it runs in one zone", CLUSTER, { multiAz: false }),
        ],
    },
});
