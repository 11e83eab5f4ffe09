import assert from "node:assert/strict";
import fc from "fast-check";
import { Duckdb } from "../../../../infra/config/sql/duckdb";
import { bindReport } from "../../../../infra/config/sql/report";
import type { Table } from "../../../../infra/config/sql/tables";
import { lineAndColumn } from "../../../../infra/config/sql/text";

const TABLES: readonly Table[] = [
    {
        name: "stations",
        columns: [
            { name: "station", type: "VARCHAR" },
            { name: "at", type: "TIMESTAMP" },
            { name: "opened", type: "DATE" },
            { name: "temperature", type: "DOUBLE" },
            { name: "count_of", type: "INTEGER" },
            { name: "price", type: "DECIMAL(10,2)" },
            { name: "day", type: "VARCHAR" },
        ],
    },
    {
        name: "places",
        columns: [
            { name: "station", type: "VARCHAR" },
            { name: "city", type: "VARCHAR" },
        ],
    },
];

describe("a report's SQL", () => {
    let duckdb: Duckdb;

    before(async () => {
        duckdb = await Duckdb.open([]);
        await duckdb.setTables([{ name: "other", columns: [{ name: "a", type: "DATE" }] }]);
        await duckdb.setTables(TABLES);
    });

    after(() => duckdb.close());

    /** `name:type` of each result column; fails where there are problems. */
    async function result(sql: string): Promise<string> {
        const outcome = await bindReport(duckdb, sql, TABLES);
        assert.ok("value" in outcome, JSON.stringify(outcome));
        return outcome.value.map(({ name, type }) => `${name}:${type}`).join(" ");
    }

    /** `line:column message` of each problem; fails where there is none. */
    async function wrong(sql: string): Promise<string> {
        const outcome = await bindReport(duckdb, sql, TABLES);
        assert.ok("problems" in outcome, `nothing was found wrong with ${sql}`);
        return outcome.problems
            .map(({ offset, message }) => {
                const { line, column } = lineAndColumn(sql, offset);
                return `${line}:${column} ${message}`;
            })
            .join("\n");
    }

    it("has the result that Athena would give it", async () => {
        assert.equal(
            await result(
                `SELECT station, "at", opened, count_of, price, day, count(*) AS n, sum(count_of) AS total,
                avg(temperature) AS mean, temperature > 3 AS warm, hour("at") AS hour, date_trunc('month', "at") AS month,
                CAST("at" AS DATE) AS date_of, 1 AS one, count_of / 2 AS half
                FROM stations GROUP BY 1, 2, 3, 4, 5, 6, temperature`,
            ),
            "station:string at:timestamp opened:date count_of:int price:decimal(10,2) day:string n:bigint total:bigint " +
                "mean:double warm:boolean hour:bigint month:timestamp date_of:date one:int half:int",
        );
    });

    it("may join, nest, unite and rank", async () => {
        assert.equal(
            await result(`WITH hot AS (SELECT station, max(temperature) AS top FROM stations GROUP BY 1)
                SELECT p.city AS city, hot.top AS top, row_number() OVER (PARTITION BY p.city ORDER BY hot.top DESC) AS place
                FROM hot LEFT JOIN places p ON p.station = hot.station
                WHERE hot.station IN (SELECT station FROM places) AND p.city LIKE 'S!_%' ESCAPE '!'
                UNION ALL SELECT city, 0e0, 1 FROM places ORDER BY 1 LIMIT 5`),
            "city:string top:double place:bigint",
        );
    });

    it("does not read a column that does not exist: all of them are named, with the nearest ones", async () => {
        assert.equal(
            await wrong(
                "SELECT station,\n  avg(temprature) AS mean,\n  max(prise) AS top\nFROM stations GROUP BY 1",
            ),
            '2:7 "temprature" is not a column of stations; did you mean "temperature"? Allowed: station, at, opened, temperature, count_of, price, day\n' +
                '3:7 "prise" is not a column of stations; did you mean "price"? Allowed: station, at, opened, temperature, count_of, price, day',
        );
        assert.match(
            await wrong("SELECT s.temp AS x FROM stations s"),
            /^1:8 "temp" is not a column of stations; did you mean "temperature"\?/,
        );
        assert.match(await wrong("SELECT 'ünï' AS a, ttt FROM stations"), /^1:20 "ttt" is not a column/);
        assert.match(
            await wrong('SELECT station FROM stations WHERE station = "seattle"'),
            /"seattle" is not a column/,
        );
        assert.match(await wrong("SELECT rowid AS r FROM stations"), /"rowid" is not a column/);
    });

    it("does not read a table that is not a pipeline of the domain", async () => {
        assert.equal(
            await wrong("SELECT station FROM statons"),
            '1:21 "statons" is not a pipeline of this domain; did you mean "stations"? Allowed: stations, places',
        );
        for (const table of [
            "duckdb_tables",
            "pg_class",
            "'/etc/passwd'",
            "information_schema.tables",
            "main.stations",
            "other",
        ]) {
            assert.match(
                await wrong(`SELECT * FROM ${table}`),
                /is not a pipeline of this domain|named with its schema or catalog/,
                table,
            );
        }
    });

    it("reads no files and calls no functions of the engine", async () => {
        for (const call of [
            "read_csv('/etc/passwd')",
            "read_text('/etc/passwd')",
            "glob('*')",
            "duckdb_settings()",
            "range(10)",
        ]) {
            assert.match(
                await wrong(`SELECT * FROM ${call}`),
                /is a function; a report reads its domain's pipelines and nothing else/,
                call,
            );
        }
        assert.match(
            await wrong("SELECT getenv('HOME') AS home FROM stations"),
            /"getenv" is not a function that Athena and the local engine share/,
        );
    });

    it("is one SELECT", async () => {
        for (const sql of [
            "COPY stations TO 'x'",
            "ATTACH 'x'",
            "CREATE TABLE a AS SELECT 1",
            "PRAGMA version",
            "DROP TABLE stations",
            "INSTALL httpfs",
            "SET threads = 1",
            "DESCRIBE stations",
            "PIVOT stations ON station USING sum(price)",
        ]) {
            assert.match(await wrong(sql), /is not a SELECT/, sql);
        }
        assert.match(
            await wrong("SELECT 1 AS a;\nSELECT 2 AS b"),
            /^2:1 holds 2 statements; one SELECT is expected/,
        );
        assert.match(await wrong("-- nothing"), /holds no statement; one SELECT is expected/);
        assert.match(await wrong("SELEC station FROM stations"), /^1:1 syntax error/);
    });

    it("helps with columns whose names are words of SQL", async () => {
        assert.match(
            await wrong("SELECT hour(at) AS hour FROM stations"),
            /^1:15 syntax error .*"at" is also a word of SQL: where the column is meant, write it in double quotes, "at"/,
        );
    });

    it("has result columns with names and types that a table can have", async () => {
        assert.match(
            await wrong("SELECT count(*), avg(temperature) AS Mean, 1 AS a, 2 AS a FROM stations"),
            /result column 1, "count_star\(\)", has no name .*name it with AS\n.*result column 2, "Mean", .*write it as mean\n.*result column 4, "a", has the name of another one/,
        );
        assert.match(
            await wrong('SELECT 1 AS "window", 2 AS "order"'),
            /result column 1 is named "window", which is the partition column of every result.*\n.*"order", which is a reserved word.*/,
        );
        for (const name of ["run_day", "run_window"]) {
            assert.match(await wrong(`SELECT 1 AS ${name}`), /which is the partition column of every result/);
        }
        assert.match(
            await wrong("SELECT TIMESTAMP '2010-01-02 00:00:00' - \"at\" AS age FROM stations"),
            /"age", is of type INTERVAL, which a result's table cannot hold; CAST it/,
        );
    });

    it("does not use what only the local engine understands", async () => {
        const foreign: readonly (readonly [string, RegExp])[] = [
            ["SELECT count_of::bigint AS a FROM stations", /1:16 :: is understood by the local engine only/],
            [
                "SELECT CAST(count_of AS string) AS a FROM stations",
                /"string" is not a type that Athena and the local engine share/,
            ],
            ["SELECT * EXCLUDE (day) FROM stations", /EXCLUDE/],
            ["SELECT station, count(*) AS n FROM stations GROUP BY ALL", /GROUP BY ALL/],
            ["SELECT DISTINCT ON (station) station FROM stations", /DISTINCT ON/],
            ["SELECT station FROM stations QUALIFY row_number() OVER () = 1", /QUALIFY/],
            ["SELECT station FROM stations USING SAMPLE 10", /USING SAMPLE/],
            ["SELECT station FROM stations LIMIT 5 OFFSET 2", /OFFSET/],
            ["SELECT station FROM stations LIMIT 10%", /percentage/],
            ["FROM stations", /FROM without SELECT/],
            ["SELECT a.station AS s FROM stations a ASOF JOIN stations b ON a.at >= b.at", /ASOF JOIN/],
            ["SELECT station, FROM stations", /a comma at the end of a list/],
            ["SELECT s: station FROM stations", /give names with AS/],
            ["SELECT station FROM stations WHERE count_of == 1", /== is understood/],
            ["SELECT station FROM stations WHERE station ILIKE 'a'", /is not an operator/],
            ["SELECT station FROM stations UNION BY NAME SELECT station FROM places", /UNION BY NAME/],
            ["SELECT [1, 2] AS a", /this list is understood.*ARRAY/],
            ["SELECT list_transform([1], x -> x) AS a", /is not a function|lambda/i],
            ["SELECT $1 AS a", /parameter/],
            ["SELECT EXTRACT(dow FROM opened) AS a FROM stations", /EXTRACT\(dow …\) differs/],
            [
                "SELECT opened FROM stations WHERE opened > current_date - INTERVAL '1 day'",
                /write INTERVAL '1' DAY/,
            ],
            [
                "WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT x FROM r",
                /recursive cte/,
            ],
        ];
        for (const [sql, reason] of foreign) {
            assert.match(await wrong(sql), reason, sql);
        }
    });

    it("does not use names of the select list where Athena does not know them", async () => {
        assert.match(
            await wrong("SELECT upper(station) AS name, count(*) AS n FROM stations GROUP BY name"),
            /1:69 "name" is a name from the select list, which Athena does not know in GROUP BY; write its number/,
        );
        assert.match(
            await wrong("SELECT station AS name FROM stations WHERE name = 'a'"),
            /does not know in WHERE/,
        );
        assert.match(
            await wrong("SELECT count(*) AS n FROM stations HAVING n > 1"),
            /does not know in HAVING/,
        );
        assert.match(
            await wrong("SELECT count_of + 1 AS more, more * 2 AS twice FROM stations"),
            /does not know in the same SELECT/,
        );
        assert.equal(
            await result(
                "SELECT upper(station) AS name, count(*) AS n FROM stations GROUP BY 1 ORDER BY n, name",
            ),
            "name:string n:bigint",
        );
        assert.equal(
            await result(
                "SELECT x.name AS name, count(*) AS n FROM (SELECT station AS name FROM stations) x GROUP BY x.name",
            ),
            "name:string n:bigint",
        );
    });

    it("does not compute types that the two engines compute differently", async () => {
        assert.match(
            await wrong("SELECT count(*) / 100.0 AS share FROM stations"),
            /1:19 this number is a decimal.*write it as a double \(1\.5e0\)/,
        );
        assert.match(
            await wrong("SELECT avg(price) AS mean FROM stations"),
            /"price" is a decimal.*CAST the column/,
        );
        assert.equal(
            await result(`SELECT CAST(avg(price) AS DECIMAL(10,2)) AS mean, max(price) AS top, count(*) / 1e2 AS share,
                approx_percentile(temperature, 0.5) AS median, CAST(date_trunc('month', min(opened)) AS DATE) AS month,
                CASE WHEN avg(temperature) > 20.5 THEN 'hot' ELSE 'cold' END AS label FROM stations`),
            "mean:decimal(10,2) top:decimal(10,2) share:double median:double month:date label:string",
        );
    });

    it("does not return a NULL without a type", async () => {
        assert.match(
            await wrong("SELECT NULL AS a FROM stations"),
            /^1:8 NULL alone has no type in Athena; write CAST\(NULL AS type\)/,
        );
        assert.equal(
            await result("SELECT CASE WHEN count_of > 1 THEN 2 ELSE NULL END AS a FROM stations"),
            "a:int",
        );
    });

    it("does not compare times and numbers with texts", async () => {
        assert.match(
            await wrong(`SELECT station FROM stations WHERE "at" > '2010-01-01 00:00:00'`),
            /1:43 "2010-01-01 00:00:00" is a text and is compared with a timestamp, which Athena refuses; write TIMESTAMP '2010-01-01 00:00:00'/,
        );
        assert.match(
            await wrong(
                "SELECT station FROM stations WHERE opened BETWEEN '2010-01-01' AND DATE '2011-01-01'",
            ),
            /write DATE '2010-01-01'/,
        );
        assert.match(
            await wrong("SELECT station FROM stations WHERE count_of IN ('1')"),
            /write 1 without quotes/,
        );
        assert.equal(
            await result("SELECT station FROM stations WHERE day >= '2010-01-01' AND station = 'seattle'"),
            "station:string",
        );
    });

    it("has one type for what Athena keeps and the local engine changes, or is told to CAST", async () => {
        const differing: readonly (readonly [string, string, string])[] = [
            ["date_trunc('month', opened)", "DATE", "TIMESTAMP"],
            ["opened + INTERVAL '1' DAY", "DATE", "TIMESTAMP"],
            ["date_add('day', 1, opened)", "DATE", "TIMESTAMP"],
            ['floor(minute("at") / 15)', "BIGINT", "DOUBLE"],
            ["ceil(count_of)", "INTEGER", "DOUBLE"],
            ["sign(temperature)", "DOUBLE", "TINYINT"],
        ];
        for (const [expression, athena, local] of differing) {
            assert.match(
                await wrong(`SELECT ${expression} AS a FROM stations`),
                new RegExp(
                    `result column 1, "a", is ${athena} in Athena and ${local} in the local engine; CAST it`,
                ),
                expression,
            );
        }
        assert.match(
            await wrong(
                "WITH days AS (SELECT date_trunc('month', opened) AS a FROM stations) SELECT a FROM days",
            ),
            /"a", is DATE in Athena/,
        );
        assert.equal(
            await result(`SELECT CAST(date_trunc('month', opened) AS DATE) AS a, floor(temperature) AS b,
                date_trunc('hour', "at") AS c, "at" - INTERVAL '1' HOUR AS d, CAST(floor(count_of) AS INTEGER) AS e FROM stations`),
            "a:date b:double c:timestamp d:timestamp e:int",
        );
    });

    it("is answered whatever it holds, with places inside the text", async () => {
        const words = fc.constantFrom(
            ..."SELECT FROM stations station , ( ) * count avg CAST AS DOUBLE WHERE = 'a' 1.5 GROUP BY 1 \" ; -- \n OVER CASE WHEN END ü".split(
                " ",
            ),
        );
        await fc.assert(
            fc.asyncProperty(fc.array(words, { maxLength: 25 }), async (parts) => {
                const sql = parts.join(" ");
                const outcome = await bindReport(duckdb, sql, TABLES);
                for (const { offset, message } of "problems" in outcome ? outcome.problems : []) {
                    assert.ok(offset >= 0 && offset <= sql.length && message !== "");
                }
            }),
            { numRuns: 300 },
        );
    });
});
