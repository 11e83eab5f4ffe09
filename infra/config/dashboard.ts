import { type ChartFile, dashboardFile, type EncodingName } from "./dashboardFile";
import type { Chart, ColumnType, Dashboard } from "./model";
import type { Problem } from "./problem";
import { check } from "./schemaProblems";
import { whatIsAllowed } from "./spelling";
import type { ResultColumn } from "./sql/tables";
import { readYaml, type YamlFile } from "./yamlFile";

/** What charts may read: report → its columns, `undefined` where they could not be found out. */
export type ReportColumns = ReadonlyMap<string, readonly ResultColumn[] | undefined>;

/** Reads a dashboard's file and checks it against the reports of its domain. */
export function readDashboard(
    root: string,
    absolute: string,
    name: string,
    reports: ReportColumns,
): { dashboard?: Dashboard; problems: readonly Problem[] } {
    const read = readYaml(root, absolute, "`title:` and `charts:`");
    if ("problems" in read) {
        return read;
    }
    const { yaml } = read;
    const { value, problems } = check(dashboardFile, yaml);
    if (value === undefined) {
        return { problems };
    }
    const unknown = value.charts.flatMap((chart, index) => chartProblems(yaml, index, chart, reports));
    if (unknown.length > 0) {
        return { problems: unknown };
    }
    const { title, description, charts } = value;
    const dashboard = {
        name,
        title,
        ...(description === undefined ? {} : { description }),
        charts: charts as Chart[],
    };
    return { dashboard, problems: [] };
}

function chartProblems(yaml: YamlFile, index: number, chart: ChartFile, reports: ReportColumns): Problem[] {
    const path = ["charts", index];
    if (!reports.has(chart.report)) {
        const message = `"${chart.report}" is not a report of this domain${whatIsAllowed(chart.report, [...reports.keys()])}`;
        return [yaml.problem([...path, "report"], message)];
    }
    const columns = reports.get(chart.report);
    if (columns === undefined) {
        return [];
    }
    const encodings = (["x", "y", "color", "value"] as const).filter((name) => chart[name] !== undefined);
    const problems = encodings.flatMap((name) =>
        encodingProblems(yaml, [...path, name], chart, name, columns),
    );
    return problems.length > 0 ? problems : measureProblems(yaml, path, chart, columns);
}

function encodingProblems(
    yaml: YamlFile,
    path: readonly PropertyKey[],
    chart: ChartFile,
    name: EncodingName,
    columns: readonly ResultColumn[],
): Problem[] {
    const encoding = chart[name];
    const column = columns.find((other) => other.name === encoding?.column);
    if (encoding === undefined || column === undefined) {
        const found = encoding?.column ?? "";
        const names = columns.map((other) => other.name);
        return [
            yaml.problem(
                [...path, "column"],
                `"${found}" is not a column of the report ${chart.report}${whatIsAllowed(found, names)}`,
            ),
        ];
    }
    const { format } = encoding;
    if (format === undefined) {
        return [];
    }
    const isTime = column.type === "timestamp" || column.type === "date";
    if (isTime ? !/%[a-zA-Z]/.test(format) : !isNumber(column.type) || !D3_FORMAT.test(format)) {
        const allowed = isTime
            ? 'a d3-time-format pattern such as "%d %b" is expected'
            : isNumber(column.type)
              ? 'a d3-format pattern such as ",.1f" is expected'
              : "texts have no format; remove it";
        return [
            yaml.problem(
                [...path, "format"],
                `"${format}" does not fit ${column.name}, a ${column.type}; ${allowed}`,
            ),
        ];
    }
    return [];
}

/** d3-format, "locale.format": [[fill]align][sign][symbol][0][width][,][.precision][~][type]. */
const D3_FORMAT = /^(?:.?[<>=^])?[+\-( ]?[$#]?0?\d*,?(?:\.\d+)?~?[a-z%]?$/i;

/** A chart measures something: one of its axes, or its value, is a number. */
function measureProblems(
    yaml: YamlFile,
    path: readonly PropertyKey[],
    chart: ChartFile,
    columns: readonly ResultColumn[],
): Problem[] {
    const measures: Record<ChartFile["type"], readonly EncodingName[]> = {
        line: ["y"],
        area: ["y"],
        bar: ["y", "x"],
        scatter: ["y", "x"],
        heatmap: ["color"],
        number: ["value"],
    };
    const candidates = measures[chart.type];
    const types = candidates.map(
        (name) => columns.find((column) => column.name === chart[name]?.column)?.type,
    );
    if (types.some((type) => type !== undefined && isNumber(type))) {
        return [];
    }
    const numbers = columns.filter(({ type }) => isNumber(type)).map(({ name }) => name);
    const message = `"${chart[candidates[0] ?? "y"]?.column}" is a ${types[0]}; the ${candidates.join(" or ")} of a ${chart.type} chart is a number. Allowed: ${numbers.join(", ") || "none"}`;
    return [yaml.problem([...path, candidates[0] ?? "y"], message)];
}

function isNumber(type: ColumnType): boolean {
    return type === "int" || type === "bigint" || type === "double" || type.startsWith("decimal");
}
