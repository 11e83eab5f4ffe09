import { vcpusOf } from "../../aws/emr";
import type { HadoopClusterArgs } from "./args";

/** GiB of a node's disk, unless said otherwise. */
const DISK_GIB = 64;
/** Minutes that Spot nodes are waited for. */
const SPOT_TIMEOUT_MINUTES = 10;

/** An instance type, and how many of its fleet's units it counts. */
export interface WeightedType {
    readonly type: string;
    readonly weight: number;
}

/** A fleet of nodes, as both ways of starting a cluster describe it. */
export interface Fleet {
    readonly kind: "MASTER" | "CORE" | "TASK";
    readonly types: readonly WeightedType[];
    /** Units on demand. */
    readonly onDemand: number;
    /** Units on Spot. */
    readonly spot: number;
    /** Minutes until on-demand nodes take the place of Spot ones; only with `spot`. */
    readonly spotTimeoutMinutes: number;
    readonly diskGib: number;
}

/** The three fleets; EMR takes no cluster that has fleets of some nodes and groups of others. */
export interface Fleets {
    readonly master: Fleet;
    readonly core: Fleet;
    readonly task: Fleet;
}

/** Bounds of managed scaling, in units: vCPUs. */
export interface ScalingLimits {
    readonly minimum: number;
    readonly maximum: number;
    readonly maximumCore: number;
    readonly maximumOnDemand: number;
}

/**
 * A unit is a vCPU, so that fleets of small and of large nodes compare. The master node is one, whatever its type;
 * core nodes are on demand, because HDFS loses blocks with them; task nodes are on Spot.
 */
export function fleetsOf({ masterTypes, core, task, diskGib = DISK_GIB }: HadoopClusterArgs): Fleets {
    const spotTimeoutMinutes = task.spotTimeoutMinutes ?? SPOT_TIMEOUT_MINUTES;
    const common = { spotTimeoutMinutes, diskGib };
    return {
        master: {
            ...common,
            kind: "MASTER",
            types: masterTypes.map((type) => ({ type, weight: 1 })),
            onDemand: 1,
            spot: 0,
        },
        core: { ...common, kind: "CORE", types: core.types.map(weighted), onDemand: core.vcpus, spot: 0 },
        task: { ...common, kind: "TASK", types: task.types.map(weighted), onDemand: 0, spot: task.vcpus },
    };
}

function weighted(type: string): WeightedType {
    return { type, weight: vcpusOf(type) ?? 1 };
}

/**
 * Only the task fleet grows, and only on Spot: the bounds on core and on-demand units are what core nodes have.
 * Source: Amazon EMR Management Guide, "Understanding node allocation strategy and scenarios".
 */
export function scalingLimits({ core, task }: HadoopClusterArgs): ScalingLimits {
    return {
        minimum: core.vcpus,
        maximum: core.vcpus + task.maxVcpus,
        maximumCore: core.vcpus,
        maximumOnDemand: core.vcpus,
    };
}

/** Amazon EMR Management Guide, "Allocation strategy for instance fleets". */
export const ALLOCATION = {
    /** The only one that EMR has. */
    onDemand: "lowest-price",
    /** Pools with nodes to spare first, then cheap ones: the fewest interruptions for the price. */
    spot: "price-capacity-optimized",
    /** When Spot nodes are not to be had in time. */
    fallback: "SWITCH_TO_ON_DEMAND",
} as const;
