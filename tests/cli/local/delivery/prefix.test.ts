import assert from "node:assert/strict";
import { objectName, Prefix } from "../../../../cli/local/delivery/prefix";

const OLDEST = Date.UTC(2026, 10, 22, 9, 8, 7);

function evaluate(text: string, use: "objects" | "errors" = "objects"): string {
    return new Prefix(text, use).evaluate({
        oldestArrival: OLDEST,
        partitionKeys: { day: "2001-02-03" },
        errorOutputType: "processing-failed",
        seed: "s",
    });
}

describe("prefixes of a delivery stream", () => {
    it("evaluate their expressions", () => {
        assert.equal(evaluate("a/day=!{partitionKeyFromLambda:day}/"), "a/day=2001-02-03/");
        assert.equal(evaluate("a/!{timestamp:yyyy/MM/dd/HH}/"), "a/2026/11/22/09/");
        assert.match(evaluate("a/!{firehose:random-string}/"), /^a\/[A-Za-z0-9]{11}\/$/);
        assert.equal(evaluate("e/!{firehose:error-output-type}/", "errors"), "e/processing-failed/");
    });

    it("get the time of arrival where they have no expressions", () => {
        assert.equal(evaluate("a/"), "a/2026/11/22/09/");
        assert.equal(evaluate(""), "2026/11/22/09/");
        assert.equal(evaluate("e/", "errors"), "e/processing-failed/2026/11/22/09/");
    });

    it("name the partition keys that records must bring", () => {
        const prefix = new Prefix(
            "!{partitionKeyFromLambda:a}/!{partitionKeyFromLambda:b}/!{partitionKeyFromLambda:a}",
            "objects",
        );
        assert.deepEqual(prefix.partitionKeys, ["a", "b"]);
    });

    for (const [text, use, why] of [
        [
            "!{partitionKeyFromQuery:x}/",
            "objects",
            /!\{partitionKeyFromQuery:x\} cannot be evaluated; supported/,
        ],
        ["!{firehose:error-output-type}/", "objects", /errorOutputPrefix only/],
        ["e/!{timestamp:yyyy}/", "errors", /not !\{firehose:error-output-type\}/],
        [
            "!{partitionKeyFromLambda:x}!{firehose:error-output-type}",
            "errors",
            /not allowed in errorOutputPrefix/,
        ],
        ["!{timestamp:YYYY}/", "objects", /"Y"/],
        ["a/!{timestamp:yyyy", "objects", /without its end/],
    ] as const) {
        it(`refuse ${text} for ${use}`, () => {
            assert.throws(() => new Prefix(text, use), why);
        });
    }

    it("are followed by a name as Firehose gives, the same in every run", () => {
        const name = objectName("dev-flights", "1", OLDEST, "seed 1", ".parquet");
        assert.match(
            name,
            /^dev-flights-1-2026-11-22-09-08-07-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.parquet$/,
        );
        assert.equal(objectName("dev-flights", "1", OLDEST, "seed 1", ".parquet"), name);
        assert.notEqual(objectName("dev-flights", "1", OLDEST, "seed 2", ".parquet"), name);
    });
});
