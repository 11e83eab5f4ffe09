/**
 * What Amazon OpenSearch Service takes as a cluster. Instance families change faster than any list, so only what
 * follows from a type's name is checked.
 *
 * Sources: Amazon OpenSearch Service Developer Guide, "Configuring a multi-AZ domain", "Dedicated master nodes",
 * "Supported instance types", "Amazon OpenSearch Service quotas".
 */

/** The shape of a cluster. */
export interface SearchCapacity {
    readonly dataNodes: number;
    /** E.g. `r7g.large.search`. */
    readonly dataNodeType: string;
    /** 0, 3 or 5. */
    readonly masterNodes: number;
    /** With master nodes only. */
    readonly masterNodeType?: string;
    /** 1 to 3. */
    readonly availabilityZones: number;
    /** A third of the cluster waits in a zone of its own, and takes over within a minute. */
    readonly standby: boolean;
    /** GiB of each data node. */
    readonly volumeGib: number;
}

/** A setting that AWS would refuse: what was found; what is allowed; what to do. */
export interface CapacityProblem {
    readonly property: keyof SearchCapacity;
    readonly reason: string;
}

/** Default quota of an account, "Data nodes per domain". */
export const MOST_DATA_NODES = 80;
/** "EBS volume size quotas": smallest, and the largest of any type. */
export const VOLUME_GIB = { least: 10, most: 24_576 } as const;
/** "EBS volume size quotas": the types that take far less than others. */
const SMALL_VOLUMES: Readonly<Record<string, number>> = { "t3.small.search": 100, "t3.medium.search": 200 };
const MASTER_NODES: readonly number[] = [0, 3, 5];
const NODE_TYPE = /^[a-z][a-z0-9-]*\.[a-z0-9-]+\.search$/;

/** OpenSearch versions as the API spells them; Elasticsearch has no index state management of today's form. */
export const ENGINE_VERSION = /^OpenSearch_[1-9]\.\d{1,2}$/;

/** T types earn credits: no Auto-Tune, and no place in a domain with standby. */
export function isBurstable(nodeType: string): boolean {
    return /^t\d/.test(nodeType);
}

/** Copies of each shard besides the first: with standby, one in each zone; a single node has no place for any. */
export function replicasFor({ dataNodes, standby }: Pick<SearchCapacity, "dataNodes" | "standby">): number {
    return standby ? 2 : Math.min(1, dataNodes - 1);
}

/** Everything that AWS would refuse, or that would not be what its words promise. */
export function capacityProblems(capacity: SearchCapacity): CapacityProblem[] {
    return [
        ...dataNodeProblems(capacity),
        ...masterProblems(capacity),
        ...zoneProblems(capacity),
        ...volumeProblems(capacity),
    ];
}

function dataNodeProblems(capacity: SearchCapacity): CapacityProblem[] {
    const { dataNodes, dataNodeType, availabilityZones } = capacity;
    const problems = typeProblems("dataNodeType", dataNodeType);
    if (!Number.isInteger(dataNodes) || dataNodes < 1 || dataNodes > MOST_DATA_NODES) {
        const reason = `${dataNodes} is not allowed; 1 to ${MOST_DATA_NODES} data nodes are, which is an account's default quota`;
        problems.push({ property: "dataNodes", reason });
    } else if (dataNodes % availabilityZones !== 0) {
        const reason = `${dataNodes} data nodes cannot be spread evenly over ${availabilityZones} zones; give a multiple of ${availabilityZones}`;
        problems.push({ property: "dataNodes", reason });
    }
    return problems;
}

function masterProblems({ masterNodes, masterNodeType, standby }: SearchCapacity): CapacityProblem[] {
    const problems: CapacityProblem[] = [];
    if (!MASTER_NODES.includes(masterNodes)) {
        const reason = `${masterNodes} is not allowed; 0, 3 or 5 are: an even number cannot elect, and one is no redundancy`;
        problems.push({ property: "masterNodes", reason });
    } else if (standby && masterNodes === 0) {
        const reason =
            "is 0 with standby, which needs dedicated master nodes; give 3, or set standby to false";
        problems.push({ property: "masterNodes", reason });
    }
    if (masterNodes > 0 && masterNodeType === undefined) {
        const reason = `is missing for ${masterNodes} master nodes; give a type such as m7g.large.search`;
        problems.push({ property: "masterNodeType", reason });
    }
    return masterNodeType === undefined || masterNodes === 0
        ? problems
        : [...problems, ...typeProblems("masterNodeType", masterNodeType)];
}

function zoneProblems({ availabilityZones, standby, dataNodeType }: SearchCapacity): CapacityProblem[] {
    const problems: CapacityProblem[] = [];
    if (![1, 2, 3].includes(availabilityZones)) {
        const reason = `${availabilityZones} is not allowed; 1, 2 or 3 zones are`;
        problems.push({ property: "availabilityZones", reason });
    } else if (standby && availabilityZones !== 3) {
        const reason = `is ${availabilityZones} with standby, which is a third zone; give 3, or set standby to false`;
        problems.push({ property: "availabilityZones", reason });
    }
    if (standby && isBurstable(dataNodeType)) {
        const reason = `is true with ${dataNodeType}, whose performance is not steady; take another type such as r7g.large.search, or set standby to false`;
        problems.push({ property: "standby", reason });
    }
    return problems;
}

function volumeProblems({ volumeGib, dataNodeType }: SearchCapacity): CapacityProblem[] {
    const most = SMALL_VOLUMES[dataNodeType] ?? VOLUME_GIB.most;
    if (Number.isInteger(volumeGib) && volumeGib >= VOLUME_GIB.least && volumeGib <= most) {
        return [];
    }
    const reason = `${volumeGib} is not allowed; ${VOLUME_GIB.least} to ${most} GiB are with ${dataNodeType}`;
    return [{ property: "volumeGib", reason }];
}

function typeProblems(property: "dataNodeType" | "masterNodeType", type: string): CapacityProblem[] {
    if (!NODE_TYPE.test(type)) {
        return [{ property, reason: `"${type}" is not a type; one such as r7g.large.search is expected` }];
    }
    if (/^(t2|m3)\./.test(type)) {
        return [
            {
                property,
                reason: `"${type}" cannot encrypt its disks; take a newer type such as t3.small.search`,
            },
        ];
    }
    return [];
}
