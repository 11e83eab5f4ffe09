import type * as pulumi from "@pulumi/pulumi";
import { type AlarmArgs, alarm } from "../../aws/alarm";
import type { WarehouseArgs } from "./args";
import type { Engine } from "./engine";

type WarehouseAlarm = Omit<AlarmArgs, "nameParts" | "topicArn" | "dimensions" | "namespace"> & {
    readonly suffix: string;
};

/** Percent of the nodes' disks above which queries start to fail. */
const DISK_FULL = 85;
const BUSY = 95;

/** The alarms of the cluster or workgroup itself; loaders and copies have their own. */
export function watchWarehouse(
    name: string,
    args: WarehouseArgs,
    engine: Engine,
    opts: pulumi.CustomResourceOptions,
): void {
    const alarms = engine.kind === "provisioned" ? clusterAlarms(name) : workgroupAlarms(name, args);
    for (const { suffix, ...settings } of alarms) {
        alarm(
            `${name}-${suffix}`,
            {
                ...settings,
                nameParts: [args.environment, name, suffix],
                namespace: engine.kind === "provisioned" ? "AWS/Redshift" : "AWS/Redshift-Serverless",
                dimensions: engine.dimensions,
                topicArn: args.alarmTopicArn,
            },
            opts,
        );
    }
}

/** Management Guide, "Performance data in Amazon Redshift". A paused cluster publishes nothing, and is no breach. */
function clusterAlarms(name: string): WarehouseAlarm[] {
    return [
        {
            suffix: "unhealthy",
            description: `The warehouse ${name} does not answer its health check. Look at its events; AWS replaces failed nodes by itself.`,
            metric: "HealthStatus",
            statistic: "Maximum",
            below: 1,
            periodSeconds: 300,
            periods: 3,
        },
        {
            suffix: "disk",
            description: `The disks of the warehouse ${name} are more than ${DISK_FULL}% full. Look for queries that spill (svl_query_summary), or add nodes.`,
            metric: "PercentageDiskSpaceUsed",
            statistic: "Average",
            above: DISK_FULL,
            periodSeconds: 300,
            periods: 3,
        },
        {
            suffix: "processors",
            description: `The processors of the warehouse ${name} have been busy for half an hour. Look at the running queries (sys_query_history), or add nodes.`,
            metric: "CPUUtilization",
            statistic: "Average",
            above: BUSY,
            periodSeconds: 300,
            periods: 6,
        },
    ];
}

/** Management Guide, "Monitoring Amazon Redshift Serverless": ComputeCapacity is published by workgroup. */
function workgroupAlarms(name: string, { serverless }: WarehouseArgs): WarehouseAlarm[] {
    return [
        {
            suffix: "capacity",
            description: `The warehouse ${name} has used all of its ${serverless?.maxCapacity} RPU for half an hour. Look at the running queries (sys_query_history), or raise maxCapacity.`,
            metric: "ComputeCapacity",
            statistic: "Average",
            above: (serverless?.maxCapacity ?? 0) - 1,
            periodSeconds: 300,
            periods: 6,
        },
    ];
}
