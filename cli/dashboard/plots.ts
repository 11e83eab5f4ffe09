import type { ChartType } from "../../infra/config/model";
import type { Cell } from "./cells";
import { axis, discreteAxis, gradientColor, measureAxis, seriesColor, timeBands, tooltip } from "./encodings";
import { type Field, type Fields, NO_VALUE, type Point } from "./fields";
import { withBreaks } from "./gaps";
import { evenly, extremes, LIMITS, type Limited, largest, totals } from "./limits";
import { barOrder, inOrder, isOrdered } from "./order";

/** Marks and encodings of one chart, and the points that they show. */
export interface Plotted {
    /** The part of a Vega-Lite specification that depends on the chart's type. */
    readonly view: object;
    readonly points: readonly Point[];
    /** As drawn, which may differ from how the column was declared. */
    readonly fields: Fields;
    /** The field whose amounts the chart shows. */
    readonly measure: Field;
    readonly notes: readonly string[];
}

/** The chart cannot show these columns: why. */
export interface Unreadable {
    readonly unreadable: string;
}

type Plotter = (fields: Fields, points: readonly Point[]) => Plotted | Unreadable;

export const plotters: Readonly<Record<Exclude<ChartType, "number">, Plotter>> = {
    line: (fields, points) => plotLines(fields, points, false),
    area: (fields, points) => plotLines(fields, points, true),
    bar: plotBars,
    scatter: plotScatter,
    heatmap: plotHeatmap,
};

const HEIGHT = 280;

function plotLines(fields: Fields, all: readonly Point[], filled: boolean): Plotted | Unreadable {
    const { x, y } = fields;
    if (x === undefined || y === undefined) return unreadable("a column along x and a column along y");
    if (y.kind !== "quantitative") return unreadable(`numbers along y; ${y.title} has none`);
    const grouped = series(fields.color, all, "y");
    const known = grouped.points.filter((point) => isKnown(point.x) && (!filled || isKnown(point.y)));
    const stacked = filled && grouped.color !== undefined;
    const thinned = extremes(stacked ? known : withBreaks(known, x), x, LIMITS.linePoints);
    const points = x.kind === "nominal" ? thinned.points : byX(thinned.points);
    const drawn: Fields = { ...fields, ...(grouped.color && { color: grouped.color }) };
    const color = grouped.color && seriesColor(grouped.color, points);
    const shared = {
        x:
            x.kind === "nominal"
                ? discreteAxis(x, inOrder(points.map((point) => point.x ?? null)), "x")
                : axis(x, "x"),
        y: { ...measureAxis(y, points, filled), ...(filled && { stack: color ? "zero" : null }) },
        ...(color && { color }),
    };
    const stroke = color ? {} : { color: { expr: "accent" } };
    const area = {
        mark: {
            type: "area",
            ...stroke,
            fillOpacity: color ? 0.85 : 0.2,
            line: color ? false : { ...stroke, strokeWidth: 2 },
        },
        encoding: shared,
    };
    const line = { mark: { type: "line", ...stroke, strokeWidth: 2 }, encoding: shared };
    const alone = [...totals(points, "color", undefined).values()].every((size) => size < 2);
    const nearest = {
        params: [
            {
                name: "nearest",
                select: { type: "point", on: "pointerover", clear: "pointerout", nearest: true },
            },
        ],
        mark: {
            type: "point",
            filled: true,
            size: 70,
            stroke: { expr: "surface" },
            strokeWidth: 1.5,
            ...(!color && { fill: { expr: "accent" } }),
        },
        encoding: {
            ...shared,
            ...(!alone && { opacity: { condition: { param: "nearest", empty: false, value: 1 }, value: 0 } }),
            tooltip: tooltip([drawn.color, x, y]),
        },
    };
    return {
        view: { height: HEIGHT, layer: [filled ? area : line, nearest] },
        points,
        fields: drawn,
        measure: y,
        notes: notesOf(grouped, thinned),
    };
}

function plotBars(fields: Fields, all: readonly Point[]): Plotted | Unreadable {
    const { x, y } = fields;
    if (x === undefined || y === undefined) return unreadable("a column along x and a column along y");
    const horizontal = y.kind !== "quantitative" && x.kind === "quantitative";
    const [dimension, measure] = horizontal ? [y, x] : [x, y];
    if (measure.kind !== "quantitative")
        return unreadable(`numbers along x or y; ${x.title} and ${y.title} have none`);
    const along = dimension.channel as "x" | "y";
    const amount = measure.channel as "x" | "y";
    const known = named(all, along).filter((point) => point[amount] !== null);
    const ordered = isOrdered(known.map((point) => point[along] ?? null));
    const limited = ordered
        ? firstValues(known, along, LIMITS.orderedBars)
        : largest(known, along, amount, LIMITS.bars, "values");
    const same = fields.color !== undefined && all.every((point) => point.color === point[along]);
    // One bar for each value: its colour may show an amount of its own.
    const gradient =
        fields.color?.kind === "quantitative" &&
        totals(limited.points, along, undefined).size === limited.points.length;
    const grouped: Series = gradient
        ? { color: fields.color, points: limited.points.filter((point) => isKnown(point.color)) }
        : series(same ? undefined : fields.color, limited.points, amount);
    const points = grouped.points;
    const domain = dimension.kind === "temporal" ? undefined : barOrder(points, dimension, measure);
    const color =
        grouped.color &&
        (gradient ? gradientColor(grouped.color, "ramp") : seriesColor(grouped.color, points));
    const stacked = color !== undefined && !gradient;
    const bands = domain === undefined ? timeBands(dimension, along) : discreteAxis(dimension, domain, along);
    const drawn: Fields = { x, y, ...(grouped.color && { color: grouped.color }) };
    return {
        view: {
            height: horizontal ? { step: domain && domain.length > 12 ? 20 : 26 } : HEIGHT,
            mark: {
                type: "bar",
                cornerRadiusEnd: stacked || points.length > 60 ? 0 : 2,
                // A share of the step, so that many bars keep their gaps and are not all gap.
                ...(dimension.kind === "temporal" && { [horizontal ? "height" : "width"]: { band: 0.84 } }),
                ...(!color && { color: { expr: "accent" } }),
            },
            encoding: {
                [along]: bands,
                [amount]: { ...measureAxis(measure, points, true), stack: stacked ? "zero" : null },
                ...(color && { color }),
                tooltip: tooltip([drawn.color, dimension, measure]),
            },
        },
        points,
        fields: drawn,
        measure,
        notes: notesOf(limited, grouped),
    };
}

function plotScatter(fields: Fields, all: readonly Point[]): Plotted | Unreadable {
    const { x, y } = fields;
    if (x === undefined || y === undefined) return unreadable("a column along x and a column along y");
    const grouped =
        fields.color?.kind === "quantitative"
            ? { color: fields.color, points: all }
            : series(fields.color, all);
    const known = grouped.points.filter((point) => isKnown(point.x) && isKnown(point.y));
    const limited = evenly(known, LIMITS.scatterPoints);
    const points = limited.points;
    const place = (field: Field, channel: "x" | "y") => {
        if (field.kind === "nominal")
            return discreteAxis(field, inOrder(points.map((point) => point[channel] ?? null)), channel);
        return field.kind === "quantitative" ? measureAxis(field, points, false) : axis(field, channel);
    };
    const gradient = grouped.color?.kind === "quantitative";
    const color =
        grouped.color &&
        (gradient ? gradientColor(grouped.color, "ramp") : seriesColor(grouped.color, points));
    return {
        view: {
            height: HEIGHT + 40,
            mark: {
                type: "point",
                filled: true,
                size: points.length > 800 ? 18 : 36,
                opacity: points.length > 300 ? 0.55 : 0.8,
                ...(!color && { color: { expr: "accent" } }),
            },
            encoding: {
                x: place(x, "x"),
                y: place(y, "y"),
                ...(color && { color }),
                tooltip: tooltip([x, y, grouped.color]),
            },
        },
        points,
        fields: { ...fields, ...(grouped.color && { color: grouped.color }) },
        measure: y,
        notes: notesOf(grouped, limited),
    };
}

function plotHeatmap(fields: Fields, all: readonly Point[]): Plotted | Unreadable {
    const { x, y, color } = fields;
    if (x === undefined || y === undefined || color === undefined) {
        return unreadable("columns along x and y and one for the colour of the cells");
    }
    const known = named(named(all, "x"), "y").filter(
        (point) => color.kind !== "quantitative" || isKnown(point.color),
    );
    const limited = evenly(known, LIMITS.cells);
    const points = limited.points;
    const cells = (channel: "x" | "y") => inOrder(points.map((point) => point[channel] ?? null));
    const place = (field: Field, channel: "x" | "y") => {
        if (field.kind === "temporal") return timeBands(field, channel);
        const descending = field.sort?.startsWith("-") || field.sort === "descending";
        return discreteAxis(field, descending ? cells(channel).reverse() : cells(channel), channel, true);
    };
    const rows = new Set(points.map((point) => point.y)).size;
    const fine = points.length > 1500;
    return {
        view: {
            height: y.kind === "temporal" ? HEIGHT : Math.round(Math.min(Math.max(rows * 24, 120), 480)),
            mark: { type: "rect", ...(!fine && { stroke: { expr: "surface" }, strokeWidth: 1 }) },
            encoding: {
                x: place(x, "x"),
                y: place(y, "y"),
                color:
                    color.kind === "quantitative"
                        ? gradientColor(color, "heatmap")
                        : seriesColor(color, points),
                tooltip: tooltip([x, y, color]),
            },
        },
        points,
        fields,
        measure: color,
        notes: notesOf(limited),
    };
}

interface Series extends Limited {
    /** Named or numbered series; times have become text. */
    readonly color?: Field;
}

/** The series of a chart, no more than colours can tell apart. */
function series(color: Field | undefined, all: readonly Point[], weight?: "x" | "y"): Series {
    if (color === undefined) return { points: all.map(({ color: _, ...point }) => point) };
    const ordered = color.kind !== "nominal";
    const most = ordered ? LIMITS.orderedSeries : LIMITS.series;
    return { color, ...largest(named(all, "color"), "color", weight, most, `values of ${color.title}`) };
}

/** Gives null a name, so that it has a place on an axis of names. */
function named(points: readonly Point[], channel: "x" | "y" | "color"): readonly Point[] {
    return points.map((point) => (isKnown(point[channel]) ? point : { ...point, [channel]: NO_VALUE }));
}

function firstValues(points: readonly Point[], channel: "x" | "y", most: number): Limited {
    const cells = inOrder(points.map((point) => point[channel] ?? null));
    if (cells.length <= most) return { points };
    const kept = new Set(cells.slice(-most));
    return {
        points: points.filter((point) => kept.has(point[channel] ?? null)),
        note: `The last ${most} of ${cells.length.toLocaleString("en-US")} values.`,
    };
}

function byX(points: readonly Point[]): readonly Point[] {
    return [...points].sort((a, b) => Number(a.x) - Number(b.x));
}

function isKnown(cell: Cell | undefined): boolean {
    return cell !== null && cell !== undefined;
}

function notesOf(...limited: readonly Limited[]): string[] {
    return limited.flatMap(({ note }) => note ?? []);
}

function unreadable(needs: string): Unreadable {
    return { unreadable: `This type of chart needs ${needs}.` };
}
