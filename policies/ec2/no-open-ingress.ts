import type { ec2, vpc } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { INGRESS_RULE, isEverywhere, openRules, SECURITY_GROUP } from "./networks";

const rule = (from: object) => ({
    securityGroupId: "sg-1",
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    ...from,
});
const inline = (from: object) => ({
    vpcId: "vpc-1",
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, ...from }],
});

export const noOpenIngress = resourceRule<vpc.SecurityGroupIngressRuleArgs & ec2.SecurityGroupArgs>({
    id: "ec2/no-open-ingress",
    title: "Security groups let nobody in from everywhere",
    reason: "What everybody can reach, everybody tries. An analytics platform is reached through AWS's own endpoints, and by the security groups of applications.",
    severity: "high",
    controls: [fsbp("EC2.18"), fsbp("EC2.19")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "connect() makes pairs of rules between two groups.",
        pulumi: "set referencedSecurityGroupId instead of cidrIpv4 on aws.vpc.SecurityGroupIngressRule.",
    },
    types: [INGRESS_RULE, SECURITY_GROUP],
    *check({ cidrIpv4, cidrIpv6, ingress }) {
        for (const open of [cidrIpv4, cidrIpv6].filter(isEverywhere)) {
            yield `the rule lets in ${open}; name the security group that may connect`;
        }
        for (const { index, cidr } of openRules(ingress)) {
            yield `ingress[${index}] lets in ${cidr}; name the security group that may connect`;
        }
    },
    examples: {
        pass: [
            example("nothing is said", INGRESS_RULE, {}),
            example("a group is let in", INGRESS_RULE, rule({ referencedSecurityGroupId: "sg-2" })),
            example("a network is let in", INGRESS_RULE, rule({ cidrIpv4: "10.0.0.0/16" })),
            example("the group lets in nobody", SECURITY_GROUP, { vpcId: "vpc-1" }),
            example(
                "a group's own rule lets in a group",
                SECURITY_GROUP,
                inline({ securityGroups: ["sg-2"] }),
            ),
        ],
        fail: [
            example("everybody is let in", INGRESS_RULE, rule({ cidrIpv4: "0.0.0.0/0" })),
            example("everybody is let in, over IPv6", INGRESS_RULE, rule({ cidrIpv6: "::/0" })),
            example(
                "a group's own rule lets in everybody",
                SECURITY_GROUP,
                inline({ cidrBlocks: ["0.0.0.0/0"] }),
            ),
        ],
    },
});
