/**
 * What Flink SQL and the engine that checks it (DuckDB) understand alike, and what Flink demands of SQL that never ends.
 *
 * Sources: Apache Flink documentation, "System (Built-in) Functions", "Reserved Keywords", "Data Types", "Windowing
 * table-valued functions", "Window Aggregation".
 */

/** Functions with the same name and meaning in both. */
export const FLINK_FUNCTIONS: ReadonlySet<string> = new Set(
    (
        "abs ascii ceil char_length coalesce concat cos exp floor greatest least left ln log10 lower lpad ltrim md5 mod " +
        "nullif power radians regexp_replace repeat replace reverse right round rpad rtrim sign sin sqrt substring " +
        "tan trim upper"
    ).split(" "),
);

/** Functions over the rows of a group. */
export const FLINK_AGGREGATES: ReadonlySet<string> = new Set(
    "avg count max min stddev_pop stddev_samp sum var_pop var_samp".split(" "),
);

/** Types that CAST names. `VARCHAR` is none of them: in Flink it has one character. */
export const FLINK_CAST_TYPES: readonly string[] = [
    "STRING",
    "BOOLEAN",
    "INTEGER",
    "BIGINT",
    "DOUBLE",
    "DECIMAL(p,s)",
    "DATE",
    "TIMESTAMP",
];

/** Columns that windowed rows have besides their own. */
export const WINDOW_COLUMNS = ["window_start", "window_end"] as const;

/** Words that Flink's parser takes for its own where they are not quoted, and that people name columns with. */
export const RESERVED_IN_FLINK: ReadonlySet<string> = new Set(
    (
        "abs all allocate and any are array as asymmetric at authorization avg begin between bigint binary bit blob both " +
        "by call cardinality case cast catalog catalogs ceil ceiling changelog char character check classifier clob close collate " +
        "collect column comment commit condition connect constraint contains convert corr corresponding count create cross cube " +
        "current cursor cycle databases date day deallocate dec decimal declare default define delete deref describe " +
        "deterministic disallow disconnect distinct double drop dynamic each element else empty end equals escape every " +
        "except exec execute exists exp explain extend external extract false fetch filter float floor for foreign free from full " +
        "function functions fusion get global grant group grouping groups having hold hour identity if import in indicator initial " +
        "inner inout insensitive insert int integer intersect intersection interval into is join language large " +
        "last_value lateral lead leading left like limit ln local localtime localtimestamp lower match matches max measures member " +
        "merge method min minus minute mod modifies modify module modules month multiset national natural nchar nclob new next no none " +
        "normalize not nth_value ntile null nullif numeric occurrences_regex octet_length of offset old omit on one only open or order " +
        "out outer over overlaps overlay parameter partition partitions pattern per percent period permute portion position power " +
        "precedes precision prepare prev primary procedure range rank raw reads real recursive ref references referencing " +
        "release rename reset result return returns revoke right rollback rollup row rows running savepoint scope scroll " +
        "search second seek select sensitive session_user set show similar skip smallint some specific sql start statement statements static " +
        "stream string submultiset subset substring succeeds sum symmetric system table tables tablesample then time timestamp " +
        "tinyint to trailing translate treat trigger trim true truncate uescape union unique unknown unnest update upper upsert use user " +
        "using value values var_pop varbinary varchar varying versioning views watermark watermarks week when whenever where width_bucket " +
        "window with within without year"
    ).split(" "),
);

/** A week: what a window keeps in memory and in every checkpoint until it closes. */
const LONGEST_WINDOW_SECONDS = 604_800;
/** A day: that long a window waits for its last records. */
export const LATEST_SECONDS = 86_400;
/** Every record is counted in that many windows, each with state of its own. */
const MOST_OVERLAPPING_WINDOWS = 1440;

/** What is wrong in a window, or nothing. The size of sliding (HOP) windows has to be a multiple of their slide. */
export function windowProblem(size: number, slide: number = size): string | undefined {
    if (!inRange(size, LONGEST_WINDOW_SECONDS)) {
        return `its size is ${size}; give whole seconds from 1 to ${LONGEST_WINDOW_SECONDS} (a week)`;
    }
    if (!inRange(slide, size)) {
        return `its slide is ${slide}; give whole seconds from 1 to the size, ${size}`;
    }
    if (size % slide !== 0) {
        return `its size, ${size}, is not a multiple of its slide, ${slide}, which Flink demands; give ${Math.ceil(size / slide) * slide} as the size, or another slide`;
    }
    if (size / slide > MOST_OVERLAPPING_WINDOWS) {
        return `every record would be counted in ${size / slide} windows; at most ${MOST_OVERLAPPING_WINDOWS} are allowed, give a longer slide`;
    }
    return undefined;
}

function inRange(value: number, most: number): boolean {
    return Number.isInteger(value) && value >= 1 && value <= most;
}
