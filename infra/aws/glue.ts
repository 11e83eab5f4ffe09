/**
 * AWS Glue's versions, workers and bounds, as of 2026-11.
 * Sources: AWS Glue Developer Guide, "AWS Glue versions", "AWS Glue version support policy", "AWS Glue worker types";
 * AWS Glue API, "Jobs"; AWS Glue pricing.
 */

export interface GlueVersion {
    readonly spark: string;
    readonly python: string;
    /** List price of a DPU-hour in us-east-1, in USD. */
    readonly dpuHourUsd: number;
}

/** Versions that new Spark jobs may have; 0.9 to 2.0 are refused by the service. */
export const GLUE_VERSIONS: Readonly<Record<string, GlueVersion>> = {
    "6.0": { spark: "4.1", python: "3.13", dpuHourUsd: 0.308 },
    "5.1": { spark: "3.5", python: "3.11", dpuHourUsd: 0.44 },
    "5.0": { spark: "3.5", python: "3.11", dpuHourUsd: 0.44 },
    "4.0": { spark: "3.3", python: "3.10", dpuHourUsd: 0.44 },
};

/** The oldest version that our jobs run on: `try_cast` and timestamps without a zone are Spark's since 3.4. */
const OLDEST_FOR_JOBS = "5.0";

/** Versions for jobs of a platform's domains, the newest first. */
export const JOB_VERSIONS: readonly string[] = Object.keys(GLUE_VERSIONS).filter(
    (version) => Number(version) >= Number(OLDEST_FOR_JOBS),
);

/** Whether AWS supports a version of Glue for new jobs: `5.1` yes, `2.0` no. */
export function isSupportedGlueVersion(version: string): boolean {
    return Object.hasOwn(GLUE_VERSIONS, version);
}

export interface WorkerType {
    /** Data processing units of one worker: what is paid for. One is 4 vCPU and 16 GB (32 GB on `R`). */
    readonly dpu: number;
    /** Most workers of one job. */
    readonly most: number;
}

/** Workers of Spark jobs. `G.025X` is left out: it is for streams only. */
export const WORKER_TYPES: Readonly<Record<string, WorkerType>> = {
    "G.1X": { dpu: 1, most: 299 },
    "G.2X": { dpu: 2, most: 149 },
    "G.4X": { dpu: 4, most: 74 },
    "G.8X": { dpu: 8, most: 37 },
    "R.1X": { dpu: 1, most: 299 },
    "R.2X": { dpu: 2, most: 149 },
    "R.4X": { dpu: 4, most: 74 },
    "R.8X": { dpu: 8, most: 37 },
};

/** One worker is the driver: with fewer there would be nobody to work. */
export const LEAST_WORKERS = 2;

/** Minutes that a run may take: the service's own bounds, the upper one being seven days. */
export const TIMEOUT_MINUTES = { least: 1, most: 10_080 } as const;

/** Why a job cannot have these workers, or `undefined` where it can. */
export function workersProblem(workerType: string, workers: number): string | undefined {
    const type = Object.hasOwn(WORKER_TYPES, workerType) ? WORKER_TYPES[workerType] : undefined;
    if (type === undefined) {
        return `worker type ${workerType} is not one for Spark jobs; allowed: ${Object.keys(WORKER_TYPES).join(", ")}`;
    }
    if (!Number.isInteger(workers) || workers < LEAST_WORKERS || workers > type.most) {
        return `${workers} workers of type ${workerType} are not allowed; give ${LEAST_WORKERS} to ${type.most}, of which one is the driver`;
    }
    return undefined;
}

/**
 * Versions of Glue whose jobs can apply FindMatches ("Using FindMatches in a visual job": only 2.0 can). None of them is
 * open to new jobs any more, wherever transforms can still be made and labelled: so no component offers it.
 */
export const FIND_MATCHES_VERSIONS: readonly string[] = ["2.0"];

/** Databases that a job reads through JDBC: the scheme of the URL, and the usual port. */
export const DATABASE_ENGINES = {
    mysql: { scheme: "mysql", port: 3306 },
    oracle: { scheme: "oracle:thin", port: 2484 },
    postgresql: { scheme: "postgresql", port: 5432 },
    sqlserver: { scheme: "sqlserver", port: 1433 },
} as const;

export type DatabaseEngine = keyof typeof DATABASE_ENGINES;

/** E.g. `jdbc:postgresql://orders.example.com:5432/shop`, as AWS Glue's connections spell it. */
export function jdbcUrl(engine: DatabaseEngine, host: string, port: number, database: string): string {
    const { scheme } = DATABASE_ENGINES[engine];
    switch (engine) {
        case "oracle":
            return `jdbc:${scheme}://@${host}:${port}/${database}`;
        case "sqlserver":
            return `jdbc:${scheme}://${host}:${port};databaseName=${database}`;
        default:
            return `jdbc:${scheme}://${host}:${port}/${database}`;
    }
}
