import { Answers } from "./answers";
import { Duckdb } from "./duckdb";
import { bindReplay, type ReplayExpressions } from "./replay";
import { bindReport, type SqlOutcome } from "./report";
import { bindStream } from "./stream";
import type { ResultColumn, Table } from "./tables";
import { bindWarehouseReport } from "./warehouseReport";

/** Answers questions about SQL: from the cache where nothing has changed, else by DuckDB, which is loaded once. */
export class SqlChecker {
    private duckdb: Promise<Duckdb> | undefined;
    private tables: readonly Table[] | undefined;
    private readonly answers: Answers;

    /** @param dataSets Absolute paths of the files that replays read. */
    constructor(
        root: string,
        private readonly dataSets: readonly string[],
    ) {
        this.answers = new Answers(root);
    }

    /** What a report returns, or what is wrong in it. */
    public async report(
        sql: string,
        tables: readonly Table[],
        uncertain: ReadonlySet<string>,
        engine: "athena" | "warehouse" = "athena",
    ): Promise<SqlOutcome<readonly ResultColumn[]>> {
        const kind = engine === "athena" ? "report" : "warehouse report";
        return this.answered([kind, sql, tables], async () => {
            const duckdb = await this.open();
            if (this.tables !== tables) {
                await duckdb.setTables(tables);
                this.tables = tables;
            }
            const bind = engine === "athena" ? bindReport : bindWarehouseReport;
            return bind(duckdb, sql, tables, uncertain);
        });
    }

    /** What an output of a stream's application returns, or what is wrong in it. */
    public async stream(
        sql: string,
        table: Table,
        windowed: boolean,
    ): Promise<SqlOutcome<readonly ResultColumn[]>> {
        return this.answered(["stream", sql, table, windowed], async () => {
            const duckdb = await this.open();
            this.tables = undefined;
            await duckdb.setTables([table]);
            return bindStream(duckdb, sql, table, windowed);
        });
    }

    /** Whether a replay's expressions can be computed from its data set. `fingerprint` changes with the data. */
    public async replay(
        dataset: string,
        fingerprint: string,
        expressions: ReplayExpressions,
    ): Promise<SqlOutcome<true>> {
        return this.answered(["replay", dataset, fingerprint, expressions], async () => {
            this.tables = undefined;
            return bindReplay(await this.open(), dataset, expressions);
        });
    }

    public async close(): Promise<void> {
        (await this.duckdb)?.close();
        this.duckdb = undefined;
    }

    private open(): Promise<Duckdb> {
        this.duckdb ??= Duckdb.open(this.dataSets);
        return this.duckdb;
    }

    /** Only what is right is kept: a problem is looked at again until it is gone. */
    private async answered<T>(question: unknown, ask: () => Promise<SqlOutcome<T>>): Promise<SqlOutcome<T>> {
        const key = this.answers.key(question);
        const known = this.answers.get(key);
        if (known !== undefined) {
            return { value: known as T };
        }
        const outcome = await ask();
        if ("value" in outcome) {
            this.answers.put(key, outcome.value);
        }
        return outcome;
    }
}
