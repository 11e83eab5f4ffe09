import assert from "node:assert/strict";
import { type AthenaFixture, athenaOf, tableResource } from "./athenaFixture";

const ROW =
    "SELECT 'a' AS station, TIMESTAMP '2001-02-03 04:05:06.789' AS at, 1.5::DOUBLE AS temperature, 7::INTEGER AS count";

describe("tables of the Data Catalog", () => {
    let fixture: AthenaFixture;
    afterEach(() => fixture.close());

    it("are queried with their declared columns and partitions", async () => {
        fixture = athenaOf();
        await fixture.write("weather/readings/day=2001-02-03/1.parquet", ROW);
        await fixture.write(
            "weather/readings/day=2001-02-04/2.parquet",
            "SELECT 'b' AS station, 9::INTEGER AS count, 1 AS other",
        );
        const execution = await fixture.query("SELECT * FROM readings ORDER BY day");
        assert.equal(
            fixture.result(execution),
            '"station","at","temperature","count","day"\n' +
                '"a","2001-02-03 04:05:06.789","1.5","7","2001-02-03"\n' +
                '"b",,,"9","2001-02-04"\n',
        );
        assert.equal(execution.rows, 2);
        assert.ok(execution.scannedBytes > 0);
    });

    it("may be written out with catalog and database, in any case", async () => {
        fixture = athenaOf();
        const execution = await fixture.query(
            'SELECT count(*) AS n FROM "AwsDataCatalog"."DEV_WEATHER"."Readings"',
            {
                database: undefined,
            },
        );
        assert.equal(fixture.result(execution), '"n"\n"0"\n');
    });

    it("are empty tables as long as they have no objects", async () => {
        fixture = athenaOf();
        const execution = await fixture.query(
            "SELECT station, day FROM readings WHERE count > 1 GROUP BY 1, 2",
        );
        assert.equal(fixture.result(execution), '"station","day"\n');
    });

    it("do not show partitions outside of their projection, nor hidden files", async () => {
        fixture = athenaOf();
        for (const key of [
            "day=2000-12-31/x",
            "day=2001-01-01/x",
            "day=2001-01-01/_x",
            "day=2002-01-01/x",
            "x",
        ]) {
            await fixture.write(`weather/readings/${key}`, ROW);
        }
        const execution = await fixture.query("SELECT day FROM readings");
        assert.equal(fixture.result(execution), '"day"\n"2001-01-01"\n');
    });

    it("fail the run when data was delivered where no query sees it", async () => {
        fixture = athenaOf();
        await fixture.write("weather/readings/day=2000-12-31/x", ROW);
        await fixture.query("SELECT * FROM readings");
        const [failure] = fixture.runtime.failures;
        assert.equal(failure?.resource.name, "readings");
        assert.match(
            failure?.message ?? "",
            /s3:\/\/curated\/weather\/readings\/day=2000-12-31\/, which is no partition/,
        );
        assert.match(failure?.message ?? "", /day in 2001-01-01,2001-12-31/);
    });

    it("read what lies in folders below a partition", async () => {
        fixture = athenaOf();
        await fixture.write("weather/readings/day=2001-01-01/run/x", ROW);
        assert.equal((await fixture.query("SELECT day FROM readings")).rows, 1);
    });

    it("fail a query when a file's column has another type, as on Athena", async () => {
        fixture = athenaOf();
        await fixture.write("weather/readings/day=2001-01-01/x.parquet", "SELECT 7::BIGINT AS count");
        const execution = await fixture.query("SELECT * FROM readings");
        assert.equal(execution.state, "FAILED");
        assert.equal(
            execution.reason,
            "HIVE_BAD_DATA: Field count's type INT64 in parquet file s3://curated/weather/readings/day=2001-01-01/x.parquet " +
                "is incompatible with type integer defined in table schema",
        );
    });

    it("say which template of locations is not read here", async () => {
        fixture = athenaOf({
            tables: [
                tableResource("readings", {
                    parameters: {
                        "projection.enabled": "true",
                        "projection.day.type": "injected",
                        "storage.location.template": `s3://curated/weather/readings/\${day}`,
                    },
                }),
            ],
        });
        const execution = await fixture.query("SELECT * FROM readings");
        assert.match(execution.reason ?? "", /storage\.location\.template.*a local run reads s3:\/\/curated/);
    });
});
