import { hasWildcard } from "../aws/topicFilter";
import { type ColumnsFile, columns as columnsSchema } from "./columns";
import { type Dataset, findDataset } from "./dataset";
import { type PipelineFile, partitionUnits, pipeline as pipelineSchema } from "./domainFile";
import type { Column, ColumnType, Partition, PartitionUnit, Pipeline, Replay, Source } from "./model";
import type { Problem } from "./problem";
import { check, valueAt } from "./schemaProblems";
import { whatIsAllowed } from "./spelling";
import { quoteText } from "./sql/quote";
import { duckdbType, type Table } from "./sql/tables";
import { fileInFolder, readText } from "./textFile";
import type { YamlFile } from "./yamlFile";

/** Seconds of arrivals that a run of the reports covers, unless the file says so. */
const DEFAULT_WINDOW = { queue: 60, direct: 5 } as const;
/** With `direct`, the function itself waits for the window to close. */
const MAX_DIRECT_WINDOW = 10;
/** The partition of a pipeline that names none: the day on which records arrived. */
const ARRIVAL_PARTITION: PartitionUnit = "day";
/** Larger than any module that reshapes one message. */
const MAX_TRANSFORM_BYTES = 256 * 1024;

/** A pipeline whose reports have yet to be read. */
export type PipelineDraft = Omit<Pipeline, "reports">;

/** What can be said of one pipeline before its SQL is looked at. */
export interface PipelineResult {
    readonly name: string;
    /** Absent where something is wrong in it. */
    readonly draft?: PipelineDraft;
    /** Whether the loader brings its records into the warehouse: without their partition. */
    readonly loaded: boolean;
    /** What its reports see; absent where no column could be read. */
    readonly table?: Table;
    /** Some columns could not be read. */
    readonly uncertain: boolean;
    readonly replay?: { readonly dataset: Dataset; readonly file: PipelineFile["replay"] };
    /** Report name → what its key says; what can be read of it, also where the rest is wrong. */
    readonly reports: PipelineFile["reports"];
    readonly problems: readonly Problem[];
}

/**
 * Reads `pipelines.<name>`: everything in it that does not need SQL.
 *
 * @param accepted What the file's schema made of it; absent where something in the file is wrong.
 */
export function readPipeline(
    yaml: YamlFile,
    root: string,
    folder: string,
    name: string,
    accepted: PipelineFile | undefined,
): PipelineResult {
    const path = ["pipelines", name];
    const value = accepted ?? check(pipelineSchema, yaml, path).value;
    const columnsOnly = value === undefined ? readableColumns(yaml, path) : certainColumns(value.columns);
    const unit = value?.partitionBy === undefined ? ARRIVAL_PARTITION : unitOf(value.partitionBy);
    const table = columnsOnly.columns.length > 0 ? tableOf(name, columnsOnly.columns, unit) : undefined;
    const loaded = value?.loadInto?.warehouse === "loader";
    const known = { name, table, uncertain: columnsOnly.uncertain, loaded };
    if (value === undefined) {
        return { ...known, reports: readableReports(yaml, path), problems: [] };
    }
    const problems: Problem[] = [];
    const partition = partitionOf(value, yaml, path, problems);
    const columns = columnsOf(value.columns, partition?.column);
    if (columns.some((column) => column.name === unit)) {
        const message = `"${unit}" is the name of the partition, which is a column of the table, too; rename this one, or partition by another unit`;
        problems.push(yaml.keyProblem([...path, "columns", unit], message));
    }
    const transform = transformOf(value, yaml, path, folder, problems);
    const windowSeconds = windowOf(value, yaml, path, problems);
    const replay = replayOf(value, yaml, path, root, folder, problems);
    const loadInto = loadIntoOf(value, yaml, path, problems);
    const draft: PipelineDraft = {
        name,
        ...optional("description", value.description),
        source: sourceOf(value.source),
        columns,
        ...optional("partition", partition),
        ...optional("transform", transform),
        onArrival: value.onArrival,
        windowSeconds,
        ...optional("loadInto", loadInto),
        ...optional("replay", replay?.replay),
    };
    return {
        ...known,
        ...(problems.length === 0 ? { draft } : {}),
        ...(replay === undefined ? {} : { replay: { dataset: replay.dataset, file: value.replay } }),
        reports: value.reports,
        problems,
    };
}

function certainColumns(given: ColumnsFile): ReturnType<typeof readableColumns> {
    return { columns: columnsOf(given, undefined), uncertain: false };
}

/** The columns that can be read, so that reports are checked although another column is wrong. */
function readableColumns(
    yaml: YamlFile,
    path: readonly string[],
): { columns: { name: string; type: ColumnType }[]; uncertain: boolean } {
    const given = valueAt(yaml.data, [...path, "columns"]);
    if (!(given instanceof Object) || Array.isArray(given)) {
        return { columns: [], uncertain: true };
    }
    const columns: { name: string; type: ColumnType }[] = [];
    let uncertain = false;
    for (const [name, written] of Object.entries(given)) {
        const { data } = columnsSchema.safeParse({ [name]: written });
        const column = data?.[name];
        uncertain ||= column === undefined;
        const type = typeof column === "object" ? column.type : (column ?? "string");
        columns.push({ name: name.toLowerCase(), type });
    }
    return { columns, uncertain };
}

function readableReports(yaml: YamlFile, path: readonly string[]): PipelineResult["reports"] {
    const result = pipelineSchema.shape.reports.safeParse(valueAt(yaml.data, [...path, "reports"]));
    return result.success ? result.data : {};
}

function tableOf(
    name: string,
    columns: readonly { name: string; type: ColumnType }[],
    partition: string,
): Table {
    const declared = columns.map((column) => ({ name: column.name, type: duckdbType(column.type) }));
    const unique = declared.filter(
        (column, index) => declared.findIndex((other) => other.name === column.name) === index,
    );
    return {
        name,
        columns: [
            ...unique.filter((column) => column.name !== partition),
            { name: partition, type: "VARCHAR" },
        ],
    };
}

function columnsOf(given: ColumnsFile, partitioned: string | undefined): Column[] {
    return Object.entries(given).map(([name, column]) => {
        const { type, description, required } =
            typeof column === "string" ? { type: column, description: undefined, required: false } : column;
        // A record without it would belong to no partition.
        return {
            name,
            type,
            ...optional("description", description),
            required: required || name === partitioned,
        };
    });
}

function unitOf(partitionBy: NonNullable<PipelineFile["partitionBy"]>): PartitionUnit {
    return partitionUnits.find((unit) => partitionBy[unit] !== undefined) ?? ARRIVAL_PARTITION;
}

function partitionOf(
    value: PipelineFile,
    yaml: YamlFile,
    path: readonly string[],
    problems: Problem[],
): Partition | undefined {
    if (value.partitionBy === undefined) {
        return undefined;
    }
    const unit = unitOf(value.partitionBy);
    const column = value.partitionBy[unit] ?? "";
    const at = [...path, "partitionBy", unit];
    const declared = value.columns[column];
    const type = typeof declared === "object" ? declared.type : declared;
    if (value.source.cloudwatchLogs !== undefined) {
        const message =
            "does not go with cloudwatchLogs: one record holds many log events, which may belong to several partitions; remove partitionBy, and the day of arrival is the partition";
        problems.push(yaml.keyProblem([...path, "partitionBy"], message));
    }
    if (type === undefined) {
        problems.push(
            yaml.problem(
                at,
                `"${column}" is not a column of ${path.at(-1)}${whatIsAllowed(column, Object.keys(value.columns))}`,
            ),
        );
    } else if (type !== "timestamp" && type !== "date") {
        problems.push(
            yaml.problem(
                at,
                `"${column}" is of type ${type}; a partition is taken from a timestamp or a date`,
            ),
        );
    } else if (type === "date" && unit === "hour") {
        problems.push(
            yaml.problem(
                at,
                `"${column}" is a date, which has no hours; partition by year, month or day, or use a timestamp`,
            ),
        );
    }
    return { name: unit, column, since: value.partitionBy.since };
}

function transformOf(
    value: PipelineFile,
    yaml: YamlFile,
    path: readonly string[],
    folder: string,
    problems: Problem[],
): string | undefined {
    if (value.transform === undefined) {
        return undefined;
    }
    const found = fileInFolder(folder, value.transform, [".ts"]);
    if ("problem" in found) {
        problems.push(yaml.problem([...path, "transform"], found.problem));
        return undefined;
    }
    const text = readText(found.value, MAX_TRANSFORM_BYTES);
    if ("problem" in text) {
        problems.push(yaml.problem([...path, "transform"], `"${value.transform}" ${text.problem}`));
    } else if (
        !/\bexport\s+(const|let|function)\s+transform\b|\bexport\s*\{[^}]*\btransform\b/.test(text.value)
    ) {
        const message = `"${value.transform}" does not export transform; write \`export const transform: Transform = (message, context) => …\``;
        problems.push(yaml.problem([...path, "transform"], message));
    }
    return found.value;
}

function windowOf(value: PipelineFile, yaml: YamlFile, path: readonly string[], problems: Problem[]): number {
    const seconds = value.window ?? DEFAULT_WINDOW[value.onArrival];
    if (value.onArrival === "direct" && seconds > MAX_DIRECT_WINDOW) {
        const message = `${seconds} is not allowed with onArrival: direct: 1 to ${MAX_DIRECT_WINDOW} seconds, because the function itself waits for the window to close; shorten it, or use onArrival: queue`;
        problems.push(yaml.problem([...path, "window"], message));
    }
    return seconds;
}

function replayOf(
    value: PipelineFile,
    yaml: YamlFile,
    path: readonly string[],
    root: string,
    folder: string,
    problems: Problem[],
): { replay: Replay; dataset: Dataset } | undefined {
    const { replay, source } = value;
    if (replay === undefined) {
        return undefined;
    }
    const at = [...path, "replay"];
    if (source.iot === undefined && replay.topic !== undefined) {
        problems.push(
            yaml.keyProblem(
                [...at, "topic"],
                "has no meaning here: only messages of an iot source have a topic; remove it",
            ),
        );
    }
    if (source.iot !== undefined && replay.topic === undefined && hasWildcard(source.iot.topic)) {
        const message = `has no topic; one is needed, because the filter ${source.iot.topic} stands for many. Give an SQL expression over the data set, e.g. 'stations/' || station || '/reading'`;
        problems.push(yaml.problem(at, message));
    }
    const found = findDataset(root, folder, replay.dataset);
    if ("problem" in found) {
        problems.push(yaml.problem([...at, "dataset"], found.problem));
        return undefined;
    }
    const topic = replay.topic ?? (source.iot === undefined ? undefined : quoteText(source.iot.topic));
    return {
        dataset: found.value,
        replay: {
            dataset: found.value.path,
            datasetName: replay.dataset,
            ...optional("topic", topic),
            message: replay.message,
        },
    };
}

function loadIntoOf(
    { loadInto, source }: PipelineFile,
    yaml: YamlFile,
    path: readonly string[],
    problems: Problem[],
): PipelineFile["loadInto"] {
    if (loadInto?.warehouse === "firehose" && source.iot === undefined && source.kinesis === undefined) {
        const message =
            "is firehose, whose second delivery stream reads the pipeline's stream, and this source has none; write loadInto: warehouse";
        problems.push(yaml.problem([...path, "loadInto"], message));
    }
    return loadInto;
}

function sourceOf(source: PipelineFile["source"]): Source {
    if (source.iot !== undefined) {
        return { kind: "iot", topic: source.iot.topic };
    }
    if (source.kinesis !== undefined) {
        return {
            kind: "kinesis",
            streamArn: source.kinesis.stream,
            ...optional("keyArn", source.kinesis.key),
        };
    }
    if (source.cloudwatchLogs !== undefined) {
        return { kind: "cloudwatchLogs", ...source.cloudwatchLogs };
    }
    return { kind: "directPut" };
}

function optional<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
    return (value === undefined ? {} : { [key]: value }) as { [P in K]?: T };
}
