import type { emr } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { ALWAYS, stackRule } from "../rule";
import { given } from "../unknown";
import { EMR_CLUSTER, EMR_INSTANCE_FLEET, EMR_INSTANCE_GROUP } from "./clusters";

const FLEETS = ["masterInstanceFleet", "coreInstanceFleet"] as const;
const GROUPS = ["masterInstanceGroup", "coreInstanceGroup"] as const;

const nodes = { instanceTypeConfigs: [{ instanceType: "m6g.xlarge" }], targetOnDemandCapacity: 1 };
const group = { instanceType: "m6g.xlarge" };
const fleets = {
    type: EMR_CLUSTER,
    name: "hadoop",
    props: { masterInstanceFleet: nodes, coreInstanceFleet: nodes },
};
const groups = {
    type: EMR_CLUSTER,
    name: "hadoop",
    props: { masterInstanceGroup: group, coreInstanceGroup: group },
};
const taskFleet = {
    type: EMR_INSTANCE_FLEET,
    name: "task",
    props: { clusterId: ref("hadoop"), targetSpotCapacity: 4 },
};
const taskGroup = { type: EMR_INSTANCE_GROUP, name: "task", props: { clusterId: ref("hadoop"), ...group } };

export const clusterFleetsOrGroups = stackRule<emr.ClusterArgs>({
    id: "emr/cluster-fleets-or-groups",
    title: "Clusters have instance fleets throughout, or instance groups throughout",
    reason: "EMR refuses a cluster that has fleets of some nodes and groups of others, and it does so after minutes of starting.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "HadoopCluster has fleets of master, core and task nodes.",
        pulumi: "use masterInstanceFleet, coreInstanceFleet and aws.emr.InstanceFleet together, or masterInstanceGroup, coreInstanceGroup and aws.emr.InstanceGroup.",
    },
    types: [EMR_CLUSTER],
    *check(props, { resource }, stack) {
        const own = {
            fleets: FLEETS.filter((property) => given(props, property)),
            groups: GROUPS.filter((property) => given(props, property)),
        };
        if (own.fleets.length > 0 && own.groups.length > 0) {
            yield `${[...own.fleets, ...own.groups].join(" and ")} are set together; a cluster has fleets or groups, of all nodes`;
        } else if (own.fleets.length + own.groups.length === 0) {
            yield "neither masterInstanceFleet nor masterInstanceGroup is set; a cluster needs one of them";
        }
        const other = own.fleets.length > 0 ? EMR_INSTANCE_GROUP : EMR_INSTANCE_FLEET;
        const { certain } = stack.references(resource, [other], "clusterId");
        for (const { name } of certain) {
            yield own.fleets.length > 0
                ? `InstanceGroup "${name}" is added to it, which has fleets; make it an aws.emr.InstanceFleet`
                : `InstanceFleet "${name}" is added to it, which has groups; make it an aws.emr.InstanceGroup`;
        }
    },
    examples: {
        pass: [
            stackExample("fleets throughout", fleets, taskFleet),
            stackExample("groups throughout", groups, taskGroup),
        ],
        fail: [
            stackExample("nothing is said", { type: EMR_CLUSTER, name: "hadoop", props: {} }),
            stackExample("a fleet of master nodes and a group of core nodes", {
                type: EMR_CLUSTER,
                name: "hadoop",
                props: { masterInstanceFleet: nodes, coreInstanceGroup: group },
            }),
            stackExample("a group of task nodes is added to fleets", fleets, taskGroup),
            stackExample("a fleet of task nodes is added to groups", groups, taskFleet),
        ],
    },
});
