import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { athenaDialect } from "../../aws/athenaFunctions";
import { quoteName, quoteText } from "./quote";
import type { Table } from "./tables";
import type { TreeNode } from "./tree";

/** What DuckDB says about a statement that it cannot parse or bind. */
export interface Refusal {
    readonly message: string;
    /** Offset in bytes, where it knows one. */
    readonly byte?: number;
    /** E.g. `COLUMN_NOT_FOUND`, `SYNTAX_ERROR`. */
    readonly kind: string;
    /** The name that was not found. */
    readonly name?: string;
}

export type Answer<T> = { readonly value: T } | { readonly refusal: Refusal };

/** An empty database that parses and binds SQL. It reads no files but the ones it is given, and loads no extensions. */
export class Duckdb {
    private constructor(
        private readonly instance: DuckDBInstance,
        private readonly connection: DuckDBConnection,
    ) {}

    /** @param readable Absolute paths of the data sets that may be described. */
    public static async open(readable: readonly string[]): Promise<Duckdb> {
        // Loading the library costs more than everything that is asked of it: only where there is SQL to check.
        const { DuckDBInstance } = await import("@duckdb/node-api");
        const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
        const connection = await instance.connect();
        const settings = [
            "SET errors_as_json = true",
            "SET autoinstall_known_extensions = false",
            "SET autoload_known_extensions = false",
            `SET allowed_paths = [${readable.map(quoteText).join(", ")}]`,
            "SET enable_external_access = false",
        ];
        for (const statement of [...settings, ...athenaDialect(), "SET lock_configuration = true"]) {
            await connection.run(statement);
        }
        return new Duckdb(instance, connection);
    }

    public close(): void {
        this.connection.closeSync();
        this.instance.closeSync();
    }

    /** What the statement of a tree would return; `undefined` where it cannot be said. */
    public async bindTree(
        statement: TreeNode,
    ): Promise<readonly { name: string; type: string }[] | undefined> {
        const tree = JSON.stringify({ error: false, statements: [{ node: statement }] });
        try {
            const reader = await this.connection.runAndReadAll(
                "SELECT json_deserialize_sql(CAST($1 AS JSON))",
                [tree],
            );
            const bound = await this.bind(String(reader.getRows()[0]?.[0]));
            return "value" in bound ? bound.value : undefined;
        } catch {
            return undefined;
        }
    }

    /** The statements' syntax trees. */
    public async parse(sql: string): Promise<Answer<readonly TreeNode[]>> {
        const reader = await this.connection.runAndReadAll("SELECT json_serialize_sql(CAST($1 AS VARCHAR))", [
            sql,
        ]);
        const tree = JSON.parse(String(reader.getRows()[0]?.[0])) as TreeNode;
        if (tree.error === true) {
            const kind = String(tree.error_subtype ?? tree.error_type);
            return {
                refusal: { message: String(tree.error_message), kind, byte: byteOffset(tree.position) },
            };
        }
        const statements = (tree.statements as readonly TreeNode[]).map(
            (statement) => statement.node as TreeNode,
        );
        return { value: statements };
    }

    /** Replaces all tables. */
    public async setTables(tables: readonly Table[]): Promise<void> {
        await this.connection.run("DROP SCHEMA IF EXISTS domain CASCADE");
        await this.connection.run("CREATE SCHEMA domain");
        for (const { name, columns } of tables) {
            const list = columns.map((column) => `${quoteName(column.name)} ${column.type}`);
            await this.connection.run(`CREATE TABLE domain.${quoteName(name)} (${list.join(", ")})`);
        }
        await this.connection.run("USE domain");
    }

    /** Name and type of each column that the statement would return. */
    public async bind(sql: string): Promise<Answer<readonly { name: string; type: string }[]>> {
        try {
            const statement = await this.connection.prepare(sql);
            const columns = Array.from({ length: statement.columnCount }, (_, index) => ({
                name: statement.columnName(index),
                type: String(statement.columnType(index)),
            }));
            statement.destroySync();
            return { value: columns };
        } catch (error) {
            return { refusal: refusalOf(error) };
        }
    }
}

function byteOffset(position: unknown): number | undefined {
    const byte = Number.parseInt(String(position), 10);
    return Number.isNaN(byte) ? undefined : byte;
}

function refusalOf(error: unknown): Refusal {
    const message = error instanceof Error ? error.message : String(error);
    const json = message.slice(Math.max(0, message.indexOf("{")));
    try {
        const detail = JSON.parse(json) as Record<string, string>;
        return {
            message: String(detail.exception_message),
            byte: byteOffset(detail.position),
            kind: detail.error_subtype ?? String(detail.exception_type),
            name: detail.name,
        };
    } catch {
        return { message, kind: "UNKNOWN" };
    }
}
