import assert from "node:assert/strict";
import fc from "fast-check";
import { duration, durationOf, secondsOf } from "../../../cli/preview/durations";

describe("a duration", () => {
    it("is read as Go reads it", () => {
        assert.equal(secondsOf("1h30m"), 5400);
        assert.equal(secondsOf("1.5m"), 90);
        assert.equal(secondsOf("500ms"), 0.5);
        assert.equal(secondsOf("soon"), undefined);
        assert.equal(secondsOf("10"), undefined);
    });

    it("is written so that it is read as the same number of seconds", () => {
        fc.assert(
            fc.property(fc.nat(1_000_000), (seconds) =>
                assert.equal(secondsOf(durationOf(seconds)), seconds),
            ),
        );
    });

    it("has one spelling", () => {
        assert.equal(duration("90m"), "1h30m");
        assert.equal(duration("0s"), "0s");
        assert.equal(duration("soon"), "soon");
    });
});
