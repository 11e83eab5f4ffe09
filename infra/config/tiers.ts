import type { HadoopSettings, SearchSettings, Tier, TierSettings, WarehouseSettings } from "./model";

/**
 * What each tier decides unless an environment's file says otherwise. A sandbox is cheap and forgets soon;
 * production keeps, protects, and takes any load.
 */
export const tierDefaults: Readonly<Record<Tier, TierSettings>> = {
    sandbox: {
        // One shard costs a third of an on-demand stream that waits, and takes 1,000 records a second.
        stream: { mode: "provisioned", shards: 1, retentionHours: 24 },
        delivery: { bufferMib: 64, bufferSeconds: 60 },
        lake: { rawExpirationDays: 30, resultsExpirationDays: 30, noncurrentVersionDays: 7 },
        athena: { scanCutoffGib: 10 },
        logs: { retentionDays: 14 },
        // An application costs two KPUs an hour, day and night: a sandbox has one when somebody works on it.
        streams: {
            enabled: false,
            runtime: "FLINK-1_20",
            parallelism: 1,
            parallelismPerKpu: 1,
            autoScaling: false,
            checkpointSeconds: 60,
            inNetwork: false,
        },
        // Endpoints cost by the zone: two are the fewest that warehouses and search take.
        network: { cidr: "10.0.0.0/20", availabilityZones: 2, flowLogDays: 14 },
        // Off, because a run costs some cents and the network that databases need costs by the hour.
        etl: {
            enabled: false,
            glueVersion: "5.1",
            workerType: "G.1X",
            workers: 2,
            timeoutMinutes: 30,
            encryptCatalog: false,
        },
        protectData: false,
    },
    production: {
        // A week of retention is what AWS Security Hub control Kinesis.3 asks for: a long weekend's outage is replayed.
        stream: { mode: "on-demand", retentionHours: 168 },
        // Larger objects make Athena's queries faster: the fewest objects that five minutes of delay allow.
        delivery: { bufferMib: 128, bufferSeconds: 300 },
        lake: {
            rawExpirationDays: 365,
            curatedTransitionDays: 90,
            resultsExpirationDays: 365,
            noncurrentVersionDays: 30,
        },
        athena: { scanCutoffGib: 100 },
        logs: { retentionDays: 365 },
        streams: {
            enabled: true,
            runtime: "FLINK-1_20",
            parallelism: 2,
            parallelismPerKpu: 1,
            autoScaling: true,
            checkpointSeconds: 60,
            inNetwork: false,
        },
        network: { cidr: "10.0.0.0/16", availabilityZones: 3, flowLogDays: 365 },
        etl: {
            enabled: true,
            glueVersion: "5.1",
            workerType: "G.1X",
            workers: 10,
            timeoutMinutes: 120,
            encryptCatalog: true,
        },
        protectData: true,
    },
};

/** The size of a warehouse, in environments that have one. */
export const warehouseDefaults: Readonly<Record<Tier, WarehouseSettings>> = {
    sandbox: {
        // The smallest cluster there is, and nobody pays for it at night.
        provisioned: { nodeType: "ra3.large", nodes: 1, pause: { pauseAt: "19:00", resumeAt: "06:00" } },
        snapshotRetentionDays: 1,
        usageLimits: { spectrumTerabytesPerDay: 1, concurrencyScalingMinutesPerDay: 60 },
        allowConnectionsFrom: [],
    },
    production: {
        provisioned: { nodeType: "ra3.xlplus", nodes: 2, multiAz: true },
        // Redshift's longest: a mistake may be noticed after a month.
        snapshotRetentionDays: 35,
        allowConnectionsFrom: [],
    },
};

/** How much a domain's Hadoop may take, in environments that have it. Graviton nodes are a fifth cheaper for the work. */
export const hadoopDefaults: Readonly<Record<Tier, HadoopSettings>> = {
    sandbox: {
        // Nothing to pay while nothing runs, and no network.
        runOn: "serverless",
        release: "emr-7.14.0",
        masterTypes: ["m6g.xlarge", "m7g.xlarge"],
        coreTypes: ["m6g.xlarge", "m7g.xlarge"],
        coreVcpus: 4,
        taskTypes: ["m6g.xlarge", "m7g.xlarge", "r6g.xlarge", "r7g.xlarge"],
        taskVcpus: 4,
        maxTaskVcpus: 12,
        spotTimeoutMinutes: 10,
        idleMinutes: 15,
    },
    production: {
        runOn: "clusters",
        release: "emr-7.14.0",
        masterTypes: ["m6g.xlarge", "m7g.xlarge", "m8g.xlarge"],
        coreTypes: ["m6g.xlarge", "m7g.xlarge", "m8g.xlarge", "m6g.2xlarge"],
        coreVcpus: 8,
        // Families and sizes of which Spot has pools of their own: one of them has nodes to spare.
        taskTypes: ["m6g.xlarge", "m7g.xlarge", "r6g.xlarge", "r7g.xlarge", "m6g.2xlarge", "m7g.2xlarge"],
        taskVcpus: 8,
        maxTaskVcpus: 64,
        spotTimeoutMinutes: 10,
        idleMinutes: 60,
    },
};

/** How long logs are kept for questions, in environments that ask them. */
export const logAnalyticsDefaults: Readonly<Record<Tier, { readonly retentionDays: number }>> = {
    sandbox: { retentionDays: 30 },
    // A year back is what auditors and the investigation of an incident ask for.
    production: { retentionDays: 365 },
};

/** The size of a search domain, in environments that have one. */
export const searchDefaults: Readonly<Record<Tier, SearchSettings>> = {
    sandbox: {
        engineVersion: "OpenSearch_3.3",
        // The least that is encrypted; its documents come again from where they came from.
        dataNodes: 1,
        dataNodeType: "t3.small.search",
        masterNodes: 0,
        availabilityZones: 1,
        standby: false,
        volumeGib: 20,
        snapshotDays: 7,
        offPeakStartHour: 1,
        administrators: [],
        createServiceLinkedRole: false,
    },
    production: {
        engineVersion: "OpenSearch_3.3",
        // A node, a master and a copy of everything in each of three zones, one of which waits.
        dataNodes: 3,
        dataNodeType: "r7g.large.search",
        masterNodes: 3,
        masterNodeType: "m7g.large.search",
        availabilityZones: 3,
        standby: true,
        volumeGib: 100,
        snapshotDays: 30,
        offPeakStartHour: 1,
        administrators: [],
        createServiceLinkedRole: false,
    },
};
