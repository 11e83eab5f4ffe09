import type { ec2 } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { SUBNET } from "./networks";

export const subnetPrivate = resourceRule<ec2.SubnetArgs>({
    id: "ec2/subnet-private",
    title: "Subnets give out no public addresses",
    reason: "A public address makes every member of the subnet reachable from the internet as soon as a route leads there.",
    severity: "medium",
    controls: [fsbp("EC2.15")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "Network does it.",
        pulumi: "leave mapPublicIpOnLaunch of aws.ec2.Subnet out, or set it to false.",
    },
    types: [SUBNET],
    *check({ mapPublicIpOnLaunch }) {
        if (mapPublicIpOnLaunch === true) {
            yield "mapPublicIpOnLaunch is true; remove it, or set it to false";
        }
    },
    examples: {
        pass: [
            example("nothing is said", SUBNET, {}),
            example("it is switched off", SUBNET, { vpcId: "vpc-1", mapPublicIpOnLaunch: false }),
        ],
        fail: [example("it is switched on", SUBNET, { vpcId: "vpc-1", mapPublicIpOnLaunch: true })],
    },
});
