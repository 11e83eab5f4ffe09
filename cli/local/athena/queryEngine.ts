import { type Connection, type DuckDb, identifier } from "../duckdb";
import type { StoredObject } from "../objects/listing";
import type { ObjectStore } from "../objects/objectStore";
import type { Runtime } from "../runtime";
import { QueryFailure } from "./athenaError";
import type { GlueCatalog, GlueTable } from "./catalog";
import { analyseQuery, type TableReference } from "./queryAnalysis";
import type { QueryExecution } from "./queryExecution";
import { QueryOutput } from "./queryOutput";
import { parseStatement } from "./statement";
import { tableFiles } from "./tableFiles";
import { CATALOG, createTableView } from "./tableView";
import { trinoDialect } from "./trinoFunctions";

/** Runs the queries of a run on DuckDB, one at a time, with the rights of whoever started them. */
export class QueryEngine {
    private connection: Promise<Connection> | undefined;

    constructor(
        private readonly runtime: Runtime,
        private readonly services: {
            readonly store: ObjectStore;
            readonly catalog: GlueCatalog;
            readonly database: DuckDb;
        },
    ) {}

    /** @throws QueryFailure */
    async run(execution: QueryExecution): Promise<void> {
        const statement = parseStatement(execution.sql);
        this.connection ??= this.connect();
        const connection = await this.connection;
        const references = await analyseQuery(connection, statement.query);
        await this.prepareTables(connection, references, execution);
        const output = new QueryOutput(this.runtime, this.services.store, connection, execution);
        try {
            if (statement.kind === "unload") {
                await output.unload(statement);
            } else {
                await output.select(statement.query);
            }
        } catch (error) {
            throw error instanceof QueryFailure || !isDuckDbError(error) ? error : inAthenasWords(error);
        }
    }

    private async connect(): Promise<Connection> {
        const connection = await this.services.database.connect();
        await connection.run(`ATTACH ':memory:' AS ${CATALOG}`);
        for (const database of this.services.catalog.databases) {
            await connection.run(`CREATE SCHEMA IF NOT EXISTS ${CATALOG}.${identifier(database)}`);
        }
        for (const statement of trinoDialect()) {
            await connection.run(statement);
        }
        return connection;
    }

    /** Finds the tables, asks whether they may be read, and makes them views. */
    private async prepareTables(
        connection: Connection,
        references: readonly TableReference[],
        execution: QueryExecution,
    ): Promise<void> {
        if (execution.database !== undefined) {
            if (!this.services.catalog.databases.has(execution.database.toLowerCase())) {
                throw new QueryFailure(`SCHEMA_NOT_FOUND: Schema '${execution.database}' does not exist`);
            }
            await connection.run(`USE ${CATALOG}.${identifier(execution.database.toLowerCase())}`);
        } else {
            await connection.run("USE memory.main");
        }
        const tables = references.map((reference) => this.find(reference, execution.database));
        for (const table of tables) {
            this.authorize(table, execution);
        }
        for (const table of tables) {
            const { files, hidden } = tableFiles(table, this.services.store, this.runtime.clock.now());
            if (hidden.length > 0) {
                this.tellHidden(table, hidden[0]!);
            }
            execution.scannedBytes += files.reduce((sum, file) => sum + file.size, 0);
            await createTableView(connection, table, files);
        }
        const { scanCutoff } = execution.workgroup;
        if (scanCutoff !== undefined && execution.scannedBytes > scanCutoff) {
            throw new QueryFailure(
                `Bytes scanned limit was exceeded: ${execution.scannedBytes} bytes lie under the tables of the query; ` +
                    `workgroup ${execution.workgroup.name} allows ${scanCutoff}`,
                true,
            );
        }
    }

    /** Athena would be silent about it, and somebody would miss the rows much later. */
    private tellHidden(table: GlueTable, { key }: StoredObject): void {
        const { parameters, partitionKeys, location } = table;
        const folder = key.slice(0, key.lastIndexOf("/") + 1);
        const projected = partitionKeys.map(
            ({ name }) => `${name} in ${parameters[`projection.${name}.range`] ?? "?"}`,
        );
        this.runtime.fail({
            resource: table.resource,
            message:
                `table ${table.database}.${table.name}: objects lie under s3://${location?.bucket}/${folder}, which is no ` +
                `partition of the table; its projection has ${projected.join(", ") || "none"}, and no query sees other ` +
                "objects; deliver into its partitions, or widen the projection",
        });
    }

    private find(reference: TableReference, context: string | undefined): GlueTable {
        const { catalog } = this.services;
        const database = reference.database ?? context;
        if (database === undefined) {
            throw new QueryFailure(
                "MISSING_SCHEMA_NAME: Schema must be specified when session schema is not set",
            );
        }
        if (!catalog.databases.has(database.toLowerCase())) {
            throw new QueryFailure(`SCHEMA_NOT_FOUND: Schema '${database}' does not exist`);
        }
        const table = catalog.table(database, reference.name);
        if (table === undefined) {
            throw new QueryFailure(
                `TABLE_NOT_FOUND: Table '${CATALOG}.${database.toLowerCase()}.${reference.name.toLowerCase()}' does not exist`,
            );
        }
        return table;
    }

    /** Source: Athena User Guide, "Access control" and "Manage Lake Formation and Athena user permissions". */
    private authorize(table: GlueTable, { caller }: QueryExecution): void {
        const { runtime } = this;
        const { region, accountId } = runtime.plan;
        const mayFind = runtime.allowed(caller.function, {
            principal: { role: caller.roleArn },
            action: "glue:GetDatabase",
            resource: `arn:aws:glue:${region}:${accountId}:database/${table.database}`,
        });
        const projected = table.parameters["projection.enabled"]?.toLowerCase() === "true";
        const mayRead = runtime.tableAllowed(caller.function, {
            role: caller.roleArn,
            database: table.database,
            table: table.name,
            permission: "SELECT",
            actions:
                table.partitionKeys.length > 0 && !projected
                    ? ["glue:GetTable", "glue:GetPartitions"]
                    : ["glue:GetTable"],
        });
        if (!mayFind || !mayRead) {
            throw new QueryFailure(
                `Insufficient permissions to execute the query: ${caller.roleArn} may not read ` +
                    `${table.database}.${table.name}`,
            );
        }
    }
}

function isDuckDbError(error: unknown): error is Error {
    return error instanceof Error && /^[A-Z][\w ]* Error: /.test(error.message);
}

/** DuckDB's kinds of errors → the codes of Athena's engine. */
const CODES: readonly (readonly [RegExp, string])[] = [
    [/^Binder Error: Referenced (?:column|table)/, "COLUMN_NOT_FOUND"],
    [/^Binder Error: .*(?:must appear in the GROUP BY|aggregate)/s, "EXPRESSION_NOT_AGGREGATE"],
    [/^Catalog Error: .*Function/s, "FUNCTION_NOT_FOUND"],
    [/^(?:Binder|Catalog|Parser) Error/, "SYNTAX_ERROR"],
    [/^Conversion Error/, "INVALID_CAST_ARGUMENT"],
    [/^Out of Range Error/, "NUMERIC_VALUE_OUT_OF_RANGE"],
    [/^Out of Memory Error/, "EXCEEDED_LOCAL_MEMORY_LIMIT"],
];

function inAthenasWords(error: Error): QueryFailure {
    const code = CODES.find(([pattern]) => pattern.test(error.message))?.[1] ?? "GENERIC_INTERNAL_ERROR";
    const said = error.message.split(/\n\s*\n/)[0]!.replace(/^[A-Z][\w ]* Error: /, "");
    return new QueryFailure(`${code}: ${said.replaceAll("\n", " ")}`);
}
