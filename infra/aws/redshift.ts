/**
 * What Amazon Redshift accepts: node types, ports, snapshots, Multi-AZ. One table for files, components and policies.
 * Sources: Redshift Management Guide, "Amazon Redshift provisioned clusters", "Multi-AZ deployment", "Amazon Redshift
 * snapshots and backups", "Compute capacity for Amazon Redshift Serverless"; Redshift API, CreateCluster.
 */

/** Bounds of a cluster of one node type. */
export interface NodeType {
    /** Whether one node alone is a cluster. */
    readonly singleNode: boolean;
    /** Most nodes that a new cluster can have. */
    readonly maxNodes: number;
    /** Whether a cluster can run in two availability zones at once: AWS documents it for RA3 only. */
    readonly multiAz: boolean;
}

/** Node types with managed storage. DC2 is being retired and is left out on purpose. */
export const NODE_TYPES: Readonly<Record<string, NodeType>> = {
    "ra3.large": { singleNode: true, maxNodes: 16, multiAz: true },
    "ra3.xlplus": { singleNode: true, maxNodes: 16, multiAz: true },
    "ra3.4xlarge": { singleNode: false, maxNodes: 32, multiAz: true },
    "ra3.16xlarge": { singleNode: false, maxNodes: 64, multiAz: true },
    "rg.large": { singleNode: true, maxNodes: 16, multiAz: false },
    "rg.xlarge": { singleNode: true, maxNodes: 16, multiAz: false },
    "rg.4xlarge": { singleNode: false, maxNodes: 32, multiAz: false },
    "rg.12xlarge": { singleNode: false, maxNodes: 64, multiAz: false },
};

/** Fewest nodes of a cluster that is not a single node. */
export const LEAST_NODES = 2;

/** Ports that clusters with managed storage and serverless workgroups listen on: two ranges. */
export const PORT_RANGES: readonly (readonly [number, number])[] = [
    [5431, 5455],
    [8191, 8215],
];

/** The port that clients assume. */
export const DEFAULT_PORT = 5439;

/** Days that automated snapshots are kept: with managed storage they cannot be switched off. */
export const AUTOMATED_RETENTION_DAYS = { minimum: 1, maximum: 35 } as const;

/** Hours between the snapshots of a schedule. */
export const SNAPSHOT_SCHEDULE_HOURS = { minimum: 1, maximum: 24 } as const;

/** Availability zones that the subnets of a Multi-AZ cluster, and of a workgroup with enhanced VPC routing, span. */
export const SPREAD_ZONES = 3;

/** Availability zones that any other cluster's subnets span: Security Hub control Redshift.16. */
export const LEAST_ZONES = 2;

/** Redshift Processing Units of a serverless workgroup. */
export const CAPACITY = { minimum: 4, maximum: 1024 } as const;

/** IAM roles that a cluster or a namespace can have: "Quotas and limits in Amazon Redshift". */
export const MAX_ROLES = 50;

/** Names that Redshift gives to its first user, which attackers try first (Redshift.8, RedshiftServerless.5). */
export const DEFAULT_ADMINISTRATORS: ReadonlySet<string> = new Set(["awsuser", "admin"]);

/** A rule of Redshift's that arguments break. */
export interface RedshiftProblem {
    /** The argument, e.g. `nodes`. */
    readonly property: string;
    /** What was found; what is allowed; what to do. */
    readonly reason: string;
}

export interface ClusterShape {
    readonly nodeType: string;
    readonly nodes: number;
    readonly multiAz: boolean;
    /** Whether the cluster is paused at certain times. */
    readonly pauses: boolean;
    /** Whether the cluster may be moved to another zone. */
    readonly relocates?: boolean;
    /** Availability zones of its subnets; absent where only the deployment can tell. */
    readonly zones?: number;
}

/** Everything that Redshift would refuse of a provisioned cluster. */
export function clusterProblems(shape: ClusterShape): RedshiftProblem[] {
    const type = NODE_TYPES[shape.nodeType];
    if (type === undefined) {
        const allowed = Object.keys(NODE_TYPES).join(", ");
        return [
            { property: "nodeType", reason: `"${shape.nodeType}" is not a node type; allowed: ${allowed}` },
        ];
    }
    return [
        ...nodeProblems(shape, type),
        ...(shape.multiAz ? multiAzProblems(shape, type) : []),
        ...(shape.multiAz ? [] : zoneProblems(shape.zones, LEAST_ZONES, "a cluster's subnet group")),
    ];
}

function nodeProblems(
    { nodeType, nodes }: ClusterShape,
    { singleNode, maxNodes }: NodeType,
): RedshiftProblem[] {
    const least = singleNode ? 1 : LEAST_NODES;
    if (Number.isInteger(nodes) && nodes >= least && nodes <= maxNodes) {
        return [];
    }
    return [
        {
            property: "nodes",
            reason: `${nodes} is not allowed with ${nodeType}; give ${least} to ${maxNodes} nodes`,
        },
    ];
}

function multiAzProblems(shape: ClusterShape, type: NodeType): RedshiftProblem[] {
    const problems: RedshiftProblem[] = [];
    if (!type.multiAz) {
        const able = Object.entries(NODE_TYPES).filter(([, { multiAz }]) => multiAz);
        problems.push({
            property: "multiAz",
            reason: `true was given with ${shape.nodeType}, for which AWS does not offer it; choose ${able.map(([name]) => name).join(", ")}, or leave multiAz out`,
        });
    }
    if (shape.nodes < LEAST_NODES) {
        problems.push({
            property: "nodes",
            reason: `${shape.nodes} was given with multiAz; a Multi-AZ cluster needs ${LEAST_NODES} nodes or more in each zone`,
        });
    }
    if (shape.pauses) {
        problems.push({
            property: "pause",
            reason: "a schedule was given with multiAz; a Multi-AZ cluster cannot be paused: remove one of the two",
        });
    }
    if (shape.relocates) {
        problems.push({
            property: "relocation",
            reason: "true was given with multiAz, which survives the loss of a zone by itself; remove one of the two",
        });
    }
    return [...problems, ...zoneProblems(shape.zones, SPREAD_ZONES, "a Multi-AZ cluster")];
}

function zoneProblems(zones: number | undefined, least: number, what: string): RedshiftProblem[] {
    return zones === undefined || zones >= least
        ? []
        : [
              {
                  property: "network",
                  reason: `${zones} availability zone${zones === 1 ? " was" : "s were"} given; ${what} needs subnets in ${least} or more`,
              },
          ];
}

/** What Redshift would refuse of a port. */
export function portProblems(port: number): RedshiftProblem[] {
    if (Number.isInteger(port) && PORT_RANGES.some(([first, last]) => port >= first && port <= last)) {
        return [];
    }
    const allowed = PORT_RANGES.map(([first, last]) => `${first} to ${last}`).join(" or ");
    return [{ property: "port", reason: `${port} is not allowed; give ${allowed}` }];
}

export interface ServerlessShape {
    /** Redshift Processing Units that are there from the first query on. */
    readonly baseCapacity: number;
    /** Redshift Processing Units that queries can be given at most. */
    readonly maxCapacity: number;
    /** Availability zones of its subnets; absent where only the deployment can tell. */
    readonly zones?: number;
}

/** Everything that Redshift would refuse of a serverless workgroup with enhanced VPC routing. */
export function serverlessProblems({ baseCapacity, maxCapacity, zones }: ServerlessShape): RedshiftProblem[] {
    const problems: RedshiftProblem[] = [];
    for (const [property, value] of Object.entries({ baseCapacity, maxCapacity })) {
        if (!isCapacity(value)) {
            problems.push({
                property,
                reason: `${value} is not allowed; give 4, a multiple of 8 up to 512, or a multiple of 32 up to ${CAPACITY.maximum} RPU`,
            });
        }
    }
    if (isCapacity(baseCapacity) && isCapacity(maxCapacity) && maxCapacity < baseCapacity) {
        problems.push({
            property: "maxCapacity",
            reason: `${maxCapacity} is less than baseCapacity ${baseCapacity}; give at least as much`,
        });
    }
    return [
        ...problems,
        ...zoneProblems(zones, SPREAD_ZONES, "a serverless workgroup with enhanced VPC routing"),
    ];
}

/** Steps in which AWS sells capacity. */
function isCapacity(units: number): boolean {
    const step = units <= 512 ? 8 : 32;
    return units === CAPACITY.minimum || (units >= 8 && units <= CAPACITY.maximum && units % step === 0);
}

const DAYS_OF_WEEK: readonly string[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MAINTENANCE_WINDOW = /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):([0-5]\d)$/;
const MINUTES_OF_WEEK = 7 * 24 * 60;
/** Redshift API, CreateCluster: the shortest window, in minutes. */
const LEAST_WINDOW_MINUTES = 30;

/** What Redshift would refuse of a maintenance window such as `sun:03:00-sun:04:00`, in UTC. */
export function maintenanceWindowProblems(window: string): RedshiftProblem[] {
    const [from, to] = window.split("-").map(minuteOfWeek);
    const length =
        from === undefined || to === undefined ? 0 : (to - from + MINUTES_OF_WEEK) % MINUTES_OF_WEEK;
    if (length >= LEAST_WINDOW_MINUTES && window.split("-").length === 2) {
        return [];
    }
    return [
        {
            property: "maintenanceWindow",
            reason: `"${window}" is not allowed; give ${LEAST_WINDOW_MINUTES} minutes or more of the week in UTC, such as sun:03:00-sun:04:00`,
        },
    ];
}

function minuteOfWeek(text: string): number | undefined {
    const match = MAINTENANCE_WINDOW.exec(text);
    if (match === null) {
        return undefined;
    }
    const [, day = "", hour, minute] = match;
    const index = DAYS_OF_WEEK.indexOf(day);
    return (index * 24 + Number(hour)) * 60 + Number(minute);
}

/** The name of the database user that an IAM role becomes ("Options for providing IAM credentials"). */
export function databaseUserOf(roleName: string): string {
    return `IAMR:${roleName}`;
}

/** Kinds of audit logs, each in a log group of its own. */
export const AUDIT_LOGS = ["connectionlog", "useractivitylog", "userlog"] as const;

/** The log group that Redshift writes one kind of a cluster's audit logs to; it cannot be given another name. */
export function clusterLogGroup(clusterIdentifier: string, log: string): string {
    return `/aws/redshift/cluster/${clusterIdentifier}/${log}`;
}

/** The log group that Redshift writes one kind of a namespace's audit logs to. */
export function namespaceLogGroup(namespace: string, log: string): string {
    return `/aws/redshift/${namespace}/${log}`;
}
