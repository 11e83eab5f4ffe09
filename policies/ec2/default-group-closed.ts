import type { ec2 } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { fsbp, IN_PRODUCTION, stackRule } from "../rule";
import { DEFAULT_SECURITY_GROUP, VPC } from "./networks";

const vpc = { type: VPC, name: "network", props: {} };
const group = (of: string, props: object = {}) => ({
    type: DEFAULT_SECURITY_GROUP,
    name: "closed",
    props: { vpcId: ref(of), ...props },
});

export const defaultGroupClosed = stackRule<ec2.VpcArgs>({
    id: "ec2/default-group-closed",
    title: "A VPC's default security group lets nothing through",
    reason: "Whatever is made without a group gets this one, whose members reach each other and the world.",
    severity: "high",
    controls: [fsbp("EC2.2")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "Network does it.",
        pulumi: "add an aws.ec2.DefaultSecurityGroup for the VPC, without ingress and egress.",
    },
    types: [VPC],
    *check(_props, { resource }, stack) {
        const groups = stack.referrers(resource, [DEFAULT_SECURITY_GROUP], "vpcId");
        if (groups.length === 0) {
            yield "no aws.ec2.DefaultSecurityGroup takes over the VPC's default security group; add one without ingress and egress";
        }
        for (const closed of groups) {
            const { ingress, egress } = stack.inputsOf<ec2.DefaultSecurityGroupArgs>(closed);
            if ([ingress, egress].some((rules) => rules !== undefined && rules.length !== 0)) {
                yield `the default security group "${closed.name}" has rules; remove its ingress and egress`;
            }
        }
    },
    examples: {
        pass: [
            stackExample("it has no rules", vpc, group("network")),
            stackExample("it has empty rules", vpc, group("network", { ingress: [], egress: [] })),
        ],
        fail: [
            stackExample("nobody takes it over", vpc),
            stackExample("another VPC's is closed", vpc, { ...vpc, name: "other" }, group("other")),
            stackExample(
                "its members reach each other",
                vpc,
                group("network", { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, self: true }] }),
            ),
        ],
    },
});
