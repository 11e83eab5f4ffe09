import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { searchDefaults } from "../../../infra/config/tiers";
import { complaints, DOMAIN, ENVIRONMENT, environmentWith, type Files, read } from "./repository";

const PAGE = readFileSync(join(__dirname, "../../../docs/search.md"), "utf8");

/** The page's example for a file, without its first line. */
function example(file: string, key: string): string {
    const lines = new RegExp(`\`\`\`yaml\\n# ${file.replaceAll(".", "\\.")}\\n(${key}[\\s\\S]*?)\`\`\``).exec(
        PAGE,
    )?.[1];
    assert.ok(lines, `docs/search.md has no example for ${file}`);
    return lines;
}

const INDICES = `search:
  alerts:
    source: { iot: { topic: stations/+/alert } }
    fields: { at: date, text: text }
    retentionDays: 30
  airports:
    source: { dynamodb: { key: [iata] } }
    fields: { iata: keyword, name: text }
    api: { callers: ["arn:aws:iam::123456789012:role/board"] }
`;

/** The right domain with indices, a piece of which is replaced. */
function withIndices(piece = "", replacement = ""): Files {
    assert.ok(INDICES.includes(piece), piece);
    return { "domains/weather/domain.yaml": `${DOMAIN}${INDICES.replace(piece, replacement)}` };
}

describe("search in the files", () => {
    it("the page's example of an environment is right, and sizes the domain", async () => {
        const [, ...lines] = example("environments/Pulumi.prod.yaml", "config:").trimEnd().split("\n");
        const production = ENVIRONMENT.replace("sandbox", "production");
        const alarms = "  tributary:alarms: { email: data-platform@example.com }";
        const text = `${production}${[alarms, ...lines].join("\n")}\n`;
        const { environments } = await read({ "environments/Pulumi.dev.yaml": text });
        assert.equal(environments[0]?.settings.search?.snapshotDays, 60);
        assert.deepEqual(environments[0]?.settings.search?.administrators, [
            "arn:aws:iam::123456789012:role/data-platform",
        ]);
    });

    it("the page's example of a domain is right, and has every source", async () => {
        const text = `${DOMAIN}${example("domains/flights/domain.yaml", "search:")}`;
        const { domains } = await read({ "domains/weather/domain.yaml": text });
        assert.deepEqual(
            domains[0]?.search?.map(({ source }) => source.kind),
            ["dynamodb", "iot", "directPut", "cloudwatchLogs", "application"],
        );
    });

    it("an environment without the key has no search, one with {} has its tier's", async () => {
        assert.equal((await read()).environments[0]?.settings.search, undefined);
        const { environments } = await read(environmentWith("tributary:search: {}"));
        assert.deepEqual(environments[0]?.settings.search, searchDefaults.sandbox);
    });

    describe("refuse, with the fix,", () => {
        const environments: readonly (readonly [string, string, RegExp])[] = [
            [
                "nodes that zones do not share evenly",
                "{ dataNodes: 3, availabilityZones: 2 }",
                /search\.dataNodes: 3 data nodes cannot be spread evenly over 2 zones; give a multiple of 2/,
            ],
            [
                "more zones than the network has",
                "{ dataNodes: 3, availabilityZones: 3 }",
                /search\.availabilityZones: is 3, and the network has 2; give at most 2, or let tributary:network have more/,
            ],
            [
                "masters without a type",
                "{ masterNodes: 3 }",
                /masterNodeType is missing for 3 master nodes; give a type/,
            ],
            [
                "an even number of masters",
                "{ masterNodes: 2 }",
                /masterNodes: 2 is not allowed; 0, 3 or 5 are: an even number cannot elect/,
            ],
            ["a misspelled key", "{ dataNode: 3 }", /dataNode.*did you mean "dataNodes"/],
        ];
        for (const [title, section, message] of environments) {
            it(title, async () => {
                const lines = await complaints(environmentWith(`tributary:search: ${section}`));
                assert.match(lines.join("\n"), message);
            });
        }

        const domains: readonly (readonly [string, string, string, RegExp])[] = [
            [
                "a series without an end",
                "    retentionDays: 30\n",
                "",
                /alerts.*retentionDays.*is missing; days are expected, because a series without an end fills the disks/,
            ],
            [
                "an end for documents of a table",
                "    api:",
                "    retentionDays: 3\n    api:",
                /airports\.retentionDays: .*is given with dynamodb, whose documents go when their items do; remove it/,
            ],
            [
                "a key that is no field",
                "key: [iata]",
                "key: [code]",
                /airports\.fields: .*does not have "code", the table's key; add it/,
            ],
            [
                "two sources",
                "{ iot: { topic: stations/+/alert } }",
                "{ directPut: {}, iot: { topic: a } }",
                /names 2 sources \(directPut, iot\); exactly one is expected/,
            ],
            [
                "a topic filter that is none",
                "stations/+/alert",
                "stations/a+/alert",
                /source\.iot\.topic: "stations\/a\+\/alert"/,
            ],
            [
                "an API for nobody",
                '["arn:aws:iam::123456789012:role/board"]',
                "[]",
                /callers.*names nobody; the IAM roles that may search/,
            ],
            ["a type that is none", "text: text", "text: string", /fields\.text: .*"?string"?.*text/],
        ];
        for (const [title, piece, replacement, message] of domains) {
            it(title, async () => {
                assert.match((await complaints(withIndices(piece, replacement))).join("\n"), message);
            });
        }
    });
});
