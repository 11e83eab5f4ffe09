/** What a domain's file says, in the words of the components. */

import {
    OnArrival,
    type PipelineColumnArgs,
    type ReportArgs,
    type SourceArgs,
    type StreamArgs,
    StreamMode,
} from "./components/ingestion/args";
import type { DomainTableArgs } from "./components/lakeDomain";
import type { DatePartitionArgs } from "./components/lakeTable";
import type {
    Column,
    Domain,
    Environment,
    OnArrival as OnArrivalWord,
    Partition,
    PartitionUnit,
    Pipeline,
    Report,
    Source,
    StreamSettings,
} from "./config/model";

/** First day of tables that are partitioned by the day of arrival: no record can have arrived before. */
const FIRST_ARRIVAL = "2020-01-01";

export function tableArgs(pipeline: Pipeline): DomainTableArgs {
    return {
        name: pipeline.name,
        description: pipeline.description,
        columns: pipeline.columns.map(columnArgs),
        partition: partitionArgs(pipeline.partition),
    };
}

export function columnArgs(column: Column): PipelineColumnArgs {
    return {
        name: column.name,
        type: column.type,
        description: column.description,
        required: column.required,
    };
}

/** Clocks of devices may be a day ahead: later records are rejected, because no query would see them. */
export function partitionArgs(partition: Partition | undefined): DatePartitionArgs {
    const unit = partition?.name ?? "day";
    const since = firstValue(unit, partition?.since ?? FIRST_ARRIVAL);
    return { name: unit, unit, range: `${since},NOW+1DAYS` };
}

/** An ISO date in the format of the unit's partitions, e.g. `2001-01` for months. */
function firstValue(unit: PartitionUnit, date: string): string {
    const lengths: Readonly<Record<PartitionUnit, number>> = { year: 4, month: 7, day: 10, hour: 10 };
    const cut = date.slice(0, lengths[unit]);
    return unit === "hour" ? `${cut}-00` : cut;
}

export function sourceArgs(source: Source, stream: StreamSettings): SourceArgs {
    switch (source.kind) {
        case "iot":
            return { iot: { topicFilter: source.topic, stream: streamArgs(stream) } };
        case "kinesis":
            return { kinesis: { streamArn: source.streamArn, keyArn: source.keyArn } };
        case "directPut":
            return { directPut: {} };
        case "cloudwatchLogs":
            return { cloudwatchLogs: { logGroup: source.logGroup, filterPattern: source.filterPattern } };
    }
}

function streamArgs(stream: StreamSettings): StreamArgs {
    return {
        mode: stream.mode === "on-demand" ? StreamMode.OnDemand : StreamMode.Provisioned,
        shards: stream.shards,
        retentionHours: stream.retentionHours,
    };
}

export function onArrivalArgs(onArrival: OnArrivalWord): OnArrival {
    return onArrival === "queue" ? OnArrival.Queue : OnArrival.Direct;
}

/** A pipeline's reports, without those of a warehouse in an environment that has none. */
export function reportsIn({ settings }: Environment, { reports }: Pipeline): readonly Report[] {
    return settings.warehouse === undefined
        ? reports.filter(({ engine }) => engine !== "warehouse")
        : reports;
}

export function reportArgs(report: Report, domain: Domain): ReportArgs {
    return {
        name: report.name,
        description: report.description,
        sql: report.sql,
        columns: report.columns,
        ...(report.spice === undefined ? {} : { spice: report.spice }),
        inWarehouse: report.engine === "warehouse",
        reads: domain.pipelines.map(({ name }) => name).filter((table) => mentions(report.sql, table)),
    };
}

/** Whether a query names a table; a name in a comment or a text counts, too, and costs a grant that is not needed. */
function mentions(sql: string, table: string): boolean {
    return new RegExp(`(?<![A-Za-z0-9_])${table}(?![A-Za-z0-9_])`, "i").test(sql);
}
