import assert from "node:assert/strict";
import { parseFilterPattern, UnsupportedPattern } from "../../../../cli/local/logs/filterPattern";

describe("a subscription filter's pattern", () => {
    const cases: readonly [pattern: string, message: string, matches: boolean][] = [
        ["", "anything", true],
        ["ERROR", "an ERROR", true],
        ["ERROR", "an error", false],
        ["ERROR timeout", "ERROR: none", false],
        ['"two words"', "with two words", true],
        ["ERROR -retry", "ERROR, will retry", false],
        ["?ERROR ?WARN", "a WARN", true],
        ["?ERROR ?WARN", "an INFO", false],
        ['{ $.level = "error" }', '{"level":"error"}', true],
        ['{ $.level = "err*" }', '{"level":"error"}', true],
        ['{ $.level != "error" }', '{"level":"info"}', true],
        ['{ $.level != "error" }', "{}", false],
        ["{ $.a.ms >= 5 && $.a.ms < 7 }", '{"a":{"ms":6}}', true],
        ["{ $.a.ms >= 5 && $.a.ms < 7 }", '{"a":{"ms":"6"}}', false],
        ["{ $.x = 1 || $.y IS TRUE }", '{"y":true}', true],
        ["{ $.x NOT EXISTS }", "{}", true],
        ["{ $.x = 1 }", "no JSON", false],
    ];
    for (const [pattern, message, matches] of cases) {
        it(`${pattern || "nothing"} ${matches ? "takes" : "leaves"} ${message}`, () => {
            assert.equal(parseFilterPattern(pattern)(message), matches);
        });
    }

    for (const pattern of ["[ip, user]", "%regex%", "{ $.a[0] = 1 }", "{ ($.a = 1) }"]) {
        it(`refuses ${pattern}, which a local run does not evaluate`, () => {
            assert.throws(() => parseFilterPattern(pattern), UnsupportedPattern);
        });
    }
});
