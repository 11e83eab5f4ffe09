/** How far apart the times of a column are, and how such times are grouped and written. */
export interface TimeStep {
    /** A Vega-Lite time unit, UTC: the width of a bar or a cell. */
    readonly unit: { readonly unit: UtcUnit; readonly step?: number };
    /** d3-time-format pattern that shows as much of a time as tells it from its neighbours. */
    readonly pattern: string;
}

type UtcUnit =
    | "utcyear"
    | "utcyearmonth"
    | "utcyearmonthdate"
    | "utcyearmonthdatehours"
    | "utcyearmonthdatehoursminutes"
    | "utcyearmonthdatehoursminutesseconds";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Unit {
    readonly unit: UtcUnit;
    readonly milliseconds: number;
    /** How many make the next larger unit; a step must divide it. */
    readonly cycle: number;
    readonly pattern: string;
}

const UNITS: readonly Unit[] = [
    { unit: "utcyear", milliseconds: 365 * DAY, cycle: 1, pattern: "%Y" },
    { unit: "utcyearmonth", milliseconds: 28 * DAY, cycle: 1, pattern: "%b %Y" },
    { unit: "utcyearmonthdate", milliseconds: DAY, cycle: 1, pattern: "%-d %b %Y" },
    { unit: "utcyearmonthdatehours", milliseconds: HOUR, cycle: 24, pattern: "%-d %b %Y, %H:%M" },
    { unit: "utcyearmonthdatehoursminutes", milliseconds: MINUTE, cycle: 60, pattern: "%-d %b %Y, %H:%M" },
    {
        unit: "utcyearmonthdatehoursminutesseconds",
        milliseconds: SECOND,
        cycle: 60,
        pattern: "%-d %b %Y, %H:%M:%S",
    },
];

/** The largest unit that keeps every two different times apart; a day for fewer than two of them. */
export function timeStep(times: readonly number[]): TimeStep {
    const sorted = [...new Set(times)].sort((a, b) => a - b);
    let gap = Number.POSITIVE_INFINITY;
    sorted.forEach((time, index) => {
        if (index > 0) gap = Math.min(gap, time - (sorted[index - 1] ?? time));
    });
    const wholeDays = sorted.every((time) => time % DAY === 0);
    const fits = (unit: Unit) => unit.milliseconds <= gap && (wholeDays || unit.milliseconds <= HOUR);
    const lone = wholeDays ? "utcyearmonthdate" : "utcyearmonthdatehoursminutes";
    const found =
        (sorted.length < 2 ? UNITS.find((unit) => unit.unit === lone) : UNITS.find(fits)) ?? UNITS.at(-1);
    if (found === undefined) throw new Error("the table of time units is empty");
    const steps = gap / found.milliseconds;
    const step = Number.isInteger(steps) && steps > 1 && found.cycle % steps === 0 ? steps : undefined;
    return { unit: { unit: found.unit, ...(step && { step }) }, pattern: found.pattern };
}
