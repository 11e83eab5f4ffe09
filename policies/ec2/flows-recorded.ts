import type { ec2 } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { fsbp, IN_PRODUCTION, stackRule } from "../rule";
import { FLOW_LOG, VPC } from "./networks";

const vpc = { type: VPC, name: "network", props: {} };
const flows = (of: string) => ({
    type: FLOW_LOG,
    name: "flows",
    props: {
        vpcId: ref(of),
        trafficType: "ALL",
        logDestinationType: "s3",
        logDestination: "arn:aws:s3:::flows",
    },
});

export const flowsRecorded = stackRule<ec2.VpcArgs>({
    id: "ec2/flows-recorded",
    title: "What passes through a VPC is recorded",
    reason: "After an incident flow logs tell who talked to whom; they cannot be had afterwards.",
    severity: "medium",
    controls: [fsbp("EC2.6")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "Network does it.",
        pulumi: "add an aws.ec2.FlowLog with the VPC's vpcId.",
    },
    types: [VPC],
    *check(_props, { resource }, stack) {
        if (stack.referrers(resource, [FLOW_LOG], "vpcId").length === 0) {
            yield "no aws.ec2.FlowLog refers to the VPC; it needs one with its vpcId";
        }
    },
    examples: {
        pass: [stackExample("its traffic is recorded", vpc, flows("network"))],
        fail: [
            stackExample("nothing is recorded", vpc),
            stackExample("another VPC's traffic is recorded", vpc, { ...vpc, name: "other" }, flows("other")),
        ],
    },
});
