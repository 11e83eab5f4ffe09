import { whatIsAllowed } from "../spelling";
import type { SqlProblem, Table } from "./tables";
import { offsetOfByte } from "./text";
import { child, children, columnNames, descend, location, type TreeNode, text } from "./tree";

/** What a statement's names mean: which tables and columns it reads, and which are its own. */
export class Scope {
    /** Names of `WITH` queries. */
    private readonly queries = new Set<string>();
    /** Names that the statement gives to columns, anywhere. */
    private readonly given = new Set<string>();
    /** Names of tables, and the names that the statement gives to them. */
    private readonly sources = new Set<string>();
    private readonly declared: ReadonlySet<string>;

    constructor(
        private readonly sql: string,
        private readonly statement: TreeNode,
        private readonly tables: readonly Table[],
    ) {
        this.declared = new Set(tables.flatMap(({ columns }) => columns.map(({ name }) => name)));
        for (const node of descend(statement)) {
            for (const { key } of children(child(node, "cte_map") ?? {}, "map")) {
                this.queries.add(String(key).toLowerCase());
            }
            for (const item of children(node, "select_list")) {
                this.given.add(text(item, "alias").toLowerCase());
            }
            for (const name of [node.column_name_alias, node.aliases].filter(Array.isArray).flat()) {
                this.given.add(String(name).toLowerCase());
            }
            if (node.type === "BASE_TABLE" || node.type === "SUBQUERY") {
                this.sources.add((text(node, "alias") || text(node, "table_name")).toLowerCase());
            }
        }
    }

    /** Names of the tables that are read, in lower case. */
    public tablesRead(): ReadonlySet<string> {
        const names = this.tableReferences().map((node) => text(node, "table_name").toLowerCase());
        return new Set(names);
    }

    /** Tables that neither the domain nor the statement itself has. */
    public unknownTables(): readonly SqlProblem[] {
        const names = this.tables.map(({ name }) => name);
        return this.tableReferences()
            .filter((node) => !names.includes(text(node, "table_name").toLowerCase()))
            .map((node) => {
                const name = text(node, "table_name");
                return this.problem(
                    node,
                    `"${name}" is not a pipeline of this domain${whatIsAllowed(name, names)}`,
                );
            });
    }

    /** Columns that no table and no part of the statement has; asked once DuckDB has missed one. */
    public unknownColumns(): readonly SqlProblem[] {
        const read = this.tablesRead();
        const inReach = this.tables.filter(({ name }) => read.has(name));
        const problems: SqlProblem[] = [];
        for (const node of descend(this.statement)) {
            const names = columnNames(node);
            const column = names.at(-1);
            if (column === undefined || this.isKnown(column) || this.sources.has(column.toLowerCase())) {
                continue;
            }
            const allowed = [...new Set(inReach.flatMap((table) => table.columns.map(({ name }) => name)))];
            const where = inReach.length === 1 ? ` of ${inReach[0]?.name}` : "";
            problems.push(
                this.problem(node, `"${column}" is not a column${where}${whatIsAllowed(column, allowed)}`),
            );
        }
        return problems;
    }

    /** DuckDB's own columns, which no table of Athena has. */
    public pseudoColumns(): readonly SqlProblem[] {
        return this.unknownColumns().filter(({ message }) => message.startsWith('"rowid"'));
    }

    /** Names from a select list that are used beside it: DuckDB knows them there, Athena does not. */
    public misusedAliases(): readonly SqlProblem[] {
        return [...descend(this.statement)]
            .filter(({ type }) => type === "SELECT_NODE")
            .flatMap((select) => this.misusedIn(select));
    }

    private misusedIn(select: TreeNode): SqlProblem[] {
        const items = children(select, "select_list");
        const renamed = items.filter(
            (item) => text(item, "alias").toLowerCase() !== columnNames(item).at(-1)?.toLowerCase(),
        );
        const own = new Set(renamed.map((item) => text(item, "alias").toLowerCase()));
        const others = new Set(
            [...descend(this.statement)]
                .filter((node) => node.type === "SELECT_NODE" && node !== select)
                .flatMap((node) => children(node, "select_list"))
                .map((item) => (text(item, "alias") || (columnNames(item).at(-1) ?? "")).toLowerCase()),
        );
        const clauses: readonly (readonly [string, unknown])[] = [
            ["GROUP BY", select.group_expressions],
            ["WHERE", select.where_clause],
            ["HAVING", select.having],
            ["the same SELECT", select.select_list],
        ];
        return clauses.flatMap(([clause, expressions]) =>
            [...descend(expressions)]
                .filter((node) => {
                    const [name, ...more] = columnNames(node).map((part) => part.toLowerCase());
                    return (
                        name !== undefined &&
                        more.length === 0 &&
                        own.has(name) &&
                        !this.declared.has(name) &&
                        !others.has(name)
                    );
                })
                .map((node) => {
                    const remedy =
                        clause === "GROUP BY"
                            ? "write its number (GROUP BY 1) or repeat the expression"
                            : "repeat the expression";
                    return this.problem(
                        node,
                        `"${columnNames(node)[0]}" is a name from the select list, which Athena does not know in ${clause}; ${remedy}`,
                    );
                }),
        );
    }

    private isKnown(column: string): boolean {
        const name = column.toLowerCase();
        return this.declared.has(name) || this.given.has(name);
    }

    private tableReferences(): readonly TreeNode[] {
        return [...descend(this.statement)].filter(
            (node) => node.type === "BASE_TABLE" && !this.queries.has(text(node, "table_name").toLowerCase()),
        );
    }

    private problem(node: TreeNode, message: string): SqlProblem {
        return { offset: offsetOfByte(this.sql, location(node) ?? 0), message };
    }
}

/** A word of SQL that was written where a column is meant, next to the place that the parser complains about. */
export function reservedColumnHint(near: readonly string[], columns: readonly string[]): string {
    const word = near.map((name) => name.toLowerCase()).find((name) => columns.includes(name));
    return word === undefined
        ? ""
        : `; "${word}" is also a word of SQL: where the column is meant, write it in double quotes, "${word}"`;
}
