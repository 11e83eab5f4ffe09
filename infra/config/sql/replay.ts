import { extname } from "node:path";
import type { Duckdb } from "./duckdb";
import { quoteText } from "./quote";
import type { SqlOutcome } from "./report";
import { Scope } from "./scope";
import type { SqlProblem, Table } from "./tables";
import { child, children, type TreeNode, text } from "./tree";

/** A replay's SQL: where it stands in the file → expression. */
export type ReplayExpressions = Readonly<Record<string, string>>;

/** A problem of one of the expressions. */
export interface ReplayProblem extends SqlProblem {
    readonly expression: string;
}

/** The name under which expressions see their data set. */
const DATASET = "dataset";
const READERS: Readonly<Record<string, string>> = {
    ".csv": "read_csv",
    ".json": "read_json",
    ".parquet": "read_parquet",
};

/** What DuckDB reads a data set with, e.g. `read_csv('/…/readings.csv')`. */
export function datasetReader(path: string): string {
    return `${READERS[extname(path).toLowerCase()]}(${quoteText(path)})`;
}

/** Binds each expression against the data set's columns, of which only the header is read. */
export async function bindReplay(
    duckdb: Duckdb,
    path: string,
    expressions: ReplayExpressions,
): Promise<SqlOutcome<true>> {
    const described = await duckdb.bind(`SELECT * FROM ${datasetReader(path)}`);
    if ("refusal" in described) {
        const message = `cannot be read: ${firstLine(described.refusal.message)}`;
        return { problems: [{ offset: 0, message, expression: "dataset" } as ReplayProblem] };
    }
    const table: Table = { name: DATASET, columns: described.value };
    await duckdb.setTables([table]);
    const problems: ReplayProblem[] = [];
    for (const [expression, sql] of Object.entries(expressions)) {
        const message = await bindExpression(duckdb, sql, table);
        if (message !== undefined) {
            problems.push({ offset: 0, message, expression });
        }
    }
    return problems.length > 0 ? { problems } : { value: true };
}

async function bindExpression(duckdb: Duckdb, expression: string, table: Table): Promise<string | undefined> {
    // The line break ends a comment that the expression may end with.
    const sql = `SELECT ${expression}\nFROM ${DATASET}`;
    const parsed = await duckdb.parse(sql);
    if ("refusal" in parsed) {
        return `is not an SQL expression: ${parsed.refusal.message}`;
    }
    const [statement, second] = parsed.value;
    const source = statement === undefined ? undefined : child(statement, "from_table");
    if (
        statement === undefined ||
        second !== undefined ||
        source === undefined ||
        !isPlain(statement, source)
    ) {
        return "is more than one SQL expression; one over the data set's columns is expected";
    }
    const bound = await duckdb.bind(sql);
    if (!("refusal" in bound)) {
        return undefined;
    }
    const unknown = new Scope(sql, statement, [table]).unknownColumns()[0];
    return unknown?.message.replace(" of dataset", " of the data set") ?? firstLine(bound.refusal.message);
}

/** `SELECT … FROM dataset` and no more: what the run puts beside the expression keeps its meaning. */
function isPlain(statement: TreeNode, source: TreeNode): boolean {
    const more = ["where_clause", "having", "qualify", "sample"].some((clause) => Boolean(statement[clause]));
    const lists = children(statement, "modifiers").length + children(statement, "group_expressions").length;
    const [item, ...others] = children(statement, "select_list");
    return (
        text(source, "table_name") === DATASET &&
        item !== undefined &&
        text(item, "alias") === "" &&
        others.length === 0 &&
        !more &&
        lists === 0
    );
}

function firstLine(message: string): string {
    return message.split("\n")[0] ?? message;
}
