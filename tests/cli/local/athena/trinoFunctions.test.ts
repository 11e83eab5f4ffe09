import assert from "node:assert/strict";
import { ATHENA_FUNCTIONS } from "../../../../cli/local/athena/trinoFunctions";
import { type AthenaFixture, athenaOf } from "./athenaFixture";

describe("Athena's functions", () => {
    let fixture: AthenaFixture;
    before(() => {
        fixture = athenaOf();
    });
    after(() => fixture.close());

    // The right-hand sides are what Trino's documentation says.
    for (const [expression, expected] of [
        ["date_format(TIMESTAMP '2001-02-03 16:05:06', '%Y-%m-%d %H:%i:%s')", "2001-02-03 16:05:06"],
        ["date_format(TIMESTAMP '2001-02-03 16:05:06', '%W %M %e %k %l %p')", "Saturday February 3 16 4 PM"],
        ["date_parse('2001-02-03 16:05', '%Y-%m-%d %H:%i')", "2001-02-03 16:05:00.000"],
        ["format_datetime(TIMESTAMP '2001-02-03 16:05:06', 'yyyy/MM/dd HH:mm:ss')", "2001/02/03 16:05:06"],
        ["parse_datetime('2001/02/03 16', 'yyyy/MM/dd HH')", "2001-02-03 16:00:00.000"],
        ["date_add('month', 1, TIMESTAMP '2001-01-31 00:00:00')", "2001-02-28 00:00:00.000"],
        ["date_diff('day', DATE '2001-01-01', DATE '2001-03-01')", "59"],
        ["date_trunc('hour', TIMESTAMP '2001-02-03 16:05:06')", "2001-02-03 16:00:00.000"],
        ["day_of_week(DATE '2001-02-04')", "7"],
        ["from_unixtime(981216306)", "2001-02-03 16:05:06.000"],
        ["CAST(to_unixtime(TIMESTAMP '2001-02-03 16:05:06') AS bigint)", "981216306"],
        ["millisecond(TIMESTAMP '2001-02-03 16:05:06.789')", "789"],
        ["EXTRACT(hour FROM TIMESTAMP '2001-02-03 16:05:06')", "16"],
        ["7 / 2", "3"],
        ["regexp_replace('a1b22', '[0-9]', '#')", "a#b##"],
        ["regexp_like('abc', 'b')", "true"],
        ["coalesce(regexp_extract('abc', 'x'), 'none')", "none"],
        ["coalesce(concat('a', NULL), 'null')", "null"],
        ["coalesce(greatest(1, NULL), -1)", "-1"],
        ["width_bucket(5, 0, 10, 5)", "3"],
        ["cardinality(ARRAY[1, 2, 3])", "3"],
        ["array_join(ARRAY['a', 'b'], '+')", "a+b"],
        ["json_extract_scalar('{\"a\":{\"b\":5}}', '$.a.b')", "5"],
        ["element_at(ARRAY[4, 5], 2)", "5"],
        ["if(1 > 2, 'yes', 'no')", "no"],
        ["split_part('a-b-c', '-', 2)", "b"],
        ["round(-2.5)", "-3"],
        ["truncate(-2.7)", "-2"],
        ["day(DATE '2001-02-03' + INTERVAL '2' DAY)", "5"],
    ] as const) {
        it(`compute ${expression}`, async () => {
            const execution = await fixture.query(`SELECT ${expression} AS x`);
            const [, value] = fixture.result(execution).split("\n");
            assert.equal(value?.replace(/^"|"$/g, "").replace(/^(-?\d+)\.0$/, "$1"), expected);
        });
    }

    it("aggregate", async () => {
        const execution = await fixture.query(
            "SELECT approx_percentile(x, 0.5) AS median, approx_distinct(x) AS different, count_if(x > 1) AS more, " +
                "max_by(y, x) AS last, arbitrary(z) AS some, sum(x) FILTER (WHERE x < 3) AS few " +
                "FROM (VALUES (1, 'a', 'z'), (2, 'b', 'z'), (3, 'c', 'z')) AS t(x, y, z)",
        );
        assert.equal(fixture.result(execution).split("\n")[1], '"2","3","2","c","z","3"');
    });

    it("are all known to the engine", async () => {
        // Such a call fails to bind, but not because there is no such function.
        const unknown: string[] = [];
        for (const name of [...ATHENA_FUNCTIONS].filter((one) => /^\w+$/.test(one))) {
            const { reason: alone = "" } = await fixture.query(`SELECT ${name}(1, 2, 3, 4, 5, 6, 7, 8, 9)`);
            const { reason: inWindow = "" } = await fixture.query(`SELECT ${name}(1) OVER (ORDER BY 1)`);
            if (/does not exist/.test(alone) && /does not exist/.test(inWindow)) {
                unknown.push(name);
            }
        }
        assert.deepEqual(unknown, []);
    });
});
