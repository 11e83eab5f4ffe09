import assert from "node:assert/strict";
import { Duckdb } from "../../../../infra/config/sql/duckdb";
import type { Table } from "../../../../infra/config/sql/tables";
import { bindWarehouseReport } from "../../../../infra/config/sql/warehouseReport";

const TABLES: readonly Table[] = [
    {
        name: "departures",
        columns: [
            { name: "departed_at", type: "TIMESTAMP" },
            { name: "origin", type: "VARCHAR" },
            { name: "delay", type: "INTEGER" },
            { name: "distance", type: "DOUBLE" },
        ],
    },
    {
        name: "airports",
        columns: [
            { name: "iata", type: "VARCHAR" },
            { name: "name", type: "VARCHAR" },
            { name: "day", type: "VARCHAR" },
        ],
    },
];

describe("a report of the warehouse", () => {
    let duckdb: Duckdb;
    before(async () => {
        duckdb = await Duckdb.open([]);
        await duckdb.setTables(TABLES);
    });
    after(() => duckdb.close());

    const columnsOf = async (sql: string) => {
        const outcome = await bindWarehouseReport(duckdb, sql, TABLES);
        assert.ok("value" in outcome, JSON.stringify(outcome));
        return outcome.value.map(({ name, type }) => `${name} ${type}`);
    };
    const problemOf = async (sql: string) => {
        const outcome = await bindWarehouseReport(duckdb, sql, TABLES);
        assert.ok("problems" in outcome, `nothing is wrong with ${sql}`);
        return outcome.problems.map(({ offset, message }) => `${offset}: ${message}`).join("\n");
    };

    it("takes PostgreSQL's SQL: casts with ::, ILIKE, intervals, windows, OFFSET", async () => {
        assert.deepEqual(
            await columnsOf(`
                SELECT origin, avg(delay::double precision) AS mean, count(*) AS flights,
                    rank() OVER (ORDER BY count(*) DESC) AS place
                FROM departures JOIN airports ON iata = origin
                WHERE name ILIKE '%intl%' AND departed_at >= TIMESTAMP '2001-01-01 00:00:00' + INTERVAL '1 day'
                GROUP BY origin ORDER BY mean LIMIT 10 OFFSET 5`),
            ["origin string", "mean double", "flights bigint", "place bigint"],
        );
        assert.deepEqual(
            await columnsOf(
                "SELECT date_trunc('month', departed_at) AS month, listagg(origin, ',') AS origins FROM departures GROUP BY 1",
            ),
            ["month timestamp", "origins string"],
        );
    });

    for (const [sql, problem] of [
        [
            "SELECT avg(delay) AS mean FROM departures",
            /7: the average of whole numbers is cut to a whole number in Redshift; write avg\(CAST/,
        ],
        [
            "SELECT approx_distinct(origin) AS origins FROM departures",
            /"approx_distinct" is not a function .* write count\(DISTINCT/,
        ],
        [
            "SELECT strftime(departed_at, '%Y') AS y FROM departures",
            /"strftime" is not a function .* write date_trunc/,
        ],
        ["SELECT origin FROM flights", /"flights" is not a pipeline of this domain/],
        [
            "SELECT weather.stations.x FROM weather.stations",
            /named with its schema; a report names pipelines alone/,
        ],
        ["SELECT nothing AS n FROM departures", /"nothing"/],
        ["FROM departures", /FROM without SELECT is understood by the local engine only, not by Redshift/],
        ["SELECT [1, 2] AS l FROM departures", /Redshift has no lists in reports/],
        ["SELECT origin, count(*) AS n FROM departures GROUP BY ALL", /GROUP BY ALL .* write it out/],
        ["SELECT 1 AS a; SELECT 2 AS b", /holds 2 statements; one SELECT is expected/],
        ["DELETE FROM departures", /is not a SELECT/],
        ["SELECT count(*) FROM departures", /has no name of lower-case letters/],
        ["SELECT * FROM read_csv('x.csv')", /is not a table; a report reads its domain's pipelines/],
        [
            "SELECT CAST(origin AS hugeint) AS h FROM departures",
            /"hugeint" is not a type that Redshift and the local engine share/,
        ],
    ] as const) {
        it(`refuses ${sql}`, async () => {
            assert.match(await problemOf(sql), problem);
        });
    }

    it("takes the average of what has a fraction as it is", async () => {
        assert.deepEqual(
            await columnsOf("SELECT avg(distance) AS d, avg(delay * 1.5) AS e FROM departures"),
            ["d double", "e double"],
        );
    });
});
