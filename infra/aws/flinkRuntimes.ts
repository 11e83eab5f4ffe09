/**
 * Runtimes of Managed Service for Apache Flink on which SQL runs through the Table API, and what depends on them.
 *
 * Sources: Managed Service for Apache Flink Developer Guide, "Supported Apache Flink versions", "Use Apache Flink
 * connectors" and "Metrics and dimensions" (which says what changed with Flink 2.2).
 */
export interface FlinkRuntime {
    /** Version of Apache's AWS connectors that is built for it; their names end with Flink's own version. */
    readonly connectors: string;
    /** Metric that counts restarts since the job was submitted. */
    readonly restarts: string;
    /** Metric of milliseconds for which a job has not been running. */
    readonly downtime: string;
}

/** Current runtimes, oldest first. */
export const FLINK_RUNTIMES = {
    "FLINK-1_20": { connectors: "5.1.0-1.20", restarts: "fullRestarts", downtime: "downtime" },
    // 2.2 has no fullRestarts any more, and tells the time of restarting instead of downtime.
    "FLINK-2_2": { connectors: "6.0.0-2.0", restarts: "numRestarts", downtime: "restartingTime" },
} as const satisfies Record<string, FlinkRuntime>;

export type FlinkRuntimeName = keyof typeof FLINK_RUNTIMES;

export const FLINK_RUNTIME_NAMES = Object.keys(FLINK_RUNTIMES) as FlinkRuntimeName[];

/** Runtimes that AWS no longer patches or that take no new applications, besides `SQL-1_0` and Zeppelin's. */
export const ENDED_FLINK_RUNTIMES: ReadonlySet<string> = new Set([
    "FLINK-1_6",
    "FLINK-1_8",
    "FLINK-1_11",
    "FLINK-1_13",
    "FLINK-1_15",
]);

/** What a table of Flink SQL reads or writes. */
export type FlinkConnector = "kinesis" | "firehose";

const ARTIFACTS: Readonly<Record<FlinkConnector, string>> = {
    kinesis: "flink-sql-connector-aws-kinesis-streams",
    firehose: "flink-sql-connector-aws-kinesis-firehose",
};

/** Where released connectors are found, unless an environment names a mirror. */
export const MAVEN_CENTRAL = "https://repo1.maven.org/maven2";

/** File name of a connector with everything that it needs. */
export function connectorJar(connector: FlinkConnector, runtime: FlinkRuntimeName): string {
    return `${ARTIFACTS[connector]}-${FLINK_RUNTIMES[runtime].connectors}.jar`;
}

/** URL of a connector in a Maven repository. */
export function connectorUrl(
    connector: FlinkConnector,
    runtime: FlinkRuntimeName,
    repository: string = MAVEN_CENTRAL,
): string {
    const base = repository.replace(/\/+$/, "");
    const { connectors } = FLINK_RUNTIMES[runtime];
    return `${base}/org/apache/flink/${ARTIFACTS[connector]}/${connectors}/${connectorJar(connector, runtime)}`;
}

/** Managed Service for Apache Flink API, ParallelismConfiguration and CheckpointConfiguration. */
export const FLINK_BOUNDS = {
    /** Tasks of one operator; 64 KPUs, the default quota, with 8 tasks each. */
    parallelism: { least: 1, most: 512 },
    parallelismPerKpu: { least: 1, most: 8 },
    /** Seconds; the API takes milliseconds from 1 on, and more than an hour of records would be read again. */
    checkpointSeconds: { least: 10, most: 3600 },
} as const;
