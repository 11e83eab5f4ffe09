import assert from "node:assert/strict";
import type { AthenaError } from "../../../../cli/local/athena/athenaError";
import type { Authorization } from "../../../../cli/local/runtime";
import { type AthenaFixture, athenaOf, CALLER } from "./athenaFixture";

const ROW =
    "SELECT 'a' AS station, TIMESTAMP '2001-02-03 04:05:06.789' AS at, 1.5::DOUBLE AS temperature, 7::INTEGER AS count";
const TARGET = "s3://results/reports/hot/run_day=2001-02-03/w/";
const unload = (query: string, target = TARGET) =>
    `UNLOAD (${query}) TO '${target}' WITH (format = 'PARQUET', compression = 'SNAPPY')`;

describe("UNLOAD", () => {
    let fixture: AthenaFixture;
    beforeEach(async () => {
        fixture = athenaOf();
        await fixture.write("weather/readings/day=2001-02-03/1.parquet", ROW);
    });
    afterEach(() => fixture.close());

    it("writes Parquet files with the types that Athena computes", async () => {
        const execution = await fixture.query(
            unload(
                "SELECT station, count(*) AS n, sum(count) AS total, avg(count) AS mean, 7 / 2 AS half FROM readings GROUP BY 1",
            ),
        );
        assert.equal(execution.state, "SUCCEEDED", execution.reason);
        assert.deepEqual(await fixture.rows("reports/hot/run_day=2001-02-03/w/"), [
            { station: "a", n: "1", total: "7", mean: 7, half: 3 },
        ]);
        const [file] = fixture.store.list("results", "reports/");
        assert.match(file!.key, /\/19700101_001640_00001_[0-9a-f]{5}_[0-9a-f-]{36}$/);
        const manifest = fixture.store
            .read("results", `athena/weather/${execution.id}-manifest.csv`)
            .toString();
        assert.equal(manifest, `s3://results/${file!.key}\n`);
        assert.deepEqual([execution.target, execution.rows], [TARGET, 1]);
    });

    it("does not write into a folder that has objects", async () => {
        await fixture.query(unload("SELECT 1 AS a"));
        const second = await fixture.query(unload("SELECT 2 AS a"));
        assert.equal(second.state, "FAILED");
        assert.match(second.reason ?? "", /^HIVE_PATH_ALREADY_EXISTS: .*s3:\/\/results\/reports\/hot/);
        assert.deepEqual(await fixture.rows("reports/"), [{ a: 1 }]);
    });

    it("writes no file where there are no rows", async () => {
        const execution = await fixture.query(unload("SELECT * FROM readings WHERE count > 100"));
        assert.equal(execution.state, "SUCCEEDED");
        assert.deepEqual(fixture.store.list("results", "reports/"), []);
    });

    it("refuses what Athena cannot write to Parquet", async () => {
        const zoned = await fixture.query(unload("SELECT current_timestamp AS now"));
        assert.match(zoned.reason ?? "", /^NOT_SUPPORTED: Unsupported Hive type: timestamp with time zone/);
        const twice = await fixture.query(unload("SELECT 1 AS a, 2 AS A"));
        assert.equal(twice.state, "FAILED");
    });
});

describe("queries that Athena would not run", () => {
    let fixture: AthenaFixture;
    before(() => {
        fixture = athenaOf();
    });
    after(() => fixture.close());

    for (const [sql, why] of [
        ["SELECT * FROM nowhere", /^TABLE_NOT_FOUND: .*awsdatacatalog\.dev_weather\.nowhere/],
        ["SELECT * FROM other.readings", /^SCHEMA_NOT_FOUND: Schema 'other'/],
        ["SELECT * FROM system.dev_weather.readings", /Catalog 'system' does not exist/],
        ["SELECT nothing FROM readings", /^COLUMN_NOT_FOUND: .*nothing/],
        ["SELECT station, count(*) FROM readings", /^EXPRESSION_NOT_AGGREGATE: .*station/],
        ["SELECT FROM WHERE", /^SYNTAX_ERROR: line 1:\d+: /],
        ["SELECT nosuch(1)", /^FUNCTION_NOT_FOUND: line 1:8: Function 'nosuch' not registered$/],
        ["SELECT strftime(station, '%Y') FROM readings", /'strftime' not registered; Athena has date_format/],
        ["SELECT * FROM read_csv('/etc/passwd')", /^FUNCTION_NOT_FOUND: .*'read_csv' not registered/],
        ["SELECT * FROM '/etc/passwd'", /^TABLE_NOT_FOUND/],
        ["SELECT\n count::VARCHAR FROM readings", /^SYNTAX_ERROR: line 2:7: mismatched input '::'/],
        ["SELECT * EXCLUDE (station) FROM readings", /EXCLUDE/],
        ["SELECT station FROM readings QUALIFY row_number() OVER () = 1", /QUALIFY/],
        ["SELECT station, count(*) FROM readings GROUP BY ALL", /GROUP BY ALL/],
        ["SELECT CAST('x' AS integer)", /^INVALID_CAST_ARGUMENT: /],
        ["INSERT INTO readings VALUES (1)", /INSERT was found/],
    ] as const) {
        it(`fail with Athena's words: ${sql}`, async () => {
            const execution = await fixture.query(sql);
            assert.equal(execution.state, "FAILED");
            assert.match(execution.reason ?? "", why);
        });
    }

    it("leave the next query alone", async () => {
        assert.equal((await fixture.query("SELECT 1 AS a")).state, "SUCCEEDED");
    });

    it("may define names that hide tables, but not the tables that these read", async () => {
        const hidden = await fixture.query("WITH nowhere AS (SELECT 1 AS a) SELECT * FROM nowhere");
        assert.equal(hidden.state, "SUCCEEDED", hidden.reason);
        const own = await fixture.query(
            "WITH readings AS (SELECT station FROM readings) SELECT * FROM readings",
        );
        assert.equal(own.state, "SUCCEEDED", own.reason);
        const recursive = await fixture.query(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT count(*) AS c FROM n",
        );
        assert.equal(recursive.state, "SUCCEEDED", recursive.reason);
        assert.equal(
            (await fixture.query("WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a")).state,
            "FAILED",
        );
    });
});

describe("a workgroup", () => {
    let fixture: AthenaFixture;
    afterEach(() => fixture.close());

    function refusal(action: () => unknown): AthenaError {
        try {
            action();
        } catch (error) {
            return error as AthenaError;
        }
        assert.fail("it was allowed");
    }

    it("cancels queries that would scan more than its cutoff", async () => {
        fixture = athenaOf({
            workgroup: {
                configuration: {
                    bytesScannedCutoffPerQuery: 100,
                    resultConfiguration: { outputLocation: "s3://results/athena/" },
                },
            },
        });
        await fixture.write("weather/readings/day=2001-02-03/1.parquet", ROW);
        const execution = await fixture.query("SELECT * FROM readings");
        assert.equal(execution.state, "CANCELLED");
        assert.match(execution.reason ?? "", /^Bytes scanned limit was exceeded/);
        assert.equal((await fixture.query("SELECT 1 AS a")).state, "SUCCEEDED");
    });

    it("enforces its output location, or leaves it to the caller", async () => {
        fixture = athenaOf();
        const enforced = await fixture.query("SELECT 1 AS a", { outputLocation: "s3://curated/elsewhere/" });
        assert.match(enforced.resultUri ?? "", /^s3:\/\/results\/athena\/weather\/[0-9a-f-]+\.csv$/);
        await fixture.close();
        fixture = athenaOf({ workgroup: { configuration: { enforceWorkgroupConfiguration: false } } });
        const free = await fixture.query("SELECT 1 AS a", { outputLocation: "s3://curated/elsewhere" });
        assert.match(free.resultUri ?? "", /^s3:\/\/curated\/elsewhere\/[0-9a-f-]+\.csv$/);
        assert.match(refusal(() => fixture.start("SELECT 1")).message, /No output location provided/);
    });

    it("must exist and be enabled", () => {
        fixture = athenaOf({ workgroup: { state: "DISABLED" } });
        assert.match(refusal(() => fixture.start("SELECT 1")).message, /WorkGroup dev-weather is disabled/);
        assert.match(
            refusal(() => fixture.start("SELECT 1", { workgroup: "other" })).message,
            /WorkGroup other is not found/,
        );
        assert.match(
            refusal(() => fixture.start("SELECT 1", { workgroup: "" })).message,
            /WorkGroup primary is not found/,
        );
    });

    it("runs a query once for a token, and refuses the token for another query", async () => {
        fixture = athenaOf();
        const token = { clientRequestToken: "t".repeat(64) };
        const first = fixture.start(unload("SELECT 1 AS a"), token);
        assert.equal(fixture.start(unload("SELECT 1 AS a"), token), first);
        await fixture.runtime.clock.settle();
        assert.equal(fixture.start(unload("SELECT 1 AS a"), token), first);
        assert.equal(fixture.athena.executions.length, 1);
        assert.equal(fixture.athena.get(first, CALLER).state, "SUCCEEDED");
        const other = refusal(() => fixture.start(unload("SELECT 2 AS a"), token));
        assert.equal(other.code, "InvalidRequestException");
        assert.match(other.message, /Idempotent parameters do not match/);
        assert.match(
            refusal(() => fixture.start("SELECT 1", { clientRequestToken: "short" })).message,
            /32 to 128/,
        );
    });

    it("runs queries in the order in which they were started", async () => {
        fixture = athenaOf();
        fixture.start(unload("SELECT 1 AS a"));
        fixture.start(unload("SELECT 2 AS a"));
        await fixture.runtime.clock.settle();
        assert.deepEqual(
            fixture.athena.executions.map(({ state }) => state),
            ["SUCCEEDED", "FAILED"],
        );
        const { counter } = fixture.runtime.hops[0]!;
        assert.deepEqual([counter.in, counter.out], [2, 1]);
    });

    it("cancels a query that has not begun", async () => {
        fixture = athenaOf();
        fixture.start("SELECT 1 AS a");
        const id = fixture.start("SELECT 2 AS a");
        fixture.athena.stop(id, CALLER);
        await fixture.runtime.clock.settle();
        assert.equal(fixture.athena.get(id, CALLER).state, "CANCELLED");
    });
});

describe("a caller of Athena who is not allowed something", () => {
    let fixture: AthenaFixture;
    afterEach(() => fixture.close());

    const refusing = (action: string, where = ""): Authorization => ({
        authorize: (request) => ({
            allowed: request.action !== action || !request.resource.includes(where),
            reason: `${request.action} on ${request.resource} is refused`,
        }),
        assume: () => ({ allowed: true, reason: "" }),
        authorizeTable: () => ({ allowed: action !== "SELECT", reason: "no grant" }),
    });

    it("cannot start a query without athena:StartQueryExecution", () => {
        fixture = athenaOf({ authorization: refusing("athena:StartQueryExecution") });
        assert.throws(
            () => fixture.start("SELECT 1"),
            (error: AthenaError) =>
                error.code === "AccessDeniedException" &&
                error.message.startsWith(
                    "User: arn:aws:sts::123456789012:assumed-role/reports/reports is not authorized",
                ),
        );
        assert.match(fixture.runtime.failures[0]?.message ?? "", /athena:StartQueryExecution/);
    });

    it("cannot read a table by giving its name to a query over it", async () => {
        fixture = athenaOf({ authorization: refusing("SELECT") });
        const execution = await fixture.query(
            "WITH readings AS (SELECT station FROM readings) SELECT * FROM readings",
        );
        assert.match(execution.reason ?? "", /may not read dev_weather\.readings/);
    });

    it("cannot start a query without s3:GetBucketLocation", () => {
        fixture = athenaOf({ authorization: refusing("s3:GetBucketLocation") });
        assert.throws(() => fixture.start("SELECT 1"), /Unable to verify\/create output bucket results/);
    });

    for (const [action, where, why] of [
        ["SELECT", "", /may not read dev_weather\.readings/],
        ["glue:GetDatabase", "", /may not read dev_weather\.readings/],
        ["s3:PutObject", "/reports/", /Access denied when writing output to url: s3:\/\/results\/reports/],
        ["s3:PutObject", "/athena/", /Access denied when writing output to url: s3:\/\/results\/athena/],
        ["s3:ListBucket", "", /Access denied/],
    ] as const) {
        it(`fails with a query that needs ${action} ${where}`, async () => {
            fixture = athenaOf({ authorization: refusing(action, where) });
            await fixture.write("weather/readings/day=2001-02-03/1.parquet", ROW);
            const execution = await fixture.query(unload("SELECT * FROM readings"));
            assert.equal(execution.state, "FAILED");
            assert.match(execution.reason ?? "", why);
            assert.equal(fixture.runtime.failures[0]?.resource.name, "reports");
        });
    }
});
