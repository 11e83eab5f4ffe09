import assert from "node:assert/strict";
import fc from "fast-check";
import { Columns } from "../../../functions/transform/columns";
import { messageParser } from "../../../functions/transform/messages";
import type { ColumnType } from "../../../functions/transform/settings";
import { Rejection, type Row } from "../../../functions/transform/transform";

/** The JSON text that a column of this type holds for a value, or the rejection. */
function coerce(type: ColumnType, value: unknown): string | Rejection {
    const checked = new Columns([{ name: "c", type, required: true }]).check({ c: value });
    return checked instanceof Rejection ? checked : checked.json.slice('{"c":'.length, -1);
}

function check(columns: Columns, row: Row) {
    const checked = columns.check(row);
    assert.ok(!(checked instanceof Rejection), (checked as Rejection).reason);
    return checked;
}

const ACCEPTED: [ColumnType, unknown, string][] = [
    ["string", "Zürich ✓ 🛰", '"Zürich ✓ 🛰"'],
    ["string", 'a "quoted" \\ line\n', '"a \\"quoted\\" \\\\ line\\n"'],
    ["string", "", '""'],
    ["boolean", true, "true"],
    ["boolean", false, "false"],
    ["int", 2_147_483_647, "2147483647"],
    ["int", -2_147_483_648, "-2147483648"],
    ["int", -0, "0"],
    ["int", 5n, "5"],
    ["bigint", 9_007_199_254_740_991, "9007199254740991"],
    ["bigint", 9_223_372_036_854_775_807n, "9223372036854775807"],
    ["bigint", "-9223372036854775808", "-9223372036854775808"],
    ["double", 0.1, "0.1"],
    ["double", 1e300, "1e+300"],
    ["double", 7n, "7"],
    ["decimal(9,2)", 12.5, '"12.5"'],
    ["decimal(9,2)", "-1234567.89", '"-1234567.89"'],
    ["decimal(9,2)", "1.500", '"1.5"'],
    [
        "decimal(38,18)",
        "12345678901234567890.123456789012345678",
        '"12345678901234567890.123456789012345678"',
    ],
    ["decimal(38,0)", 2n ** 64n, '"18446744073709551616"'],
    ["date", "2001-02-03", '"2001-02-03"'],
    ["date", new Date("2001-02-03T23:59:59Z"), '"2001-02-03"'],
    ["timestamp", "2001-02-03T04:05:06Z", '"2001-02-03 04:05:06.000"'],
    ["timestamp", 981_173_106_789, '"2001-02-03 04:05:06.789"'],
    ["timestamp", 981_173_106_789.999, '"2001-02-03 04:05:06.789"'],
    ["timestamp", -0.5, '"1969-12-31 23:59:59.999"'],
    ["timestamp", new Date("2001-02-03T04:05:06Z"), '"2001-02-03 04:05:06.000"'],
];

const REFUSED: [ColumnType, unknown, found: string, shown?: string][] = [
    ["string", 5, "number", "number 5"],
    ["string", true, "boolean", "boolean true"],
    ["string", { a: 1 }, "object"],
    ["string", "\ud800x", "a text with half a surrogate pair", '"\\ud800x"'],
    ["boolean", "true", "string", '"true"'],
    ["boolean", 1, "number", "number 1"],
    ["int", "5", "string", '"5"'],
    ["int", 5.5, "a number with a fraction", "number 5.5"],
    ["int", Number.NaN, "a number that is not finite", "number NaN"],
    ["int", 2_147_483_648, "a number beyond 32 bits", "number 2147483648"],
    ["bigint", 2 ** 53, "a number that has lost digits beyond 2^53", "number 9007199254740992"],
    ["bigint", 0.5, "a number with a fraction", "number 0.5"],
    ["bigint", 2n ** 63n, "a number beyond 64 bits", "number 9223372036854775808"],
    ["bigint", "12a", "string", '"12a"'],
    ["bigint", "9999999999999999999", "a number beyond 64 bits", '"9999999999999999999"'],
    ["double", Number.POSITIVE_INFINITY, "a number that is not finite", "number Infinity"],
    ["double", "0.1", "string", '"0.1"'],
    ["double", [], "array"],
    ["decimal(9,2)", 0.1 + 0.2, "more than 2 decimal places", "number 0.30000000000000004"],
    ["decimal(9,2)", 10_000_000, "more than 7 whole digits", "number 10000000"],
    ["decimal(9,2)", "twelve", "string", '"twelve"'],
    ["decimal(9,2)", true, "boolean", "boolean true"],
    ["date", "2001-02-30", "string", '"2001-02-30"'],
    ["date", "2001-02-03T00:00:00Z", "string", '"2001-02-03T00:00:00Z"'],
    ["date", 981_173_106_789, "number", "number 981173106789"],
    ["timestamp", "yesterday", "string", '"yesterday"'],
    ["timestamp", "2001-02-30T00:00:00Z", "string", '"2001-02-30T00:00:00Z"'],
    ["timestamp", 1e20, "number", "number 100000000000000000000"],
    ["timestamp", Number.NaN, "number", "number NaN"],
    ["timestamp", new Date(Number.NaN), "date"],
    ["timestamp", false, "boolean", "boolean false"],
];

describe("columns", () => {
    for (const [type, value, expected] of ACCEPTED) {
        it(`${type} takes ${String(value)}`, () => assert.equal(coerce(type, value), expected));
    }

    for (const [type, value, found, shown = found] of REFUSED) {
        it(`${type} refuses ${shown}: ${found}`, () => {
            const rejection = coerce(type, value);
            assert.ok(rejection instanceof Rejection, `taken as ${rejection}`);
            assert.equal(rejection.reason, `column "c": expected ${type}, found ${found}`);
            assert.equal(rejection.detail, `column "c": expected ${type}, found ${shown}`);
            assert.equal(rejection.column, "c");
        });
    }

    it("a reason repeats no value, however long, and its detail the beginning of one", () => {
        const rejection = coerce("int", "secret".repeat(1000));
        assert.ok(rejection instanceof Rejection);
        assert.doesNotMatch(rejection.reason, /secret/);
        assert.ok(rejection.detail!.length < 120);
    });

    it("absent, null and undefined all mean no value, which a required column refuses", () => {
        const columns = new Columns([
            { name: "a", type: "int", required: false },
            { name: "b", type: "int", required: true },
        ]);
        for (const row of [{ b: 1 }, { a: null, b: 1 }, { a: undefined, b: 1 }]) {
            assert.equal(check(columns, row).json, '{"b":1}');
        }
        for (const row of [{}, { b: null }, { b: undefined }]) {
            const rejection = columns.check(row);
            assert.ok(rejection instanceof Rejection);
            assert.equal(rejection.reason, 'column "b": required, but the record has no value');
        }
    });

    it("names that every object inherits are columns like others", () => {
        const names = ["constructor", "toString", "__proto__", "hasOwnProperty"];
        const columns = new Columns(
            names.map((name) => ({ name, type: "string" as const, required: false })),
        );
        assert.equal(check(columns, {}).json, "{}");
        const row = JSON.parse('{"constructor":"a","toString":"b","__proto__":"c","hasOwnProperty":"d"}');
        assert.equal(check(columns, row).json, JSON.stringify(row));
        assert.equal(check(columns, row).unknownFields, 0);
    });

    it("fields that are no columns are left out and counted", () => {
        const columns = new Columns([{ name: "a", type: "int", required: false }]);
        const row = JSON.parse('{"a":1,"b":2,"__proto__":{"c":3},"constructor":null}');
        assert.deepEqual(check(columns, row), { json: '{"a":1}', unknownFields: 3, partitionValue: "" });
        assert.equal(check(columns, { a: null }).unknownFields, 0);
    });

    it("the partition's column is required, and its value told as it is written", () => {
        const columns = new Columns([{ name: "at", type: "timestamp", required: false }], "at");
        assert.equal(check(columns, { at: 0 }).partitionValue, "1970-01-01 00:00:00.000");
        assert.ok(columns.check({}) instanceof Rejection);
    });

    it("any text comes through as it was", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (text) => {
                assert.equal(JSON.parse(coerce("string", text) as string), text);
            }),
        );
    });

    it("a 64-bit integer that a message spells as a number keeps its last digit", () => {
        const column = { name: "c", type: "bigint", required: true } as const;
        const parse = messageParser([column]);
        fc.assert(
            fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (integer) => {
                const message = parse(`{"c":${integer}}`);
                assert.ok(!(message instanceof Rejection));
                assert.equal(check(new Columns([column]), message).json, `{"c":${integer}}`);
            }),
        );
    });

    it("a decimal that a message spells as a number keeps all its digits", () => {
        const column = { name: "c", type: "decimal(38,10)", required: true } as const;
        const parse = messageParser([column]);
        fc.assert(
            fc.property(fc.stringMatching(/^-?[1-9]\d{0,27}\.\d{0,9}[1-9]$/), (digits) => {
                const message = parse(`{"c":${digits}}`);
                assert.ok(!(message instanceof Rejection));
                assert.equal(check(new Columns([column]), message).json, `{"c":"${digits}"}`);
            }),
        );
    });
});
