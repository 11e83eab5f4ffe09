import assert from "node:assert/strict";
import fc from "fast-check";
import { hasWildcard, topicFilterProblem } from "../../../infra/aws/topicFilter";

describe("a topic filter", () => {
    it("is taken as MQTT and AWS IoT take it", () => {
        for (const filter of [
            "a",
            "stations/+/reading",
            "+",
            "#",
            "a/#",
            "+/+/#",
            "/a",
            "a//b",
            "Ätna/+",
            "a b/c",
            "1/2/3/4/5/6/7/8",
        ]) {
            assert.equal(topicFilterProblem(filter), undefined, filter);
        }
    });

    it("is refused otherwise, with the reason", () => {
        const reasons: readonly (readonly [string, RegExp])[] = [
            ["", /is empty/],
            ["a/#/b", /# stands alone, as the last level/],
            ["a#", /# stands alone/],
            ["#/a", /# stands alone/],
            ["a/b+", /\+ stands alone in its level/],
            ["++", /\+ stands alone/],
            ["1/2/3/4/5/6/7/8/9", /has 8 slashes; AWS IoT takes at most 7/],
            ["a".repeat(257), /has 257 bytes; AWS IoT takes at most 256/],
            ["ä".repeat(129), /has 258 bytes/],
            ["$aws/things/x/shadow", /reserved for AWS IoT's own topics/],
            ["a'b", /has a quote/],
            ["a\u0000b", /control character/],
        ];
        for (const [filter, reason] of reasons) {
            assert.match(topicFilterProblem(filter) ?? "fine", reason, filter);
        }
    });

    it("that is taken keeps its wildcards alone in their levels, # at the end, and within AWS's bounds", () => {
        const level = fc.oneof(
            fc.constantFrom("+", "#", "", "a+", "#b", "$x", "'"),
            fc.string({ maxLength: 8 }),
        );
        fc.assert(
            fc.property(fc.array(level, { minLength: 1, maxLength: 10 }), (levels) => {
                const filter = levels.join("/");
                if (topicFilterProblem(filter) !== undefined) {
                    return;
                }
                const parts = filter.split("/");
                assert.ok(parts.length <= 8 && Buffer.byteLength(filter) <= 256);
                assert.ok(parts.every((part) => !part.includes("+") || part === "+"));
                assert.ok(
                    parts.every(
                        (part, index) => !part.includes("#") || (part === "#" && index === parts.length - 1),
                    ),
                );
                assert.ok(!/^\$|'/.test(filter));
            }),
        );
    });

    it("stands for many topics exactly where it has a wildcard", () => {
        assert.equal(hasWildcard("a/+/b"), true);
        assert.equal(hasWildcard("a/#"), true);
        assert.equal(hasWildcard("a/b"), false);
    });
});
