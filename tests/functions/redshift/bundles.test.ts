import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Plan } from "../../../cli/preview/plan";
import { at, ofType, record, the } from "../../infra/components/recorded";
import { buildDomain } from "../../infra/components/warehouse/building";
import { awsEndpoint } from "../awsEndpoint";
import { dataApiEndpoint, FakeWarehouse } from "./dataApi";

const RUNNER = `
const context = { getRemainingTimeInMillis: () => 60000 };
require("./index.js").handler(require("./event.json"), context).then(
    (result) => console.log("RESULT " + JSON.stringify(result ?? null)),
    (error) => console.log("ERROR " + error.message),
);
`;

let plan: Plan;
/** A function of the plan, from its bundle and settings alone, in a process of its own. */
async function invoke(name: string, event: unknown, environment: Record<string, string>): Promise<string> {
    const fn = the(plan, "aws:lambda/function:Function", name);
    const assets = at(fn, "code", "assets") as Record<string, { path?: string; text?: string }>;
    const folder = mkdtempSync(join(tmpdir(), "tributary-warehouse-"));
    try {
        for (const [file, { path, text }] of Object.entries(assets)) {
            if (path !== undefined) copyFileSync(path, join(folder, file));
            else writeFileSync(join(folder, file), text ?? "");
        }
        writeFileSync(join(folder, "event.json"), JSON.stringify(event));
        writeFileSync(join(folder, "runner.js"), RUNNER);
        const variables = at(fn, "environment", "variables") as Record<string, string>;
        const { stdout } = await promisify(execFile)(process.execPath, ["runner.js"], {
            cwd: folder,
            env: { ...variables, ...environment },
        });
        return stdout;
    } finally {
        rmSync(folder, { recursive: true });
    }
}

describe("the functions of a planned warehouse", function () {
    this.timeout(60_000);

    before(async () => {
        plan = await record(() => buildDomain({}, { disasterRecovery: { region: "eu-central-1" } }));
    });

    it("load an object that the plan's own event rule tells of, from bundle and settings alone", async () => {
        const warehouse = new FakeWarehouse();
        const bucket = String(the(plan, "aws:s3/bucket:Bucket", "lake-curated").outputs.bucket);
        const endpoint = await dataApiEndpoint((statements) => warehouse.run(statements));
        const key = "weather/stations/day=2026-11-23/part-0.parquet";
        const body = JSON.stringify({ detail: { bucket: { name: bucket }, object: { key, size: 10 } } });
        try {
            const stdout = await invoke(
                "weather-warehouse-load",
                { Records: [{ messageId: "m1", body }] },
                endpoint.environment,
            );
            assert.match(stdout, /RESULT {"batchItemFailures":\[\]}/);
            const put = endpoint.calls.find(({ operation }) => operation === "PUT");
            assert.match(put?.url ?? "", /\/manifests\/weather\/stations\//);
            const copy = warehouse.statements.find((statement) => statement.startsWith("COPY")) ?? "";
            const manifest = /s3:\/\/([^']+)/.exec(copy)?.[1];
            assert.ok(put?.url.includes(manifest ?? "none"), `${copy} is not of ${put?.url}`);
            assert.match(stdout, /"ObjectsLoaded":1/);
        } finally {
            endpoint.close();
        }
    });

    it("make the tables that the plan's own invocation asks for", async () => {
        const statements: string[] = [];
        const endpoint = await dataApiEndpoint((given) => {
            statements.push(...given);
            return given[0]?.startsWith("SELECT") ? { rows: [] } : {};
        });
        const event = JSON.parse(String(the(plan, "aws:lambda/invocation:Invocation").inputs.input));
        try {
            const stdout = await invoke("warehouse-schema", event, endpoint.environment);
            assert.match(stdout, /RESULT {"domain":"weather","changes":\["CREATE TABLE/);
            assert.ok(
                statements.some((statement) => statement.startsWith('CREATE TABLE "weather"."stations"')),
            );
            assert.ok(!statements.some((statement) => statement.includes('"alerts"')));
        } finally {
            endpoint.close();
        }
    });

    it("publish the age of the newest copy as exactly the metric that the alarm watches", async () => {
        const created = new Date(Date.now() - 20 * 3_600_000).toISOString();
        const endpoint = await awsEndpoint(() => ({
            headers: { "content-type": "text/xml" },
            body: `<DescribeClusterSnapshotsResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/"><DescribeClusterSnapshotsResult><Snapshots><Snapshot><Status>available</Status><SnapshotCreateTime>${created}</SnapshotCreateTime></Snapshot></Snapshots></DescribeClusterSnapshotsResult></DescribeClusterSnapshotsResponse>`,
        }));
        try {
            const stdout = await invoke("warehouse-copy-age", {}, endpoint.environment);
            const line = stdout.split("\n").find((text) => text.includes("_aws")) ?? "{}";
            const emitted = JSON.parse(line);
            const [directive] = emitted._aws.CloudWatchMetrics;
            const alarm = ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm").find(
                ({ name }) => name === "warehouse-copy-too-old",
            )!;
            const dimensions = alarm.inputs.dimensions as Record<string, string>;
            assert.equal(directive.Namespace, alarm.inputs.namespace);
            assert.deepEqual([...directive.Dimensions[0]].sort(), Object.keys(dimensions).sort());
            for (const [dimension, value] of Object.entries(dimensions)) {
                assert.equal(emitted[dimension], value);
            }
            // Twenty hours are more than three times four: the alarm fires.
            assert.ok(emitted[String(alarm.inputs.metricName)] > Number(alarm.inputs.threshold));
        } finally {
            endpoint.close();
        }
    });
});
