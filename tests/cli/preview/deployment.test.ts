import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { fromDeployment, toDeployment } from "../../../cli/preview/deployment";
import type { Plan, PlanResource, PlanValue } from "../../../cli/preview/plan";
import { UNKNOWN } from "../../../cli/preview/plan";
import { SIGNATURE_KEY, SIGNATURES, secret } from "../../../cli/preview/values";
import { Group, record } from "./programs";

const urn = fc.nat(99).map((number) => `urn:pulumi:dev::tributary::aws:sqs/queue:Queue::queue-${number}`);

const value: fc.Arbitrary<PlanValue> = fc.letrec<{ value: PlanValue }>((tie) => ({
    value: fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        fc.constantFrom<PlanValue>(null, true, false, UNKNOWN),
        fc.integer(),
        fc.string(),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), tie("value"), {
            maxKeys: 3,
            noNullPrototype: true,
        }),
        tie("value").map(secret),
        fc.string({ minLength: 1 }).map((path) => ({ [SIGNATURE_KEY]: SIGNATURES.asset, path })),
    ),
})).value;

const values = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { maxKeys: 4, noNullPrototype: true });
const lists = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 2 });

const resource: fc.Arbitrary<PlanResource> = fc
    .record({
        urn,
        id: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        parent: fc.option(urn, { nil: undefined }),
        provider: fc.option(urn, { nil: undefined }),
        external: fc.constantFrom(true, undefined),
        inputs: values,
        outputs: values,
        dependencies: fc.array(urn, { maxLength: 3 }),
        propertyDependencies: fc.dictionary(
            fc.string({ minLength: 1 }),
            fc.array(urn, { minLength: 1, maxLength: 2 }),
            {
                maxKeys: 2,
                noNullPrototype: true,
            },
        ),
        protect: fc.boolean(),
        retainOnDelete: fc.boolean(),
        deleteBeforeReplace: fc.boolean(),
        ignoreChanges: lists,
        replaceOnChanges: lists,
        aliases: fc.array(urn, { maxLength: 2 }),
        additionalSecretOutputs: lists,
        customTimeouts: fc.constantFrom({ create: "1h30m", delete: "45s" }, { update: "2h" }, undefined),
    })
    .map((fields) => {
        const name = fields.urn.split("::")[3] ?? "";
        const all = { ...fields, type: "aws:sqs/queue:Queue", name, custom: true };
        return Object.fromEntries(
            Object.entries(all).filter(([, field]) => field !== undefined),
        ) as unknown as PlanResource;
    });

const plans: fc.Arbitrary<Plan> = fc.record(
    {
        project: fc.constant("tributary"),
        stack: fc.constant("dev"),
        region: fc.constantFrom("eu-west-1", "us-east-1"),
        accountId: fc.constant("123456789012"),
        resources: fc.array(resource, { minLength: 1, maxLength: 4 }),
        warnings: lists,
    },
    { noNullPrototype: true },
);

describe("a plan on disk", () => {
    it("is read back as it was written", () => {
        fc.assert(
            fc.property(plans, (plan) => {
                const text = JSON.stringify(toDeployment(plan, { showSecrets: true }));
                assert.deepEqual(fromDeployment(JSON.parse(text)), plan);
            }),
        );
    });

    it("is read back as it was recorded", async () => {
        const plan = await record(async () => {
            new Group(
                "group",
                (parent) => {
                    const code = new pulumi.asset.AssetArchive({
                        "index.js": new pulumi.asset.StringAsset("exports.x = 1"),
                    });
                    const role = new aws.iam.Role("role", { assumeRolePolicy: "{}" }, { parent });
                    new aws.lambda.Function(
                        "function",
                        { role: role.arn, code, environment: { variables: { KEY: pulumi.secret("s") } } },
                        { parent },
                    );
                    return { role: role.arn };
                },
                { protect: true },
            );
            pulumi.log.warn("careful");
        });
        assert.deepEqual(
            fromDeployment(JSON.parse(JSON.stringify(toDeployment(plan, { showSecrets: true })))),
            plan,
        );
    });

    it("is a version 3 deployment with a manifest that the engine accepts", async () => {
        const { version, deployment } = toDeployment(await record(async () => void new aws.sqs.Queue("q")));
        assert.equal(version, 3);
        assert.match(deployment.manifest.version, /^v\d+\.\d+\.\d+$/);
        assert.equal(
            deployment.manifest.magic,
            createHash("sha256").update(deployment.manifest.version).digest("hex"),
        );
    });

    it("hides what is secret unless it is asked for, and keeps the marker", async () => {
        const plan = await record(async () => {
            new aws.sqs.Queue("q", { tags: pulumi.secret({ token: "hunter2" }) });
            return { token: pulumi.secret("hunter2") };
        });
        const hidden = JSON.stringify(toDeployment(plan));
        assert.equal(hidden.includes("hunter2"), false);
        assert.equal(hidden.includes(SIGNATURES.secret), true);
        assert.equal(JSON.stringify(toDeployment(plan, { showSecrets: true })).includes("hunter2"), true);
    });

    it("keeps assets and archives with Pulumi's signature keys", async () => {
        const plan = await record(async () => {
            const code = new pulumi.asset.AssetArchive({
                "index.js": new pulumi.asset.FileAsset("index.js"),
            });
            new aws.lambda.Function("f", { role: "arn:aws:iam::123456789012:role/r", code });
        });
        const written = toDeployment(plan).deployment.resources.find(
            ({ type }) => type === "aws:lambda/function:Function",
        );
        assert.deepEqual(written?.inputs?.code, {
            [SIGNATURE_KEY]: SIGNATURES.archive,
            assets: { "index.js": { [SIGNATURE_KEY]: SIGNATURES.asset, path: "index.js" } },
        });
    });

    it("reads what `pulumi stack export` writes: encrypted secrets are unknown", () => {
        const plan = fromDeployment({
            version: 3,
            deployment: {
                manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "v3.270.0" },
                secrets_providers: { type: "passphrase" },
                resources: [
                    {
                        urn: "urn:pulumi:prod::tributary::aws:sqs/queue:Queue::q",
                        custom: true,
                        type: "aws:sqs/queue:Queue",
                        inputs: { name: { [SIGNATURE_KEY]: SIGNATURES.secret, ciphertext: "v1:abc" } },
                        outputs: { arn: "arn:aws:sqs:eu-central-1:999999999999:q" },
                        propertyDependencies: { name: null },
                    },
                ],
            },
        });
        assert.equal(plan.stack, "prod");
        assert.equal(plan.accountId, "999999999999");
        assert.deepEqual(plan.resources[0]?.inputs.name, secret(UNKNOWN));
        assert.deepEqual(plan.resources[0]?.propertyDependencies, {});
    });

    it("is refused where it is none, with what is read and how to get it", () => {
        for (const json of [null, {}, { version: 2, deployment: { resources: [] } }, { version: 3 }]) {
            assert.throws(() => fromDeployment(json), /not a Pulumi deployment.*pulumi stack export/s);
        }
    });
});
