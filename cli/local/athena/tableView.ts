import { type Connection, fileList, identifier, literal } from "../duckdb";
import type { StoredObject } from "../objects/listing";
import { QueryFailure } from "./athenaError";
import type { GlueColumn, GlueTable } from "./catalog";
import { duckDbType, trinoType } from "./columnType";

/** DuckDB's name of Athena's default catalog, so that queries may write it out. */
export const CATALOG = "awsdatacatalog";

/** A column as a Parquet file declares it. */
interface FileColumn {
    readonly file: string;
    readonly name: string;
    readonly type: string;
}

/**
 * Makes a table of the Data Catalog a view over its objects, with exactly the declared columns: one that files lack
 * is null, one that they have besides is not seen, and one of another type fails the query, as it does on Athena.
 *
 * @throws QueryFailure
 */
export async function createTableView(
    connection: Connection,
    table: GlueTable,
    objects: readonly StoredObject[],
): Promise<void> {
    const all = [...table.columns, ...table.partitionKeys];
    const unreadable = all.find((column) => column.type === undefined);
    if (unreadable || !table.parquet) {
        throw new QueryFailure(
            `NOT_SUPPORTED: table ${table.database}.${table.name} ` +
                (unreadable ? `has a column of type ${unreadable.typeName}` : "does not keep Parquet files") +
                "; a local run reads Parquet files with scalar columns",
        );
    }
    const name = `${CATALOG}.${identifier(table.database)}.${identifier(table.name)}`;
    const query = objects.length === 0 ? emptyQuery(all) : await fileQuery(connection, table, objects);
    await connection.run(`CREATE OR REPLACE VIEW ${name} AS ${query}`);
}

function emptyQuery(columns: readonly GlueColumn[]): string {
    const nulls = columns.map((column) => `CAST(NULL AS ${typeOf(column)}) AS ${identifier(column.name)}`);
    return `SELECT ${nulls.join(", ")} WHERE false`;
}

async function fileQuery(
    connection: Connection,
    table: GlueTable,
    objects: readonly StoredObject[],
): Promise<string> {
    const files = fileList(objects.map(({ path }) => path));
    const found = await fileColumns(connection, files);
    checkTypes(table, found, objects);
    const perName = new Map<string, number>();
    for (const column of found) {
        perName.set(column.name.toLowerCase(), (perName.get(column.name.toLowerCase()) ?? 0) + 1);
    }
    const differ = table.columns.some(({ name }) => (perName.get(name) ?? 0) % objects.length !== 0);
    const selected = [
        ...table.columns.map((column) =>
            perName.has(column.name)
                ? `CAST(${identifier(column.name)} AS ${typeOf(column)}) AS ${identifier(column.name)}`
                : `CAST(NULL AS ${typeOf(column)}) AS ${identifier(column.name)}`,
        ),
        ...table.partitionKeys.map(
            (column) => `CAST(${identifier(column.name)} AS ${typeOf(column)}) AS ${identifier(column.name)}`,
        ),
    ];
    const options = [
        ...(table.partitionKeys.length === 0
            ? ["hive_partitioning = false"]
            : [
                  "hive_partitioning = true",
                  `hive_types = {${table.partitionKeys.map(({ name }) => `${literal(name)}: VARCHAR`).join(", ")}}`,
              ]),
        ...(differ ? ["union_by_name = true"] : []),
    ];
    return `SELECT ${selected.join(", ")} FROM read_parquet(${files}, ${options.join(", ")})`;
}

async function fileColumns(connection: Connection, files: string): Promise<FileColumn[]> {
    // The schema's root has children; columns of the types that are written here have none.
    const rows = await connection.all<{
        file_name: string;
        name: string;
        type: string;
        logical: string | null;
    }>(
        "SELECT file_name, name, type, coalesce(CAST(logical_type AS VARCHAR), converted_type) AS logical " +
            `FROM parquet_schema(${files}) WHERE num_children IS NULL`,
    );
    return rows.map((row) => ({
        file: row.file_name,
        name: row.name,
        type: parquetType(row.type, row.logical ?? ""),
    }));
}

/** The kind of value that a Parquet column holds. */
function parquetType(type: string, logical: string): string {
    if (/timestamp/i.test(logical) || type === "INT96") {
        return "timestamp";
    }
    if (/decimal/i.test(logical)) {
        return "decimal";
    }
    if (/date/i.test(logical)) {
        return "date";
    }
    const integer = /(?:^INT_(8|16|32)$|bitWidth=(8|16|32)\b)/i.exec(logical);
    if (integer) {
        return "int32";
    }
    return type.toLowerCase();
}

/** What Athena reads into a column of the type. Source: Athena User Guide, "Types of updates" for Parquet. */
const READABLE: Readonly<Record<string, readonly string[]>> = {
    string: ["byte_array"],
    boolean: ["boolean"],
    double: ["double", "float"],
    float: ["float"],
    date: ["date"],
    timestamp: ["timestamp"],
    decimal: ["decimal"],
    integer: ["int32"],
    bigint: ["int64", "int32"],
};

function checkTypes(table: GlueTable, found: readonly FileColumn[], objects: readonly StoredObject[]): void {
    const declared = new Map(table.columns.map((column) => [column.name, column]));
    for (const column of found) {
        const type = declared.get(column.name.toLowerCase())?.type;
        if (type === undefined) {
            continue;
        }
        const kind = type.kind === "integer" && type.bits === 64 ? "bigint" : type.kind;
        if (!READABLE[kind]?.includes(column.type)) {
            const key = objects.find(({ path }) => path === column.file)?.key ?? column.file;
            throw new QueryFailure(
                `HIVE_BAD_DATA: Field ${column.name}'s type ${column.type.toUpperCase()} in parquet file ` +
                    `s3://${table.location?.bucket}/${key} is incompatible with type ${trinoType(type)} defined in table schema`,
            );
        }
    }
}

function typeOf(column: GlueColumn): string {
    return duckDbType(column.type!);
}
