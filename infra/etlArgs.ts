/** What the files say about load jobs and databases, in the words of the components. */

import type { DatabaseConnection, DatabaseConnectionArgs } from "./components/databaseConnection";
import type { EtlJobArgs, JobSourceArgs, JobStartArgs } from "./components/etlJob";
import type { DatabaseConnectionSettings, EtlSettings, Job } from "./config/model";
import { columnArgs } from "./pipelineArgs";

type Declared = Pick<
    EtlJobArgs,
    "tableName" | "description" | "columns" | "partitionBy" | "key" | "source" | "start" | "rules"
>;

/**
 * What a domain's file says of a job.
 *
 * @param connect Gives the environment's connection of a name, which is made when the first job asks for it.
 */
export function jobArgs(job: Job, connect: (name: string) => DatabaseConnection): Declared {
    return {
        tableName: job.name,
        description: job.description,
        columns: job.columns.map(columnArgs),
        partitionBy: job.partition,
        key: job.key,
        source: sourceArgs(job, connect),
        start: startArgs(job),
        rules: job.rules,
    };
}

function sourceArgs({ source }: Job, connect: (name: string) => DatabaseConnection): JobSourceArgs {
    if (source.kind === "database") {
        const { connection, table, bookmark } = source;
        return { database: { connection: connect(connection), table, bookmark } };
    }
    const { delimiter, header, nullText } = source;
    return { csv: { delimiter, header, nullText } };
}

function startArgs({ start }: Job): JobStartArgs {
    return start.kind === "schedule"
        ? { schedule: start.cron }
        : { onArrival: { windowSeconds: start.windowSeconds } };
}

/** The size of all jobs of an environment. */
export function jobSize({
    glueVersion,
    workerType,
    workers,
    timeoutMinutes,
}: EtlSettings): Pick<EtlJobArgs, "glueVersion" | "workerType" | "workers" | "timeoutMinutes"> {
    return { glueVersion, workerType, workers, timeoutMinutes };
}

type Reached = Omit<DatabaseConnectionArgs, "environment" | "account" | "network" | "availabilityZone">;

/** What an environment's file says of a database. */
export function connectionArgs({ name: _name, ...settings }: DatabaseConnectionSettings): Reached {
    return settings;
}
