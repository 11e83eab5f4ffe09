import assert from "node:assert/strict";
import { parseStatement } from "../../../../cli/local/athena/statement";

describe("statements of Athena", () => {
    it("are SELECT, also with WITH and comments before it", () => {
        for (const sql of [
            "SELECT 1",
            "-- why\nselect 1",
            "/* a; */ WITH x AS (SELECT 1) SELECT * FROM x",
            "(SELECT 1)",
        ]) {
            assert.deepEqual(parseStatement(sql), { kind: "select", query: sql });
        }
    });

    it("are UNLOAD with a query, a target and its properties", () => {
        const query = "\n SELECT ')' AS \"a)\", 'it''s' -- ) TO '\n FROM (SELECT 1) /* ) */ \n";
        assert.deepEqual(
            parseStatement(
                `UNLOAD (${query}) TO 's3://results/reports/a/' WITH (format = 'PARQUET', compression = 'SNAPPY')`,
            ),
            {
                kind: "unload",
                query,
                uri: "s3://results/reports/a/",
                target: { bucket: "results", prefix: "reports/a/" },
                codec: "snappy",
            },
        );
    });

    it("compress with gzip unless an UNLOAD says otherwise, and close the folder's name", () => {
        const statement = parseStatement("unload (select 1) to 's3://b/x' with (format='parquet')");
        assert.ok(statement.kind === "unload");
        assert.equal(statement.codec, "gzip");
        assert.equal(statement.target.prefix, "x/");
    });

    for (const [sql, why] of [
        ["", /empty/],
        ["SELECT 1;", /semicolon/],
        ["SELECT 1; SELECT 2", /Only one sql statement/],
        ["DROP TABLE x", /DROP was found; a local run executes SELECT and UNLOAD/],
        [
            "UNLOAD SELECT 1 TO 's3://b/x'",
            /SYNTAX_ERROR: line 1:8: mismatched input 'SELECT'. expecting '\('/,
        ],
        ["UNLOAD (SELECT 1 TO 's3://b/x'", /expecting '\)'/],
        ["UNLOAD (SELECT 1) TO s3", /single quotes/],
        ["UNLOAD (SELECT 1) TO 's3://b'", /a folder in S3/],
        ["UNLOAD (SELECT 1) TO 's3://b/x'", /expecting 'WITH'/],
        ["UNLOAD (SELECT 1) TO 's3://b/x' WITH (format = 'ORC')", /format = 'ORC'/],
        ["UNLOAD (SELECT 1) TO 's3://b/x' WITH (format = 'PARQUET', compression = 'X')", /compression = 'X'/],
        [
            "UNLOAD (SELECT 1) TO 's3://b/x' WITH (format = 'PARQUET', partitioned_by = ARRAY['a'])",
            /INVALID_TABLE|SYNTAX/,
        ],
        ["UNLOAD (SELECT 1) TO 's3://b/x' WITH (format = 'PARQUET') x", /expecting the end/],
    ] as const) {
        it(`are refused like ${sql || "nothing"}`, () => {
            assert.throws(() => parseStatement(sql), why);
        });
    }
});
