import type { redshift } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { CLUSTER } from "./types";

export const redshiftClusterVpcRouting = resourceRule<redshift.ClusterArgs>({
    id: "redshift/cluster-vpc-routing",
    title: "COPY and UNLOAD of Redshift clusters pass through the VPC",
    reason: "Otherwise data goes over the internet, past security groups, endpoint policies and flow logs.",
    severity: "medium",
    controls: [fsbp("Redshift.7")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Warehouse does it.",
        pulumi: "set enhancedVpcRouting to true on aws.redshift.Cluster.",
    },
    types: [CLUSTER],
    *check({ enhancedVpcRouting }) {
        if (!isTrue(enhancedVpcRouting)) {
            yield `enhancedVpcRouting is ${enhancedVpcRouting ?? "not set"}; it must be true`;
        }
    },
    examples: {
        pass: [example("it is routed through the VPC", CLUSTER, { enhancedVpcRouting: true })],
        fail: [
            example("nothing is said", CLUSTER, {}),
            example("it is not", CLUSTER, { enhancedVpcRouting: false }),
        ],
    },
});
