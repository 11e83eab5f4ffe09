import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOG_FORMATS } from "../../../../infra/aws/logFormats";
import { readEnvironment } from "../../../../infra/config/environment";

const PAGE = readFileSync(join(__dirname, "../../../../docs/log-analytics.md"), "utf8");
const EXAMPLE = /```yaml\n# environments\/Pulumi\.prod\.yaml\nconfig:\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? "";

/** What an environment's file with these lines says, or what is wrong in it. */
function read(lines: string) {
    const root = mkdtempSync(join(tmpdir(), "environment-"));
    try {
        mkdirSync(join(root, "environments"));
        const required = ["aws:region: eu-west-1", "tributary:tier: sandbox", "tributary:domains: [weather]"];
        const text = `config:\n${required.map((line) => `  ${line}\n`).join("")}${lines}`;
        writeFileSync(join(root, "environments", "Pulumi.test.yaml"), text);
        return readEnvironment(root, "test");
    } finally {
        rmSync(root, { recursive: true });
    }
}

function problemOf(section: string): string {
    return read(`  tributary:logAnalytics: ${section}\n`)
        .problems.map(({ path, message }) => `${path} ${message}`)
        .join("\n");
}

describe("the page about log analytics", () => {
    it("has an example that is an environment's", () => {
        const { environment, problems } = read(EXAMPLE);
        assert.deepEqual(problems, []);
        assert.deepEqual(environment?.settings.logAnalytics, {
            readers: ["arn:aws:iam::123456789012:role/security"],
            retentionDays: 400,
            cloudTrail: { regions: ["eu-west-1", "us-east-1"] },
            loadBalancers: { bucket: "example-load-balancer-logs", prefix: "prod", regions: ["eu-west-1"] },
        });
    });

    it("names every table and every saved query", () => {
        for (const { table, queries } of LOG_FORMATS) {
            assert.ok(PAGE.includes(`| \`${table}\` |`), table);
            for (const { name } of queries) {
                assert.ok(PAGE.includes(`\`${table.replaceAll("_", "-")}-${name}\``), name);
            }
        }
    });
});

describe("tributary:logAnalytics", () => {
    it("takes its tier's days, its own region, and us-east-1 for global services", () => {
        const { environment } = read("  tributary:logAnalytics: {}\n");
        assert.deepEqual(environment?.settings.logAnalytics, {
            readers: [],
            retentionDays: 30,
            cloudTrail: { regions: ["eu-west-1", "us-east-1"] },
        });
        assert.equal(read("").environment?.settings.logAnalytics, undefined);
    });

    for (const [what, section, message] of [
        [
            "a reader",
            "{ readers: [ana] }",
            /readers\[?\.?0.* is not the ARN of an IAM role or user; arn:aws:iam::/,
        ],
        [
            "days",
            "{ retentionDays: 0 }",
            /is not allowed: 1 to 3650 days, because S3 expires objects by the day/,
        ],
        [
            "a region",
            "{ cloudTrail: { regions: [Ireland] } }",
            /is not an AWS region; a name such as eu-west-1/,
        ],
        ["no region", "{ cloudTrail: { regions: [] } }", /names no region; at least one is expected/],
        [
            "a bucket",
            "{ loadBalancers: { bucket: My_Logs } }",
            /is not the name of a bucket; 3 to 63 lower-case/,
        ],
        [
            "a prefix",
            "{ loadBalancers: { bucket: logs, prefix: /prod/ } }",
            /is not a prefix; the folders before AWSLogs\/ are expected/,
        ],
        [
            "a key",
            "{ cloudTrail: { existing: { bucket: logs, keyArn: alias/x } } }",
            /is not the ARN of a key; arn:aws:kms/,
        ],
        ["a misspelled key", "{ reader: [] }", /unknown key "reader".*readers/],
    ] as const) {
        it(`refuses ${what} that cannot be, and says what can`, () => {
            assert.match(problemOf(section), message);
        });
    }
});
