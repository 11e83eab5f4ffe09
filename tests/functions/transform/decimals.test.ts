import assert from "node:assert/strict";
import fc from "fast-check";
import { exactInteger, isExact, parseDecimal, writeDecimal } from "../../../functions/transform/decimals";

const ANY = { before: 400, after: 400 };

describe("decimals", () => {
    it("digits survive, however many", () => {
        const digits = fc.stringMatching(/^-?[1-9]\d{0,37}(\.\d{0,37}[1-9])?$/);
        fc.assert(fc.property(digits, (text) => writeDecimal(parseDecimal(text)!, ANY) === text));
    });

    it("zeros that say nothing are left out", () => {
        for (const [text, expected] of [
            ["007.50", "7.5"],
            ["-0.00", "0"],
            ["100", "100"],
            ["1.5e3", "1500"],
            ["15E-4", "0.0015"],
            ["0.05", "0.05"],
            ["1e+2", "100"],
        ] as const) {
            assert.equal(writeDecimal(parseDecimal(text)!, ANY), expected, text);
        }
    });

    it("a number that does not fit is not rounded", () => {
        assert.equal(writeDecimal(parseDecimal("1.005")!, { before: 5, after: 2 }), undefined);
        assert.equal(writeDecimal(parseDecimal("1000")!, { before: 3, after: 2 }), undefined);
        assert.equal(writeDecimal(parseDecimal("999.99")!, { before: 3, after: 2 }), "999.99");
        assert.equal(writeDecimal(parseDecimal("1e99999")!, { before: 38, after: 0 }), undefined);
    });

    it("what is no decimal number is refused", () => {
        for (const text of ["", "-", ".5", "5.", "1,5", "0x10", "NaN", "Infinity", " 1", "1e", "1e999999"]) {
            assert.equal(parseDecimal(text), undefined, text);
        }
    });

    it("a text of many zeros holds up nobody", function () {
        this.timeout(500);
        assert.equal(parseDecimal(`1${"0".repeat(80_000)}1`), undefined);
        assert.equal(parseDecimal(`${"0".repeat(80_000)}x`), undefined);
    });

    it("every double is the decimal that its text spells", () => {
        fc.assert(
            fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
                assert.equal(Number(writeDecimal(parseDecimal(String(number))!, ANY)), number + 0);
                assert.ok(isExact(number, String(number)));
            }),
        );
        assert.ok(!isExact(Number("0.12345678901234567890"), "0.12345678901234567890"));
    });

    it("integers keep all their digits, also with an exponent", () => {
        fc.assert(
            fc.property(
                fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n }),
                (n) => exactInteger(String(n)) === n,
            ),
        );
        assert.equal(exactInteger("1.5e18"), 1_500_000_000_000_000_000n);
        assert.equal(exactInteger("1.5"), undefined);
        assert.equal(exactInteger("1e50"), undefined);
    });
});
