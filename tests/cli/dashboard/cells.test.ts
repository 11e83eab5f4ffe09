import assert from "node:assert/strict";
import { type Kind, toCell } from "../../../cli/dashboard/cells";
import { timeStep } from "../../../cli/dashboard/timeStep";

const noon = Date.UTC(2010, 0, 2, 12, 30, 15, 250);

describe("Values of a report's result", () => {
    const cases: [string, unknown, Kind, unknown][] = [
        ["a number", 1.5, "quantitative", 1.5],
        ["a bigint", 12n, "quantitative", 12],
        ["a decimal as text", " 12.50 ", "quantitative", 12.5],
        ["a decimal that prints itself", { toString: () => "3.14" }, "quantitative", 3.14],
        ["text where a number should be", "many", "quantitative", null],
        ["empty text where a number should be", "", "quantitative", null],
        ["infinity", Number.POSITIVE_INFINITY, "quantitative", null],
        ["no number", Number.NaN, "quantitative", null],
        ["null", null, "quantitative", null],
        ["nothing", undefined, "nominal", null],
        ["a date", new Date(noon), "temporal", noon],
        ["an ISO time", "2010-01-02T12:30:15.250Z", "temporal", noon],
        ["Athena's time", "2010-01-02 12:30:15.250", "temporal", noon],
        ["Athena's time with its zone", "2010-01-02 12:30:15.250 UTC", "temporal", noon],
        ["DuckDB's time with an offset", "2010-01-02 13:30:15.25+01", "temporal", noon],
        ["a time west of Greenwich", "2010-01-02T07:00:15.250-05:30", "temporal", noon],
        ["a day", "2010-01-02", "temporal", Date.UTC(2010, 0, 2)],
        ["microseconds", BigInt(noon) * 1000n, "temporal", noon],
        ["text that is no time", "yesterday", "temporal", null],
        ["an impossible date", new Date(Number.NaN), "temporal", null],
        ["a time before the first year", new Date(-8e15), "temporal", null],
        ["a time after the last year", 8e15, "temporal", null],
        ["true", true, "nominal", "true"],
        ["a bigint as a name", 9007199254740993n, "nominal", "9007199254740993"],
        ["a structure", { a: 1n }, "nominal", '{"a":"1"}'],
    ];
    for (const [what, value, kind, expected] of cases) {
        it(`reads ${what} as ${kind}`, () => assert.equal(toCell(value, kind), expected));
    }
});

describe("The distance between times", () => {
    const at = (...texts: string[]) => timeStep(texts.map((text) => Date.parse(text))).unit;

    it("is the largest unit that keeps them apart", () => {
        assert.deepEqual(at("2010-01-01", "2011-01-01"), { unit: "utcyear" });
        assert.deepEqual(at("2010-01-01", "2010-02-01", "2010-03-01"), { unit: "utcyearmonth" });
        assert.deepEqual(at("2010-01-01", "2010-01-02", "2010-03-02"), { unit: "utcyearmonthdate" });
        assert.deepEqual(at("2010-01-01T01:00Z", "2010-01-01T02:00Z"), { unit: "utcyearmonthdatehours" });
        assert.deepEqual(at("2010-01-01T01:00:00Z", "2010-01-01T01:00:01Z"), {
            unit: "utcyearmonthdatehoursminutesseconds",
        });
    });

    it("is a step of the unit when they are regular", () => {
        assert.deepEqual(at("2010-01-01T00:00Z", "2010-01-01T03:00Z"), {
            unit: "utcyearmonthdatehours",
            step: 3,
        });
        assert.deepEqual(at("2010-01-01T00:00Z", "2010-01-01T00:15Z"), {
            unit: "utcyearmonthdatehoursminutes",
            step: 15,
        });
    });

    it("is a day for a single date", () => {
        assert.deepEqual(at("2010-01-01"), { unit: "utcyearmonthdate" });
    });
});
