import { strict as assert } from "node:assert";
import {
    type PolicyResource as EngineResource,
    type ResourceValidationArgs,
    type ResourceValidationPolicy,
    type StackValidationPolicy,
    unknownCheckingProxy,
} from "@pulumi/policy";
import { checkPlan } from "../../policies/check";
import { EXAMPLE_KEY } from "../../policies/example";
import { policyName, pulumiPolicies } from "../../policies/pack";
import type { PolicyResource } from "../../policies/resource";
import type { Tier } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { tierOf } from "../../policies/tier";
import { UNKNOWN } from "../../policies/unknown";
import { examplePlan, KNOWLEDGE } from "./examplePlan";

interface Said {
    readonly policy: string;
    readonly urn: string | undefined;
    readonly message: string;
    readonly level: string;
}

type EnginePolicy = ResourceValidationPolicy & StackValidationPolicy;

/** What the engine does with a pack: each resource's inputs, then all resources' outputs; unknowns throw. */
function deploy(policies: readonly EnginePolicy[], resources: readonly PolicyResource[]): Said[] {
    const said: Said[] = [];
    const reporter = (policy: EnginePolicy, subject?: string) => (report: unknown, urn?: string) => {
        const given =
            typeof report === "string"
                ? { message: report, urn }
                : (report as Partial<Said> & { enforcementLevel: string });
        said.push({
            policy: policy.name,
            urn: subject ?? given.urn,
            message: given.message ?? "",
            level: "enforcementLevel" in given ? given.enforcementLevel : (policy.enforcementLevel ?? ""),
        });
    };
    const configOf = (policy: EnginePolicy) => () =>
        Object.fromEntries(
            Object.entries(policy.configSchema?.properties ?? {}).map(([name, schema]) => [
                name,
                schema.default,
            ]),
        );
    for (const { urn, type, name, props, protect } of resources) {
        for (const policy of policies) {
            const validate = policy.validateResource;
            if (validate && policy.enforcementLevel !== "disabled") {
                assert.ok(!Array.isArray(validate));
                const args = {
                    urn,
                    type,
                    name,
                    props: unknownCheckingProxy(props),
                    opts: { protect },
                    getConfig: configOf(policy),
                };
                validate(args as unknown as ResourceValidationArgs, reporter(policy, urn));
            }
        }
    }
    for (const policy of policies.filter(({ enforcementLevel }) => enforcementLevel !== "disabled")) {
        const shown = new Map<string, EngineResource>();
        for (const { urn, type, name, props, outputs, protect } of resources) {
            const all = unknownCheckingProxy({ ...outputs, ...props });
            shown.set(urn, {
                urn,
                type,
                name,
                props: all,
                opts: { protect },
                dependencies: [],
                propertyDependencies: {},
            } as unknown as EngineResource);
        }
        for (const { urn, propertyDependencies } of resources) {
            for (const [property, sources] of Object.entries(propertyDependencies)) {
                const found = sources
                    .map((source) => shown.get(source))
                    .filter((source) => source !== undefined);
                (shown.get(urn) as EngineResource).propertyDependencies[property] = found;
            }
        }
        policy.validateStack(
            { resources: [...shown.values()], getConfig: configOf(policy) } as never,
            reporter(policy) as never,
        );
    }
    return said;
}

const policiesOf = (tier: Tier, updating = false) => pulumiPolicies({ tier, updating }) as EnginePolicy[];

function stream(props: PolicyResource["props"], sources: readonly string[] = []): PolicyResource {
    const type = "aws:kinesis/stream:Stream";
    return {
        urn: `urn:pulumi:dev::example::${type}::readings`,
        type,
        name: "readings",
        props: { retentionPeriod: 168, ...props },
        dependencies: sources,
        propertyDependencies: { kmsKeyId: sources },
        protect: false,
    };
}

const KEY: PolicyResource = {
    ...stream({}),
    urn: "urn:pulumi:dev::example::aws:kms/key:Key::key",
    type: "aws:kms/key:Key",
    name: "key",
    props: { enableKeyRotation: true },
};

describe("the pack that Pulumi's engine runs", () => {
    it("has a policy for each rule, by a name that Pulumi accepts", () => {
        const policies = policiesOf("production");
        assert.deepEqual(
            policies.map(({ displayName }) => displayName),
            RULES.map(({ id }) => id),
        );
        for (const { name, description, remediationSteps } of policies) {
            assert.match(name, /^[A-Za-z0-9._-]{1,100}$/);
            assert.ok(description && remediationSteps);
        }
    });

    it("enforces what the tier says", () => {
        for (const tier of ["sandbox", "production"] as const) {
            const levels = Object.fromEntries(
                policiesOf(tier).map(({ name, enforcementLevel }) => [name, enforcementLevel]),
            );
            assert.deepEqual(
                levels,
                Object.fromEntries(RULES.map(({ id, enforcement }) => [policyName(id), enforcement[tier]])),
            );
        }
    });

    it("offers a rule's parameters, with the tier's defaults", () => {
        const schema = (tier: Tier) =>
            policiesOf(tier).find(({ name }) => name === "kinesis.stream-retention")?.configSchema?.properties
                .minimumHours;
        assert.deepEqual([schema("sandbox")?.default, schema("production")?.default], [24, 168]);
        assert.equal(schema("sandbox")?.minimum, 24);
    });

    it("says the same as a preview, of every example of every rule", () => {
        const policies = policiesOf("production");
        for (const rule of RULES) {
            for (const example of [...rule.examples.pass, ...rule.examples.fail]) {
                for (const knowledge of KNOWLEDGE) {
                    const resources = examplePlan(example, knowledge);
                    const offline = checkPlan({ resources, tier: "production" })
                        .map(({ rule: id, urn, status, message }) => {
                            return `${policyName(id)} ${urn} ${status === "unknown" ? "?" : "!"} ${message}`;
                        })
                        .sort();
                    const engine = deploy(policies, resources)
                        .map(({ policy, urn, message }) => {
                            const [, unknown] =
                                /^Neither passed nor failed: (.*)\. This policy,/.exec(message) ?? [];
                            return `${policy} ${urn} ${unknown ? `? ${unknown}` : `! ${message}`}`;
                        })
                        .sort();
                    assert.deepEqual(engine, offline, `${rule.id}: ${example.title} (${knowledge} known)`);
                }
            }
        }
    });

    it("stops a resource before it is made, and says it once", () => {
        const said = deploy(policiesOf("production"), [stream({ encryptionType: "NONE" })]);
        assert.deepEqual(
            said.map(({ policy, level, urn }) => [policy, level, urn]),
            [["kinesis.stream-encrypted", "mandatory", stream({}).urn]],
        );
    });

    it("says nothing of an unknown key that is one of the stack", () => {
        const props = { encryptionType: "KMS", kmsKeyId: UNKNOWN };
        assert.deepEqual(deploy(policiesOf("production"), [KEY, stream(props, [KEY.urn])]), []);
    });

    it("shows in a preview what it cannot decide, and that it remains mandatory", () => {
        const said = deploy(policiesOf("production"), [stream({ encryptionType: "KMS", kmsKeyId: UNKNOWN })]);
        assert.equal(said.length, 1);
        assert.equal(said[0]?.level, "advisory");
        assert.match(
            said[0]?.message ?? "",
            /^Neither passed nor failed: kmsKeyId cannot be known.*mandatory in production, is checked again before the resource is changed/,
        );
    });

    it("stops an update in which something is still unknown", () => {
        const said = deploy(policiesOf("production", true), [
            stream({ encryptionType: "KMS", kmsKeyId: UNKNOWN }),
        ]);
        assert.deepEqual(
            said.map(({ level }) => level),
            ["mandatory"],
        );
    });

    it("judges by the update's values, not by those of the preview before it", () => {
        const policies = policiesOf("production");
        const key = { encryptionType: "KMS", kmsKeyId: UNKNOWN };
        assert.equal(deploy(policies, [stream(key)]).length, 1);
        assert.deepEqual(deploy(policies, [stream({ ...key, kmsKeyId: EXAMPLE_KEY })]), []);
        assert.equal(
            deploy(policies, [stream({ ...key, kmsKeyId: "alias/aws/kinesis" })])[0]?.level,
            "mandatory",
        );
    });

    it("judges a resource that is shown twice by what was shown last", () => {
        const policies = policiesOf("production");
        const shown = [{ kmsKeyId: UNKNOWN }, { kmsKeyId: UNKNOWN, tags: {} }].map((props) =>
            stream({ encryptionType: "KMS", ...props }),
        );
        const [first, last] = shown as [PolicyResource, PolicyResource];
        const decided = { ...last, props: { ...last.props, kmsKeyId: EXAMPLE_KEY } };
        assert.deepEqual(deploy(policies, [first, decided]), []);
    });

    it("does not take what the provider computes for what the program says", () => {
        // A provider reports an optional setting that was left out as unknown until the resource is there.
        const resource = { ...stream({}), outputs: { encryptionType: UNKNOWN, kmsKeyId: UNKNOWN } };
        const said = deploy(policiesOf("production"), [resource]);
        assert.deepEqual(
            said.map(({ policy, level }) => [policy, level]),
            [["kinesis.stream-encrypted", "mandatory"]],
        );
    });
});

describe("the tier of a stack", () => {
    it("is production unless the stack says otherwise", () => {
        assert.deepEqual([undefined, "sandbox", "production"].map(tierOf), [
            "production",
            "sandbox",
            "production",
        ]);
    });

    it("is not guessed", () => {
        assert.throws(
            () => tierOf("Sandbox"),
            /tributary:tier: "Sandbox" is no tier; allowed: sandbox, production/,
        );
    });
});
