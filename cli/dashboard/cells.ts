import type { ColumnType } from "../../infra/config/model";

/** How a column is drawn. */
export type Kind = "temporal" | "quantitative" | "nominal";

/** A value as the page carries it: times are milliseconds since the epoch. */
export type Cell = number | string | null;

/** What a column of the type is: a point in time, an amount, or a name. */
export function kindOf(type: ColumnType): Kind {
    if (type === "timestamp" || type === "date") return "temporal";
    if (type === "string" || type === "boolean") return "nominal";
    return "quantitative";
}

/**
 * A value of a query's result as a {@link Cell}. Takes what databases and JSON give: numbers, bigints, decimals as
 * text, booleans, dates, times as text (UTC where no offset is written) and objects that print themselves.
 * What the kind cannot hold (text in a number column, an infinite number) becomes null.
 */
export function toCell(value: unknown, kind: Kind): Cell {
    if (value === null || value === undefined) return null;
    if (kind === "temporal") return toTime(value);
    if (kind === "quantitative") return toNumber(value);
    return toText(value);
}

function toNumber(value: unknown): number | null {
    const text = typeof value === "object" ? String(value) : value;
    if (typeof text === "string" && text.trim() === "") return null;
    const number = Number(text);
    if (!Number.isFinite(number)) return null;
    // Vega cannot make ticks of the smallest numbers that there are; on a chart they are zero.
    return Math.abs(number) < 1e-300 ? 0 : number;
}

function toText(value: unknown): string {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
    if (typeof value !== "object" || value === null) return String(value);
    const text = String(value);
    if (!text.startsWith("[object ")) return text;
    return JSON.stringify(value, (_, member: unknown) =>
        typeof member === "bigint" ? String(member) : member,
    );
}

const TIME =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i;

function toTime(value: unknown): number | null {
    const time = parseTime(value);
    return time !== null && time >= FIRST && time <= LAST ? time : null;
}

/** Years 1 to 9999: what Athena and SQL call a timestamp. */
const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

function parseTime(value: unknown): number | null {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.getTime();
    if (typeof value === "number") return Number.isFinite(value) ? value : null;
    // A bigint is how DuckDB counts: microseconds since the epoch.
    if (typeof value === "bigint") return Number(value / 1000n);
    const match = TIME.exec(String(value).trim());
    if (match === null) return null;
    const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone = "Z"] = match;
    const time = Date.UTC(
        Number(year),
        Number(month) - 1,
        Number(day),
        Number(hour),
        Number(minute),
        Number(second),
        Math.floor(Number(`0.${fraction}`) * 1000),
    );
    return Number.isNaN(time) ? null : time - offsetMinutes(zone) * 60_000;
}

function offsetMinutes(zone: string): number {
    const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
    if (match === null) return 0;
    const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
    return match[1] === "-" ? -minutes : minutes;
}
