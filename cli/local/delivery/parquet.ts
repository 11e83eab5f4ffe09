import { duckDbType } from "../athena/columnType";
import { type Connection, identifier, literal } from "../duckdb";
import type { SchemaColumn } from "./hiveJson";

/** Codecs of Firehose's Parquet output, as DuckDB spells them. Source: Firehose API, "ParquetSerDe". */
export const PARQUET_CODECS: Readonly<Record<string, string>> = {
    SNAPPY: "snappy",
    GZIP: "gzip",
    UNCOMPRESSED: "uncompressed",
};

/** Below this, DuckDB reads a file in pieces too small to be fast. */
const LEAST_OBJECT_SIZE = 1024 * 1024;

/**
 * Writes lines of JSON that a {@link HiveJsonDeserializer} has let through as one Parquet file. DuckDB reads the
 * text itself: a third of a second for a million rows, against three to hand it the values one by one.
 *
 * @param lines file of newline-delimited JSON
 * @param longestLine in characters: it decides how much memory DuckDB takes for its buffers
 * @returns the number of rows written
 */
export async function writeParquet(
    connection: Connection,
    columns: readonly SchemaColumn[],
    lines: string,
    longestLine: number,
    file: string,
    codec: string,
): Promise<number> {
    // In bytes, of which a character may take three.
    const longest = Math.max(LEAST_OBJECT_SIZE, 3 * longestLine + 1);
    const types = columns.map((column) => `${identifier(column.name)}: ${literal(duckDbType(column.type))}`);
    return connection.run(
        `COPY (SELECT * FROM read_json(${literal(lines)}, columns = {${types.join(", ")}}, ` +
            `format = 'newline_delimited', records = true, maximum_object_size = ${longest})) ` +
            `TO ${literal(file)} (FORMAT parquet, COMPRESSION ${codec})`,
    );
}
