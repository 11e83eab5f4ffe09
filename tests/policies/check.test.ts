import { strict as assert } from "node:assert";
import { checkPlan } from "../../policies/check";
import { EXAMPLE_KEY } from "../../policies/example";
import type { PolicyResource } from "../../policies/resource";
import { ADVICE, resourceRule } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { UNKNOWN } from "../../policies/unknown";
import { examplePlan } from "./examplePlan";

const STREAM = "aws:kinesis/stream:Stream";
const KEY_URN = "urn:pulumi:dev::example::aws:kms/key:Key::key";

function stream(
    props: PolicyResource["props"],
    dependencies: PolicyResource["propertyDependencies"] = {},
): PolicyResource {
    const urn = `urn:pulumi:dev::example::tributary:index:IngestionPipeline$${STREAM}::readings`;
    return {
        urn,
        type: STREAM,
        name: "readings",
        props,
        dependencies: [],
        propertyDependencies: dependencies,
        protect: false,
    };
}

const good = { encryptionType: "KMS", kmsKeyId: EXAMPLE_KEY, retentionPeriod: 168 };

describe("checking a plan", () => {
    it("says nothing of a resource that satisfies every rule", () => {
        assert.deepEqual(checkPlan({ resources: [stream(good)], tier: "production" }), []);
    });

    it("tells which rule a resource violates, how badly, and what to change", () => {
        const [result, ...more] = checkPlan({
            resources: [stream({ ...good, encryptionType: "NONE" })],
            tier: "production",
        });
        assert.deepEqual(more, []);
        assert.equal(result?.rule, "kinesis/stream-encrypted");
        assert.equal(result?.status, "violation");
        assert.equal(result?.enforcement, "mandatory");
        assert.equal(result?.severity, "high");
        assert.equal(result?.urn, stream({}).urn);
        assert.equal(result?.message, "encryptionType is NONE; it must be KMS");
        assert.match(
            result?.remediation ?? "",
            /IngestionPipeline.*In any Pulumi program: set encryptionType/,
        );
    });

    it("holds a sandbox to less than production", () => {
        const resources = [stream({ ...good, retentionPeriod: 24 })];
        assert.deepEqual(checkPlan({ resources, tier: "sandbox" }), []);
        assert.deepEqual(
            checkPlan({ resources, tier: "production" }).map(({ rule }) => rule),
            ["kinesis/stream-retention"],
        );
    });

    it("takes an environment's own parameters", () => {
        const parameters = { "kinesis/stream-retention": { minimumHours: 48 } };
        const check = (retentionPeriod: number) =>
            checkPlan({ resources: [stream({ ...good, retentionPeriod })], tier: "production", parameters })
                .length;
        assert.deepEqual([check(47), check(48)], [1, 0]);
    });

    it("does not run a rule that the tier disables", () => {
        const rule = resourceRule({
            id: "kinesis/never",
            title: "Nothing is right",
            reason: "It is a test.",
            severity: "low",
            controls: [],
            enforcement: ADVICE,
            remediation: { pulumi: "give up." },
            types: [STREAM],
            *check() {
                yield "it is wrong, whatever it is";
            },
            examples: { pass: [], fail: [] },
        });
        const check = (tier: "sandbox" | "production") =>
            checkPlan({ resources: [stream(good)], tier, rules: [rule] }).map(
                ({ enforcement }) => enforcement,
            );
        assert.deepEqual(check("sandbox"), []);
        assert.deepEqual(check("production"), ["advisory"]);
    });

    it("calls what only the deployment can tell neither passed nor failed, and keeps the rule mandatory", () => {
        const results = checkPlan({
            resources: [stream({ ...good, encryptionType: UNKNOWN })],
            tier: "production",
        });
        assert.deepEqual(
            results.map(({ rule, status, enforcement, message }) => ({ rule, status, enforcement, message })),
            [
                {
                    rule: "kinesis/stream-encrypted",
                    status: "unknown",
                    enforcement: "mandatory",
                    message: "encryptionType cannot be known before the deployment",
                },
            ],
        );
    });

    it("knows a key of the stack before its ARN is known", () => {
        const props = { ...good, kmsKeyId: UNKNOWN };
        const from = (urn: string) =>
            checkPlan({ resources: [stream(props, { kmsKeyId: [urn] })], tier: "production" });
        assert.deepEqual(from(KEY_URN), []);
        assert.deepEqual(
            from("urn:pulumi:dev::example::random:index/randomId:RandomId::id").map(({ status }) => status),
            ["unknown"],
        );
    });

    it("reports every violation of a resource, and what it could not decide besides", () => {
        const actions = { Effect: "Allow", Action: "*", Resource: "*" };
        const role: PolicyResource = {
            ...stream({
                inlinePolicies: [
                    { policy: UNKNOWN },
                    {
                        policy: JSON.stringify({
                            Statement: [
                                { ...actions, Sid: "First" },
                                { ...actions, Sid: "Second" },
                            ],
                        }),
                    },
                ],
            }),
            type: "aws:iam/role:Role",
        };
        const results = checkPlan({ resources: [role], tier: "production" }).filter(
            ({ rule }) => rule === "iam/no-administrators",
        );
        assert.deepEqual(
            results.map(({ status, message }) => [status, /"(\w+)"|^[\w.]+/.exec(message)?.[0]]),
            [
                ["violation", "inlinePolicies.1.policy"],
                ["violation", "inlinePolicies.1.policy"],
                ["unknown", "inlinePolicies.0.policy"],
            ],
        );
    });

    it("names the statement that is wrong by its Sid, or by its place", () => {
        const open = { Effect: "Allow", Action: "*", Resource: "*" };
        const role: PolicyResource = {
            ...stream({ policy: JSON.stringify({ Statement: [{ ...open, Sid: "Everything" }, open] }) }),
            type: "aws:iam/rolePolicy:RolePolicy",
        };
        const messages = checkPlan({ resources: [role], tier: "production" })
            .filter(({ rule }) => rule === "iam/no-administrators")
            .map(({ message }) => /statement [^ ]+/.exec(message)?.[0]);
        assert.deepEqual(messages, ['statement "Everything"', "statement 2"]);
    });

    it("takes a fraction of a preview's time for 250 resources", () => {
        const examples = RULES.flatMap(({ examples: { pass, fail } }) => [...pass, ...fail]);
        const resources: PolicyResource[] = [];
        for (let index = 0; resources.length < 250; index++) {
            const example = examples[index % examples.length];
            assert.ok(example);
            for (const resource of examplePlan(example, "everything")) {
                resources.push({ ...resource, urn: `${resource.urn}-${index}` });
            }
        }
        // Processor time, and the best of some runs: other processes of the machine are not what is measured.
        const milliseconds = Array.from({ length: 5 }, () => {
            const before = process.cpuUsage();
            assert.ok(checkPlan({ resources, tier: "production" }).length > 0);
            const { user, system } = process.cpuUsage(before);
            return (user + system) / 1000;
        });
        assert.ok(Math.min(...milliseconds) < 50, `took ${milliseconds.map(Math.round).join(", ")} ms`);
    });

    it("leaves the plan as it is", () => {
        const resources = [
            Object.freeze(stream(Object.freeze({ ...good, tags: Object.freeze({ team: "a" }) }))),
        ];
        const before = structuredClone(resources);
        checkPlan({ resources: Object.freeze(resources), tier: "production" });
        assert.deepEqual(resources, before);
    });
});
