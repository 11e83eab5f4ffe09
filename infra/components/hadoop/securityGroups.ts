import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { EMR_POLICY_TAG, EMR_PORTS } from "../../aws/emr";
import { connect, securityGroup } from "../../aws/securityGroup";
import type { EndpointService } from "../../aws/vpcEndpoints";
import type { NetworkPlacement } from "../network/args";
import type { HadoopClusterArgs } from "./args";

/** What nodes call: data and scripts, keys, the catalog, credentials, and EMR for its scaling. */
const SERVICES: readonly EndpointService[] = ["s3", "kms", "glue", "sts", "elasticmapreduce"];

/** The groups of a cluster in private subnets. */
export interface ClusterSecurityGroups {
    readonly master: aws.ec2.SecurityGroup;
    /** Core and task nodes. */
    readonly workers: aws.ec2.SecurityGroup;
    /** Where EMR's service reaches the nodes from: without it EMR refuses private subnets. */
    readonly serviceAccess: aws.ec2.SecurityGroup;
    readonly ready: readonly pulumi.Resource[];
}

/**
 * Groups with exactly the rules that EMR would otherwise add itself: nodes talk to each other, and with EMR's
 * service on its two ports.
 *
 * Source: Amazon EMR Management Guide, "Working with Amazon EMR-managed security groups" (private subnets).
 */
export function clusterSecurityGroups(
    name: string,
    args: HadoopClusterArgs,
    network: NetworkPlacement,
    opts: pulumi.CustomResourceOptions,
): ClusterSecurityGroups {
    const group = (part: string, description: string) =>
        securityGroup(
            `${name}-${part}`,
            {
                vpcId: network.vpcId,
                nameParts: [args.environment, name, part],
                description,
                tags: EMR_POLICY_TAG,
                // EMR adds rules of its own, and two groups that name each other could never be deleted.
                revokeRulesOnDelete: true,
            },
            opts,
        );
    const master = group("master", `Master node of ${name}`);
    const workers = group("workers", `Core and task nodes of ${name}`);
    const serviceAccess = group("service-access", `Amazon EMR, at the nodes of ${name}`);
    const ready = [
        ...talk(`${name}-master`, master, master, opts),
        ...talk(`${name}-master-workers`, master, workers, opts),
        ...talk(`${name}-workers-master`, workers, master, opts),
        ...talk(`${name}-workers`, workers, workers, opts),
        ...[master, workers].flatMap((nodes, index) =>
            connect(
                `${name}-service-${index === 0 ? "master" : "workers"}`,
                {
                    from: serviceAccess.id,
                    to: nodes.id,
                    port: EMR_PORTS.nodes,
                    description: "EMR configures the node",
                },
                opts,
            ),
        ),
        ...connect(
            `${name}-master-service`,
            {
                from: master.id,
                to: serviceAccess.id,
                port: EMR_PORTS.service,
                description: "The cluster reports to EMR",
            },
            opts,
        ),
        ...[master, workers].flatMap(
            (nodes, index) =>
                network.services?.open(
                    `${name}-${index === 0 ? "master" : "workers"}-services`,
                    { from: nodes.id, services: SERVICES },
                    opts,
                ) ?? [],
        ),
    ];
    return { master, workers, serviceAccess, ready };
}

/** Hadoop's daemons choose their ports: EMR opens all of them between nodes. */
function talk(
    name: string,
    from: aws.ec2.SecurityGroup,
    to: aws.ec2.SecurityGroup,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    const ends = { from: from.id, to: to.id };
    return [
        ...connect(
            `${name}-tcp`,
            { ...ends, port: 0, toPort: 65535, description: "Hadoop between nodes" },
            opts,
        ),
        ...connect(
            `${name}-udp`,
            { ...ends, port: 0, toPort: 65535, protocol: "udp", description: "Hadoop between nodes" },
            opts,
        ),
        ...connect(
            `${name}-icmp`,
            { ...ends, port: -1, protocol: "icmp", description: "EMR's health checks" },
            opts,
        ),
    ];
}
