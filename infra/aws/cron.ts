/** The six fields of AWS's cron expressions, in UTC: minutes, hours, day of month, month, day of week, year. */
const FIELDS = ["minutes", "hours", "day of month", "month", "day of week", "year"] as const;

/** Values of a field between commas: a number or name, a range, or a step; `L` and `#` for the days that need them. */
const VALUE =
    /^(\*|\?|L|LW|[0-9]{1,4}W?|[A-Z]{3}|[0-9]L|[0-9]#[1-5]|([0-9]{1,4}|[A-Z]{3})-([0-9]{1,4}|[A-Z]{3}))(\/[0-9]{1,3})?$/;

/**
 * Why this is no schedule, or `undefined` where it is one.
 * Source: AWS Glue Developer Guide, "Time-based schedules for jobs and crawlers": five minutes is the shortest.
 *
 * @param expression E.g. `cron(15 3 * * ? *)`: every day at 03:15 UTC.
 */
export function cronProblem(expression: string): string | undefined {
    const example = "cron(15 3 * * ? *) is every day at 03:15 UTC";
    const inner = /^cron\((.+)\)$/.exec(expression)?.[1];
    if (inner === undefined) {
        return `is not a schedule; ${example}`;
    }
    const fields = inner.split(" ");
    if (fields.length !== FIELDS.length) {
        return `has ${fields.length} fields; ${FIELDS.length} are expected (${FIELDS.join(", ")}): ${example}`;
    }
    const wrong = fields.findIndex((field) => !field.split(",").every((value) => VALUE.test(value)));
    if (wrong >= 0) {
        return `has "${fields[wrong]}" for the ${FIELDS[wrong]}, which is not a value, a range or a step; ${example}`;
    }
    const [minutes = "", , dayOfMonth, , dayOfWeek] = fields;
    if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
        return `names ${dayOfMonth === "?" ? "no day" : "days twice"}; exactly one of day of month and day of week is "?": ${example}`;
    }
    const step = /^[0-9*]+\/([0-9]+)$/.exec(minutes)?.[1];
    if (minutes === "*" || (step !== undefined && Number(step) < 5)) {
        return `would start more often than every five minutes, which Glue refuses; write e.g. 0/15 for the minutes`;
    }
    return undefined;
}
