/**
 * Amazon VPC. Sources: AWS docs, "Service Authorization Reference", "Resource types defined by Amazon EC2"; EC2 API
 * Reference, "Resource IDs" (a prefix and 17 hexadecimal digits; prefix lists have 8).
 */

import { type Compute, type Computed, type Subject, whole } from "./subject";

/** Something that EC2 numbers. */
function numbered(
    prefix: string,
    kind: string,
): (subject: Subject) => Computed & { outputs: { arn: string } } {
    return (subject) => {
        const id = `${prefix}-0${subject.hex(16)}`;
        return { id, outputs: { arn: subject.arn("ec2", `${kind}/${id}`) } };
    };
}

/** What EC2 makes together with a VPC. */
function vpc(subject: Subject): Computed {
    const { id, outputs } = numbered("vpc", "vpc")(subject);
    return {
        id,
        outputs: {
            ...outputs,
            ownerId: subject.accountId,
            mainRouteTableId: `rtb-0${subject.hex(16, "main")}`,
            defaultRouteTableId: `rtb-0${subject.hex(16, "main")}`,
            defaultSecurityGroupId: `sg-0${subject.hex(16, "default")}`,
            defaultNetworkAclId: `acl-0${subject.hex(16, "default")}`,
        },
    };
}

function securityGroup(subject: Subject): Computed {
    const { id, outputs } = numbered("sg", "security-group")(subject);
    const name = subject.autoname("name", { limit: 255 });
    return { id, outputs: { ...outputs, name, ownerId: subject.accountId } };
}

/** AWS's own group of a VPC, which the program takes over. */
function defaultSecurityGroup(subject: Subject): Computed {
    const { id, outputs } = numbered("sg", "security-group")(subject);
    return { id, outputs: { ...outputs, name: "default", ownerId: subject.accountId } };
}

function securityGroupRule(subject: Subject): Computed {
    const { id, outputs } = numbered("sgr", "security-group-rule")(subject);
    return { id, outputs: { ...outputs, securityGroupRuleId: id } };
}

/** A gateway has a list of the service's addresses, an interface has names for its own. */
function endpoint(subject: Subject): Computed {
    const { id, outputs } = numbered("vpce", "vpc-endpoint")(subject);
    const own = { ...outputs, ownerId: subject.accountId, state: "available" };
    return subject.text("vpcEndpointType") === "Interface"
        ? { id, outputs: { ...own, networkInterfaceIds: [`eni-0${subject.hex(16, "interface")}`] } }
        : { id, outputs: { ...own, prefixListId: `pl-${subject.hex(8)}` } };
}

export const network: Readonly<Record<string, Compute>> = {
    "aws:ec2/vpc:Vpc": vpc,
    "aws:ec2/subnet:Subnet": numbered("subnet", "subnet"),
    "aws:ec2/routeTable:RouteTable": numbered("rtb", "route-table"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": (subject) => ({
        id: `rtbassoc-0${subject.hex(16)}`,
    }),
    "aws:ec2/securityGroup:SecurityGroup": securityGroup,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": defaultSecurityGroup,
    "aws:ec2/tag:Tag": (subject) => ({ id: whole(`${subject.text("resourceId")},${subject.text("key")}`) }),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule,
    "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
    "aws:ec2/flowLog:FlowLog": numbered("fl", "vpc-flow-log"),
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": (subject) => ({
        id: whole(`a-${subject.text("vpcEndpointId")}${subject.text("routeTableId")}`),
    }),
};
