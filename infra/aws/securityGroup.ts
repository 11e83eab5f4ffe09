import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { nameFor } from "./names";

export interface SecurityGroupArgs {
    readonly vpcId: pulumi.Input<string>;
    /** Parts of the group's name, e.g. `["prod", "warehouse"]`. */
    readonly nameParts: readonly string[];
    /** Whose network interfaces are in the group; up to 255 letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`. */
    readonly description: string;
    /** Besides those of the component. */
    readonly tags?: Readonly<Record<string, string>>;
    /** Take out all rules before the group is deleted: for services that add rules of their own. Default: false. */
    readonly revokeRulesOnDelete?: boolean;
}

/**
 * A security group that lets nothing in and nothing out: whatever may pass is a pair of rules of its own (see
 * {@link connect}). Its name gets a random end, because AWS can neither rename a group nor delete one in use: its
 * successor has to exist beside it.
 */
export function securityGroup(
    name: string,
    args: SecurityGroupArgs,
    opts: pulumi.CustomResourceOptions,
): aws.ec2.SecurityGroup {
    const groupName = nameFor("securityGroup", ...args.nameParts);
    return new aws.ec2.SecurityGroup(
        name,
        {
            namePrefix: `${groupName}-`,
            description: args.description,
            vpcId: args.vpcId,
            ...(args.revokeRulesOnDelete ? { revokeRulesOnDelete: true } : {}),
            tags: { Name: groupName, ...args.tags },
        },
        opts,
    );
}

/** Connections from the members of one security group to those of another. */
export interface ConnectionArgs {
    /** Id of the group that opens connections. */
    readonly from: pulumi.Input<string>;
    /** Id of the group that takes them; the same one for members that talk to each other. */
    readonly to: pulumi.Input<string>;
    /** 0 to 65535; -1 with `icmp`, which has types in place of ports: all of them. */
    readonly port: number;
    /** Last port of a range; default: `port`. */
    readonly toPort?: number;
    /** Default: `tcp`. */
    readonly protocol?: "tcp" | "udp" | "icmp";
    /** What passes, e.g. `JDBC from reports to the warehouse`. */
    readonly description: string;
}

/** Both sides of a flow: out of one group, and into the other. Depend on them before something connects. */
export function connect(
    name: string,
    args: ConnectionArgs,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    const ports = {
        ipProtocol: args.protocol ?? "tcp",
        fromPort: args.port,
        toPort: args.toPort ?? args.port,
        description: args.description,
    };
    return [
        new aws.vpc.SecurityGroupEgressRule(
            name,
            { ...ports, securityGroupId: args.from, referencedSecurityGroupId: args.to },
            opts,
        ),
        new aws.vpc.SecurityGroupIngressRule(
            name,
            { ...ports, securityGroupId: args.to, referencedSecurityGroupId: args.from },
            opts,
        ),
    ];
}

/** Connections to a service that is reached by a route: its addresses are in a list that AWS keeps. */
export interface PrefixListConnectionArgs {
    /** Id of the group that opens connections. */
    readonly from: pulumi.Input<string>;
    readonly prefixListId: pulumi.Input<string>;
    readonly description: string;
}

/** HTTPS to the addresses of a prefix list. There is no other side: AWS's service has no security group. */
export function connectToPrefixList(
    name: string,
    args: PrefixListConnectionArgs,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    return new aws.vpc.SecurityGroupEgressRule(
        name,
        {
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            description: args.description,
            securityGroupId: args.from,
            prefixListId: args.prefixListId,
        },
        opts,
    );
}
