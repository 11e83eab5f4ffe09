import type { TopLevelSpec } from "vega-lite";
import type { Chart, ChartType, Report } from "../../infra/config/model";
import type { Cell } from "./cells";
import {
    type Channel,
    type Field,
    type Fields,
    missingColumns,
    type Point,
    readChart,
    writeCell,
} from "./fields";
import { count, LIMITS } from "./limits";
import { plotters, type Unreadable } from "./plots";

/** What a chart of a dashboard becomes on the page. */
export type Drawing =
    /** There is nothing to draw, and why. */
    | { readonly kind: "note"; readonly text: string }
    | {
          readonly kind: "number";
          readonly text: string;
          /** What the dashboard's file calls it. */
          readonly title?: string;
          readonly notes: readonly string[];
      }
    | Plot;

/** A chart for Vega, with its data apart and in words. */
export interface Plot {
    readonly kind: "plot";
    /** Reads a data set named `rows` whose fields are {@link channels}. */
    readonly specification: TopLevelSpec;
    readonly channels: readonly Channel[];
    /** One array for each of {@link channels}. */
    readonly values: readonly (readonly Cell[])[];
    /** The chart in one or two sentences, for whoever does not see it. */
    readonly summary: string;
    readonly notes: readonly string[];
    readonly table: DataTable;
}

export interface DataTable {
    readonly headings: readonly { readonly title: string; readonly numeric: boolean }[];
    readonly rows: readonly (readonly string[])[];
    /** Rows of the result, of which the table has the first {@link LIMITS.tableRows}. */
    readonly total: number;
}

/**
 * A chart of a dashboard's file over the rows of its report. The report's column types decide how a column is
 * drawn: timestamps and dates along a time axis, numbers by amount, anything else by name.
 */
export function drawChart(
    chart: Chart,
    columns: Report["columns"],
    rows: readonly Record<string, unknown>[],
): Drawing {
    const missing = missingColumns(chart, columns);
    if (missing.length > 0) {
        return note(
            `The report “${chart.report}” does not return ${missing.map((name) => `“${name}”`).join(", ")}.`,
        );
    }
    if (rows.length === 0) return note(`The report “${chart.report}” returned no rows.`);
    const { fields, points, notes } = readChart(chart, columns, rows);
    if (chart.type === "number") return drawNumber(chart, fields, points, notes);

    const plotted = plotters[chart.type](fields, points);
    if (isUnreadable(plotted)) return note(plotted.unreadable);
    if (plotted.points.length === 0) return note(`The report “${chart.report}” returned no values to draw.`);
    const shown = (Object.keys(fields) as Channel[]).filter((channel) => fields[channel] !== undefined);
    const summary = summarise(chart.type, plotted.measure, plotted.fields, plotted.points);
    return {
        kind: "plot",
        specification: {
            $schema: "https://vega.github.io/schema/vega-lite/v6.json",
            ...plotted.view,
            width: WIDTH,
            autosize: { type: "fit-x", contains: "padding" },
            padding: { left: 4, right: 12, top: 4, bottom: 4 },
            data: { name: "rows" },
            params: [
                { name: "accent", value: "#1f6fb4" },
                { name: "surface", value: "#ffffff" },
                { name: "muted", value: "#57606a" },
            ],
            config: CONFIG,
        } as TopLevelSpec,
        channels: shown,
        values: shown.map((channel) => plotted.points.map((point) => point[channel] ?? null)),
        summary,
        notes: [...notes, ...plotted.notes],
        table: tableOf(fields, shown, points),
    };
}

/** Pixels, where the page has not said how many there are. */
const WIDTH = 600;

/** What is not a matter of theme. The page's own labels speak for the marks, so these have none. */
const CONFIG = {
    aria: false,
    background: "transparent",
    view: { stroke: null },
    axis: { domain: false, ticks: false },
    axisQuantitative: { tickCount: 6 },
    axisX: { grid: false, labelFlush: false },
    axisXQuantitative: { grid: true },
    axisY: { titleAngle: 0, titleAlign: "left", titleBaseline: "bottom", titleX: 0, titleY: -8 },
    legend: {
        orient: "top",
        direction: "horizontal",
        symbolType: "circle",
        symbolSize: 80,
        gradientOpacity: 1,
        symbolOpacity: 1,
        offset: 28,
    },
    line: { strokeCap: "round", strokeJoin: "round" },
};

function drawNumber(
    { value: encoding }: Chart,
    fields: Fields,
    points: readonly Point[],
    notes: readonly string[],
): Drawing {
    const field = fields.value;
    if (field === undefined) return note("The chart names no column to show.");
    const more = points.length > 1 ? [`The first of ${count(points.length)} rows.`] : [];
    return {
        kind: "number",
        text: writeCell(points[0]?.value, field),
        ...(encoding?.title !== undefined && { title: encoding.title }),
        notes: [...notes, ...more],
    };
}

function note(text: string): Drawing {
    return { kind: "note", text };
}

function isUnreadable(plotted: object): plotted is Unreadable {
    return "unreadable" in plotted;
}

const CHART_NAMES: Readonly<Record<ChartType, string>> = {
    line: "Line chart",
    area: "Area chart",
    bar: "Bar chart",
    scatter: "Scatter plot",
    heatmap: "Heat map",
    number: "Number",
};

function summarise(type: ChartType, measure: Field, fields: Fields, points: readonly Point[]): string {
    const others = [fields.x, fields.y, fields.color].filter(
        (field) => field && field.channel !== measure.channel,
    );
    const amounts = points.map((point) => point[measure.channel]).filter((cell) => typeof cell === "number");
    const [low, high] = amounts.reduce<[number, number]>(
        ([least, most], amount) => [Math.min(least, amount), Math.max(most, amount)],
        [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    );
    const known = points.filter((point) => (point[measure.channel] ?? null) !== null).length;
    const by = others.map((field) => field?.title).join(" and ");
    const range =
        amounts.length === 0 ? "" : `, from ${writeCell(low, measure)} to ${writeCell(high, measure)}`;
    return `${CHART_NAMES[type]}: ${measure.title}${by ? ` by ${by}` : ""}. ${count(known)} ${known === 1 ? "value" : "values"}${range}.`;
}

function tableOf(fields: Fields, shown: readonly Channel[], points: readonly Point[]): DataTable {
    const columns = shown
        .map((channel) => fields[channel])
        .filter((field): field is Field => field !== undefined);
    return {
        headings: columns.map((field) => ({ title: field.title, numeric: field.kind === "quantitative" })),
        rows: points
            .slice(0, LIMITS.tableRows)
            .map((point) => columns.map((field) => writeCell(point[field.channel], field))),
        total: points.length,
    };
}
