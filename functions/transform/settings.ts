/** What `pipeline.json`, beside the bundle, says about the function's pipeline. */

/** Where records come from, and with it how they are wrapped. */
export type SourceKind = "iot" | "kinesis" | "directPut" | "cloudwatchLogs";

/** A column type as Athena and Glue spell it. */
export type ColumnType =
    | "string"
    | "boolean"
    | "int"
    | "bigint"
    | "double"
    | "date"
    | "timestamp"
    | `decimal(${number},${number})`;

export interface ColumnSettings {
    readonly name: string;
    readonly type: ColumnType;
    /** A record without a value here is rejected. */
    readonly required: boolean;
}

export type PartitionUnit = "year" | "month" | "day" | "hour";

export interface PartitionSettings {
    /** The partition key's name and its unit. */
    readonly name: PartitionUnit;
    /** A column of type `timestamp` or `date`. */
    readonly column: string;
    /** ISO date of the first partition that queries see. */
    readonly since: string;
}

export interface PipelineSettings {
    readonly domain: string;
    readonly pipeline: string;
    readonly source: SourceKind;
    readonly columns: readonly ColumnSettings[];
    /** Absent: partitioned by the day of arrival, which Firehose does by itself. */
    readonly partition?: PartitionSettings;
}

const SOURCES: readonly string[] = ["iot", "kinesis", "directPut", "cloudwatchLogs"];
const UNITS: readonly string[] = ["year", "month", "day", "hour"];
const TYPE = /^(string|boolean|int|bigint|double|date|timestamp|decimal\((\d{1,2}),(\d{1,2})\))$/;

/**
 * Checks settings at cold start, so that a wrong deployment fails at once and as a whole, not record by record.
 *
 * @throws Error naming every problem.
 */
export function checkSettings(value: unknown): PipelineSettings {
    const settings = (value ?? {}) as Partial<PipelineSettings>;
    const problems: string[] = [];
    for (const key of ["domain", "pipeline"] as const) {
        if (typeof settings[key] !== "string" || settings[key] === "") problems.push(`${key} is missing`);
    }
    if (!SOURCES.includes(String(settings.source))) {
        problems.push(`source is ${quote(settings.source)}; allowed: ${SOURCES.join(", ")}`);
    }
    const columns: readonly Partial<ColumnSettings>[] = Array.isArray(settings.columns)
        ? settings.columns
        : [];
    if (columns.length === 0) problems.push("columns is empty; at least one column is needed");
    columns.forEach((column, index) => {
        const at = `columns[${index}]`;
        if (typeof column?.name !== "string" || column.name === "") problems.push(`${at}.name is missing`);
        if (!isColumnType(column?.type))
            problems.push(`${at}.type is ${quote(column?.type)}; no such column type`);
        if (typeof column?.required !== "boolean") problems.push(`${at}.required is neither true nor false`);
    });
    if (settings.partition) problems.push(...partitionProblems(settings.partition, columns, settings.source));
    if (problems.length > 0) throw new Error(`pipeline.json: ${problems.join("; ")}`);
    return settings as PipelineSettings;
}

function isColumnType(type: unknown): boolean {
    const match = TYPE.exec(String(type));
    if (!match) return false;
    const [precision, scale] = [match[2], match[3]];
    if (precision === undefined || scale === undefined) return true;
    return Number(precision) >= 1 && Number(precision) <= 38 && Number(scale) <= Number(precision);
}

function partitionProblems(
    partition: PartitionSettings,
    columns: readonly Partial<ColumnSettings>[],
    source: unknown,
): string[] {
    const problems: string[] = [];
    if (!UNITS.includes(partition.name)) {
        problems.push(`partition.name is ${quote(partition.name)}; allowed: ${UNITS.join(", ")}`);
    }
    const type = columns.find((column) => column?.name === partition.column)?.type;
    if (type !== "timestamp" && type !== "date") {
        problems.push(
            `partition.column is ${quote(partition.column)}; a declared timestamp or date column is needed`,
        );
    }
    if (!/^\d{4}-\d{2}-\d{2}$/.test(String(partition.since))) {
        problems.push(
            `partition.since is ${quote(partition.since)}; an ISO date such as 2020-01-01 is needed`,
        );
    }
    if (source === "cloudwatchLogs") {
        // One Firehose record carries many log events but has one set of partition keys.
        problems.push("partition cannot be used with source cloudwatchLogs; partition by arrival instead");
    }
    return problems;
}

function quote(value: unknown): string {
    return value === undefined ? "missing" : JSON.stringify(value);
}
