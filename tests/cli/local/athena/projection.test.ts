import assert from "node:assert/strict";
import type { GlueTable } from "../../../../cli/local/athena/catalog";
import { partitionFilter } from "../../../../cli/local/athena/projection";
import { resource } from "../runtimeFixture";

const NOW = Date.UTC(2026, 10, 22, 15, 30);

function sees(parameters: Record<string, string>, value: string): boolean {
    const table: GlueTable = {
        resource: resource("aws:glue/catalogTable:CatalogTable", "t", {}),
        database: "d",
        name: "t",
        columns: [],
        partitionKeys: [{ name: "day", typeName: "string", type: { kind: "string" } }],
        location: { bucket: "b", prefix: "t/" },
        parameters: Object.fromEntries(
            Object.entries(parameters).map(([name, text]) => [
                name === "projection.enabled" ? name : `projection.day.${name}`,
                text,
            ]),
        ),
        parquet: true,
    };
    return partitionFilter(table, NOW)(new Map([["day", value]]));
}

describe("partition projection", () => {
    const date = (range: string, more: Record<string, string> = {}) => ({
        "projection.enabled": "true",
        type: "date",
        format: "yyyy-MM-dd",
        range,
        ...more,
    });

    it("shows the days of a range and no others", () => {
        const range = date("2001-01-01,NOW+1DAYS");
        for (const [day, visible] of [
            ["2000-12-31", false],
            ["2001-01-01", true],
            ["2026-11-22", true],
            ["2026-11-23", true],
            ["2026-11-24", false],
            ["2001-1-1", false],
            ["x", false],
        ] as const) {
            assert.equal(sees(range, day), visible, day);
        }
    });

    it("includes the last day of a range", () => {
        assert.equal(sees(date("2001-01-01,2001-12-31"), "2001-12-31"), true);
        assert.equal(sees(date("2001-01-01,2001-12-31"), "2002-01-01"), false);
    });

    it("begins a range of NOW with the whole first day", () => {
        assert.equal(sees(date("NOW-400DAYS,NOW"), "2025-10-18"), true);
        assert.equal(sees(date("NOW-400DAYS,NOW"), "2025-10-17"), false);
        assert.equal(sees(date("NOW-2MONTHS,NOW"), "2026-09-22"), true);
    });

    it("shows only the steps of its interval", () => {
        const monthly = date("2001-01-01,NOW", { interval: "3", "interval.unit": "MONTHS" });
        assert.equal(sees(monthly, "2001-04-01"), true);
        assert.equal(sees(monthly, "2001-05-01"), false);
        const minutes = date("2001-01-01-00-00-00,NOW", {
            format: "yyyy-MM-dd-HH-mm-ss",
            interval: "60",
            "interval.unit": "SECONDS",
        });
        assert.equal(sees(minutes, "2001-01-01-00-05-00"), true);
        assert.equal(sees(minutes, "2001-01-01-00-05-30"), false);
    });

    it("knows integers with digits, enumerations and injected values", () => {
        const integer = { "projection.enabled": "true", type: "integer", range: "0,24", digits: "2" };
        assert.equal(sees(integer, "07"), true);
        assert.equal(sees(integer, "7"), false);
        assert.equal(sees(integer, "25"), false);
        assert.equal(sees({ "projection.enabled": "true", type: "enum", values: "a,b" }, "b"), true);
        assert.equal(sees({ "projection.enabled": "true", type: "enum", values: "a,b" }, "c"), false);
        assert.equal(sees({ "projection.enabled": "true", type: "injected" }, "anything"), true);
    });

    it("shows nothing where no partition is projected or registered", () => {
        assert.equal(sees({ type: "date" }, "2001-01-01"), false);
    });

    for (const [parameters, why] of [
        [{ "projection.enabled": "true" }, /projection\.day\.type is missing/],
        [date("2001-01-01"), /range is "2001-01-01"/],
        [date("x,NOW"), /range is "x,NOW"/],
        [{ ...date("NOW,NOW"), format: "YYYY" }, /"Y"/],
        [date("2001-01-01,NOW", { interval: "1", "interval.unit": "FORTNIGHTS" }), /FORTNIGHTS/],
    ] as const) {
        it(`refuses ${JSON.stringify(parameters)}`, () => {
            assert.throws(() => sees(parameters, "2001-01-01"), why);
        });
    }
});
