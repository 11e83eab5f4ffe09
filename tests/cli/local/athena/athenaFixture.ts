/** A plan with one database, two tables and a workgroup, and objects to query. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Athena } from "../../../../cli/local/athena/athena";
import { GlueCatalog } from "../../../../cli/local/athena/catalog";
import type { QueryExecution, StartQueryRequest } from "../../../../cli/local/athena/queryExecution";
import { DuckDb, fileList, literal } from "../../../../cli/local/duckdb";
import type { LocalRuntime } from "../../../../cli/local/localRuntime";
import { ObjectStore } from "../../../../cli/local/objects/objectStore";
import type { Authorization, Caller } from "../../../../cli/local/runtime";
import type { PlanResource, PlanValue } from "../../../../cli/preview/plan";
import { ACCOUNT, REGION, resource, runtimeOf } from "../runtimeFixture";

export const FUNCTION = resource("aws:lambda/function:Function", "reports", {});
export const CALLER: Caller = { roleArn: `arn:aws:iam::${ACCOUNT}:role/reports`, function: FUNCTION };

export function tableResource(name: string, settings: Record<string, PlanValue> = {}): PlanResource {
    return resource("aws:glue/catalogTable:CatalogTable", name, {
        databaseName: "dev_weather",
        name,
        partitionKeys: [{ name: "day", type: "string" }],
        parameters: {
            "projection.enabled": "true",
            "projection.day.type": "date",
            "projection.day.format": "yyyy-MM-dd",
            "projection.day.range": "2001-01-01,2001-12-31",
            "storage.location.template": `s3://curated/weather/${name}/day=\${day}`,
        },
        storageDescriptor: {
            location: `s3://curated/weather/${name}/`,
            serDeInfo: {
                serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
            },
            columns: [
                { name: "station", type: "string" },
                { name: "at", type: "timestamp" },
                { name: "temperature", type: "double" },
                { name: "count", type: "int" },
            ],
        },
        ...settings,
    });
}

export interface AthenaFixture {
    readonly runtime: LocalRuntime;
    readonly athena: Athena;
    readonly store: ObjectStore;
    /** Puts a Parquet object with the rows of the query. */
    write(key: string, query: string): Promise<void>;
    start(sql: string, more?: Partial<StartQueryRequest>): string;
    /** Runs a query to its end. */
    query(sql: string, more?: Partial<StartQueryRequest>): Promise<QueryExecution>;
    /** The CSV result of a SELECT. */
    result(execution: QueryExecution): string;
    /** The rows of an UNLOAD's files. */
    rows(prefix: string): Promise<Record<string, unknown>[]>;
    close(): Promise<void>;
}

export function athenaOf(
    options: {
        workgroup?: Record<string, PlanValue>;
        tables?: readonly PlanResource[];
        authorization?: Authorization;
    } = {},
): AthenaFixture {
    const directory = mkdtempSync(join(tmpdir(), "athena-"));
    const configuration = {
        enforceWorkgroupConfiguration: true,
        bytesScannedCutoffPerQuery: 10_485_760,
        resultConfiguration: { outputLocation: "s3://results/athena/weather/" },
    };
    const runtime = runtimeOf(
        [
            resource("aws:s3/bucket:Bucket", "curated", { bucket: "curated" }),
            resource("aws:s3/bucket:Bucket", "results", { bucket: "results" }),
            resource("aws:glue/catalogDatabase:CatalogDatabase", "weather", { name: "dev_weather" }),
            ...(options.tables ?? [tableResource("readings")]),
            resource(
                "aws:athena/workgroup:Workgroup",
                "weather",
                { name: "dev-weather", configuration, ...options.workgroup },
                { arn: `arn:aws:athena:${REGION}:${ACCOUNT}:workgroup/dev-weather` },
            ),
            FUNCTION,
        ],
        options.authorization,
        directory,
    );
    const store = new ObjectStore(runtime);
    const database = new DuckDb(join(directory, "scratch"));
    const athena = new Athena(runtime, { store, catalog: new GlueCatalog(runtime.index), database });
    const start = (sql: string, more: Partial<StartQueryRequest> = {}) =>
        athena.start(
            { queryString: sql, workgroup: "dev-weather", database: "dev_weather", ...more },
            CALLER,
        );
    return {
        runtime,
        athena,
        store,
        write: async (key, query) => {
            const connection = await database.connect();
            const file = store.incomingFile();
            await connection.run(`COPY (${query}) TO ${literal(file)} (FORMAT parquet)`);
            await store.putFile("curated", key, file, { roleArn: "r", resource: FUNCTION });
        },
        start,
        query: async (sql, more) => {
            const id = start(sql, more);
            await runtime.clock.settle();
            return athena.get(id, CALLER);
        },
        result: (execution) => {
            assertUri(execution);
            const [, bucket, key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(execution.resultUri!)!;
            return store.read(bucket!, key!).toString();
        },
        rows: async (prefix) => {
            const connection = await database.connect();
            const files = store.list("results", prefix).map(({ path }) => path);
            return files.length === 0
                ? []
                : connection.all(`SELECT * FROM read_parquet(${fileList(files)}, hive_partitioning = false)`);
        },
        close: async () => {
            await database.close();
            rmSync(directory, { recursive: true, force: true });
        },
    };
}

function assertUri(execution: QueryExecution): void {
    if (execution.resultUri === undefined) {
        throw new Error(`${execution.state}: ${execution.reason}`);
    }
}
