import type { Cell } from "./cells";
import type { Field, Point } from "./fields";
import { palettes } from "./palette";

/** How much of a result a chart can show and still be read, and a page can carry and still open at once. */
export const LIMITS = {
    /** Bars of named things; below that, bars of numbers or times. */
    bars: 20,
    orderedBars: 400,
    /** As many as there are colours that can be told apart. */
    series: palettes.light.category.length,
    /** Series that have an order are drawn in shades of one ramp. */
    orderedSeries: 24,
    /** Points of all lines or areas of one chart together. */
    linePoints: 4000,
    scatterPoints: 3000,
    cells: 10_000,
    /** Rows of the table below a chart. */
    tableRows: 100,
} as const;

/** A part of the points, and what to tell the reader about the rest. */
export interface Limited {
    readonly points: readonly Point[];
    readonly note?: string;
}

/** Keeps the values of a channel that weigh most, by the sum of `weight` or else by how often they occur. */
export function largest(
    points: readonly Point[],
    channel: "x" | "y" | "color",
    weight: "x" | "y" | undefined,
    most: number,
    what: string,
): Limited {
    const weights = totals(points, channel, weight);
    if (weights.size <= most) return { points };
    const kept = new Set(
        [...weights]
            .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
            .slice(0, most)
            .map(([cell]) => cell),
    );
    return {
        points: points.filter((point) => kept.has(point[channel] ?? null)),
        note: `The ${count(most)} largest of ${count(weights.size)} ${what}.`,
    };
}

/** Sums `weight` for each value of a channel; without one, counts the points. */
export function totals(
    points: readonly Point[],
    channel: "x" | "y" | "color",
    weight: "x" | "y" | undefined,
): Map<Cell, number> {
    const sums = new Map<Cell, number>();
    for (const point of points) {
        const cell = point[channel] ?? null;
        const amount = weight === undefined ? 1 : Number(point[weight] ?? 0);
        sums.set(cell, (sums.get(cell) ?? 0) + amount);
    }
    return sums;
}

/** Every n-th point, so that no part of the data is preferred and the same data gives the same picture. */
export function evenly(points: readonly Point[], most: number): Limited {
    if (points.length <= most) return { points };
    const step = points.length / most;
    return {
        points: Array.from({ length: most }, (_, index) => points[Math.floor(index * step)] ?? {}),
        note: `${count(most)} of ${count(points.length)} points, evenly chosen.`,
    };
}

/** The lowest and the highest point of each interval of each line: thinner, but no peak is lost. */
export function extremes(points: readonly Point[], x: Field, most: number): Limited {
    if (points.length <= most || x.kind === "nominal") return { points };
    const series = Map.groupBy(points, (point) => point.color ?? null);
    const share = Math.max(4, Math.floor(most / series.size));
    const kept = [...series.values()].flatMap((line) => thinnedLine(line, Math.floor(share / 2)));
    return {
        points: kept,
        note: `Thinned from ${count(points.length)} to ${count(kept.length)} points: the lowest and the highest of each interval.`,
    };
}

/** A whole number as the page writes it. */
export function count(number: number): string {
    return number.toLocaleString("en-US");
}

function thinnedLine(line: readonly Point[], intervals: number): Point[] {
    const sorted = [...line].sort((a, b) => Number(a.x) - Number(b.x));
    if (sorted.length <= intervals * 2) return sorted;
    const length = sorted.length / intervals;
    return Array.from({ length: intervals }, (_, index) => {
        const part = sorted.slice(Math.floor(index * length), Math.floor((index + 1) * length));
        const known = part.filter((point) => point.y !== null && point.y !== undefined);
        if (known.length === 0) return part.slice(0, 1);
        const lowest = known.reduce((low, point) => (Number(point.y) < Number(low.y) ? point : low));
        const highest = known.reduce((high, point) => (Number(point.y) > Number(high.y) ? point : high));
        if (lowest === highest) return [lowest];
        return known.indexOf(lowest) < known.indexOf(highest) ? [lowest, highest] : [highest, lowest];
    }).flat();
}
