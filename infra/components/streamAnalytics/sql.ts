import type {
    OutputArgs,
    ReferenceArgs,
    StreamAnalyticsArgs,
    StreamColumnArgs,
    StreamSourceArgs,
} from "./args";

/**
 * The statements of an application, in Flink SQL, in the order in which they run. What differs between environments
 * stands in them as `{{name}}` and is filled in by `functions/streams/main.py` from the runtime properties: the same
 * files run everywhere.
 */
export interface Statement {
    /** File name, below `sql/`. */
    readonly file: string;
    readonly sql: string;
}

/** Names of runtime properties that statements refer to. */
export const PROPERTY = {
    region: "region",
    sourceArn: "source.arn",
    outputArn: (output: string) => `output.${output}.arn`,
    outputName: (output: string) => `output.${output}.name`,
    referencePath: (reference: string) => `reference.${reference}.path`,
} as const;

/** When records happened whose time cannot be read: all windows of that time are closed, so they count nowhere. */
const UNREADABLE = "TIMESTAMP '1970-01-01 00:00:00'";
const TIME = "event_time";

export function applicationStatements({ source, references, outputs }: StreamAnalyticsArgs): Statement[] {
    return [
        { file: "source.sql", sql: sourceTable(source) },
        ...references.map((reference) => ({
            file: `reference-${reference.name}.sql`,
            sql: referenceTable(reference),
        })),
        { file: "rows.sql", sql: rowsView(source, references) },
        ...outputs.flatMap((output) => outputStatements(source, output)),
    ];
}

/** The records as they come, with the time of the event, which Flink's clock (the watermark) follows. */
function sourceTable(source: StreamSourceArgs): string {
    const raw = source.enveloped
        ? ["`payload` STRING", "`topic` STRING", "`receivedAt` BIGINT"]
        : ["`record` STRING"];
    const format: Record<string, string> = source.enveloped
        ? { format: "json", "json.ignore-parse-errors": "true" }
        : { format: "raw", "raw.charset": "UTF-8" };
    const columns = [
        ...raw,
        `\`${TIME}\` AS ${eventTime(source)}`,
        `WATERMARK FOR \`${TIME}\` AS \`${TIME}\` - ${interval(source.lateSeconds)}`,
    ];
    return createTable(records(source), columns, {
        connector: "kinesis",
        "stream.arn": `{{${PROPERTY.sourceArn}}}`,
        "aws.region": `{{${PROPERTY.region}}}`,
        // Only where there is no snapshot to go on from: what came before the first start is in the lake.
        "source.init.position": "LATEST",
        ...format,
    });
}

/**
 * Never null, which would end the job, and never far in the future, which would close all windows up to there: a
 * device whose clock is wrong must not make everybody else's records late.
 */
function eventTime(source: StreamSourceArgs): string {
    const column = source.columns.find(({ name }) => name === source.timeColumn);
    const time = timestamp(rawValue(source, column as StreamColumnArgs));
    return [
        "COALESCE(",
        `        CASE WHEN ${time} <= LOCALTIMESTAMP + INTERVAL '1' DAY THEN ${time} END,`,
        `        ${UNREADABLE}`,
        "    )",
    ].join("\n");
}

/** The pipeline's columns, read as the pipeline reads them; what it would reject is left out. */
function rowsView(source: StreamSourceArgs, references: readonly ReferenceArgs[]): string {
    const own = source.columns.map((column) => {
        const value = column.name === source.timeColumn ? `\`${TIME}\`` : typed(source, column);
        return `${value} AS \`${column.name}\``;
    });
    const required = source.columns
        .filter((column) => column.required && column.name !== source.timeColumn)
        .map(({ name }) => `\`${name}\` IS NOT NULL`);
    const readable = [`\`${source.timeColumn}\` > ${UNREADABLE}`, ...required].join("\n    AND ");
    const rows = [
        "SELECT *",
        "FROM (",
        `    SELECT\n        ${own.join(",\n        ")}`,
        `    FROM \`${records(source)}\``,
        ")",
        `WHERE ${readable}`,
    ].join("\n");
    if (references.length === 0) {
        return `CREATE TEMPORARY VIEW \`${rowsName(source)}\` AS\n${rows}`;
    }
    const added = references.flatMap((reference) =>
        addedColumns(reference).map(({ name }) => `\`${reference.name}\`.\`${name}\``),
    );
    // As of the event's time: the join keeps no record longer than until its time has come.
    const joins = references.map(
        ({ name, key, on }) =>
            `LEFT JOIN \`${tableOf(name)}\` FOR SYSTEM_TIME AS OF r.\`${source.timeColumn}\` AS \`${name}\`\n    ON r.\`${on}\` = \`${name}\`.\`${key}\``,
    );
    return [
        `CREATE TEMPORARY VIEW \`${rowsName(source)}\` AS`,
        `WITH r AS (\n${rows}\n)`,
        `SELECT r.*, ${added.join(", ")}`,
        "FROM r",
        ...joins,
    ].join("\n");
}

/** Columns that a reference adds to records: all but its key, which the record has already. */
export function addedColumns({ columns, key }: Pick<ReferenceArgs, "columns" | "key">) {
    return columns.filter(({ name }) => name !== key);
}

/** Rows that hold from the beginning of time: a table with a key and a time can be joined as of a record's time. */
function referenceTable({ name, columns, key }: ReferenceArgs): string {
    return createTable(
        tableOf(name),
        [
            ...columns.map((column) => `\`${column.name}\` ${flinkType(column.type)}`),
            `\`valid_from\` AS ${UNREADABLE}`,
            "WATERMARK FOR `valid_from` AS `valid_from`",
            `PRIMARY KEY (\`${key}\`) NOT ENFORCED`,
        ],
        {
            connector: "filesystem",
            path: `{{${PROPERTY.referencePath(name)}}}`,
            format: "csv",
            // The heading is a row whose key no record has; its words are no numbers.
            "csv.ignore-parse-errors": "true",
        },
    );
}

function outputStatements(source: StreamSourceArgs, output: OutputArgs): Statement[] {
    const table = source.tableName;
    return [
        { file: `${output.name}-output.sql`, sql: outputTable(output) },
        { file: `${output.name}-windows.sql`, sql: windowsView(source, output) },
        { file: `${output.name}.sql`, sql: `INSERT INTO \`${outputOf(output.name)}\`\n${output.sql}` },
        // The next output has windows of its own under the same name.
        { file: `${output.name}-end.sql`, sql: `DROP TEMPORARY VIEW \`${table}\`` },
    ];
}

/** What the author's SQL reads: the rows, or the rows in windows. */
function windowsView(source: StreamSourceArgs, { window }: OutputArgs): string {
    const rows = rowsName(source);
    if (window === undefined) {
        return `CREATE TEMPORARY VIEW \`${source.tableName}\` AS\nSELECT * FROM \`${rows}\``;
    }
    const size = interval(window.sizeSeconds);
    const from = `TABLE \`${rows}\`, DESCRIPTOR(\`${source.timeColumn}\`)`;
    const slide = window.slideSeconds ?? window.sizeSeconds;
    const windows =
        slide === window.sizeSeconds
            ? `TUMBLE(${from}, ${size})`
            : `HOP(${from}, ${interval(slide)}, ${size})`;
    return `CREATE TEMPORARY VIEW \`${source.tableName}\` AS\nSELECT * FROM TABLE(${windows})`;
}

function outputTable(output: OutputArgs): string {
    const { name, columns, destination } = output;
    const connector: Record<string, string> = destination.deliveryStream
        ? { connector: "firehose", "delivery-stream": `{{${PROPERTY.outputName(name)}}}` }
        : { connector: "kinesis", "stream.arn": `{{${PROPERTY.outputArn(name)}}}` };
    return createTable(
        outputOf(name),
        columns.map((column) => `\`${column.name}\` ${flinkType(column.type)}`),
        {
            ...connector,
            "aws.region": `{{${PROPERTY.region}}}`,
            format: "json",
            // `yyyy-MM-dd HH:mm:ss.SSS`, as the lake has it.
            "json.timestamp-format.standard": "SQL",
        },
    );
}

function createTable(
    name: string,
    columns: readonly string[],
    options: Readonly<Record<string, string>>,
): string {
    const settings = Object.entries(options).map(([key, value]) => `    '${key}' = '${value}'`);
    return `CREATE TEMPORARY TABLE \`${name}\` (\n    ${columns.join(",\n    ")}\n) WITH (\n${settings.join(",\n")}\n)`;
}

/** A column's value as a text; null where the record has none, or is no JSON. */
function rawValue(source: StreamSourceArgs, { field }: StreamColumnArgs): string {
    if (field.topicLevel !== undefined) {
        return `SPLIT_INDEX(\`topic\`, '/', ${field.topicLevel - 1})`;
    }
    const message = source.enveloped ? "FROM_BASE64(`payload`)" : "`record`";
    const path = (field.path ?? []).map((name) => `["${name}"]`).join("");
    return `JSON_VALUE(${message}, 'lax $${path}')`;
}

function typed(source: StreamSourceArgs, column: StreamColumnArgs): string {
    const value = rawValue(source, column);
    if (column.type === "string") {
        return value;
    }
    return column.type === "timestamp" ? timestamp(value) : `TRY_CAST(${value} AS ${flinkType(column.type)})`;
}

/**
 * ISO 8601 in UTC, with `T` or a space, with or without `Z`; or milliseconds since 1970. The same texts as
 * `functions/transform/timestamps.ts`, but for offsets other than zero, which are null here.
 */
function timestamp(value: string): string {
    const iso = `REGEXP_REPLACE(REGEXP_REPLACE(${value}, '([Zz]|[+-]00:?00)$', ''), '[Tt]', ' ')`;
    const milliseconds = `CAST(TO_TIMESTAMP_LTZ(TRY_CAST(${value} AS BIGINT), 3) AS TIMESTAMP(3))`;
    return `COALESCE(TRY_CAST(${iso} AS TIMESTAMP(3)), ${milliseconds})`;
}

/** Flink's name of one of Athena's types. Whole numbers are wide: a sum of them is of their own type in Flink. */
export function flinkType(type: string): string {
    const names: Readonly<Record<string, string>> = {
        string: "STRING",
        int: "BIGINT",
        timestamp: "TIMESTAMP(3)",
    };
    return names[type] ?? type.toUpperCase();
}

/** An interval in the largest unit that divides it, with as many digits as it needs. */
export function interval(seconds: number): string {
    const units: readonly (readonly [string, number])[] = [
        ["DAY", 86_400],
        ["HOUR", 3600],
        ["MINUTE", 60],
    ];
    const [unit, length] = units.find(([, size]) => seconds > 0 && seconds % size === 0) ?? ["SECOND", 1];
    const count = String(seconds / length);
    return `INTERVAL '${count}' ${unit}${count.length > 2 ? `(${count.length})` : ""}`;
}

const records = ({ tableName }: StreamSourceArgs) => `${tableName}__records`;
const rowsName = ({ tableName }: StreamSourceArgs) => `${tableName}__rows`;
const outputOf = (output: string) => `${output}__output`;
const tableOf = (reference: string) => `${reference}__reference`;
