/**
 * Functions of Athena's engine (Trino) that DuckDB has, too: under the same name with the same meaning, or learned as
 * macros. Reports are checked against them, and run locally with them; every other function is refused by its name,
 * including those that only DuckDB has.
 * Source: Athena User Guide, "Functions in Amazon Athena"; Trino documentation, "Functions and operators".
 */

/** Percent codes of MySQL that date_format and date_parse take → those of strftime, which has them otherwise. */
const MYSQL_CODES: readonly (readonly [string, string])[] = [
    ["%M", "%B"],
    ["%i", "%M"],
    ["%W", "%A"],
    ["%s", "%S"],
    ["%h", "%I"],
    ["%T", "%H:%M:%S"],
    ["%r", "%I:%M:%S %p"],
    ["%k", "%-H"],
    ["%l", "%-I"],
    ["%e", "%-d"],
    ["%c", "%-m"],
];
/** Letters of Joda that format_datetime and parse_datetime take, longest first. */
const JODA_CODES: readonly (readonly [string, string])[] = [
    ["yyyy", "%Y"],
    ["MM", "%m"],
    ["dd", "%d"],
    ["HH", "%H"],
    ["mm", "%M"],
    ["ss", "%S"],
    ["SSS", "%g"],
];

/** Macro's signature → its body. Built-in functions of the same name are written with their schema. */
const MACROS: Readonly<Record<string, string>> = {
    "approx_distinct(x)": "approx_count_distinct(x)",
    "approx_percentile(x, p)": "approx_quantile(x, p)",
    "array_join(a, d)": "array_to_string(a, d)",
    "at_timezone(t, z)": "timezone(z, t)",
    "cardinality(a)": "len(a)",
    // DuckDB leaves nulls out; in Athena one null makes the result null.
    "concat(a, b)": "a || b",
    "concat(a, b, c)": "a || b || c",
    "concat(a, b, c, d)": "a || b || c || d",
    "date_add(unit, n, t)": `t + n * CASE lower(unit) ${[
        "second",
        "minute",
        "hour",
        "day",
        "week",
        "month",
        "quarter",
        "year",
    ]
        .map(
            (unit) => `WHEN '${unit}' THEN ${unit === "quarter" ? "INTERVAL 3 month" : `INTERVAL 1 ${unit}`}`,
        )
        .join(" ")} WHEN 'millisecond' THEN INTERVAL 1 millisecond END`,
    "date_format(t, f)": `strftime(t, ${replaced("f", MYSQL_CODES)})`,
    // The condition lets DuckDB take a format that is not a constant before the macro is called.
    "date_parse(s, f)": `CASE WHEN f IS NULL THEN NULL ELSE strptime(s, ${replaced("f", MYSQL_CODES)}) END`,
    "day_of_month(t)": "system.main.day(t)",
    "day_of_week(t)": "isodow(t)",
    "day_of_year(t)": "dayofyear(t)",
    "dow(t)": "isodow(t)",
    "doy(t)": "dayofyear(t)",
    "element_at(c, k)": "c[k]",
    "every(x)": "bool_and(x)",
    "format_datetime(t, f)": `strftime(t, ${replaced("f", JODA_CODES)})`,
    "from_iso8601_date(s)": "CAST(s AS DATE)",
    "from_iso8601_timestamp(s)": "CAST(s AS TIMESTAMPTZ)",
    "from_unixtime(n)": "make_timestamp(CAST(CAST(n AS DOUBLE) * 1000000 AS BIGINT))",
    "geometric_mean(x)": "geomean(x)",
    "greatest(a, b)": nullIfAny("a", "b", "greatest"),
    "greatest(a, b, c)": nullIfAny("a", "b, c", "greatest"),
    "is_finite(x)": "isfinite(x)",
    "is_infinite(x)": "isinf(x)",
    "is_nan(x)": "isnan(x)",
    "json_extract_scalar(j, p)": "json_extract_string(j, p)",
    "json_parse(s)": "CAST(s AS JSON)",
    "least(a, b)": nullIfAny("a", "b", "least"),
    "least(a, b, c)": nullIfAny("a", "b, c", "least"),
    "levenshtein_distance(a, b)": "levenshtein(a, b)",
    "map_agg(k, v)": "map(list(k), list(v))",
    "millisecond(t)": "system.main.millisecond(t) % 1000",
    "parse_datetime(s, f)": `CASE WHEN f IS NULL THEN NULL ELSE strptime(s, ${replaced("f", JODA_CODES)}) END`,
    "rand()": "random()",
    "regexp_extract(s, p)": "nullif(system.main.regexp_extract(s, p), '')",
    "regexp_like(s, p)": "regexp_matches(s, p)",
    "regexp_replace(s, p, r)": "system.main.regexp_replace(s, p, r, 'g')",
    "sequence(a, b)": "generate_series(a, b)",
    "to_iso8601(t)": "strftime(t, '%Y-%m-%dT%H:%M:%S.%g')",
    "to_unixtime(t)": "epoch(t)",
    "truncate(x)": "trunc(x)",
    "week_of_year(t)": "system.main.week(t)",
    "width_bucket(x, lo, hi, n)":
        "CAST(CASE WHEN x < lo THEN 0 WHEN x >= hi THEN n + 1 ELSE floor((x - lo) * n / CAST(hi - lo AS DOUBLE)) + 1 END AS BIGINT)",
    "year_of_week(t)": "isoyear(t)",
    "yow(t)": "isoyear(t)",
};

/** Same name, same meaning, in words. */
const SAME = `
    abs acos arbitrary array_agg array_distinct array_position array_sort asin atan atan2 avg bool_and bool_or
    cbrt ceil ceiling chr coalesce concat_ws contains corr cos cosh count count_if covar_pop covar_samp
    cume_dist date date_diff date_trunc day degrees dense_rank entropy
    exp first_value flatten floor from_base64 from_hex histogram hour if kurtosis lag last_value lead
    length listagg ln log log10 log2 lower lpad ltrim max max_by md5 min min_by minute mod month now nth_value ntile
    nullif percent_rank pi position pow power quarter radians random rank regr_intercept regr_slope repeat
    replace reverse round row row_number rpad rtrim second sign sin sinh skewness split split_part sqrt starts_with
    stddev stddev_pop stddev_samp strpos substr substring sum tan tanh to_base64 to_hex translate trim try
    typeof unnest upper uuid var_pop var_samp variance week year any_value
`;

/** What DuckDB's parser makes of Athena's own syntax: operators, EXTRACT, INTERVAL, COUNT(*), LIKE … ESCAPE. */
const SYNTAX = `
    + - * / % || ~~ !~~ like_escape not_like_escape date_part timezone count_star list_value array_extract trunc
    to_days to_hours to_minutes to_seconds to_months to_years to_weeks to_milliseconds to_microseconds
    get_current_timestamp get_current_time today
`;

/** Athena's name of what DuckDB calls otherwise, for the message. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
    strftime: "date_format",
    strptime: "date_parse",
    epoch: "to_unixtime",
    to_timestamp: "from_unixtime",
    epoch_ms: "to_unixtime",
    approx_quantile: "approx_percentile",
    approx_count_distinct: "approx_distinct",
    median: "approx_percentile(x, 0.5)",
    quantile: "approx_percentile",
    quantile_cont: "approx_percentile",
    regexp_matches: "regexp_like",
    regexp_full_match: "regexp_like",
    json_extract_string: "json_extract_scalar",
    len: "length or cardinality",
    list: "array_agg",
    first: "arbitrary",
    last: "max_by",
    dayname: "date_format(t, '%W')",
    monthname: "date_format(t, '%M')",
    dayofweek: "day_of_week",
    dayofyear: "day_of_year",
    isodow: "day_of_week",
    string_agg: "listagg or array_join(array_agg(x), ',')",
    group_concat: "listagg or array_join(array_agg(x), ',')",
    generate_series: "sequence",
    range: "sequence",
    ifnull: "coalesce",
    struct_pack: "ROW",
    arg_max: "max_by",
    arg_min: "min_by",
    "~~*": "lower(x) LIKE …",
    "!~~*": "lower(x) NOT LIKE …",
    "->>": "json_extract_scalar",
    "->": "json_extract",
};

/** DuckDB's greatest and least leave nulls out, too. */
function nullIfAny(first: string, others: string, name: string): string {
    const all = `${first}, ${others}`;
    const isNull = all.split(", ").map((argument) => `${argument} IS NULL`);
    return `CASE WHEN ${isNull.join(" OR ")} THEN NULL ELSE system.main.${name}(${all}) END`;
}

function words(text: string): string[] {
    return text.split(/\s+/).filter((word) => word !== "");
}

function replaced(format: string, codes: readonly (readonly [string, string])[]): string {
    return codes.reduce((expression, [from, to]) => `replace(${expression}, '${from}', '${to}')`, format);
}

/** Names that people may call, in lower case. */
export const CALLABLE_FUNCTIONS: ReadonlySet<string> = new Set(
    [
        ...words(SAME),
        ...Object.keys(MACROS).map((signature) => signature.slice(0, signature.indexOf("("))),
    ].sort(),
);

/** Names that the syntax tree of a query may hold: also what the parser makes of operators and literals. */
export const ATHENA_FUNCTIONS: ReadonlySet<string> = new Set([...CALLABLE_FUNCTIONS, ...words(SYNTAX)]);

/** Functions that a query may read from. */
export const ATHENA_TABLE_FUNCTIONS: ReadonlySet<string> = new Set(["unnest"]);

/** What Athena has instead of a function of DuckDB's. */
export function substituteFor(name: string): string | undefined {
    return SUBSTITUTES[name];
}

/** Statements that teach a connection Athena's functions and its division of integers. */
export function athenaDialect(): string[] {
    const overloads = new Map<string, string[]>();
    for (const [signature, body] of Object.entries(MACROS)) {
        const open = signature.indexOf("(");
        const name = signature.slice(0, open);
        overloads.set(name, [...(overloads.get(name) ?? []), `${signature.slice(open)} AS ${body}`]);
    }
    return [
        "SET integer_division = true",
        ...[...overloads].map(([name, bodies]) => `CREATE OR REPLACE TEMP MACRO ${name}${bodies.join(", ")}`),
    ];
}
