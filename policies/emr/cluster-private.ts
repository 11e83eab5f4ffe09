import type { ec2, emr } from "@pulumi/aws";
import { example, ref, stackExample } from "../example";
import { fsbp, IN_PRODUCTION, stackRule } from "../rule";
import { refersTo, valueAt } from "../stack";
import { given, isTrue, UnknownValue } from "../unknown";
import { EMR_CLUSTER } from "./clusters";

const SUBNET = "aws:ec2/subnet:Subnet";
const group = "sg-0a1b2c3d4e5f67890";

const inSubnet = {
    type: EMR_CLUSTER,
    name: "hadoop",
    props: { ec2Attributes: { subnetIds: [ref("place")], serviceAccessSecurityGroup: group } },
};
const subnet = (mapPublicIpOnLaunch: boolean) => ({
    type: SUBNET,
    name: "place",
    props: { mapPublicIpOnLaunch },
});

export const clusterPrivate = stackRule<emr.ClusterArgs>({
    id: "emr/cluster-private",
    title: "Clusters are in private subnets",
    reason: "The master node serves its consoles without a password: whoever reaches it runs what he likes with the cluster's role.",
    severity: "high",
    controls: [fsbp("EMR.1")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "HadoopCluster takes the environment's network, which has private subnets only.",
        pulumi: "set ec2Attributes.subnetIds on aws.emr.Cluster to private subnets, and ec2Attributes.serviceAccessSecurityGroup, which EMR needs there.",
    },
    types: [EMR_CLUSTER],
    *check({ ec2Attributes }, { resource }, stack) {
        const places =
            ec2Attributes && (given(ec2Attributes, "subnetIds") || given(ec2Attributes, "subnetId"));
        if (!places) {
            yield "ec2Attributes has neither subnetIds nor subnetId, and AWS takes the default VPC, which is public; name private subnets";
            return;
        }
        if (!given(ec2Attributes, "serviceAccessSecurityGroup")) {
            yield "ec2Attributes.serviceAccessSecurityGroup is not set; EMR starts no cluster in a private subnet without it";
        }
        const paths = placePaths(resource.props);
        const dependencies = resource.propertyDependencies.ec2Attributes ?? [];
        for (const candidate of stack.ofType(SUBNET)) {
            if (!isTrue(stack.inputsOf<ec2.SubnetArgs>(candidate).mapPublicIpOnLaunch)) {
                continue;
            }
            for (const path of paths) {
                const reference = refersTo(valueAt(resource.props, path), dependencies, candidate);
                if (reference === "yes") {
                    yield `${path} is subnet "${candidate.name}", which gives its nodes public addresses; take a private one`;
                } else if (reference === "possibly") {
                    throw new UnknownValue(path);
                }
            }
        }
    },
    examples: {
        pass: [stackExample("its subnet gives no public addresses", inSubnet, subnet(false))],
        fail: [
            example("nothing is said", EMR_CLUSTER, {}),
            stackExample("its subnet gives public addresses", inSubnet, subnet(true)),
            example("EMR's service has no group", EMR_CLUSTER, {
                ec2Attributes: { subnetId: "subnet-0a1b2c3d4e5f67890" },
            }),
        ],
    },
});

/** Where subnets are named: each element of a list, as far as it is known. */
function placePaths(props: Readonly<Record<string, unknown>>): string[] {
    const list = valueAt(props, "ec2Attributes.subnetIds");
    if (Array.isArray(list)) {
        return list.map((_id, index) => `ec2Attributes.subnetIds.${index}`);
    }
    return ["ec2Attributes.subnetIds", "ec2Attributes.subnetId"];
}
