import type * as pulumi from "@pulumi/pulumi";
import { type AlarmArgs, alarm } from "../../aws/alarm";
import type { NodeFunction } from "../../aws/nodeFunction";
import type { SearchDomainArgs } from "./args";

type DomainAlarm = Omit<AlarmArgs, "nameParts" | "topicArn" | "namespace" | "dimensions"> & {
    readonly suffix: string;
};

/** Part of a node's disk that must stay free: OpenSearch blocks writes at a fifth. */
const FREE_PART = 0.25;
const MIB_IN_GIB = 1024;

/**
 * Source: Amazon OpenSearch Service Developer Guide, "Recommended CloudWatch alarms".
 */
export function watchDomain(
    name: string,
    args: SearchDomainArgs,
    watched: { readonly domainName: pulumi.Input<string>; readonly configure: NodeFunction },
    opts: pulumi.CustomResourceOptions,
): void {
    const dimensions = { DomainName: watched.domainName, ClientId: args.account.id };
    const common = { topicArn: args.alarmTopicArn };
    for (const { suffix, ...settings } of [
        ...healthAlarms(name),
        ...loadAlarms(name, args),
        ...masterAlarms(name, args),
    ]) {
        alarm(
            `${name}-${suffix}`,
            {
                ...settings,
                ...common,
                namespace: "AWS/ES",
                dimensions,
                nameParts: [args.environment, name, suffix],
            },
            opts,
        );
    }
    alarm(
        `${name}-configure-errors`,
        {
            ...common,
            nameParts: [args.environment, name, "configure-errors"],
            description: `The configuration of ${name} was not applied; the deployment that wanted it failed. Look at the function's log.`,
            namespace: "AWS/Lambda",
            metric: "Errors",
            dimensions: { FunctionName: watched.configure.name },
            statistic: "Sum",
            above: 0,
            periodSeconds: 60,
        },
        opts,
    );
}

function healthAlarms(name: string): DomainAlarm[] {
    return [
        {
            suffix: "red",
            description: `A part of the data of ${name} is on no node: searches miss it, and writes to it fail. Look at the cluster's health, then at snapshots.`,
            metric: "ClusterStatus.red",
            statistic: "Maximum",
            above: 0,
            periodSeconds: 60,
        },
        {
            suffix: "yellow",
            description: `A part of the data of ${name} has had no copy for half an hour: one more failure loses it. Look at the nodes and at the free space.`,
            metric: "ClusterStatus.yellow",
            statistic: "Maximum",
            above: 0,
            periodSeconds: 300,
            periods: 6,
        },
        {
            suffix: "writes-blocked",
            description: `${name} takes no documents. Look at free space and memory: one of them has run out.`,
            metric: "ClusterIndexWritesBlocked",
            statistic: "Maximum",
            above: 0,
            periodSeconds: 300,
        },
        {
            suffix: "snapshot-failed",
            description: `AWS's own hourly snapshot of ${name} failed. Look at the cluster's health: red clusters have none.`,
            metric: "AutomatedSnapshotFailure",
            statistic: "Maximum",
            above: 0,
            periodSeconds: 60,
        },
        {
            suffix: "key-disabled",
            description: `The key of ${name} is disabled: the domain stops. Enable it.`,
            metric: "KMSKeyError",
            statistic: "Maximum",
            above: 0,
            periodSeconds: 60,
        },
        {
            suffix: "key-inaccessible",
            description: `The key of ${name} was deleted, or its grants were revoked: the domain is lost after seven days. Cancel the key's deletion; else restore a snapshot.`,
            metric: "KMSKeyInaccessible",
            statistic: "Maximum",
            above: 0,
            periodSeconds: 60,
        },
    ];
}

function loadAlarms(name: string, { capacity }: SearchDomainArgs): DomainAlarm[] {
    return [
        {
            suffix: "free-space",
            description: `A node of ${name} has less than a quarter of its disk left. Shorten retention, or enlarge volumes.`,
            metric: "FreeStorageSpace",
            statistic: "Minimum",
            below: Math.floor(capacity.volumeGib * MIB_IN_GIB * FREE_PART),
            periodSeconds: 60,
        },
        {
            suffix: "processor",
            description: `The nodes of ${name} have been busy for three quarters of an hour. Look at slow searches, or enlarge the nodes.`,
            metric: "CPUUtilization",
            statistic: "Average",
            above: 80,
            periodSeconds: 900,
            periods: 3,
        },
        {
            suffix: "memory",
            description: `A node of ${name} is short of memory: it refuses requests, then falls out. Look at the number of shards and at large searches.`,
            metric: "JVMMemoryPressure",
            statistic: "Maximum",
            above: 95,
            periodSeconds: 60,
            periods: 3,
        },
    ];
}

function masterAlarms(name: string, { capacity }: SearchDomainArgs): DomainAlarm[] {
    return capacity.masterNodes === 0
        ? []
        : [
              {
                  suffix: "master-unreachable",
                  description: `${name} has no master: nothing can be changed, and soon nothing written. AWS replaces it; open a support case when that takes longer.`,
                  metric: "MasterReachableFromNode",
                  statistic: "Maximum",
                  below: 1,
                  periodSeconds: 60,
                  periods: 5,
              },
              {
                  suffix: "master-processor",
                  description: `The master nodes of ${name} have been busy for three quarters of an hour: enlarge them before changes fail.`,
                  metric: "MasterCPUUtilization",
                  statistic: "Average",
                  above: 50,
                  periodSeconds: 900,
                  periods: 3,
              },
          ];
}
