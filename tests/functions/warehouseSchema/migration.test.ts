import assert from "node:assert/strict";
import fc from "fast-check";
import {
    type PresentColumn,
    presentType,
    redshiftType,
} from "../../../functions/warehouseSchema/columnTypes";
import { migrate } from "../../../functions/warehouseSchema/migration";
import type { TableRequest } from "../../../functions/warehouseSchema/request";

const STATIONS: TableRequest = {
    name: "stations",
    description: "It's hot",
    columns: [
        { name: "station", type: "string" },
        { name: "at", type: "timestamp" },
        { name: "temperature", type: "double" },
    ],
};

/** The table as it is once it has been made as it was asked for. */
const made = (table: TableRequest): PresentColumn[] =>
    table.columns.map(({ name, type }) => ({ table: table.name, name, type: redshiftType(type) }));
const withColumns = (...columns: TableRequest["columns"][number][]): TableRequest => ({
    ...STATIONS,
    columns,
});

describe("the tables of the warehouse", () => {
    it("are made from the domain's columns", () => {
        assert.deepEqual(migrate("weather", [STATIONS], []), {
            statements: [
                'CREATE TABLE "weather"."stations" ("station" varchar(65535), "at" timestamp, "temperature" double precision) DISTSTYLE AUTO SORTKEY AUTO',
                `COMMENT ON TABLE "weather"."stations" IS 'It''s hot'`,
            ],
            refusals: [],
        });
    });

    it("get a column that is added at the end", () => {
        const more = withColumns(...STATIONS.columns, { name: "wind", type: "decimal(6,2)" });
        assert.deepEqual(migrate("weather", [more], made(STATIONS)).statements, [
            'ALTER TABLE "weather"."stations" ADD COLUMN "wind" decimal(6,2)',
        ]);
    });

    const [station, at, temperature] = STATIONS.columns as [TableRequest["columns"][number], ...never[]] &
        typeof STATIONS.columns;
    for (const [title, changed, refusal] of [
        [
            "a column is left out",
            withColumns(station!, at!),
            /weather\.stations\.temperature: is in the warehouse and no longer declared; declare it again, or drop it by hand/,
        ],
        [
            "a column's type changes",
            withColumns(station!, at!, { name: "temperature", type: "string" }),
            /temperature: is double precision in the warehouse and declared as varchar\(65535\); types are not changed: add a column/,
        ],
        [
            "columns change places",
            withColumns(at!, station!, temperature!),
            /at: stands elsewhere than in the warehouse; keep the order station, at, temperature/,
        ],
        [
            "a new column stands before others",
            withColumns(station!, { name: "wind", type: "double" }, at!, temperature!),
            /wind: is new and stands before temperature; move it to the end/,
        ],
    ] as const) {
        it(`are left alone, with the reason, when ${title}`, () => {
            const { statements, refusals } = migrate("weather", [changed], made(STATIONS));
            assert.deepEqual(statements, []);
            assert.match(refusals.join("\n"), refusal);
        });
    }

    it("are all left alone when one of them is refused, and every refusal is told", () => {
        const other = { name: "alerts", columns: [{ name: "text", type: "string" }] };
        const { statements, refusals } = migrate("weather", [other, withColumns(at!)], made(STATIONS));
        assert.deepEqual(statements, []);
        assert.equal(refusals.length, 2);
    });

    const type = fc.constantFrom(
        "string",
        "boolean",
        "int",
        "bigint",
        "double",
        "date",
        "timestamp",
        "decimal(9,2)",
    );
    const columns = fc.uniqueArray(fc.record({ name: fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), type }), {
        minLength: 1,
        maxLength: 8,
        selector: ({ name }) => name,
    });

    it("never change again once they are as declared, and never lose a column, whatever is declared", () => {
        fc.assert(
            fc.property(columns, columns, (before, after) => {
                const old = withColumns(...before);
                const wanted = withColumns(...after);
                assert.deepEqual(migrate("s", [old], made(old)), { statements: [], refusals: [] });
                const { statements, refusals } = migrate("s", [wanted], made(old));
                assert.ok(statements.every((statement) => /^ALTER TABLE \S+ ADD COLUMN /.test(statement)));
                const isPrefix = before.every(
                    ({ name, type: was }, index) => after[index]?.name === name && after[index]?.type === was,
                );
                assert.equal(refusals.length === 0, isPrefix);
            }),
            { numRuns: 300 },
        );
    });

    it("have types that Redshift's catalog spells in its own words", () => {
        assert.equal(presentType("character varying", "65535"), redshiftType("string"));
        assert.equal(presentType("numeric", undefined, "9", "2"), redshiftType("decimal(9,2)"));
        assert.equal(presentType("timestamp without time zone"), redshiftType("timestamp"));
        for (const same of ["boolean", "bigint", "date"]) {
            assert.equal(presentType(same), redshiftType(same));
        }
        assert.equal(presentType("integer"), redshiftType("int"));
        assert.throws(
            () => redshiftType("map<string,int>"),
            /type "map<string,int>": Redshift has none; allowed/,
        );
    });
});
