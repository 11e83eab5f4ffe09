import type { DuckDBConnection } from "@duckdb/node-api";

/** What one run lets DuckDB take; the run as a whole is to stay under 1 GB. */
const MEMORY_LIMIT = "256MB";
const THREADS = "2";

/** A value of a result as JSON has it: decimals and 64-bit integers beyond 2^53 are texts. */
export type Cell =
    | null
    | boolean
    | number
    | string
    | readonly unknown[]
    | { readonly [key: string]: unknown };

export interface ResultColumn {
    readonly name: string;
    /** As DuckDB spells it, e.g. `DECIMAL(9,2)`. */
    readonly type: string;
}

/**
 * The embedded engine that writes and queries the run's Parquet files: one instance, any number of connections.
 * It opens on first use, because loading the library costs more than a run without queries should pay.
 */
export class DuckDb {
    private instance: Promise<{ connect(): Promise<DuckDBConnection>; closeSync(): void }> | undefined;

    /** @param scratch where DuckDB may spill what exceeds its memory */
    constructor(private readonly scratch: string) {}

    async connect(): Promise<Connection> {
        this.instance ??= this.open();
        return new Connection(await (await this.instance).connect());
    }

    async close(): Promise<void> {
        const instance = await this.instance;
        this.instance = undefined;
        instance?.closeSync();
    }

    private async open() {
        const { DuckDBInstance } = await import("@duckdb/node-api");
        return DuckDBInstance.create(":memory:", {
            memory_limit: MEMORY_LIMIT,
            threads: THREADS,
            temp_directory: this.scratch,
            autoinstall_known_extensions: "false",
            autoload_known_extensions: "false",
        });
    }
}

/** Runs one statement at a time. */
export class Connection {
    constructor(private readonly connection: DuckDBConnection) {}

    /** Runs a statement for its effect; returns the number of rows that it says it changed or wrote. */
    async run(sql: string): Promise<number> {
        return (await this.connection.run(sql)).rowsChanged;
    }

    /** All rows as objects. */
    async all<Row extends Record<string, Cell>>(sql: string): Promise<Row[]> {
        const reader = await this.connection.runAndReadAll(sql);
        return reader.getRowObjectsJson() as Row[];
    }

    /** All rows as lists, with the columns' names, which need not be distinct. */
    async table(sql: string): Promise<{ columns: ResultColumn[]; rows: Cell[][] }> {
        const reader = await this.connection.runAndReadAll(sql);
        return {
            columns: reader
                .columnNames()
                .map((name, index) => ({ name, type: reader.columnType(index).toString() })),
            rows: reader.getRowsJson() as Cell[][],
        };
    }

    close(): void {
        this.connection.closeSync();
    }
}

/** A text as SQL writes it. */
export function literal(text: string): string {
    return `'${text.replaceAll("'", "''")}'`;
}

/** A name as SQL writes it, whatever characters it has. */
export function identifier(name: string): string {
    return `"${name.replaceAll('"', '""')}"`;
}

/** File names as a list in SQL; characters that would make a pattern of a name are taken literally. */
export function fileList(files: readonly string[]): string {
    return `[${files.map((file) => literal(file.replace(/[[*?]/g, "[$&]"))).join(", ")}]`;
}
