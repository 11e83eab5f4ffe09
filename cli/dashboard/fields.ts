import type { Chart, Encoding, Report } from "../../infra/config/model";
import { type Cell, type Kind, kindOf, toCell } from "./cells";
import { type TimeStep, timeStep } from "./timeStep";
import { vegaTools } from "./vega";

/** The channels of a chart. Rows carry their values under these names, whatever the columns are called. */
export type Channel = "x" | "y" | "color" | "value";

/** One row of a chart: only what it draws. */
export type Point = Partial<Record<Channel, Cell>>;

/** A column as one channel of a chart shows it. */
export interface Field {
    readonly channel: Channel;
    readonly title: string;
    readonly kind: Kind;
    readonly sort?: Encoding["sort"];
    /** How one value is written: a d3-format or d3-time-format pattern; absent for text. */
    readonly pattern?: string;
    /** What the dashboard's file asks for; absent where the chart decides. */
    readonly ownPattern?: string;
    /** Distance of the times from each other; temporal fields only. */
    readonly step?: TimeStep;
}

export type Fields = Partial<Record<Channel, Field>>;

export interface ChartData {
    readonly fields: Fields;
    readonly points: readonly Point[];
    /** What the reader should know about what is not shown. */
    readonly notes: readonly string[];
}

type Columns = Report["columns"];

/** The columns that the chart reads, typed by what the report declares, and the rows reduced to them. */
export function readChart(
    chart: Chart,
    columns: Columns,
    rows: readonly Record<string, unknown>[],
): ChartData {
    const used = channels(chart);
    const kinds = new Map(columns.map((column) => [column.name, kindOf(column.type)]));
    const points: Point[] = rows.map((row) =>
        Object.fromEntries(
            used.map(([channel, encoding]) => [
                channel,
                nameable(toCell(own(row, encoding.column), kinds.get(encoding.column) ?? "nominal")),
            ]),
        ),
    );
    const notes: string[] = [];
    const fields: Fields = {};
    for (const [channel, encoding] of used) {
        const kind = kinds.get(encoding.column) ?? "nominal";
        fields[channel] = describe(channel, encoding, kind, points, notes);
    }
    return { fields, points, notes };
}

/** Columns that the chart names and the report does not return. */
export function missingColumns(chart: Chart, columns: Columns): string[] {
    const names = new Set(columns.map((column) => column.name));
    return channels(chart)
        .map(([, encoding]) => encoding.column)
        .filter((column) => !names.has(column));
}

/** A value as people read it. */
export function writeCell(cell: Cell | undefined, field: Pick<Field, "kind" | "pattern">): string {
    if (cell === null || cell === undefined) return NO_VALUE;
    if (typeof cell === "string" || field.pattern === undefined) return String(cell);
    const { formatNumber, formatTime } = vegaTools();
    return field.kind === "temporal" ? formatTime(cell, field.pattern) : formatNumber(cell, field.pattern);
}

/** What stands for null. */
export const NO_VALUE = "no value";

function channels(chart: Chart): [Channel, Encoding][] {
    const { x, y, color, value } = chart;
    const all: [Channel, Encoding | undefined][] =
        chart.type === "number"
            ? [["value", value]]
            : [
                  ["x", x],
                  ["y", y],
                  ["color", color],
              ];
    return all.filter((entry): entry is [Channel, Encoding] => entry[1] !== undefined);
}

function own(row: Record<string, unknown>, column: string): unknown {
    return Object.hasOwn(row, column) ? row[column] : undefined;
}

function describe(
    channel: Channel,
    encoding: Encoding,
    kind: Kind,
    points: readonly Point[],
    notes: string[],
): Field {
    const numbers = points.map((point) => point[channel]).filter((cell) => typeof cell === "number");
    const step = kind === "temporal" ? timeStep(numbers) : undefined;
    let ownPattern = kind === "nominal" ? undefined : encoding.format;
    if (ownPattern !== undefined && kind === "quantitative" && !isNumberPattern(ownPattern)) {
        notes.push(
            `The format “${ownPattern}” of ${encoding.column} is not a d3-format pattern and is not used.`,
        );
        ownPattern = undefined;
    }
    // Without a type, d3 writes the ticks of an axis as 2e+2.
    if (ownPattern !== undefined && kind === "quantitative" && !/[.a-z%]/i.test(ownPattern))
        ownPattern += "~f";
    const pattern = ownPattern ?? (step ? step.pattern : numberPattern(encoding.column, numbers));
    return {
        channel,
        title: nameable(encoding.title ?? titleOf(encoding.column)),
        kind,
        ...(encoding.sort !== undefined && { sort: encoding.sort }),
        ...(kind !== "nominal" && { pattern }),
        ...(ownPattern !== undefined && { ownPattern }),
        ...(step && { step }),
    };
}

/**
 * Vega 6 looks texts up in objects and finds these objects' own functions: names such as `constructor` and
 * `__proto__` get a space at the end, which nobody sees.
 */
function nameable<Value extends Cell>(cell: Value): Value | string {
    return typeof cell === "string" && cell in {} ? `${cell} ` : cell;
}

/** `average_delay` → `Average delay`. */
function titleOf(column: string): string {
    const words = column.replaceAll("_", " ").trim();
    return words.charAt(0).toUpperCase() + words.slice(1);
}

function numberPattern(column: string, numbers: readonly number[]): string {
    const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    if (numbers.every(Number.isInteger)) return /year/i.test(column) && largest < 10_000 ? "d" : ",d";
    if (largest >= 100) return ",.1~f";
    return largest >= 1 ? ",.2~f" : ".3~g";
}

function isNumberPattern(pattern: string): boolean {
    try {
        vegaTools().formatNumber(0, pattern);
        return true;
    } catch {
        return false;
    }
}
