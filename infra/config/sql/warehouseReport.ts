import type { Duckdb } from "./duckdb";
import {
    bindingProblems,
    missesColumn,
    ONE_SELECT,
    resultColumns,
    type SqlOutcome,
    secondStatement,
    syntaxProblem,
} from "./report";
import { Scope } from "./scope";
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
    const parsed = await duckdb.parse(sql);
    if ("refusal" in parsed) {
        return { problems: [syntaxProblem(sql, parsed.refusal, tables)] };
    }
    const [statement, second] = parsed.value;
    if (statement === undefined || second !== undefined) {
        return { problems: [{ offset: secondStatement(sql), message: ONE_SELECT(parsed.value.length) }] };
    }
    const scope = new Scope(sql, statement, tables);
    const foreign = new WarehouseDialect(sql, tables).check(statement);
    const missing = scope
        .unknownTables()
        .filter(({ offset }) => foreign.every((other) => other.offset !== offset));
    if (foreign.length + missing.length > 0) {
        return { problems: [...foreign, ...missing] };
    }
    const bound = await duckdb.bind(sql);
    if ("refusal" in bound) {
        const guessed =
            !missesColumn(bound.refusal) && [...scope.tablesRead()].some((name) => uncertain.has(name));
        return { problems: guessed ? [] : bindingProblems(sql, bound.refusal, scope) };
    }
    return resultColumns(sql, bound.value, bound.value);
}
