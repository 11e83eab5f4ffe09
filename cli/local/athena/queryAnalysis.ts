import type { Connection } from "../duckdb";
import { literal } from "../duckdb";
import { QueryFailure } from "./athenaError";
import { position } from "./statement";
import { ATHENA_FUNCTIONS, ATHENA_TABLE_FUNCTIONS, substituteFor } from "./trinoFunctions";

/** A table that a query names. */
export interface TableReference {
    /** Absent: that of the query's context. */
    readonly database?: string;
    readonly name: string;
}

/** A node of DuckDB's syntax tree. */
interface Node {
    readonly [key: string]: unknown;
}

/**
 * The tables that a query reads, besides those that it defines itself.
 *
 * @throws QueryFailure for SQL that is wrong, or that only DuckDB would take
 */
export async function analyseQuery(connection: Connection, sql: string): Promise<TableReference[]> {
    const cast = castOperator(sql);
    if (cast !== undefined) {
        throw new QueryFailure(
            `SYNTAX_ERROR: ${position(sql, cast)}: mismatched input '::'. Athena casts with CAST(x AS type)`,
        );
    }
    const [row] = await connection.all<{ tree: string }>(
        `SELECT CAST(json_serialize_sql(${literal(sql)}) AS VARCHAR) AS tree`,
    );
    const tree = JSON.parse(row!.tree) as {
        error: boolean;
        error_message?: string;
        position?: string;
        statements?: readonly Node[];
    };
    if (tree.error) {
        const at = tree.position === undefined ? "" : `${position(sql, Number(tree.position))}: `;
        throw new QueryFailure(`SYNTAX_ERROR: ${at}${tree.error_message}`);
    }
    const analysis = new Analysis(sql);
    analysis.visit(tree.statements, new Set());
    return analysis.tables;
}

class Analysis {
    readonly tables: TableReference[] = [];
    private readonly seen = new Set<string>();

    constructor(private readonly sql: string) {}

    /** @param defined names of the WITH queries that are in scope, in lower case */
    visit(value: unknown, defined: ReadonlySet<string>): void {
        if (Array.isArray(value)) {
            for (const item of value) {
                this.visit(item, defined);
            }
            return;
        }
        if (typeof value !== "object" || value === null) {
            return;
        }
        const node = value as Node;
        this.check(node);
        if (node.type === "BASE_TABLE") {
            this.reference(node, defined);
        }
        const { cte_map: withQueries, ...rest } = node;
        let scope = defined;
        for (const { key, value: query } of entries(withQueries)) {
            // A name is in scope of its own query, too, where that is recursive; else it hides no table of value.
            const name = key.toLowerCase();
            this.visit(query, isRecursive(query) ? new Set([...scope, name]) : scope);
            scope = new Set([...scope, name]);
        }
        for (const child of Object.values(rest)) {
            this.visit(child, scope);
        }
    }

    private reference(node: Node, defined: ReadonlySet<string>): void {
        const name = String(node.table_name);
        const database = String(node.schema_name ?? "");
        const catalog = String(node.catalog_name ?? "");
        if (database === "" && defined.has(name.toLowerCase())) {
            return;
        }
        if (catalog !== "" && catalog.toLowerCase() !== "awsdatacatalog") {
            throw this.failure("SYNTAX_ERROR", node, `Catalog '${catalog}' does not exist`);
        }
        const key = `${database}.${name}`.toLowerCase();
        if (!this.seen.has(key)) {
            this.seen.add(key);
            this.tables.push(database === "" ? { name } : { database, name });
        }
    }

    /** Refuses what DuckDB knows and Athena does not: it would pass here and fail after deployment. */
    private check(node: Node): void {
        if (node.type === "TABLE_FUNCTION") {
            const name = String((node.function as Node | undefined)?.function_name);
            if (!ATHENA_TABLE_FUNCTIONS.has(name)) {
                throw this.failure("FUNCTION_NOT_FOUND", node, `Table function '${name}' not registered`);
            }
        } else if (node.class === "FUNCTION" || node.class === "WINDOW") {
            const name = String(node.function_name).toLowerCase();
            if (!ATHENA_FUNCTIONS.has(name)) {
                const substitute = substituteFor(name);
                throw this.failure(
                    "FUNCTION_NOT_FOUND",
                    node,
                    `Function '${name}' not registered${substitute === undefined ? "" : `; Athena has ${substitute}`}`,
                );
            }
        } else if (node.class === "STAR") {
            const extended = ["exclude_list", "replace_list", "rename_list", "qualified_exclude_list"].some(
                (list) => Array.isArray(node[list]) && node[list].length > 0,
            );
            if (extended || node.columns === true) {
                throw this.failure("SYNTAX_ERROR", node, "* takes no EXCLUDE, REPLACE, RENAME or COLUMNS");
            }
        }
        if (node.qualify !== undefined && node.qualify !== null) {
            throw this.failure("SYNTAX_ERROR", node, "mismatched input 'QUALIFY'");
        }
        if (node.aggregate_handling === "FORCE_AGGREGATES") {
            throw this.failure("SYNTAX_ERROR", node, "GROUP BY ALL is not known; name the columns");
        }
    }

    private failure(code: string, node: Node, message: string): QueryFailure {
        const location = Number(node.query_location);
        const at =
            Number.isInteger(location) && location < this.sql.length
                ? `${position(this.sql, location)}: `
                : "";
        return new QueryFailure(`${code}: ${at}${message}`);
    }
}

function entries(withQueries: unknown): { key: string; value: unknown }[] {
    const map = (withQueries as { map?: unknown } | undefined)?.map;
    return Array.isArray(map) ? (map as { key: string; value: unknown }[]) : [];
}

function isRecursive(query: unknown): boolean {
    return JSON.stringify(query).includes('"RECURSIVE_CTE_NODE"');
}

/** Where `::` stands outside of texts, names and comments. */
function castOperator(sql: string): number | undefined {
    for (const match of sql.matchAll(/--[^\n]*|\/\*.*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|::/gs)) {
        if (match[0] === "::") {
            return match.index;
        }
    }
    return undefined;
}
