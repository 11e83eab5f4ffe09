/** Which resources have network interfaces in which security groups, and where they listen. */

import { type PlanIndex, text } from "../../local/authorization/planIndex";
import { type PlanResource, type PlanValue, UNKNOWN } from "../plan";
import { isObject, unwrapSecret } from "../values";
import type { Traffic } from "./securityGroups";

/** A resource in a VPC. */
export interface Member {
    readonly resource: PlanResource;
    /** Ids of its groups. */
    readonly groups: readonly string[];
}

/** A member that others connect to. */
export interface Server extends Member {
    /** Host names and ARNs by which others name it. */
    readonly addresses: readonly string[];
    readonly traffic: Traffic;
}

/** Type → where its groups are, as a path of property names. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
    "aws:emrserverless/application:Application": ["networkConfiguration", "securityGroupIds"],
    "aws:glue/connection:Connection": ["physicalConnectionRequirements", "securityGroupIdLists"],
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": [
        "opensearchConfiguration",
        "vpcConfig",
        "securityGroupIds",
    ],
    "aws:kinesisanalyticsv2/application:Application": [
        "applicationConfiguration",
        "vpcConfiguration",
        "securityGroupIds",
    ],
    "aws:lambda/function:Function": ["vpcConfig", "securityGroupIds"],
    "aws:quicksight/vpcConnection:VpcConnection": ["securityGroupIds"],
};

interface Listener {
    readonly groups: readonly string[];
    readonly port: number | { readonly property: string; readonly usually: number };
    /** Properties that hold a host name, a URL or an ARN. */
    readonly addresses: readonly string[];
}

const LISTENERS: Readonly<Record<string, Listener>> = {
    "aws:opensearch/domain:Domain": {
        groups: ["vpcOptions", "securityGroupIds"],
        port: 443,
        addresses: ["endpoint", "endpointV2", "dashboardEndpoint", "arn"],
    },
    "aws:rds/cluster:Cluster": {
        groups: ["vpcSecurityGroupIds"],
        port: { property: "port", usually: 3306 },
        addresses: ["endpoint", "readerEndpoint"],
    },
    "aws:rds/instance:Instance": {
        groups: ["vpcSecurityGroupIds"],
        port: { property: "port", usually: 3306 },
        addresses: ["address"],
    },
    "aws:redshift/cluster:Cluster": {
        groups: ["vpcSecurityGroupIds"],
        port: { property: "port", usually: 5439 },
        addresses: ["endpoint", "dnsName"],
    },
    "aws:redshiftserverless/workgroup:Workgroup": {
        groups: ["securityGroupIds"],
        port: { property: "port", usually: 5439 },
        addresses: ["endpoint", "endpoints"],
    },
};

export function members(index: PlanIndex): Member[] {
    return Object.entries(GROUPS).flatMap(([type, path]) =>
        index.ofType(type).flatMap((resource) => member(resource, path) ?? []),
    );
}

export function servers(index: PlanIndex): Server[] {
    return Object.entries(LISTENERS).flatMap(([type, listener]) =>
        index.ofType(type).flatMap((resource) => {
            const found = member(resource, listener.groups);
            const addresses = listener.addresses.flatMap((key) => hosts(resource.outputs[key]));
            const port = portOf(resource, listener.port);
            return found ? [{ ...found, addresses, traffic: { protocol: "tcp", from: port, to: port } }] : [];
        }),
    );
}

function member(resource: PlanResource, path: readonly string[]): Member | undefined {
    let value: PlanValue | undefined = { ...resource.inputs };
    for (const step of path) {
        const known = unwrapSecret(value);
        value = isObject(known) ? known[step] : undefined;
    }
    const groups = textsIn(value).filter((id) => id !== UNKNOWN);
    return groups.length === 0 ? undefined : { resource, groups };
}

function portOf(resource: PlanResource, port: Listener["port"]): number {
    if (typeof port === "number") {
        return port;
    }
    const given = Number(text(resource, port.property) ?? resource.outputs[port.property]);
    return Number.isInteger(given) && given > 0 ? given : port.usually;
}

/** Host names without port, or ARNs, that stand in a value. */
function hosts(value: PlanValue | undefined): string[] {
    return textsIn(value).flatMap((found) => {
        const host = found.startsWith("arn:")
            ? found
            : found.replace(/^\w+:\/\//, "").replace(/[:/].*$/s, "");
        return host.includes(".") || host.startsWith("arn:") ? [host] : [];
    });
}

/** All texts within a value, at any depth. */
export function textsIn(value: PlanValue | undefined): string[] {
    const known = unwrapSecret(value);
    if (typeof known === "string") {
        return known === "" ? [] : [known];
    }
    if (Array.isArray(known)) {
        return known.flatMap(textsIn);
    }
    return isObject(known) ? Object.values(known).flatMap(textsIn) : [];
}
