import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { checkResource, defaultParameters, type Finding } from "../../policies/check";
import type { Example } from "../../policies/example";
import type { PolicyResource } from "../../policies/resource";
import type { Rule } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { Stack } from "../../policies/stack";
import { UNKNOWN } from "../../policies/unknown";
import { examplePlan, KNOWLEDGE, type Knowledge, urnOf } from "./examplePlan";

const ROOT = join(__dirname, "..", "..");

/** What a rule says of the first resource of a stack, in production. */
function judge(rule: Rule, resources: readonly PolicyResource[]): Finding[] {
    const [subject] = resources;
    assert.ok(subject);
    return rule.types.includes(subject.type)
        ? checkResource(rule, subject, new Stack(resources), defaultParameters(rule, "production"))
        : [];
}

const violations = (findings: readonly Finding[]) => findings.filter(({ status }) => status === "violation");
const unknowns = (findings: readonly Finding[]) => findings.filter(({ status }) => status === "unknown");

describe("the policy pack", () => {
    it("holds every rule that has a module, once, in the order of their ids", () => {
        const modules = readdirSync(join(ROOT, "policies"), { withFileTypes: true })
            .filter((entry) => entry.isDirectory() && entry.name !== "dist")
            .flatMap(({ name }) =>
                readdirSync(join(ROOT, "policies", name))
                    .filter((file) =>
                        /(resource|stack)Rule</.test(
                            readFileSync(join(ROOT, "policies", name, file), "utf8"),
                        ),
                    )
                    .map((file) => `${name}/${file.replace(/\.ts$/, "")}`),
            )
            .sort();
        assert.deepEqual(
            RULES.map(({ id }) => id),
            modules,
        );
    });

    it("judges only types that the AWS provider has", () => {
        for (const type of new Set(RULES.flatMap(({ types }) => types))) {
            const [, path = ""] = /^aws:([^:]+):\w+$/.exec(type) ?? [];
            const file = join(ROOT, "node_modules", "@pulumi", "aws", `${path}.js`);
            assert.ok(existsSync(file), `${type}: ${file} does not exist`);
            assert.ok(readFileSync(file, "utf8").includes(`'${type}'`), `${type} is not declared in ${file}`);
        }
    });
});

for (const rule of RULES) {
    describe(`policy ${rule.id}`, () => {
        it("tells what holds, why, and what to change", () => {
            assert.match(rule.title, /^[A-Z].{10,100}[^.]$/);
            assert.match(rule.reason, /^[A-Z].*\.$/s);
            assert.match(rule.remediation.pulumi, /\.$/);
            if (rule.remediation.tributary) {
                assert.match(rule.remediation.tributary, /\.$/);
            }
            assert.ok(rule.types.length > 0);
            for (const { minimum, maximum, default: defaults } of Object.values(rule.parameters ?? {})) {
                assert.ok(minimum <= defaults.sandbox && defaults.sandbox <= defaults.production);
                assert.ok(defaults.production <= maximum);
            }
        });

        it("is nowhere weaker in production than in a sandbox", () => {
            const rank = { disabled: 0, advisory: 1, mandatory: 2 };
            assert.ok(rank[rule.enforcement.production] >= rank[rule.enforcement.sandbox]);
            assert.notEqual(rule.enforcement.production, "disabled");
        });

        it("has an example in which nothing is said", () => {
            const silent = [...rule.examples.pass, ...rule.examples.fail].filter(
                ({ resources: [subject] }) => subject && Object.keys(subject.props).length === 0,
            );
            assert.notEqual(silent.length, 0, "add an example whose first resource has no properties");
        });

        for (const example of rule.examples.pass) {
            it(`passes: ${example.title}`, () => {
                assert.deepEqual(judge(rule, examplePlan(example, "everything")), []);
            });

            it(`passes before a first deployment: ${example.title}`, () => {
                for (const knowledge of KNOWLEDGE) {
                    const findings = judge(rule, examplePlan(example, knowledge));
                    assert.deepEqual(violations(findings), [], knowledge);
                    if (!needsText(example)) {
                        assert.deepEqual(unknowns(findings), [], knowledge);
                    }
                }
            });
        }

        for (const example of rule.examples.fail) {
            it(`fails: ${example.title}`, () => {
                const findings = judge(rule, examplePlan(example, "everything"));
                assert.notEqual(violations(findings).length, 0);
                assert.deepEqual(unknowns(findings), []);
                for (const { message } of findings) {
                    assert.match(message, /\w.*[;,] /, "say what was found, and what is allowed");
                    assert.doesNotMatch(message, /undefined|\[object|NaN/);
                }
            });

            it(`is not silent before a first deployment: ${example.title}`, () => {
                for (const knowledge of KNOWLEDGE) {
                    assert.notEqual(judge(rule, examplePlan(example, knowledge)).length, 0, knowledge);
                }
            });
        }

        it("calls an unknown value neither good nor bad", () => {
            forEachLeaf(rule.examples.pass, "everything", (title, resources) => {
                assert.deepEqual(violations(judge(rule, resources)), [], title);
            });
            forEachLeaf(rule.examples.fail, "everything", (title, resources) => {
                assert.notEqual(judge(rule, resources).length, 0, `${title}: silent`);
            });
        });

        it("opens secrets, and is the same with them", () => {
            for (const [wanted, examples] of [
                [false, rule.examples.pass],
                [true, rule.examples.fail],
            ] as const) {
                for (const example of examples) {
                    const plan = examplePlan(example, "everything").map((resource) => ({
                        ...resource,
                        props: secretly(resource.props) as PolicyResource["props"],
                    }));
                    assert.equal(violations(judge(rule, plan)).length > 0, wanted, example.title);
                }
            }
        });

        it("never throws, whatever the properties are", () => {
            const examples = [...rule.examples.pass, ...rule.examples.fail];
            const names = [...new Set(examples.flatMap((example) => leafKeys(example)))];
            const bag = propertyBag(names);
            fc.assert(
                fc.property(
                    fc.constantFrom(...examples),
                    fc.array(bag, { minLength: 1, maxLength: 4 }),
                    fc.boolean(),
                    (example, bags, merged) => {
                        const plan = examplePlan(example, "names").map((resource, index) => {
                            const props = bags[index % bags.length] as PolicyResource["props"];
                            return { ...resource, props: merged ? { ...resource.props, ...props } : props };
                        });
                        judge(rule, plan);
                    },
                ),
                { numRuns: 60 },
            );
        });
    });
}

/** Whether an example's outcome depends on a text in which only a part is unknown, such as a policy's JSON. */
function needsText(example: Example): boolean {
    return JSON.stringify(example.resources.map(({ props }) => props)).includes('\\"');
}

type Leaf = readonly (string | number)[];

function leaves(value: unknown, path: Leaf = []): Leaf[] {
    if (typeof value === "object" && value !== null) {
        return Object.entries(value).flatMap(([key, element]) =>
            leaves(element, [...path, Array.isArray(value) ? Number(key) : key]),
        );
    }
    return [path];
}

function leafKeys({ resources }: Example): string[] {
    return resources.flatMap(({ props }) =>
        leaves(props).flatMap((path) => path.filter((key): key is string => typeof key === "string")),
    );
}

/** Calls back with each single value of each example made unknown. */
function forEachLeaf(
    examples: readonly Example[],
    knowledge: Knowledge,
    use: (title: string, resources: PolicyResource[]) => void,
): void {
    for (const example of examples) {
        const plan = examplePlan(example, knowledge);
        for (const [index, { props, name }] of plan.entries()) {
            for (const path of leaves(props).filter(({ length }) => length > 0)) {
                const copy = structuredClone(plan) as PolicyResource[];
                set(copy[index]?.props as Record<string, unknown>, path);
                use(`${example.title}; ${name}.${path.join(".")} unknown`, copy);
            }
        }
    }
}

function set(target: Record<string | number, unknown>, [key = "", ...rest]: Leaf): void {
    if (rest.length === 0) {
        target[key] = UNKNOWN;
    } else {
        set(target[key] as Record<string, unknown>, rest);
    }
}

function secretly(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(secretly);
    }
    if (typeof value === "object" && value !== null) {
        return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, secretly(element)]));
    }
    return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

/** Objects with the property names that a rule reads, and values of any shape, unknown and policy-like ones included. */
function propertyBag(names: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
    const key = names.length > 0 ? fc.oneof(fc.constantFrom(...names), fc.string()) : fc.string();
    const urn = urnOf({ type: "aws:kms/key:Key", name: "key" });
    const { value } = fc.letrec<{ value: unknown; leaf: unknown; object: Record<string, unknown> }>(
        (tie) => ({
            leaf: fc.oneof(
                fc.constantFrom(
                    UNKNOWN,
                    null,
                    "",
                    "*",
                    0,
                    true,
                    "KMS",
                    "Enabled",
                    urn,
                    '{"Statement":[{}]}',
                    "{",
                ),
                fc.jsonValue(),
                fc.json(),
            ),
            object: fc.dictionary(key, tie("value"), { maxKeys: 5 }),
            value: fc.oneof(
                { maxDepth: 4 },
                tie("leaf"),
                tie("object"),
                fc.array(tie("value"), { maxLength: 4 }),
            ),
        }),
    );
    return fc.dictionary(key, value, { maxKeys: 6 });
}
