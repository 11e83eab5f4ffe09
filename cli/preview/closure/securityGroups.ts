/** The rules of a plan's security groups, and whether two groups can connect. */

import { type PlanIndex, text } from "../../local/authorization/planIndex";
import { type PlanResource, UNKNOWN } from "../plan";

/** Ports of a protocol; `-1` is every protocol with all its ports. */
export interface Traffic {
    readonly protocol: string;
    readonly from: number;
    readonly to: number;
}

/** What one group lets out to, or in from, another. */
export interface Rule {
    readonly resource: PlanResource;
    readonly direction: "out" | "in";
    /** Id of the group that has the rule. */
    readonly group: string;
    /** Id of the other group. */
    readonly peer: string;
    readonly traffic: Traffic;
}

const DIRECTIONS = {
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "out",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "in",
} as const;

export class SecurityGroups {
    /** Rules between groups; those about addresses and prefix lists have one side only. */
    readonly rules: readonly Rule[];

    constructor(private readonly index: PlanIndex) {
        this.rules = Object.entries(DIRECTIONS).flatMap(([type, direction]) =>
            index.ofType(type).flatMap((resource) => rule(resource, direction) ?? []),
        );
    }

    /** Whether a group has a rule for all of the traffic with the other group. */
    lets(direction: Rule["direction"], group: string, peer: string, traffic: Traffic): boolean {
        return this.rules.some(
            (one) =>
                one.direction === direction &&
                one.group === group &&
                one.peer === peer &&
                covers(one.traffic, traffic),
        );
    }

    /** Whether members of one of these groups can connect to members of one of those: both sides let it pass. */
    connect(from: readonly string[], to: readonly string[], traffic: Traffic): boolean {
        return from.some((one) =>
            to.some((other) => this.lets("out", one, other, traffic) && this.lets("in", other, one, traffic)),
        );
    }

    /** Whether members of one of these groups reach the addresses of a prefix list over HTTPS. */
    reachesList(from: readonly string[], prefixListId: string): boolean {
        return this.index
            .ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
            .some(
                (resource) =>
                    text(resource, "prefixListId") === prefixListId &&
                    from.includes(text(resource, "securityGroupId") ?? "") &&
                    covers(trafficOf(resource), HTTPS),
            );
    }

    /** A group as messages name it. */
    describe(id: string): string {
        const group = this.index.find("aws:ec2/securityGroup:SecurityGroup", id);
        return group ? `security group "${group.name}"` : `security group ${id}`;
    }
}

export const HTTPS: Traffic = { protocol: "tcp", from: 443, to: 443 };

export function describeTraffic({ protocol, from, to }: Traffic): string {
    return protocol === "-1" ? "everything" : `${protocol} ${from === to ? from : `${from} to ${to}`}`;
}

function rule(resource: PlanResource, direction: Rule["direction"]): Rule | undefined {
    const group = text(resource, "securityGroupId");
    const peer = text(resource, "referencedSecurityGroupId");
    if (group === undefined || peer === undefined || group === UNKNOWN || peer === UNKNOWN) {
        return undefined;
    }
    return { resource, direction, group, peer, traffic: trafficOf(resource) };
}

function trafficOf({ inputs }: PlanResource): Traffic {
    const number = (value: unknown, fallback: number) => (typeof value === "number" ? value : fallback);
    return {
        protocol: String(inputs.ipProtocol),
        from: number(inputs.fromPort, 0),
        to: number(inputs.toPort, 65_535),
    };
}

function covers(rule: Traffic, traffic: Traffic): boolean {
    return (
        rule.protocol === "-1" ||
        (rule.protocol === traffic.protocol && rule.from <= traffic.from && rule.to >= traffic.to)
    );
}
