import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { schemas } from "../../../cli/schemas/schemas";
import { generatedFiles } from "../../../infra/config/reference/files";
import { tierDefaults } from "../../../infra/config/tiers";

const ROOT = join(__dirname, "..", "..", "..");

describe("the generated schemas and reference pages", () => {
    for (const { path, text } of generatedFiles()) {
        it(`${path} is current`, () => {
            assert.equal(readFileSync(join(ROOT, path), "utf8"), text, "run `npm run schemas` and commit what it writes");
        });
    }

    it("describe every key", () => {
        const silent: string[] = [];
        const walk = (schema: Record<string, unknown>, path: string) => {
            for (const [key, value] of Object.entries((schema.properties ?? {}) as Record<string, Record<string, unknown>>)) {
                if (value.description === undefined) {
                    silent.push(`${path}.${key}`);
                }
                walk(value, `${path}.${key}`);
            }
            for (const inner of [schema.additionalProperties, schema.items, ...((schema.anyOf as unknown[]) ?? [])]) {
                if (inner instanceof Object) {
                    walk(inner as Record<string, unknown>, path);
                }
            }
        };
        for (const { path, text } of generatedFiles().filter((file) => file.path.endsWith(".json"))) {
            walk(JSON.parse(text), path);
        }
        assert.deepEqual(silent, []);
    });

    it("let editors refuse unknown keys wherever the checks do", () => {
        const [environment, domain] = ["environment", "domain"].map((name) =>
            JSON.parse(readFileSync(join(ROOT, `schemas/${name}.schema.json`), "utf8")),
        );
        assert.equal(environment.additionalProperties, false);
        assert.equal(environment.properties.config.additionalProperties, false);
        assert.ok("^(aws|pulumi):" in environment.properties.config.patternProperties);
        assert.equal(domain.additionalProperties, false);
        assert.equal(domain.properties.pipelines.additionalProperties.properties.source.additionalProperties, false);
        assert.deepEqual(environment.required, ["config"]);
        assert.deepEqual(environment.properties.config.required, ["aws:region", "tributary:tier", "tributary:domains"]);
    });

    it("are what the repository's own files name in their first lines", () => {
        for (const file of ["environments/Pulumi.dev.yaml", "domains/weather/domain.yaml", "domains/flights/dashboards/overview.yaml"]) {
            const [, relative = ""] = /^# yaml-language-server: \$schema=(\S+)/.exec(readFileSync(join(ROOT, file), "utf8")) ?? [];
            assert.ok(parse(readFileSync(join(ROOT, file, "..", relative), "utf8")).title.startsWith("Tributary"));
        }
    });

    it("show every default of the tiers", () => {
        const page = generatedFiles().find(({ path }) => path === "docs/reference/environment.md")?.text ?? "";
        assert.ok(page.includes(`| \`tributary:stream.retentionHours\` | ${tierDefaults.sandbox.stream.retentionHours} | ${tierDefaults.production.stream.retentionHours} |`));
        assert.ok(page.includes("| `tributary:lake.curatedTransitionDays` | – | 90 |"));
    });

    describe("written by `tributary schemas`", () => {
        let root: string;
        beforeEach(() => {
            root = mkdtempSync(join(tmpdir(), "tributary-schemas-"));
        });
        afterEach(() => rmSync(root, { recursive: true, force: true }));

        it("are current afterwards, and --check says when they no longer are", () => {
            const said = capture(() => {
                assert.equal(schemas({ check: true }, root), 2);
                assert.equal(schemas({}, root), 0);
                assert.equal(schemas({ check: true }, root), 0);
                writeFileSync(join(root, "schemas/domain.schema.json"), "{}");
                assert.equal(schemas({ check: true }, root), 2);
            });
            assert.match(said, /schemas\/domain\.schema\.json: is not what the schemas in infra\/config\/ say; run `npm run schemas` and commit it/);
        });
    });
});

/** What is written to the terminal meanwhile. */
function capture(act: () => void): string {
    const { stdout, stderr } = process;
    const writes = [stdout.write, stderr.write] as const;
    let text = "";
    const collect = (chunk: unknown) => {
        text += String(chunk);
        return true;
    };
    [stdout.write, stderr.write] = [collect, collect];
    try {
        act();
    } finally {
        [stdout.write, stderr.write] = writes;
    }
    return text;
}
