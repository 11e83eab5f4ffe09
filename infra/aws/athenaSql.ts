/**
 * The SQL that means the same to Athena (Trino), where reports are deployed, and to DuckDB, where they are checked
 * and run locally.
 */

/** Amazon Athena User Guide, "Escape reserved keywords in queries": the words reserved in SELECT statements. */
export const RESERVED_IN_ATHENA: ReadonlySet<string> = new Set(
    (
        "alter and as between by case cast constraint create cross cube current_catalog current_date current_path " +
        "current_schema current_time current_timestamp current_user deallocate delete describe distinct drop else end " +
        "escape except execute exists extract false first for from full group grouping having in inner insert intersect into " +
        "is join json_array json_exists json_object json_query json_table json_value last left like listagg localtime " +
        "localtimestamp natural normalize not null on or order outer prepare recursive right rollup select skip table " +
        "then trim true uescape unbounded union unnest using values when where with"
    ).split(" "),
);

/**
 * What makes DuckDB behave as Athena does; to be run on every connection that reads a report. Trino divides whole
 * numbers to whole numbers, counts a week's days from Monday = 1, and has other names for some functions.
 */
export const ATHENA_ON_DUCKDB: readonly string[] = [
    "SET integer_division = true",
    "SET TimeZone = 'UTC'",
    "CREATE OR REPLACE MACRO approx_distinct(x) AS approx_count_distinct(x)",
    "CREATE OR REPLACE MACRO approx_percentile(x, p) AS approx_quantile(x, p)",
    "CREATE OR REPLACE MACRO day_of_month(x) AS day(x)",
    "CREATE OR REPLACE MACRO day_of_week(x) AS isodow(x)",
    "CREATE OR REPLACE MACRO day_of_year(x) AS dayofyear(x)",
    "CREATE OR REPLACE MACRO week_of_year(x) AS week(x)",
    "CREATE OR REPLACE MACRO year_of_week(x) AS isoyear(x)",
    "CREATE OR REPLACE MACRO regexp_like(x, pattern) AS regexp_matches(x, pattern)",
    "CREATE OR REPLACE MACRO to_unixtime(x) AS epoch(x)",
    "CREATE OR REPLACE MACRO json_extract_scalar(x, path) AS json_extract_string(x, path)",
];

/** Functions that both engines have, with the same meaning and the same type of result. */
export const SHARED_FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
    aggregates: (
        "any_value approx_distinct approx_percentile arbitrary avg bool_and bool_or corr count count_if covar_pop covar_samp " +
        "max max_by min min_by regr_intercept regr_slope stddev stddev_pop stddev_samp sum var_pop var_samp variance"
    ).split(" "),
    windows:
        "cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number".split(
            " ",
        ),
    numbers: (
        "abs acos asin atan atan2 cbrt ceil ceiling cos degrees exp floor greatest least ln log10 log2 mod pi pow power " +
        "radians round sin sqrt tan"
    ).split(" "),
    texts: (
        "json_extract_scalar length lower lpad ltrim position regexp_like replace reverse rpad rtrim split_part starts_with " +
        "strpos substr substring translate trim upper"
    ).split(" "),
    times: (
        "date_diff date_trunc day day_of_month day_of_week day_of_year hour minute month quarter second to_unixtime week " +
        "week_of_year year year_of_week"
    ).split(" "),
    conditions: "coalesce if nullif".split(" "),
};

/** Type names that both engines read in a CAST. */
export const SHARED_CAST_TYPES: readonly string[] =
    "varchar boolean tinyint smallint int integer bigint real double decimal date timestamp".split(" ");
