import assert from "node:assert/strict";
import fc from "fast-check";
import { topicMatches } from "../../../../cli/local/iot/topicFilter";

describe("an MQTT topic filter", () => {
    const cases: readonly [filter: string, topic: string, matches: boolean][] = [
        ["stations/+/reading", "stations/roof/reading", true],
        ["stations/+/reading", "stations/roof/reading/raw", false],
        ["stations/+/reading", "stations/reading", false],
        ["stations/+/reading", "stations//reading", true],
        ["sport/#", "sport", true],
        ["sport/#", "sport/tennis/player1", true],
        ["#", "any/thing", true],
        ["+", "finance", true],
        ["+", "/finance", false],
        ["+/+", "/finance", true],
        ["#", "$aws/things", false],
        ["+/things", "$aws/things", false],
        ["$aws/#", "$aws/things", true],
        ["a/b", "A/b", false],
    ];
    for (const [filter, topic, matches] of cases) {
        it(`${filter} ${matches ? "takes" : "leaves"} ${topic}`, () => {
            assert.equal(topicMatches(filter, topic), matches);
        });
    }

    it("matches a topic in which it has put + for any level, and # for any rest", () => {
        const level = fc.stringMatching(/^[a-z0-9]{1,5}$/);
        fc.assert(
            fc.property(
                fc.array(level, { minLength: 1, maxLength: 6 }),
                fc.nat(),
                fc.nat(),
                (levels, one, rest) => {
                    const plus = levels.map((name, index) => (index === one % levels.length ? "+" : name));
                    const hash = [...levels.slice(0, rest % levels.length), "#"];
                    const topic = levels.join("/");
                    return topicMatches(plus.join("/"), topic) && topicMatches(hash.join("/"), topic);
                },
            ),
        );
    });
});
