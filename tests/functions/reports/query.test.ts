import assert from "node:assert/strict";
import fc from "fast-check";
import { reportQuery, withoutTerminator } from "../../../functions/reports/query";
import type { ReportsSettings } from "../../../functions/reports/settings";
import { windowName, windowOf } from "../../../functions/reports/windows";

const REPORT = { name: "hourly", sql: "SELECT 1 AS one", output: "s3://results/reports/weather/hourly/" };

const SETTINGS: ReportsSettings = {
    environment: "dev",
    domain: "weather",
    pipeline: "stations",
    onArrival: "queue",
    windowSeconds: 60,
    database: "dev_weather",
    workGroup: "dev-weather",
    reports: [REPORT],
};

const WINDOW = windowOf(Date.UTC(2010, 0, 1, 10, 30, 59, 999), 60);

describe("windows", () => {
    it("an arrival lies in its window, and windows leave no gap", () => {
        const arrivals = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
        fc.assert(
            fc.property(arrivals, fc.integer({ min: 1, max: 900 }), (at, seconds) => {
                const { start, end } = windowOf(at, seconds);
                assert.ok(start <= at && at < end);
                assert.equal(end - start, seconds * 1000);
                assert.equal(windowOf(end, seconds).start, end);
            }),
        );
    });

    it("a window is named after its start in UTC", () => {
        assert.equal(windowName(WINDOW), "2010-01-01-10-30-00");
    });
});

describe("a report's query", () => {
    it("unloads the result, with its window, as Parquet into a folder of its own in the day's partition", () => {
        const query = reportQuery(SETTINGS, REPORT, WINDOW);
        assert.equal(
            query.QueryString,
            "UNLOAD (SELECT report.*, '2010-01-01-10-30-00' AS run_window FROM (\nSELECT 1 AS one\n) AS report) " +
                "TO 's3://results/reports/weather/hourly/run_day=2010-01-01/2010-01-01-10-30-00/' " +
                "WITH (format = 'PARQUET', compression = 'SNAPPY')",
        );
        assert.deepEqual(query.QueryExecutionContext, { Database: "dev_weather" });
        assert.equal(query.WorkGroup, "dev-weather");
    });

    it("has a token of the length that Athena wants, the same for the same report and window, another otherwise", () => {
        const token = reportQuery(SETTINGS, REPORT, WINDOW).ClientRequestToken!;
        assert.match(token, /^[0-9a-f]{64}$/);
        assert.equal(
            reportQuery({ ...SETTINGS }, { ...REPORT, sql: "SELECT 2" }, WINDOW).ClientRequestToken,
            token,
        );
        const others = [
            reportQuery({ ...SETTINGS, environment: "prod" }, REPORT, WINDOW),
            reportQuery({ ...SETTINGS, domain: "flights" }, REPORT, WINDOW),
            reportQuery(SETTINGS, { ...REPORT, name: "daily" }, WINDOW),
            reportQuery(SETTINGS, REPORT, windowOf(WINDOW.end, 60)),
        ];
        assert.equal(new Set([token, ...others.map((query) => query.ClientRequestToken)]).size, 5);
    });

    const statements: [sql: string, expected: string][] = [
        ["SELECT 1;", "SELECT 1"],
        ["SELECT 1 ;\n", "SELECT 1"],
        ["SELECT 1; -- done", "SELECT 1 -- done"],
        ["SELECT 1 /* a; */ ; /* b; */", "SELECT 1 /* a; */  /* b; */"],
        ["SELECT ';' AS x", "SELECT ';' AS x"],
        ["SELECT 'it''s;' AS \"a;\"\"b\" -- c;", "SELECT 'it''s;' AS \"a;\"\"b\" -- c;"],
        ["SELECT a/b - -1 FROM t;", "SELECT a/b - -1 FROM t"],
    ];
    for (const [sql, expected] of statements) {
        it(`${JSON.stringify(sql)} is unloaded as ${JSON.stringify(expected)}`, () => {
            assert.equal(withoutTerminator(sql), expected);
        });
    }

    it("loses nothing but the semicolon at the end", () => {
        fc.assert(
            fc.property(
                fc.string({ unit: fc.constantFrom("a", " ", "'", '"', ";", "-", "/", "*", "\n") }),
                (sql) => {
                    const kept = withoutTerminator(sql);
                    const removed = sql.trim().length - kept.length;
                    assert.ok(removed === 0 ? kept === sql.trim() : sql.includes(";"), `${sql} → ${kept}`);
                    assert.equal(kept.replaceAll(/[;\s]/g, ""), sql.replaceAll(/[;\s]/g, ""));
                },
            ),
            { numRuns: 2000 },
        );
    });
});
