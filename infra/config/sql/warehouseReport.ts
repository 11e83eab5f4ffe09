import type { Duckdb } from "./duckdb";
import { bindSelect, resultColumns, type SqlOutcome } from "./report";
import type { ResultColumn, Table } from "./tables";
import { WarehouseDialect } from "./warehouseDialect";

/**
 * What a report of the warehouse returns: the statement is parsed and bound against the domain's tables, which hold no
 * data, as PostgreSQL's SQL. Its result is cast to these types when Redshift computes it.
 *
 * @param uncertain Tables some of whose columns could not be read; what follows from their types is not reported.
 */
export async function bindWarehouseReport(
    duckdb: Duckdb,
    sql: string,
    tables: readonly Table[],
    uncertain: ReadonlySet<string> = new Set(),
): Promise<SqlOutcome<readonly ResultColumn[]>> {
    const bound = await bindSelect(duckdb, sql, tables, new WarehouseDialect(sql, tables), uncertain);
    return "problems" in bound ? bound : resultColumns(sql, bound.value.columns, bound.value.columns);
}
