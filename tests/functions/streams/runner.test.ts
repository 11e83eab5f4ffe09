import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { StreamAnalyticsArgs } from "../../../infra/components/streamAnalytics";
import { applicationFiles } from "../../../infra/components/streamAnalytics/package";

const ROOT = resolve(__dirname, "../../..");
/** A Python that has apache-flink of the runtime's version, e.g. that of a virtual environment. */
const FLINK_PYTHON = process.env.TRIBUTARY_FLINK_PYTHON ?? "python3";

/** Whether a program can be run; missing ones are failures in CI, and a printed reason elsewhere. */
function needs(test: Mocha.Context, command: string, args: readonly string[], what: string): void {
    if (spawnSync(command, args, { encoding: "utf8" }).status !== 0) {
        const reason = `${what} is missing`;
        assert.ok(!process.env.TRIBUTARY_REQUIRE_FLINK, reason);
        console.log(`      skipped: ${reason}`);
        test.skip();
    }
}

const columns = [
    { name: "station", type: "string", field: { topicLevel: 2 }, required: true },
    { name: "observed_at", type: "timestamp", field: { path: ["time"] }, required: true },
    { name: "wind", type: "double", field: { path: ["wind", "ms"] }, required: true },
    { name: "rain", type: "int", field: { path: ["rain"] }, required: false },
];
const grouped = "FROM stations GROUP BY window_start, window_end, ";
const args = {
    source: { tableName: "stations", enveloped: true, columns, timeColumn: "observed_at", lateSeconds: 30 },
    references: [
        {
            name: "sites",
            columns: [
                { name: "code", type: "string" },
                { name: "site", type: "string" },
            ],
            key: "code",
            on: "station",
        },
    ],
    outputs: [
        {
            name: "tumbling",
            sql: `SELECT window_start AS since, station, count(*) AS readings, sum(rain) AS rain ${grouped}station`,
            columns: [
                { name: "since", type: "timestamp" },
                { name: "station", type: "string" },
                { name: "readings", type: "bigint" },
                { name: "rain", type: "bigint" },
            ],
            window: { sizeSeconds: 60 },
            destination: { stream: { retentionHours: 24 } },
        },
        {
            name: "sliding",
            sql: `WITH w AS (SELECT window_end, site, max(wind) AS gust ${grouped}site) SELECT * FROM w WHERE gust > 5`,
            columns: [
                { name: "told_at", type: "timestamp" },
                { name: "site", type: "string" },
                { name: "gust", type: "double" },
            ],
            window: { sizeSeconds: 120, slideSeconds: 60 },
            destination: {
                deliveryStream: { arn: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/x" },
            },
        },
        {
            name: "each",
            sql: "SELECT observed_at, station, site, wind FROM stations WHERE wind > 20",
            columns: [
                { name: "observed_at", type: "timestamp" },
                { name: "station", type: "string" },
                { name: "site", type: "string" },
                { name: "wind", type: "double" },
            ],
            destination: { stream: { retentionHours: 24 } },
        },
    ],
    // Only what makes the SQL; the rest is about AWS.
} as unknown as StreamAnalyticsArgs;

/** What the topic rule writes for a message. */
function envelope(station: string, message: unknown): string {
    const text = typeof message === "string" ? message : JSON.stringify(message);
    return JSON.stringify({
        payload: Buffer.from(text).toString("base64"),
        topic: `stations/${station}/reading`,
        receivedAt: 1,
    });
}

const RECORDS = [
    envelope("sea", { time: "2010-01-01T00:00:10Z", wind: { ms: 3 }, rain: 2 }),
    envelope("sea", { time: "2010-01-01 00:00:50.5", wind: { ms: 25.5 }, rain: 5 }),
    envelope("pdx", { time: Date.UTC(2010, 0, 1, 0, 1, 5), wind: { ms: 7 } }),
    envelope("pdx", { time: "2010-01-01T00:01:30+00:00", wind: { ms: 9 }, rain: "no number" }),
    "no envelope",
    envelope("sea", "no JSON"),
    envelope("sea", { time: "yesterday", wind: { ms: 99 } }),
    envelope("sea", { time: "2999-01-01T00:00:00Z", wind: { ms: 99 } }),
    envelope("sea", { time: "2010-01-01T00:01:40Z", rain: 1 }),
    envelope("oslo", { time: "2010-01-01T00:01:50Z", wind: { ms: 1 } }),
];

describe("the runner of applications on Flink", () => {
    it("declares tables, starts the inserts as one job, and tells what is missing", function () {
        needs(this, "python3", ["--version"], "Python 3");
        const run = spawnSync("python3", [join(__dirname, "main_test.py")], { encoding: "utf8" });
        assert.equal(run.status, 0, run.stderr);
    });

    it("computes windows, lookups and filters on a real Flink, whatever devices send", function () {
        this.timeout(180_000);
        needs(this, FLINK_PYTHON, ["-c", "import pyflink"], "apache-flink (set TRIBUTARY_FLINK_PYTHON)");
        const folder = mkdtempSync(join(tmpdir(), "tributary-flink-"));
        try {
            const { files } = applicationFiles("weather-watch", args, "FLINK-1_20");
            const application = JSON.parse(files["application.json"] ?? "");
            const laid = {
                ...files,
                // AWS's connectors are replaced by files.
                "application.json": JSON.stringify({ ...application, jars: [] }),
                "data/in/records.json": RECORDS.join("\n"),
                "data/references/sites.csv": "code,site\nsea,Seattle\npdx,Portland\n",
            };
            for (const [path, text] of Object.entries(laid)) {
                mkdirSync(dirname(join(folder, path)), { recursive: true });
                writeFileSync(join(folder, path), text);
            }
            const properties = {
                region: "eu-west-1",
                "source.arn": "unused",
                "output.tumbling.arn": "unused",
                "output.sliding.name": "unused",
                "output.each.arn": "unused",
                "reference.sites.path": join(folder, "data/references"),
            };
            const run = spawnSync(
                FLINK_PYTHON,
                [
                    join(__dirname, "flink.py"),
                    join(ROOT, "functions/streams"),
                    folder,
                    join(folder, "data"),
                    JSON.stringify(properties),
                ],
                { encoding: "utf8" },
            );
            assert.equal(run.status, 0, run.stderr.slice(-3000));
            const line = run.stdout.split("\n").find((text) => text.startsWith("ROWS ")) ?? "";
            const rows = JSON.parse(line.slice(5)) as Record<string, Record<string, unknown>[]>;
            const sorted = (name: string) => (rows[name] ?? []).map((row) => JSON.stringify(row)).sort();
            assert.deepEqual(sorted("tumbling"), [
                '{"since":"2010-01-01 00:00:00","station":"sea","readings":2,"rain":7}',
                '{"since":"2010-01-01 00:01:00","station":"oslo","readings":1,"rain":null}',
                '{"since":"2010-01-01 00:01:00","station":"pdx","readings":2,"rain":null}',
            ]);
            assert.deepEqual(sorted("sliding"), [
                '{"told_at":"2010-01-01 00:01:00","site":"Seattle","gust":25.5}',
                '{"told_at":"2010-01-01 00:02:00","site":"Portland","gust":9}',
                '{"told_at":"2010-01-01 00:02:00","site":"Seattle","gust":25.5}',
                '{"told_at":"2010-01-01 00:03:00","site":"Portland","gust":9}',
            ]);
            assert.deepEqual(sorted("each"), [
                '{"observed_at":"2010-01-01 00:00:50.5","station":"sea","site":"Seattle","wind":25.5}',
            ]);
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    });
});
