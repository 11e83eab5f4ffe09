import type { ec2, vpc } from "@pulumi/aws";
import { example } from "../example";
import { IN_PRODUCTION, resourceRule } from "../rule";
import { EGRESS_RULE, isEverywhere, openRules, SECURITY_GROUP } from "./networks";

const rule = (to: object) => ({ securityGroupId: "sg-1", ipProtocol: "-1", ...to });
const inline = (to: object) => ({
    vpcId: "vpc-1",
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, ...to }],
});

export const noOpenEgress = resourceRule<vpc.SecurityGroupEgressRuleArgs & ec2.SecurityGroupArgs>({
    id: "ec2/no-open-egress",
    title: "Security groups let nothing out to everywhere",
    reason: "Data leaves through the same door as requests: who may open connections to any address may carry anything away.",
    severity: "medium",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary:
            "the network's services.open() lets a group reach the services that it names, through endpoints.",
        pulumi: "set referencedSecurityGroupId or prefixListId instead of cidrIpv4 on aws.vpc.SecurityGroupEgressRule.",
    },
    types: [EGRESS_RULE, SECURITY_GROUP],
    *check({ cidrIpv4, cidrIpv6, egress }) {
        for (const open of [cidrIpv4, cidrIpv6].filter(isEverywhere)) {
            yield `the rule lets out to ${open}; name the security group or the prefix list that is called`;
        }
        for (const { index, cidr } of openRules(egress)) {
            yield `egress[${index}] lets out to ${cidr}; name the security group or the prefix list that is called`;
        }
    },
    examples: {
        pass: [
            example("nothing is said", EGRESS_RULE, {}),
            example("a group is called", EGRESS_RULE, rule({ referencedSecurityGroupId: "sg-2" })),
            example("a service is called", EGRESS_RULE, rule({ prefixListId: "pl-1" })),
            example("the group lets nothing out", SECURITY_GROUP, { vpcId: "vpc-1", egress: [] }),
        ],
        fail: [
            example("everything is let out", EGRESS_RULE, rule({ cidrIpv4: "0.0.0.0/0" })),
            example("everything is let out, over IPv6", EGRESS_RULE, rule({ cidrIpv6: "::/0" })),
            example(
                "a group's own rule lets everything out",
                SECURITY_GROUP,
                inline({ cidrBlocks: ["0.0.0.0/0"] }),
            ),
        ],
    },
});
