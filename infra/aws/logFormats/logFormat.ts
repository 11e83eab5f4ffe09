/** A column of a log table. */
export interface LogColumn {
    /** In lower case, as the Glue Data Catalog stores it. */
    readonly name: string;
    /** In Athena's spelling: `string`, `int`, `bigint`, `double`, `struct<…>`, `array<…>`. */
    readonly type: string;
    readonly description?: string;
}

/** A column of a format whose lines are taken apart by a regular expression. */
export interface LineField extends LogColumn {
    /** The field as it stands in a line: a regular expression with one group. Default: {@link WORD}. */
    readonly pattern?: string;
}

/** A question that people ask, and the query that answers it. */
export interface SavedQuery {
    /** Part of the saved query's name, e.g. `who-deleted-object`. */
    readonly name: string;
    /** The question itself. */
    readonly question: string;
    /**
     * SQL of Athena. Each `?` is asked for when the query is run. The table is named without its database, and the
     * days are bounded: without a bound Athena would read all that is kept.
     */
    readonly sql: string;
    /** What each `?` stands for, in order. */
    readonly parameters: readonly string[];
}

/** How the objects of a log are read. */
export interface LogSerde {
    readonly library: string;
    readonly inputFormat: string;
    readonly outputFormat: string;
    readonly parameters: Readonly<Record<string, string>>;
    /** What Glue calls the format; absent where it has no word for it. */
    readonly classification?: string;
}

/** One kind of log that AWS writes to S3: its table, and what people ask of it. */
export interface LogFormat {
    /** Name of the table. */
    readonly table: string;
    readonly description: string;
    readonly columns: readonly LogColumn[];
    readonly serde: LogSerde;
    /** Partition key besides `day`, whose values the environment knows. */
    readonly partition?: { readonly name: string; readonly description: string };
    readonly queries: readonly SavedQuery[];
}

/** Anything but a space. */
export const WORD = "([^ ]*)";
/** In double quotes. */
export const QUOTED = '"([^"]*)"';

const TEXT_INPUT = "org.apache.hadoop.mapred.TextInputFormat";
export const TEXT_OUTPUT = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";

/**
 * Lines of fields with a space between them. AWS adds fields at the end of lines: those that are not declared are
 * passed over, and `later` ones are null in lines that are older than they.
 *
 * Source: Athena User Guide, "Regex SerDe": the whole line has to match, and one that does not is a row of nulls.
 */
export function lineSerde(fields: readonly LineField[], later: readonly LineField[] = []): LogSerde {
    const pattern = ({ pattern = WORD }: LineField) => pattern;
    // Each later field stands in the group of the one before it: there is no second without a first.
    const optional = later.reduceRight((rest, field) => `(?: ${pattern(field)}${rest})?`, "");
    return {
        library: "org.apache.hadoop.hive.serde2.RegexSerDe",
        inputFormat: TEXT_INPUT,
        outputFormat: TEXT_OUTPUT,
        parameters: { "input.regex": `^${fields.map(pattern).join(" ")}${optional}.*$` },
    };
}

/** One JSON object a line. Source: Athena User Guide, "OpenX JSON SerDe". */
export const JSON_LINES: LogSerde = {
    library: "org.openx.data.jsonserde.JsonSerDe",
    inputFormat: TEXT_INPUT,
    outputFormat: TEXT_OUTPUT,
    parameters: { "case.insensitive": "TRUE", "ignore.malformed.json": "TRUE" },
    classification: "json",
};

/** Source: Athena User Guide, "Parquet SerDe". */
export const PARQUET: LogSerde = {
    library: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
    inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    parameters: { "serialization.format": "1" },
    classification: "parquet",
};

/** The name and type of each column: what remains of a field once its line is taken apart. */
export function columnsOf(...fields: readonly LineField[]): LogColumn[] {
    return fields.map(({ pattern: _, ...column }) => column);
}

/** The partition key of every log table, as the folders of all of them are named. */
export const DAY_FORMAT = "yyyy/MM/dd";

/** The condition on days that saved queries begin with. */
export function lastDays(days: number): string {
    return `day >= date_format(current_date - INTERVAL '${days}' DAY, '%Y/%m/%d')`;
}
