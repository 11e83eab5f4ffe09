import type { Cell } from "./cells";
import { type Field, NO_VALUE, type Point } from "./fields";
import { inOrder } from "./order";

/** An axis of times or amounts, as far as the values reach. */
export function axis(field: Field, channel: "x" | "y"): object {
    const temporal = field.kind === "temporal";
    return {
        field: channel,
        type: field.kind,
        scale: temporal ? { type: "utc" } : { zero: false, nice: false },
        axis: {
            title: field.title,
            labelOverlap: true,
            ...(field.ownPattern && { format: field.ownPattern }),
            ...(temporal && channel === "x" && TIME_TICKS),
        },
    };
}

/** As many ticks as there is room for. */
const TIME_TICKS = { tickCount: { expr: "max(2, floor(width / 90))" } };

/** An axis of amounts. Bars and areas stand on zero, because their length is what is compared. */
export function measureAxis(field: Field, points: readonly Point[], fromZero: boolean): object {
    const amounts = points.map((point) => Math.abs(Number(point[field.channel] ?? 0)));
    const long = amounts.some((amount) => amount >= 10_000);
    const format = field.ownPattern ?? (long ? "~s" : undefined);
    return {
        field: field.channel,
        type: "quantitative",
        scale: { zero: fromZero, nice: true },
        axis: {
            title: field.title,
            ...(format && { format }),
            ...(long && { labelExpr: "datum.value === 0 ? '0' : datum.label" }),
            ...(field.channel === "x" && { tickCount: { expr: "max(3, floor(width / 90))" } }),
        },
    };
}

/** Times as bands that touch, one for each step of the data. */
export function timeBands(field: Field, channel: "x" | "y"): object {
    return {
        field: channel,
        type: "temporal",
        timeUnit: field.step?.unit,
        axis: {
            title: field.title,
            labelOverlap: true,
            labelAlign: channel === "x" ? "center" : "right",
            format: field.ownPattern ?? TIME_LEVELS,
            ...(channel === "x" && TIME_TICKS),
        },
    };
}

/** Vega's own way: each tick says what changes there, an hour, a day, a month or a year. */
const TIME_LEVELS = {
    year: "%Y",
    quarter: "%b",
    month: "%b",
    date: "%-d %b",
    week: "%-d %b",
    hours: "%H:%M",
};

/** Names or numbers side by side, in the given order. Long names along x are slanted where they would collide. */
export function discreteAxis(
    field: Field,
    domain: readonly Cell[],
    channel: "x" | "y",
    touching = false,
): object {
    const longest = domain.reduce<number>((most, cell) => Math.max(most, String(cell ?? NO_VALUE).length), 0);
    const numbers = domain.every((cell) => typeof cell === "number");
    const needed = domain.length * (Math.min(longest, LABEL_CHARACTERS) * 6.5 + 10);
    const slanted = { expr: `width < ${needed} ? -40 : 0` };
    const names = {
        labelAngle: slanted,
        labelAlign: { expr: `width < ${needed} ? 'right' : 'center'` },
        labelBaseline: { expr: `width < ${needed} ? 'middle' : 'top'` },
        labelOverlap: { expr: `width < ${domain.length * 14} ? 'greedy' : false` },
    };
    return {
        field: channel,
        type: "ordinal",
        scale: { domain, ...(touching && { padding: 0 }) },
        sort: null,
        axis: {
            title: field.title,
            labelLimit: LABEL_CHARACTERS * 7,
            ...(numbers && field.pattern && { format: field.pattern }),
            ...(channel === "x"
                ? numbers
                    ? { labelAngle: 0, labelOverlap: "parity" }
                    : names
                : VERTICAL_NAMES),
        },
    };
}

const LABEL_CHARACTERS = 26;

/** The title of an axis of names stands over the names, not over the plot. */
const VERTICAL_NAMES = { titleAlign: "right", titleX: -6, labelOverlap: "greedy" };

/** A colour for each series; numbered series get shades of one ramp. */
export function seriesColor(field: Field, points: readonly Point[]): object {
    const cells = inOrder(points.map((point) => point.color ?? null));
    const ordered = field.kind !== "nominal";
    const longest = cells.reduce<number>((most, cell) => Math.max(most, String(cell).length), 4);
    return {
        field: "color",
        // Not `nominal`: Vega-Lite would then write the names into an expression, where not every name may stand.
        type: "ordinal",
        scale: { domain: cells, range: ordered ? "ordinal" : "category" },
        sort: null,
        legend: {
            title: field.title,
            columns: { expr: `max(1, floor(width / ${Math.min(longest * 7 + 36, 230)}))` },
            ...(field.kind === "quantitative" && field.pattern && { format: field.pattern }),
            ...(field.kind === "temporal" && {
                labelExpr: `utcFormat(datum.value, ${literal(field.pattern ?? "")})`,
            }),
        },
    };
}

/** A colour by amount: `heatmap` for cells that touch, `ramp` for marks on the surface. */
export function gradientColor(field: Field, range: "heatmap" | "ramp"): object {
    return {
        field: "color",
        type: "quantitative",
        scale: { range, zero: false, nice: false },
        legend: {
            title: field.title,
            gradientLength: 180,
            gradientThickness: 10,
            ...(field.ownPattern && { format: field.ownPattern }),
        },
    };
}

/**
 * The text of a tooltip as `[title, value]` pairs. Near the pointer of a line chart, Vega hands out the mark
 * in place of its datum.
 */
export function tooltip(fields: readonly (Field | undefined)[]): object {
    const pairs = fields
        .filter((field) => field !== undefined)
        .map((field) => {
            const value = `(datum.datum || datum).${field.channel}`;
            const write = field.kind === "temporal" ? "utcFormat" : "format";
            const written = `isNumber(${value}) || isDate(${value}) ? ${write}(${value}, ${literal(field.pattern ?? "")}) : ${value}`;
            const shown = field.pattern === undefined ? value : `(${written})`;
            return `[${literal(field.title)}, isValid(${value}) ? ${shown} : ${literal(NO_VALUE)}]`;
        });
    return { value: { expr: `[${pairs.join(", ")}]` } };
}

/** Text as a literal of a Vega expression, which takes no line separators. */
function literal(text: string): string {
    return JSON.stringify(text).replace(/[\u2028\u2029]/g, (character) =>
        character === "\u2028" ? "\\u2028" : "\\u2029",
    );
}
