import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A call of the Data API, S3 or Glue as it arrived. */
export interface Call {
    /** E.g. `ExecuteStatement`, or `PUT` for S3. */
    readonly operation: string;
    readonly url: string;
    readonly body: Record<string, unknown>;
    readonly text: string;
}

/** What becomes of a statement: rows, or an error. */
export type StatementResult = {
    readonly rows?: readonly (readonly (string | null)[])[];
    readonly error?: string;
};

/**
 * Redshift's Data API on loopback, as its wire protocol is (AWS JSON 1.1): statements are started, looked at, and their
 * rows fetched. Glue and S3 answer there, too.
 *
 * @param run What Redshift makes of one statement; of a batch, the first error ends it and undoes all.
 */
export async function dataApiEndpoint(run: (statements: readonly string[], call: Call) => StatementResult) {
    const calls: Call[] = [];
    const results = new Map<string, StatementResult & { looks: number }>();
    const answer = (call: Call): object => {
        const { operation, body } = call;
        if (operation === "ExecuteStatement" || operation === "BatchExecuteStatement") {
            const statements = (body.Sqls as string[] | undefined) ?? [String(body.Sql)];
            const Id = `statement-${results.size + 1}`;
            results.set(Id, { ...run(statements, call), looks: 0 });
            return { Id };
        }
        const result = results.get(String(body.Id));
        if (operation === "DescribeStatement" && result) {
            // As on AWS, nothing is finished at the first look.
            result.looks += 1;
            if (result.looks === 1) return { Id: body.Id, Status: "STARTED" };
            return result.error === undefined
                ? { Id: body.Id, Status: "FINISHED", HasResultSet: result.rows !== undefined }
                : { Id: body.Id, Status: "FAILED", Error: result.error };
        }
        if (operation === "GetStatementResult" && result) {
            const Records = (result.rows ?? []).map((row) =>
                row.map((value) => (value === null ? { isNull: true } : { stringValue: value })),
            );
            return { Records, ColumnMetadata: [], TotalNumRows: Records.length };
        }
        if (operation === "GetTable") {
            return {
                Table: {
                    Name: body.Name,
                    StorageDescriptor: { InputFormat: "parquet", Location: "s3://x/" },
                },
            };
        }
        return operation === "BatchCreatePartition" ? { Errors: [] } : {};
    };
    const server = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk) => chunks.push(chunk));
        request.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            const target = String(request.headers["x-amz-target"] ?? "");
            const operation = target === "" ? (request.method ?? "") : target.slice(target.indexOf(".") + 1);
            const body = target === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
            const call = { operation, url: request.url ?? "", body, text };
            calls.push(call);
            response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
            response.end(target === "" ? "" : JSON.stringify(answer(call)));
        });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return {
        calls,
        environment: {
            AWS_REGION: "eu-west-1",
            AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
            AWS_SECRET_ACCESS_KEY: "secret",
            AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        },
        close: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}

/** A table of loaded objects, and what a COPY of each would say: as much of Redshift as the loader needs. */
export class FakeWarehouse {
    /** Loaded objects, in the order of their COPY; an object that was loaded twice stands here twice. */
    readonly loaded: string[] = [];
    readonly statements: string[] = [];
    readonly manifests = new Map<string, readonly string[]>();
    private readonly ledger = new Set<string>();
    /** Objects that no COPY can load. */
    readonly poison = new Set<string>();
    /** Called between the look into the ledger and the transaction: another loader's chance to be faster. */
    meanwhile: () => void = () => {};

    /** The statements of one call, all or nothing. */
    run = (statements: readonly string[]): StatementResult => {
        this.statements.push(...statements);
        const [first = ""] = statements;
        if (first.startsWith("SELECT object_key")) {
            return {
                rows: keysIn(first)
                    .filter((key) => this.ledger.has(key))
                    .map((key) => [key]),
            };
        }
        const ledger = new Set(this.ledger);
        const copied: string[] = [];
        for (const statement of statements) {
            if (statement.startsWith("LOCK")) {
                this.meanwhile();
                this.meanwhile = () => {};
                for (const key of this.ledger) ledger.add(key);
            } else if (statement.startsWith("SELECT 1 /")) {
                if (keysIn(statement).some((key) => ledger.has(key)))
                    return { error: "ERROR: Divide by zero" };
            } else if (statement.startsWith("COPY")) {
                const manifest = /FROM 's3:\/\/[^/]+\/([^']+)'/.exec(statement)?.[1] ?? "";
                const keys = this.manifests.get(manifest) ?? [];
                const bad = keys.find((key) => this.poison.has(key));
                if (bad !== undefined) return { error: `ERROR: Spectrum Scan Error: ${bad}` };
                copied.push(...keys);
            } else if (statement.startsWith("INSERT INTO")) {
                for (const key of keysIn(statement)) ledger.add(key);
            }
        }
        this.loaded.push(...copied);
        for (const key of ledger) this.ledger.add(key);
        return {};
    };

    /** Remembers what a manifest lists. */
    keep(key: string, body: string): void {
        const { entries } = JSON.parse(body) as { entries: { url: string }[] };
        this.manifests.set(
            key,
            entries.map(({ url }) => url.replace("s3://curated/", "")),
        );
    }

    /** What another loader does. */
    loadElsewhere(key: string): void {
        this.loaded.push(key);
        this.ledger.add(key);
    }
}

function keysIn(statement: string): string[] {
    return [...statement.matchAll(/'(weather\/[^']*)'/g)].map(([, key = ""]) => key);
}
