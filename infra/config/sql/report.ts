import { RESERVED_IN_ATHENA } from "../../aws/athenaSql";
import { RUN_DAY, RUN_WINDOW } from "../../aws/reportRuns";
import { whatIsAllowed } from "../spelling";
import { withAthenaTypes } from "./athenaTypes";
import { textComparisons } from "./comparisons";
import { Dialect } from "./dialect";
import type { Duckdb, Refusal } from "./duckdb";
import { unsettledTypes } from "./resultTypes";

import { reservedColumnHint, Scope } from "./scope";
import { athenaType, type ResultColumn, type SqlProblem, type Table } from "./tables";
import { offsetOfByte, tokenize } from "./text";
import type { TreeNode } from "./tree";

export type SqlOutcome<T> = { readonly value: T } | { readonly problems: readonly SqlProblem[] };

/** Names that the results' tables use for the window that a run covers; `window` is kept free for it, too. */
const RESULT_PARTITIONS: ReadonlySet<string> = new Set(["window", RUN_DAY, RUN_WINDOW]);

/** What a dialect finds in a statement that its engine would not take. */
export interface DialectCheck {
    check(statement: TreeNode): readonly SqlProblem[];
}

/** A report that is one SELECT over known tables, bound by DuckDB. */
export interface BoundSelect {
    readonly statement: TreeNode;
    readonly scope: Scope;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/**
 * Parses and binds a report against the domain's tables, which hold no data.
 *
 * @param dialect Checks the statement before it is bound.
 * @param uncertain Tables some of whose columns could not be read; what follows from their types is not reported.
 */
export async function bindSelect(
    duckdb: Duckdb,
    sql: string,
    tables: readonly Table[],
    dialect: DialectCheck,
    uncertain: ReadonlySet<string>,
): Promise<SqlOutcome<BoundSelect>> {
    const parsed = await duckdb.parse(sql);
    if ("refusal" in parsed) {
        return { problems: [syntaxProblem(sql, parsed.refusal, tables)] };
    }
    const [statement, second] = parsed.value;
    if (statement === undefined || second !== undefined) {
        return { problems: [{ offset: secondStatement(sql), message: ONE_SELECT(parsed.value.length) }] };
    }
    const scope = new Scope(sql, statement, tables);
    const foreign = dialect.check(statement);
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
    return { value: { statement, scope, columns: bound.value } };
}

/**
 * What a report returns: the statement is parsed and bound against the domain's tables, which hold no data.
 *
 * @param uncertain Tables some of whose columns could not be read; what follows from their types is not reported.
 */
export async function bindReport(
    duckdb: Duckdb,
    sql: string,
    tables: readonly Table[],
    uncertain: ReadonlySet<string> = new Set(),
): Promise<SqlOutcome<readonly ResultColumn[]>> {
    const bound = await bindSelect(duckdb, sql, tables, new Dialect(sql), uncertain);
    if ("problems" in bound) {
        return bound;
    }
    const { statement, scope, columns: own } = bound.value;
    const late = [
        ...scope.pseudoColumns(),
        ...scope.misusedAliases(),
        ...textComparisons(sql, statement, tables),
        ...unsettledTypes(sql, statement, tables),
    ];
    const elsewhere = (await duckdb.bindTree(withAthenaTypes(statement))) ?? own;
    const columns = resultColumns(sql, own, elsewhere);
    const problems = [...late, ...("problems" in columns ? columns.problems : [])];
    return problems.length > 0 || "problems" in columns ? { problems } : columns;
}

export const ONE_SELECT = (found: number) =>
    `holds ${found === 0 ? "no statement" : `${found} statements`}; one SELECT is expected`;

export function secondStatement(sql: string): number {
    const tokens = tokenize(sql);
    const end = tokens.findIndex(({ text }) => text === ";");
    return tokens[end + 1]?.start ?? 0;
}

export function syntaxProblem(sql: string, refusal: Refusal, tables: readonly Table[]): SqlProblem {
    if (refusal.kind === "not implemented") {
        return {
            offset: tokenize(sql)[0]?.start ?? 0,
            message: "is not a SELECT; a report is one SELECT over its domain's pipelines",
        };
    }
    const offset = offsetOfByte(sql, refusal.byte ?? 0);
    const tokens = tokenize(sql);
    const at = tokens.findIndex(({ end }) => end > offset);
    const near = [tokens[at - 1], tokens[at]].filter((token) => token !== undefined).map(({ text }) => text);
    const columns = tables.flatMap((table) => table.columns.map(({ name }) => name));
    return { offset, message: `${refusal.message}${reservedColumnHint(near, columns)}` };
}

export function missesColumn({ kind, message }: Refusal): boolean {
    return kind === "COLUMN_NOT_FOUND" || message.includes("does not have a column named");
}

export function bindingProblems(sql: string, refusal: Refusal, scope: Scope): readonly SqlProblem[] {
    const unknown = missesColumn(refusal) ? scope.unknownColumns() : [];
    if (unknown.length > 0) {
        return unknown;
    }
    const message = refusal.message
        .replace(/\s*Candidate functions:[\s\S]*/, "")
        .replaceAll(/\s*\n\s*/g, " ")
        .trim();
    return [{ offset: offsetOfByte(sql, refusal.byte ?? 0), message }];
}

export function resultColumns(
    sql: string,
    described: readonly { name: string; type: string }[],
    inAthena: readonly { name: string; type: string }[],
): SqlOutcome<readonly ResultColumn[]> {
    const start = tokenize(sql)[0]?.start ?? 0;
    const problems: SqlProblem[] = [];
    const columns: ResultColumn[] = [];
    for (const [index, { name, type }] of described.entries()) {
        const mapped = athenaType(type);
        const which = `result column ${index + 1}`;
        if (!/^[a-z][a-z0-9_]*$/.test(name)) {
            const advice = /^\w+$/.test(name) ? `; write it as ${name.toLowerCase()}` : "; name it with AS";
            problems.push({
                offset: start,
                message: `${which}, "${name}", has no name of lower-case letters, digits and underscores${advice}`,
            });
        } else if (columns.some((other) => other.name === name)) {
            problems.push({
                offset: start,
                message: `${which}, "${name}", has the name of another one; rename one with AS`,
            });
        } else if (RESULT_PARTITIONS.has(name) || RESERVED_IN_ATHENA.has(name)) {
            const reason = RESULT_PARTITIONS.has(name)
                ? "the partition column of every result"
                : "a reserved word of Athena's SQL";
            problems.push({
                offset: start,
                message: `${which} is named "${name}", which is ${reason}; rename it with AS`,
            });
        } else if (mapped === undefined) {
            const advice = whatIsAllowed("", [
                "VARCHAR",
                "BOOLEAN",
                "INTEGER",
                "BIGINT",
                "DOUBLE",
                "DATE",
                "TIMESTAMP",
                "DECIMAL(p,s)",
            ]);
            problems.push({
                offset: start,
                message: `${which}, "${name}", is of type ${type}, which a result's table cannot hold; CAST it${advice}`,
            });
        } else if (athenaType(inAthena[index]?.type ?? type) !== mapped) {
            const message = `${which}, "${name}", is ${inAthena[index]?.type} in Athena and ${type} in the local engine; CAST it to the type it shall have`;
            problems.push({ offset: start, message });
        } else {
            columns.push({ name, type: mapped });
        }
    }
    return problems.length > 0 ? { problems } : { value: columns };
}
