import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { type Cell, type Connection, identifier, literal, type ResultColumn } from "../duckdb";
import { DateTimePattern } from "../objects/dateTimePattern";
import type { ObjectStore } from "../objects/objectStore";
import type { Runtime } from "../runtime";
import { QueryFailure } from "./athenaError";
import { mayUseBucket } from "./bucketAccess";
import type { S3Location } from "./catalog";
import type { QueryExecution } from "./queryExecution";
import type { Statement } from "./statement";

/** Writes what a query returns to where it belongs. */
export class QueryOutput {
    constructor(
        private readonly runtime: Runtime,
        private readonly store: ObjectStore,
        private readonly connection: Connection,
        private readonly execution: QueryExecution,
    ) {}

    /** `<output>/<id>.csv`. Source: Athena User Guide, "Work with query results and recent queries". */
    async select(query: string): Promise<void> {
        const { execution } = this;
        const { columns, rows } = await this.connection.table(query);
        execution.rows = rows.length;
        const key = `${execution.output.prefix}${execution.id}.csv`;
        execution.resultUri = `s3://${execution.output.bucket}/${key}`;
        const header = columns.map(({ name }) => quoted(name)).join(",");
        const lines = rows.map((row) => row.map((cell, index) => csvCell(cell, columns[index]!)).join(","));
        this.put(execution.output.bucket, key, `${[header, ...lines].join("\n")}\n`);
    }

    /** Parquet files in an empty folder, and their list beside the workgroup's results. Source: "UNLOAD". */
    async unload(statement: Extract<Statement, { kind: "unload" }>): Promise<void> {
        const { execution, store, connection } = this;
        const { bucket, prefix } = statement.target;
        execution.target = statement.uri;
        this.requireEmpty(statement.target, statement.uri);
        const file = store.incomingFile();
        const columns = await this.writableColumns(statement.query);
        const rows = await connection.run(
            `COPY (SELECT ${columns.join(", ")} FROM (\n${statement.query}\n)) TO ${literal(file)} ` +
                `(FORMAT parquet, COMPRESSION ${statement.codec})`,
        );
        execution.rows = rows;
        const uris: string[] = [];
        // Without rows there is nothing that a file would have to be written for.
        if (rows > 0 && statSync(file).size > 0) {
            const key = `${prefix}${unloadName(execution)}`;
            if (!mayUseBucket(this.runtime, execution, "s3:PutObject", { bucket, key })) {
                throw accessDenied(`s3://${bucket}/${key}`);
            }
            await store.putFile(bucket, key, file, this.writer);
            uris.push(`s3://${bucket}/${key}`);
        }
        const manifest = `${execution.output.prefix}${execution.id}-manifest.csv`;
        this.put(execution.output.bucket, manifest, uris.map((uri) => `${uri}\n`).join(""));
    }

    private get writer() {
        const { caller } = this.execution;
        return { roleArn: caller.roleArn, resource: caller.function };
    }

    private requireEmpty({ bucket, prefix }: S3Location, uri: string): void {
        if (this.store.bucket(bucket) === undefined) {
            throw new QueryFailure(`HIVE_FILESYSTEM_ERROR: The specified bucket does not exist: ${bucket}`);
        }
        const mayLook =
            mayUseBucket(this.runtime, this.execution, "s3:GetBucketLocation", { bucket }) &&
            mayUseBucket(this.runtime, this.execution, "s3:ListBucket", { bucket, prefix });
        if (!mayLook) {
            throw accessDenied(uri);
        }
        if (this.store.list(bucket, prefix).length > 0) {
            throw new QueryFailure(`HIVE_PATH_ALREADY_EXISTS: Target directory already exists: ${uri}`);
        }
    }

    /** The query's columns in types that Athena's engine would have given them. */
    private async writableColumns(query: string): Promise<string[]> {
        const described = await this.connection.all<{ column_name: string; column_type: string }>(
            `DESCRIBE (\n${query}\n)`,
        );
        const names = new Set<string>();
        return described.map(({ column_name: name, column_type: type }) => {
            if (names.has(name.toLowerCase())) {
                throw new QueryFailure(
                    `DUPLICATE_COLUMN_NAME: Column name '${name}' specified more than once`,
                );
            }
            names.add(name.toLowerCase());
            if (/^TIME|^INTERVAL|^UUID|"NULL"|^NULL/.test(type) && type !== "TIMESTAMP") {
                throw new QueryFailure(
                    `NOT_SUPPORTED: Unsupported Hive type: ${type.toLowerCase()} (column '${name}'); cast it to a type that Parquet files take`,
                );
            }
            const written = WIDENED[type];
            return written === undefined
                ? identifier(name)
                : `CAST(${identifier(name)} AS ${written}) AS ${identifier(name)}`;
        });
    }

    private put(bucket: string, key: string, content: string): void {
        if (!mayUseBucket(this.runtime, this.execution, "s3:PutObject", { bucket, key })) {
            throw accessDenied(`s3://${bucket}/${key}`);
        }
        this.store.put(bucket, key, Buffer.from(content), this.writer);
    }
}

/** Types that Athena's engine does not have → the one that it computes with: a sum of integers is a bigint. */
const WIDENED: Readonly<Record<string, string>> = {
    HUGEINT: "BIGINT",
    UHUGEINT: "BIGINT",
    UBIGINT: "BIGINT",
    UINTEGER: "BIGINT",
    USMALLINT: "INTEGER",
    UTINYINT: "SMALLINT",
};

function accessDenied(uri: string): QueryFailure {
    return new QueryFailure(`PERMISSION_DENIED: Access denied when writing output to url: ${uri}`);
}

const NAME_TIME = new DateTimePattern("yyyyMMdd'_'HHmmss");

/** E.g. `20261122_101500_00001_k3x9d_<uuid>`, as Athena names the files of UNLOAD. */
function unloadName({ id, submittedAt }: QueryExecution): string {
    const random = createHash("sha256").update(id).digest("hex").slice(0, 5);
    return `${NAME_TIME.format(submittedAt)}_00001_${random}_${id}`;
}

function quoted(text: string): string {
    return `"${text.replaceAll('"', '""')}"`;
}

/** As Athena writes a value: everything in quotation marks, and nothing for null. */
function csvCell(cell: Cell, { type }: ResultColumn): string {
    if (cell === null) {
        return "";
    }
    if (typeof cell === "object") {
        return quoted(JSON.stringify(cell));
    }
    if (type === "TIMESTAMP") {
        const [time = "", fraction = ""] = String(cell).split(".");
        return quoted(`${time}.${fraction.padEnd(3, "0").slice(0, 3)}`);
    }
    return quoted(type === "DOUBLE" && Number.isInteger(cell) ? `${cell}.0` : String(cell));
}
