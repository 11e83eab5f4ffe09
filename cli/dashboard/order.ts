import type { Cell } from "./cells";
import type { Field, Point } from "./fields";
import { totals } from "./limits";

const ORDERS: readonly (readonly string[])[] = [
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
];

const collator = new Intl.Collator("en", { numeric: true });

/** The distinct values in the order in which an axis or a legend shows them; null comes last. */
export function inOrder(cells: Iterable<Cell>): Cell[] {
    const distinct = [...new Set(cells)];
    const known = distinct.filter((cell) => cell !== null);
    const rank = calendarRank(known);
    known.sort((a, b) => {
        if (rank !== undefined) return rank(a) - rank(b);
        return typeof a === "number" && typeof b === "number"
            ? a - b
            : collator.compare(String(a), String(b));
    });
    return distinct.length === known.length ? known : [...known, null];
}

/** True for numbers, times, months and weekdays: what has an order that a reader expects. */
export function isOrdered(cells: Iterable<Cell>): boolean {
    const known = [...new Set(cells)].filter((cell) => cell !== null);
    return known.every((cell) => typeof cell === "number") || calendarRank(known) !== undefined;
}

/**
 * The order of bars: what the dashboard's file asks for; otherwise the order that readers expect of the values,
 * and where there is none, the largest first.
 */
export function barOrder(points: readonly Point[], dimension: Field, measure: Field): Cell[] {
    const channel = dimension.channel as "x" | "y";
    const cells = inOrder(points.map((point) => point[channel] ?? null));
    const sums = totals(points, channel, measure.channel as "x" | "y");
    const largestFirst = () => [...cells].sort((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0));
    switch (byMeasure(dimension, measure)) {
        case "descending":
            return largestFirst();
        case "ascending":
            return largestFirst().reverse();
        default:
            if (dimension.sort?.startsWith("-") || dimension.sort === "descending") return cells.reverse();
            return dimension.sort === undefined && !isOrdered(cells) ? largestFirst() : cells;
    }
}

function byMeasure(dimension: Field, measure: Field): "ascending" | "descending" | undefined {
    if (dimension.sort === measure.channel) return "ascending";
    if (dimension.sort === `-${measure.channel}`) return "descending";
    if (dimension.sort !== undefined) return undefined;
    if (measure.sort === "ascending" || measure.sort === measure.channel) return "ascending";
    return measure.sort === undefined ? undefined : "descending";
}

/** The place in a year or a week, for full names and three-letter ones; nothing if one of the cells is neither. */
function calendarRank(cells: readonly Cell[]): ((cell: Cell) => number) | undefined {
    if (cells.length === 0) return undefined;
    for (const names of ORDERS) {
        const rank = (cell: Cell) =>
            names.findIndex(
                (name) =>
                    name === String(cell).toLowerCase() || name.slice(0, 3) === String(cell).toLowerCase(),
            );
        if (cells.every((cell) => typeof cell === "string" && rank(cell) >= 0)) return rank;
    }
    return undefined;
}
