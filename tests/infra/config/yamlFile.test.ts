import assert from "node:assert/strict";
import fc from "fast-check";
import { complaints, DOMAIN, problemsIn, repository } from "./repository";

const FILE = "domains/weather/domain.yaml";

/** The only problem of a repository with this text as its domain. */
async function problemOf(text: string | Uint8Array): Promise<string> {
    // Without its domain, the environment complains as well.
    const found = (await complaints({ [FILE]: text })).filter((line) => line.startsWith(FILE));
    return found.join("\n");
}

describe("a YAML file", () => {
    it("is refused when it is empty", async () => {
        assert.equal(await problemOf(""), `${FILE}:1:1: is empty; a domain is expected`);
        assert.equal(await problemOf("  \n"), `${FILE}:1:1: is empty; a domain is expected`);
        assert.equal(
            await problemOf("# nothing yet\n"),
            `${FILE}:1:1: is empty but for comments; a domain is expected`,
        );
    });

    it("is refused where its syntax is wrong, with the place", async () => {
        assert.match(
            await problemOf("domain: weather\nowner: [a\n"),
            new RegExp(`^${FILE}:3:1: is not valid YAML: `),
        );
        assert.match(
            await problemOf("domain: weather\n\towner: a\n"),
            /:2:1: a tab is used as indentation; YAML takes spaces only/,
        );
    });

    it("is refused with a key that stands twice", async () => {
        assert.match(
            await problemOf(`${DOMAIN}owner: other@example.com\n`),
            /:15:1: this key stands twice in the same map/,
        );
    });

    it("is refused with a second document", async () => {
        assert.match(
            await problemOf(`${DOMAIN}---\ndomain: other\n`),
            /:15:1: a second document begins here/,
        );
    });

    it("is refused when it is a YAML bomb", async () => {
        const levels = Array.from({ length: 9 }, (_, level) => {
            const above = level === 0 ? '"lol"' : `*l${level - 1}`;
            return `l${level}: &l${level} [${Array.from({ length: 9 }, () => above).join(", ")}]`;
        });
        assert.match(
            await problemOf(levels.join("\n")),
            /:2:10: has aliases that stand for more than 100 others; write the values out/,
        );
    });

    it("is refused with an alias that contains itself", async () => {
        assert.match(await problemOf("domain: &a [*a]\n"), /alias/);
    });

    it("is refused when it nests deeper than the parser can follow", async () => {
        assert.match(
            await problemOf(`domain: ${"[".repeat(50_000)}`),
            /:1:1: is nested more than 64 levels deep/,
        );
        assert.match(
            await problemOf(`domain:\n${"- ".repeat(50_000)}x`),
            /:2:1: is nested more than 64 levels deep/,
        );
    });

    it("is refused when it is too large to have been written by a person", async () => {
        assert.match(
            await problemOf(`# ${"x".repeat(300_000)}\n${DOMAIN}`),
            /:1:1: has \d+ bytes; at most 262144 are read/,
        );
    });

    it("is refused when it is not UTF-8", async () => {
        assert.match(
            await problemOf(Buffer.from([0x64, 0x6f, 0xff, 0xfe])),
            /:1:1: is not UTF-8 text; save it in that encoding/,
        );
    });

    it("is refused with tags of other programs", async () => {
        assert.match(
            await problemOf(DOMAIN.replace("domain: weather", "domain: !secret weather")),
            /:1:9: .*tags are not used here/,
        );
    });

    it("is refused when it is a list, a text, or a number", async () => {
        for (const text of ["- domain: weather\n", "weather\n", "7\n"]) {
            assert.match(await problemOf(text), /:1:1: .* is not what is expected: a map is expected/);
        }
    });

    it("may use an alias, and problems behind it point to it", async () => {
        const text = DOMAIN.replace("station: string", "station: &text string").replace(
            "at: timestamp",
            "at: timestamp\n      place: *text",
        );
        assert.equal(await problemOf(text), "");
    });

    it("never makes the loader fail otherwise than by naming problems, whatever the bytes", async function () {
        this.timeout(60_000);
        const root = repository();
        const { writeFileSync } = require("node:fs") as typeof import("node:fs");
        const pieces = fc.constantFrom(
            ...[
                "domain",
                ": ",
                "\n",
                "  ",
                "- ",
                "{",
                "}",
                "[",
                "]",
                ", ",
                "pipelines",
                "columns",
                "source",
                "iot",
                "&a ",
                "*a",
                "!!x ",
                '"',
                "'",
                "|",
                "\t",
                "#",
                "?",
                "%",
                "~",
                "<<",
                "__proto__",
                "constructor",
                "0x1",
                "1e999",
                "weather",
                "string",
                "null",
            ],
        );
        await fc.assert(
            fc.asyncProperty(
                fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 40 }),
                async (parts) => {
                    writeFileSync(`${root}/${FILE}`, parts.join(""));
                    const problems = await problemsIn(root);
                    assert.ok(problems.length > 0);
                    assert.ok(
                        problems.every(
                            ({ line, column, message }) => line >= 1 && column >= 1 && message !== "",
                        ),
                    );
                },
            ),
            { numRuns: 150 },
        );
    });

    it("points to the changed value wherever a value of a right file is broken", async () => {
        const lines = DOMAIN.split("\n");
        const broken: readonly (readonly [number, string, RegExp])[] = [
            [1, "owner: nobody", /:2:8 owner: "nobody" is not an e-mail address/],
            [4, "    source: { iot: { topic: 'a/#/b' } }", /:5:29 pipelines\.stations\.source\.iot\.topic: /],
            [
                10,
                "    partitionBy: { day: station }",
                /:11:25 pipelines\.stations\.partitionBy\.day: "station" is of type string/,
            ],
            [
                11,
                "    reports: { hourly: reports/other.sql }",
                /:12:24 pipelines\.stations\.reports\.hourly: "reports\/other\.sql" does not exist/,
            ],
            [
                13,
                "  overview: ../overview.yaml",
                /:14:13 dashboards\.overview: "\.\.\/overview\.yaml" leaves the domain's folder/,
            ],
        ];
        for (const [index, line, expected] of broken) {
            assert.match(await problemOf(lines.with(index, line).join("\n")), expected);
        }
    });
});
