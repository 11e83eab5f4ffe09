import { identifier, literal } from "../redshift/sql";
import { type PresentColumn, redshiftType } from "./columnTypes";
import type { TableRequest } from "./request";

/** What has to be done so that tables are as they are declared, or why it is not done. */
export interface Migration {
    readonly statements: readonly string[];
    /** Changes that would lose or mix up data; where there is one, nothing is done. */
    readonly refusals: readonly string[];
}

/**
 * Compares tables with what they shall be. New tables and new columns at a table's end are made; everything else is
 * refused, since only people know what shall become of the data.
 *
 * @param present Columns of the schema's tables, in their order.
 */
export function migrate(
    schema: string,
    tables: readonly TableRequest[],
    present: readonly PresentColumn[],
): Migration {
    const parts = tables.map((table) => {
        const columns = present.filter((column) => column.table === table.name);
        return columns.length === 0 ? creation(schema, table) : additions(schema, table, columns);
    });
    const refusals = parts.flatMap((part) => part.refusals);
    return { statements: refusals.length > 0 ? [] : parts.flatMap((part) => part.statements), refusals };
}

function creation(schema: string, table: TableRequest): Migration {
    const name = identifier(schema, table.name);
    const columns = table.columns.map((column) => `${identifier(column.name)} ${redshiftType(column.type)}`);
    return {
        // Redshift chooses distribution and sort keys by the queries that it sees.
        statements: [
            `CREATE TABLE ${name} (${columns.join(", ")}) DISTSTYLE AUTO SORTKEY AUTO`,
            ...(table.description === undefined
                ? []
                : [`COMMENT ON TABLE ${name} IS ${literal(table.description)}`]),
        ],
        refusals: [],
    };
}

function additions(schema: string, table: TableRequest, present: readonly PresentColumn[]): Migration {
    const where = (column: string) => `${schema}.${table.name}.${column}`;
    const declared = new Map(table.columns.map(({ name, type }) => [name, redshiftType(type)]));
    const refusals: string[] = [];
    for (const { name, type } of present) {
        const wanted = declared.get(name);
        if (wanted === undefined) {
            refusals.push(
                `${where(name)}: is in the warehouse and no longer declared; declare it again, or drop it by hand: its data would be lost`,
            );
        } else if (wanted !== type) {
            refusals.push(
                `${where(name)}: is ${type} in the warehouse and declared as ${wanted}; types are not changed: add a column with another name at the end, and fill it by hand`,
            );
        }
    }
    const known = new Set(present.map(({ name }) => name));
    const kept = table.columns.filter(({ name }) => known.has(name)).map(({ name }) => name);
    const order = present.map(({ name }) => name).filter((name) => declared.has(name));
    const moved = kept.find((name, index) => name !== order[index]);
    if (moved !== undefined) {
        refusals.push(
            `${where(moved)}: stands elsewhere than in the warehouse; keep the order ${order.join(", ")}, because COPY takes the columns of Parquet files in their order`,
        );
    }
    const lastKept = table.columns.findLastIndex(({ name }) => known.has(name));
    const early = table.columns.find(({ name }, index) => !known.has(name) && index < lastKept);
    if (early !== undefined) {
        refusals.push(
            `${where(early.name)}: is new and stands before ${table.columns[lastKept]?.name}; move it to the end, because COPY takes the columns of Parquet files in their order`,
        );
    }
    return {
        statements: table.columns
            .filter(({ name }) => !known.has(name))
            .map(
                ({ name, type }) =>
                    `ALTER TABLE ${identifier(schema, table.name)} ADD COLUMN ${identifier(name)} ${redshiftType(type)}`,
            ),
        refusals,
    };
}
