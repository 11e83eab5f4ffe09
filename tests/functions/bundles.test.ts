import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundle } from "../../infra/aws/bundle";
import { awsEndpoint, type Received, type Reply } from "./awsEndpoint";

const MAX_KIB = 1024;

/** What a function said in a process of its own, as in Lambda: only its bundle, its settings and its environment. */
interface Invoked {
    readonly results: unknown[];
    /** Milliseconds of processor time to load the module: other programs on the machine do not count. */
    readonly coldStart: number;
    readonly stdout: string;
    readonly received: readonly Received[];
}

const RUNNER = `
const before = process.cpuUsage();
const { handler } = require("./index.js");
const { user, system } = process.cpuUsage(before);
const coldStart = (user + system) / 1000;
const events = require("./events.json");
(async () => {
    const results = [];
    for (const event of events) results.push(await handler(event, {}).catch((error) => ({ error: String(error) })));
    require("fs").writeFileSync("result.json", JSON.stringify({ results, coldStart }));
})();
`;

async function invoke(
    index: string,
    settings: Record<string, unknown>,
    events: unknown[],
    answer: (request: Received) => Reply,
    environment: Record<string, string> = {},
): Promise<Invoked> {
    const folder = mkdtempSync(join(tmpdir(), "tributary-function-"));
    const endpoint = await awsEndpoint(answer);
    try {
        copyFileSync(index, join(folder, "index.js"));
        for (const [file, value] of Object.entries({ ...settings, "events.json": events })) {
            writeFileSync(join(folder, file), JSON.stringify(value));
        }
        writeFileSync(join(folder, "runner.js"), RUNNER);
        const { stdout } = await promisify(execFile)(process.execPath, ["runner.js"], {
            cwd: folder,
            env: { ...endpoint.environment, ...environment },
        });
        return { ...require(join(folder, "result.json")), stdout, received: endpoint.received };
    } finally {
        endpoint.close();
        rmSync(folder, { recursive: true });
    }
}

describe("bundled functions", function () {
    this.timeout(30_000);

    it("the transform runs from its bundle and settings alone, keeps what it rejects, and logs no data", async () => {
        const index = bundle({ name: "test-transform", entry: "functions/transform/handler.ts" });
        assert.ok(statSync(index).size < MAX_KIB * 1024, `${statSync(index).size} bytes`);
        const columns = [{ name: "id", type: "int", required: true }];
        const record = (recordId: string, text: string) => ({
            recordId,
            approximateArrivalTimestamp: Date.UTC(2010, 0, 1),
            data: Buffer.from(text).toString("base64"),
        });
        const { results, received, stdout } = await invoke(
            index,
            { "pipeline.json": { domain: "d", pipeline: "p", source: "directPut", columns } },
            [{ invocationId: "i", records: [record("1", '{"id":7}'), record("2", '{"id":"secret"}')] }],
            () => ({}),
            { REJECTED_BUCKET: "raw", REJECTED_PREFIX: "rejected/d/p/" },
        );
        assert.deepEqual(results, [
            {
                records: [
                    { recordId: "1", result: "Ok", data: Buffer.from('{"id":7}').toString("base64") },
                    { recordId: "2", result: "Dropped" },
                ],
            },
        ]);
        assert.equal(received.length, 1);
        assert.match(received[0]!.url, /^\/raw\/rejected\/d\/p\/2010\/01\/01\/[0-9a-f]{32}\.json/);
        assert.equal(JSON.parse(received[0]!.body).reason, 'column "id": expected int, found string');
        assert.match(stdout, /"RecordsRejected":1/);
        assert.doesNotMatch(stdout, /secret/);
    });

    it("the report function starts queries from its bundle and settings alone", async () => {
        const index = bundle({ name: "test-reports", entry: "functions/reports/handler.ts" });
        assert.ok(statSync(index).size < MAX_KIB * 1024, `${statSync(index).size} bytes`);
        const arrival = {
            eventSource: "aws:s3",
            eventName: "ObjectCreated:Put",
            eventTime: "2010-01-01T00:00:30.000Z",
            s3: { bucket: { name: "curated" }, object: { key: "d/p/day%3D2010-01-01/part.parquet" } },
        };
        const message = (messageId: string, body: unknown) => ({
            messageId,
            eventSource: "aws:sqs",
            body: JSON.stringify(body),
        });
        const { results, received, stdout } = await invoke(
            index,
            {
                "reports.json": {
                    environment: "dev",
                    domain: "d",
                    pipeline: "p",
                    onArrival: "queue",
                    windowSeconds: 60,
                    database: "dev_d",
                    workGroup: "dev-d",
                    reports: [{ name: "r", sql: "SELECT 1 AS one", output: "s3://results/reports/d/r/" }],
                },
            },
            [
                { Records: [message("good", { Records: [arrival] }), message("bad", {})] },
                { Records: [arrival] },
            ],
            () => ({
                headers: { "content-type": "application/x-amz-json-1.1" },
                body: JSON.stringify({ QueryExecutionId: "query-id" }),
            }),
        );
        assert.deepEqual(results, [{ batchItemFailures: [{ itemIdentifier: "bad" }] }, null]);
        assert.equal(received.length, 2);
        assert.equal(received[0]!.body, received[1]!.body, "one query, asked for twice with one token");
        assert.match(stdout, /"queryExecutionId":"query-id"/);
        assert.match(stdout, /"MessagesReturned":1/);
    });

    it("a cold start takes less than 200 ms", async () => {
        const index = bundle({ name: "test-transform", entry: "functions/transform/handler.ts" });
        const columns = [{ name: "id", type: "int", required: true }];
        const settings = { "pipeline.json": { domain: "d", pipeline: "p", source: "directPut", columns } };
        const { coldStart } = await invoke(index, settings, [], () => ({}), {
            REJECTED_BUCKET: "raw",
            REJECTED_PREFIX: "rejected/d/p/",
        });
        assert.ok(coldStart < 200, `${coldStart} ms`);
    });

    it("wrong settings fail the function's start, and tell why", async () => {
        const index = bundle({ name: "test-transform", entry: "functions/transform/handler.ts" });
        await assert.rejects(
            invoke(index, { "pipeline.json": { domain: "d" } }, [], () => ({})),
            /pipeline\.json: pipeline is missing; source is missing/,
        );
    });
});
