import { DateTimePattern, type DateTimeUnit } from "../objects/dateTimePattern";
import { QueryFailure } from "./athenaError";
import type { GlueTable } from "./catalog";

/**
 * Which partitions of a table Athena looks at: with partition projection the computed ones, without it those that
 * are registered in the Data Catalog.
 * Sources: Athena User Guide, "Partition projection with Amazon Athena" and "Supported types for partition projection".
 */
export type PartitionFilter = (values: ReadonlyMap<string, string>) => boolean;

type ValueFilter = (value: string) => boolean;

/**
 * @param now in milliseconds since the epoch: what `NOW` in a range means
 * @throws QueryFailure for properties that Athena would not take
 */
export function partitionFilter(table: GlueTable, now: number): PartitionFilter {
    if (table.partitionKeys.length === 0) {
        return () => true;
    }
    if (table.parameters["projection.enabled"]?.toLowerCase() !== "true") {
        // A plan registers no partitions, and nothing in it crawls.
        return () => false;
    }
    const filters = table.partitionKeys.map(({ name }) => [name, columnFilter(table, name, now)] as const);
    return (values) => filters.every(([name, isProjected]) => isProjected(values.get(name) ?? ""));
}

function columnFilter(table: GlueTable, column: string, now: number): ValueFilter {
    const property = (name: string): string | undefined => table.parameters[`projection.${column}.${name}`];
    const required = (name: string): string => {
        const value = property(name);
        if (value === undefined) {
            throw invalid(table, `projection.${column}.${name} is missing`);
        }
        return value;
    };
    const type = required("type");
    switch (type) {
        case "enum": {
            const values = required("values").split(",");
            return (value) => values.includes(value);
        }
        case "integer":
            return integerFilter(table, required("range"), property("interval"), property("digits"));
        case "date": {
            const interval = property("interval");
            return dateFilter(table, column, {
                format: required("format"),
                range: required("range"),
                interval: interval === undefined ? undefined : Number(interval),
                unit: property("interval.unit"),
                now,
            });
        }
        case "injected":
            // The query itself must say the value; every value that it can say exists.
            return () => true;
        default:
            throw invalid(
                table,
                `projection.${column}.type is "${type}"; allowed: enum, integer, date, injected`,
            );
    }
}

function integerFilter(
    table: GlueTable,
    range: string,
    interval: string | undefined,
    digits: string | undefined,
): ValueFilter {
    const [from, to] = range.split(",").map((bound) => Number(bound.trim()));
    const step = Number(interval ?? 1);
    if (from === undefined || to === undefined || !Number.isInteger(from) || !Number.isInteger(to)) {
        throw invalid(table, `the projection's range "${range}" is not two integers`);
    }
    return (value) => {
        const found = Number(value);
        const written = digits === undefined ? String(found) : String(found).padStart(Number(digits), "0");
        return written === value && found >= from && found <= to && (found - from) % step === 0;
    };
}

interface DateProjection {
    readonly format: string;
    readonly range: string;
    readonly interval: number | undefined;
    readonly unit: string | undefined;
    readonly now: number;
}

function dateFilter(table: GlueTable, column: string, settings: DateProjection): ValueFilter {
    let pattern: DateTimePattern;
    try {
        pattern = new DateTimePattern(settings.format);
    } catch (error) {
        throw invalid(table, `projection.${column}.format: ${(error as Error).message}`);
    }
    const bounds = settings.range.split(",").map((bound) => readBound(bound.trim(), pattern, settings.now));
    const [from, to] = bounds;
    if (bounds.length !== 2 || from === undefined || to === undefined) {
        throw invalid(
            table,
            `projection.${column}.range is "${settings.range}"; needed are two dates of the format ${settings.format}, or NOW+1DAYS`,
        );
    }
    const unit = (settings.unit ?? pattern.unit) as DateTimeUnit;
    if (!(unit in STEPS)) {
        throw invalid(
            table,
            `projection.${column}.interval.unit is "${unit}"; allowed: ${Object.keys(STEPS).join(", ")}`,
        );
    }
    // Values are computed from the first one, so a step leaves out what lies between. A first one that moves with
    // NOW is not followed here.
    const step = settings.range.trim().startsWith("NOW") ? 1 : (settings.interval ?? 1);
    return (value) => {
        const time = pattern.parse(value);
        return (
            time !== undefined &&
            time >= from.first &&
            time <= to.last &&
            (step === 1 || stepsBetween(from.first, time, unit) % step === 0)
        );
    };
}

/** A bound of a range: absolute, or `NOW` with an optional distance. */
function readBound(
    text: string,
    pattern: DateTimePattern,
    now: number,
): { readonly first: number; readonly last: number } | undefined {
    const match = /^NOW\s*(?:([+-])\s*(\d+)\s*(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND)S?)?$/i.exec(text);
    if (match === null) {
        const time = pattern.parse(text);
        return time === undefined ? undefined : { first: time, last: time };
    }
    const [, sign, amount = "0", unit = "DAY"] = match;
    const time = shift(
        now,
        (sign === "-" ? -1 : 1) * Number(amount),
        `${unit.toUpperCase()}S` as DateTimeUnit,
    );
    // A value stands for its whole unit: today's partition is within a range that begins NOW.
    const first = pattern.parse(pattern.format(time)) ?? time;
    return { first, last: time };
}

const STEPS: Readonly<Record<DateTimeUnit, number | "months">> = {
    YEARS: "months",
    MONTHS: "months",
    WEEKS: 7 * 86_400_000,
    DAYS: 86_400_000,
    HOURS: 3_600_000,
    MINUTES: 60_000,
    SECONDS: 1000,
};

function shift(time: number, amount: number, unit: DateTimeUnit): number {
    const step = STEPS[unit];
    if (step !== "months") {
        return time + amount * step;
    }
    const date = new Date(time);
    date.setUTCMonth(date.getUTCMonth() + amount * (unit === "YEARS" ? 12 : 1));
    return date.getTime();
}

/** Not a whole number where the time is not a whole number of units away. */
function stepsBetween(from: number, to: number, unit: DateTimeUnit): number {
    const step = STEPS[unit];
    if (step !== "months") {
        return (to - from) / step;
    }
    const [a, b] = [new Date(from), new Date(to)];
    const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
    return unit === "YEARS" ? months / 12 : months;
}

function invalid(table: GlueTable, why: string): QueryFailure {
    return new QueryFailure(
        `INVALID_TABLE_PROPERTY: For table ${table.database}.${table.name} the table properties are not valid: ${why}`,
    );
}
