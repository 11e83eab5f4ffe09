/**
 * What SQL of Amazon Redshift and DuckDB have in common. A report of the warehouse is checked on DuckDB, whose SQL
 * follows PostgreSQL's as Redshift's does; it is refused where the two part.
 * Source: Redshift Database Developer Guide, "SQL functions reference" and "Data types".
 */

/** Same name, same meaning, in words. */
const SAME = `
    abs acos any_value ascii asin atan atan2 avg bool_and bool_or cbrt ceil ceiling chr coalesce concat cos count
    cume_dist date_part date_trunc degrees dense_rank exp first_value floor greatest lag last_value lead least left
    length listagg ln lower lpad ltrim max md5 median min mod nth_value ntile nullif percent_rank pi position power
    radians rank regexp_replace repeat replace reverse right round row_number rpad rtrim sign sin split_part sqrt
    stddev stddev_pop stddev_samp strpos substr substring sum tan translate trim trunc upper var_pop var_samp variance
`;

/** What DuckDB's parser makes of syntax: operators, EXTRACT, INTERVAL, COUNT(*), LIKE … ESCAPE. */
const SYNTAX = `
    + - * / % || ~~ !~~ ~~* !~~* like_escape not_like_escape ilike_escape not_ilike_escape count_star
    to_days to_hours to_minutes to_seconds to_months to_years to_weeks today get_current_timestamp
`;

/** Redshift's name, or its spelling, of what DuckDB calls otherwise. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
    date_add: "+ INTERVAL '1 day'",
    date_diff: "extract(epoch FROM …), or arithmetic of dates",
    datediff: "extract(epoch FROM …), or arithmetic of dates",
    dateadd: "+ INTERVAL '1 day'",
    string_agg: "listagg",
    group_concat: "listagg",
    ifnull: "coalesce",
    nvl: "coalesce",
    now: "current_timestamp",
    getdate: "current_timestamp",
    len: "length",
    strftime: "date_trunc or extract",
    to_char: "date_trunc or extract, and CAST(… AS varchar)",
    year: "extract(year FROM …)",
    month: "extract(month FROM …)",
    day: "extract(day FROM …)",
    hour: "extract(hour FROM …)",
    count_if: "sum(CASE WHEN … THEN 1 ELSE 0 END)",
    approx_distinct: "count(DISTINCT …)",
    array_agg: "listagg",
};

function words(text: string): string[] {
    return text.split(/\s+/).filter((word) => word !== "");
}

/** Names that people may call, in lower case. */
export const REDSHIFT_CALLABLE: ReadonlySet<string> = new Set(words(SAME));

/** Names that the syntax tree of a query may hold. */
export const REDSHIFT_FUNCTIONS: ReadonlySet<string> = new Set([...words(SAME), ...words(SYNTAX)]);

/** Types that a CAST may name: the first word of each. */
export const REDSHIFT_CAST_TYPES: readonly string[] = words(
    "smallint int integer bigint decimal numeric real float double boolean varchar char text date timestamp",
);

/** What Redshift has instead of a function. */
export function redshiftSubstitute(name: string): string | undefined {
    return SUBSTITUTES[name];
}
