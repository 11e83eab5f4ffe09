import assert from "node:assert/strict";
import fc from "fast-check";
import { DateTimePattern } from "../../../../cli/local/objects/dateTimePattern";

const TIME = Date.UTC(2026, 10, 2, 15, 4, 5, 67);

describe("patterns of Java's DateTimeFormatter", () => {
    for (const [pattern, text] of [
        ["yyyy/MM/dd/HH", "2026/11/02/15"],
        ["yyyy-MM-dd-HH-mm-ss", "2026-11-02-15-04-05"],
        ["yy d M D", "26 2 11 306"],
        ["EEE, dd MMM yyyy hh:mm a", "Mon, 02 Nov 2026 03:04 PM"],
        ["MMMM EEEE", "November Monday"],
        ["yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", "2026-11-02T15:04:05.067Z"],
        ["'o''clock' SS", "o'clock 06"],
    ] as const) {
        it(`formats ${pattern} as Java does`, () => {
            assert.equal(new DateTimePattern(pattern).format(TIME), text);
        });
    }

    it("refuses YYYY, which is the year of the week, and says so", () => {
        assert.throws(() => new DateTimePattern("YYYY/MM/dd"), /"Y".*write "yyyy"/);
    });

    it("reads back what it writes", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 11, 31) }),
                fc.constantFrom("yyyy-MM-dd-HH-mm-ss", "yyyyMMddHHmmss", "yyyy-M-d-H-m-s"),
                (time, text) => {
                    const pattern = new DateTimePattern(text);
                    assert.equal(pattern.parse(pattern.format(time)), Math.floor(time / 1000) * 1000);
                },
            ),
        );
    });

    it("does not read days that do not exist, or other formats", () => {
        const day = new DateTimePattern("yyyy-MM-dd");
        assert.equal(day.parse("2001-02-29"), undefined);
        assert.equal(day.parse("2000-02-29"), Date.UTC(2000, 1, 29));
        assert.equal(day.parse("2001-2-3"), undefined);
        assert.equal(day.parse("2001-02-03x"), undefined);
    });

    it("knows the shortest unit that it distinguishes", () => {
        const units = ["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd-HH", "yyyy-MM-dd-HH-mm-ss"];
        assert.deepEqual(
            units.map((text) => new DateTimePattern(text).unit),
            ["YEARS", "MONTHS", "DAYS", "HOURS", "SECONDS"],
        );
    });
});
