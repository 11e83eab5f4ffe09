/** Type tokens of networks and what belongs to them. */

export const VPC = "aws:ec2/vpc:Vpc";
export const SUBNET = "aws:ec2/subnet:Subnet";
export const FLOW_LOG = "aws:ec2/flowLog:FlowLog";
export const VPC_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
export const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
export const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
export const EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const EVERYWHERE: readonly unknown[] = ["0.0.0.0/0", "::/0"];

/** The block of all addresses, in both generations. */
export function isEverywhere(cidr: unknown): boolean {
    return EVERYWHERE.includes(cidr);
}

/** Rules that a security group has in its own properties, and that speak of all addresses. */
export function* openRules(rules: unknown): Generator<{ readonly index: number; readonly cidr: string }> {
    for (const [index, rule] of (Array.isArray(rules) ? rules : []).entries()) {
        for (const key of ["cidrBlocks", "ipv6CidrBlocks"]) {
            const blocks: unknown = rule?.[key];
            for (const cidr of (Array.isArray(blocks) ? blocks : []).filter(isEverywhere)) {
                yield { index, cidr };
            }
        }
    }
}
