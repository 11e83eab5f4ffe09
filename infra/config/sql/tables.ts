import type { ColumnType } from "../model";

/** A table that SQL may read: a pipeline's columns, its partition included, or a data set's. */
export interface Table {
    readonly name: string;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface ResultColumn {
    readonly name: string;
    readonly type: ColumnType;
}

/** Something wrong at an offset of an SQL text. */
export interface SqlProblem {
    readonly offset: number;
    readonly message: string;
}

/** DuckDB's name of one of Athena's types. */
export function duckdbType(type: ColumnType): string {
    return { string: "VARCHAR", int: "INTEGER" }[type as string] ?? type.toUpperCase();
}

/**
 * Athena's type of a query's result that DuckDB describes. Whole numbers that DuckDB widens (a sum is a HUGEINT) are
 * `bigint`, as they are in Athena.
 *
 * @returns `undefined` where the two have no type in common that can be stored.
 */
export function athenaType(duckdb: string): ColumnType | undefined {
    if (duckdb.startsWith("DECIMAL(")) {
        return duckdb.toLowerCase() as ColumnType;
    }
    return ATHENA_TYPES[duckdb];
}

const ATHENA_TYPES: Readonly<Record<string, ColumnType>> = {
    VARCHAR: "string",
    BOOLEAN: "boolean",
    TINYINT: "int",
    SMALLINT: "int",
    INTEGER: "int",
    BIGINT: "bigint",
    HUGEINT: "bigint",
    DOUBLE: "double",
    DATE: "date",
    TIMESTAMP: "timestamp",
};
