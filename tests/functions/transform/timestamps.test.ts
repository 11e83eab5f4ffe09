import assert from "node:assert/strict";
import fc from "fast-check";
import {
    EARLIEST,
    formatDate,
    formatTimestamp,
    LATEST,
    parseDate,
    parseTimestamp,
} from "../../../functions/transform/timestamps";

const instants = fc.integer({ min: EARLIEST, max: LATEST });

describe("timestamps", () => {
    it("every instant of years 1 to 9999 is read from ISO 8601 as it is", () => {
        fc.assert(fc.property(instants, (time) => parseTimestamp(new Date(time).toISOString()) === time));
    });

    it("every instant is written as Hive's JSON SerDe reads it", () => {
        fc.assert(
            fc.property(instants, (time) => {
                const expected = new Date(time).toISOString().replace("T", " ").replace("Z", "");
                assert.equal(formatTimestamp(time), expected);
                assert.equal(formatDate(time), expected.slice(0, 10));
            }),
        );
    });

    it("what is written is read back", () => {
        fc.assert(fc.property(instants, (time) => parseTimestamp(formatTimestamp(time)) === time));
    });

    it("a time with an offset is the instant that a clock there showed", () => {
        const offsets = fc.integer({ min: -14 * 60, max: 14 * 60 });
        const inner = fc.integer({ min: EARLIEST + 864e5, max: LATEST - 864e5 });
        fc.assert(
            fc.property(inner, offsets, fc.constantFrom(":", ""), (time, offset, colon) => {
                const local = new Date(time + offset * 60_000).toISOString().slice(0, -1);
                const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
                const zone = `${String(hours).padStart(2, "0")}${colon}${String(minutes).padStart(2, "0")}`;
                assert.equal(parseTimestamp(`${local}${offset < 0 ? "-" : "+"}${zone}`), time);
            }),
        );
    });

    it("exactly the days that the calendar has are dates", () => {
        const parts = fc.tuple(
            fc.integer({ min: 0, max: 9999 }),
            fc.integer({ min: 0, max: 13 }),
            fc.integer({ min: 0, max: 32 }),
        );
        fc.assert(
            fc.property(parts, ([year, month, day]) => {
                const text = [
                    String(year).padStart(4, "0"),
                    ...[month, day].map((n) => String(n).padStart(2, "0")),
                ].join("-");
                const date = new Date(0);
                date.setUTCFullYear(year, month - 1, day);
                const exists = year > 0 && date.getUTCFullYear() === year && date.getUTCMonth() === month - 1;
                assert.equal(
                    parseDate(text),
                    exists && date.getUTCDate() === day ? date.getTime() : Number.NaN,
                );
            }),
            { numRuns: 1000 },
        );
    });

    const accepted: Record<string, string> = {
        "2001-02-03": "2001-02-03 00:00:00.000",
        "2001-02-03T04:05": "2001-02-03 04:05:00.000",
        "2001-02-03 04:05:06": "2001-02-03 04:05:06.000",
        "2001-02-03T04:05:06.7": "2001-02-03 04:05:06.700",
        "2001-02-03T04:05:06.789999999Z": "2001-02-03 04:05:06.789",
        "1969-12-31T23:59:59.999999Z": "1969-12-31 23:59:59.999",
        "2001-02-03t04:05:06z": "2001-02-03 04:05:06.000",
        "2001-02-03T04:05:06+09": "2001-02-02 19:05:06.000",
        "2001-02-03T04:05-0330": "2001-02-03 07:35:00.000",
        "2000-02-29T00:00:00": "2000-02-29 00:00:00.000",
    };
    for (const [text, expected] of Object.entries(accepted)) {
        it(`${text} is ${expected}`, () => assert.equal(formatTimestamp(parseTimestamp(text)), expected));
    }

    const refused = [
        ...["", "yesterday", "2001", "2001-02", "2001-2-3", "20010203", " 2001-02-03", "2001-02-03 "],
        ...["2001-02-30", "1900-02-29", "2001-13-01", "2001-00-01", "2001-01-00", "0000-01-01"],
        ...["2001-02-03T", "2001-02-03T04", "2001-02-03T24:00", "2001-02-03T04:60", "2001-02-03T04:05:60"],
        ...["2001-02-03T04:05:06.", "2001-02-03T04:05:06,5", "2001-02-03T04:05:06.5.5", "2001-02-03_04:05"],
        ...[
            "2001-02-03T04:05:06+",
            "2001-02-03T04:05:06+1",
            "2001-02-03T04:05:06+14:01",
            "2001-02-03T04:05:06+01:60",
        ],
        ...[
            "2001-02-03T04:05:06+010",
            "2001-02-03T04:05:06ZZ",
            "2001-02-03T04:05:06 UTC",
            "+02001-02-03T04:05:06Z",
        ],
        ...["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "٢٠٠١-٠٢-٠٣"],
    ];
    for (const text of refused) {
        it(`${JSON.stringify(text)} is no timestamp`, () => assert.equal(parseTimestamp(text), Number.NaN));
    }

    it("no text is read as an instant outside of years 1 to 9999, or makes the parser fail", () => {
        fc.assert(
            fc.property(
                fc.stringMatching(
                    /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([zZ]|[+-]\d\d(:?\d\d)?)?$/,
                ),
                (text) => {
                    const time = parseTimestamp(text);
                    if (Number.isNaN(time)) return;
                    assert.ok(time >= EARLIEST && time <= LATEST);
                    const normal = text
                        .toUpperCase()
                        .replace(" ", "T")
                        .replace(/([+-]\d\d):?(\d\d)$/, "$1:$2")
                        .replace(/(T[^+-]*[+-]\d\d)$/, "$1:00");
                    const oracle = Date.parse(/[Z]|T.*[+-]/.test(normal) ? normal : `${normal}Z`);
                    assert.equal(time, oracle);
                },
            ),
            { numRuns: 500 },
        );
    });
});
