import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Plan, PlanResource } from "../../../../cli/preview/plan";
import { athenaDialect } from "../../../../infra/aws/athenaFunctions";
import { at, ofType, the } from "../recorded";

/** Log tables of a plan over sample lines: read by the table's own serde, and asked by the plan's saved queries. */

interface Column {
    readonly name: string;
    readonly type: string;
}

type Row = Record<string, unknown>;

const SAMPLES = join(__dirname, "samples");

export function columnsOf(table: PlanResource): readonly Column[] {
    return at(table, "storageDescriptor", "columns") as unknown as readonly Column[];
}

/** Rows that a saved query returns over the sample lines of its table, all of which are of today. */
export async function ask(plan: Plan, query: string, parameters: readonly string[] = []): Promise<Row[]> {
    const saved = the(plan, "aws:athena/namedQuery:NamedQuery", query);
    const table = tableOf(plan, String(saved.inputs.query));
    return withTable(table, async (run) => run(String(saved.inputs.query), parameters));
}

/** All rows of a log table over its sample lines. */
export function rowsOf(plan: Plan, tableName: string): Promise<Row[]> {
    const table = ofType(plan, "aws:glue/catalogTable:CatalogTable").find(
        ({ inputs }) => inputs.name === tableName,
    );
    assert.ok(table, `the plan has no table ${tableName}`);
    return withTable(table, (run) => run(`SELECT * FROM ${tableName}`, []));
}

function tableOf(plan: Plan, sql: string): PlanResource {
    const found = ofType(plan, "aws:glue/catalogTable:CatalogTable").filter(({ inputs }) =>
        new RegExp(`FROM ${String(inputs.name)}\\b`).test(sql),
    );
    assert.equal(found.length, 1, `the query reads no table of the plan: ${sql}`);
    return found[0] as PlanResource;
}

async function withTable(
    table: PlanResource,
    use: (run: (sql: string, parameters: readonly string[]) => Promise<Row[]>) => Promise<Row[]>,
): Promise<Row[]> {
    const directory = mkdtempSync(join(tmpdir(), "log-table-"));
    const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    const run = async (sql: string, parameters: readonly string[]) =>
        (await connection.runAndReadAll(sql, [...parameters])).getRowObjectsJson() as Row[];
    try {
        for (const statement of athenaDialect()) {
            await connection.run(statement);
        }
        const source = await sourceOf(table, directory, (sql) => run(sql, []));
        const keys = (table.inputs.partitionKeys as unknown as readonly Column[]).map(({ name }) =>
            name === "day" ? "strftime(current_date, '%Y/%m/%d') AS day" : `'test-${name}' AS ${name}`,
        );
        await connection.run(
            `CREATE VIEW ${String(table.inputs.name)} AS SELECT *, ${keys.join(", ")} FROM ${source}`,
        );
        return await use(run);
    } finally {
        connection.closeSync();
        instance.closeSync();
        rmSync(directory, { recursive: true });
    }
}

/** What to select from, by the serde. */
async function sourceOf(
    table: PlanResource,
    directory: string,
    run: (sql: string) => Promise<Row[]>,
): Promise<string> {
    const library = String(at(table, "storageDescriptor", "serDeInfo", "serializationLibrary"));
    const parameters = at(table, "storageDescriptor", "serDeInfo", "parameters") as Record<string, string>;
    const name = String(table.inputs.name);
    switch (library) {
        case "org.apache.hadoop.hive.serde2.RegexSerDe":
            return byRegex(table, String(parameters["input.regex"]), run);
        case "org.openx.data.jsonserde.JsonSerDe": {
            const lenient = parameters["ignore.malformed.json"] === "TRUE";
            const lines = readFileSync(join(SAMPLES, `${name}.log`), "utf8")
                .trim()
                .split("\n");
            return byJson(
                table,
                directory,
                lines.flatMap((line) => parsed(line, lenient)),
            );
        }
        case "org.apache.hive.hcatalog.data.JsonSerDe": {
            // The input format takes the records out of the envelope.
            assert.equal(
                at(table, "storageDescriptor", "inputFormat"),
                "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
            );
            return byJson(
                table,
                directory,
                JSON.parse(readFileSync(join(SAMPLES, `${name}.json`), "utf8")).Records,
            );
        }
        case "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe":
            return byParquet(table, directory, run);
        default:
            throw new Error(`no test reads what ${library} reads`);
    }
}

async function byRegex(
    table: PlanResource,
    regex: string,
    run: (sql: string) => Promise<Row[]>,
): Promise<string> {
    const columns = columnsOf(table);
    assert.equal(
        new RegExp(`${regex}|`).exec("")?.length,
        columns.length + 1,
        "a column has no group of its own in the regular expression",
    );
    const lines = readFileSync(join(SAMPLES, `${String(table.inputs.name)}.log`), "utf8")
        .trim()
        .split("\n");
    await run(`CREATE TABLE lines AS SELECT unnest([${lines.map(text).join(", ")}]) AS line`);
    const refused = await run(`SELECT line FROM lines WHERE NOT regexp_full_match(line, ${text(regex)})`);
    assert.deepEqual(refused, [], "a sample line is not what the table's regular expression expects");
    const names = columns.map(({ name }) => text(name)).join(", ");
    const values = columns.map(
        ({ name, type }) => `TRY_CAST(nullif(fields."${name}", '') AS ${duckdbType(type)}) AS "${name}"`,
    );
    return `(SELECT ${values.join(", ")} FROM (SELECT system.main.regexp_extract(line, ${text(regex)}, [${names}]) AS fields FROM lines))`;
}

function byJson(table: PlanResource, directory: string, records: readonly unknown[]): string {
    const columns = columnsOf(table);
    const type = `struct<${columns.map((column) => `${column.name}:${column.type}`).join(",")}>`;
    const file = join(directory, "records.json");
    writeFileSync(file, records.map((record) => `${JSON.stringify(asHive(record, type))}\n`).join(""));
    const types = columns.map((column) => `"${column.name}": ${text(duckdbType(column.type))}`);
    return `read_json(${text(file)}, format = 'newline_delimited', columns = {${types.join(", ")}})`;
}

/** Written with the types that the VPC User Guide gives for Parquet: a column of another type would not be read. */
async function byParquet(
    table: PlanResource,
    directory: string,
    run: (sql: string) => Promise<Row[]>,
): Promise<string> {
    const lines = join(SAMPLES, `${String(table.inputs.name)}.log`);
    const file = join(directory, "flows.parquet");
    const types = columnsOf(table).map(({ name, type }) => `${text(name)}: ${text(duckdbType(type))}`);
    await run(
        `COPY (FROM read_csv(${text(lines)}, delim = ' ', header = false, nullstr = '-', columns = {${types.join(", ")}})) TO ${text(file)} (FORMAT parquet)`,
    );
    return `read_parquet(${text(file)})`;
}

function parsed(line: string, lenient: boolean): unknown[] {
    try {
        return [JSON.parse(line)];
    } catch (error) {
        if (lenient) {
            return [];
        }
        throw error;
    }
}

/** A JSON value as Hive's serdes see it: names in lower case, and objects in text columns as their JSON. */
function asHive(value: unknown, type: string): unknown {
    if (value === null || value === undefined) {
        return null;
    }
    if (type.startsWith("struct<")) {
        const given = new Map(Object.entries(value).map(([key, one]) => [key.toLowerCase(), one]));
        return Object.fromEntries(
            fieldsOf(type).map(([name, inner]) => [name, asHive(given.get(name), inner)]),
        );
    }
    if (type.startsWith("array<")) {
        return (value as unknown[]).map((item) => asHive(item, type.slice(6, -1)));
    }
    return type === "string" && typeof value !== "string" ? JSON.stringify(value) : value;
}

function fieldsOf(struct: string): [string, string][] {
    return parts(struct.slice(7, -1)).map((field) => {
        const colon = field.indexOf(":");
        return [field.slice(0, colon), field.slice(colon + 1)];
    });
}

/** Cuts at the commas that are not within angle brackets. */
function parts(list: string): string[] {
    const found: string[] = [""];
    let depth = 0;
    for (const character of list) {
        depth += character === "<" ? 1 : character === ">" ? -1 : 0;
        if (character === "," && depth === 0) {
            found.push("");
        } else {
            found[found.length - 1] += character;
        }
    }
    return found;
}

function duckdbType(type: string): string {
    if (type.startsWith("struct<")) {
        return `STRUCT(${fieldsOf(type)
            .map(([name, inner]) => `"${name}" ${duckdbType(inner)}`)
            .join(", ")})`;
    }
    if (type.startsWith("array<")) {
        return `${duckdbType(type.slice(6, -1))}[]`;
    }
    if (type.startsWith("map<")) {
        return `MAP(${parts(type.slice(4, -1)).map(duckdbType).join(", ")})`;
    }
    const known = { string: "VARCHAR", int: "INTEGER", bigint: "BIGINT", double: "DOUBLE" }[type];
    assert.ok(known, `${type} is not a type of a log table`);
    return known;
}

function text(value: string): string {
    return `'${value.replaceAll("'", "''")}'`;
}
