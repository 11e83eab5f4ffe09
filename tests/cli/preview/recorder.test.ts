import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Plan, UNKNOWN } from "../../../cli/preview/plan";
import { spareDebugging } from "../../../cli/preview/sdk";
import { isSecret } from "../../../cli/preview/values";
import { find, Group, record } from "./programs";

describe("a recorded program", () => {
    it("lists the stack first, then each resource with the URN that the engine gives it", async () => {
        const plan = await record(async () => {
            new Group("outer", (outer) => {
                new Group("inner", (inner) => void new aws.sqs.Queue("jobs", {}, { parent: inner }), {
                    parent: outer,
                });
                return undefined;
            });
        });
        assert.equal(plan.resources[0]?.urn, "urn:pulumi:dev::tributary::pulumi:pulumi:Stack::tributary-dev");
        assert.equal(find(plan, "outer").urn, "urn:pulumi:dev::tributary::test:index:Group::outer");
        assert.equal(
            find(plan, "jobs").urn,
            "urn:pulumi:dev::tributary::test:index:Group$test:index:Group$aws:sqs/queue:Queue::jobs",
        );
        assert.equal(find(plan, "jobs").parent, find(plan, "inner").urn);
        assert.equal(find(plan, "inner").parent, find(plan, "outer").urn);
        assert.equal(find(plan, "outer").parent, plan.resources[0]?.urn);
    });

    it("has the default provider of each package, once, with the stack's configuration", async () => {
        const plan = await record(
            async () => {
                new aws.sqs.Queue("a");
                new aws.sqs.Queue("b");
            },
            { config: { "aws:allowedAccountIds": '["123456789012"]', "other:key": "x" } },
        );
        const providers = plan.resources.filter(({ type }) => type === "pulumi:providers:aws");
        assert.deepEqual(
            providers.map(({ name, inputs }) => ({ name, inputs })),
            [
                {
                    name: "default_7_48_0",
                    inputs: { region: "eu-west-1", allowedAccountIds: '["123456789012"]', version: "7.48.0" },
                },
            ],
        );
        assert.equal(find(plan, "a").provider, `${providers[0]?.urn}::${providers[0]?.id}`);
    });

    it("passes protection on to children that say nothing, and lets them refuse it", async () => {
        const plan = await record(async () => {
            new Group(
                "kept",
                (parent) => {
                    new aws.sqs.Queue("inherits", {}, { parent });
                    new aws.sqs.Queue("refuses", {}, { parent, protect: false });
                    return undefined;
                },
                { protect: true },
            );
            new aws.sqs.Queue("plain");
        });
        const protections = ["kept", "inherits", "refuses", "plain"].map((name) => find(plan, name).protect);
        assert.deepEqual(protections, [true, true, false, false]);
    });

    it("passes retainOnDelete on to children", async () => {
        const plan = await record(async () => {
            new Group("kept", (parent) => void new aws.sqs.Queue("child", {}, { parent }), {
                retainOnDelete: true,
            });
        });
        assert.equal(find(plan, "child").retainOnDelete, true);
    });

    it("turns a dependency on a component into dependencies on what the component is made of", async () => {
        const plan = await record(async () => {
            const group = new Group("group", (outer) => {
                new aws.sqs.Queue("direct", {}, { parent: outer });
                new Group("nested", (inner) => void new aws.sqs.Queue("deep", {}, { parent: inner }), {
                    parent: outer,
                });
                return undefined;
            });
            new aws.sns.Topic("after", {}, { dependsOn: group });
        });
        assert.deepEqual(
            [...find(plan, "after").dependencies].sort(),
            [find(plan, "deep").urn, find(plan, "direct").urn].sort(),
        );
    });

    it("says which property comes from which resource, and adds them to the dependencies", async () => {
        const plan = await record(async () => {
            const topic = new aws.sns.Topic("topic");
            const queue = new aws.sqs.Queue("queue");
            new aws.sns.TopicSubscription("both", { topic: topic.arn, protocol: "sqs", endpoint: queue.arn });
        });
        const both = find(plan, "both");
        assert.deepEqual(both.propertyDependencies, {
            topic: [find(plan, "topic").urn],
            endpoint: [find(plan, "queue").urn],
        });
        assert.deepEqual(
            [...both.dependencies].sort(),
            [find(plan, "queue").urn, find(plan, "topic").urn].sort(),
        );
    });

    it("keeps the options that matter to a deployment", async () => {
        const plan = await record(async () => {
            new aws.sqs.Queue(
                "queue",
                { name: "given" },
                {
                    ignoreChanges: ["tags"],
                    replaceOnChanges: ["name"],
                    deleteBeforeReplace: true,
                    retainOnDelete: true,
                    customTimeouts: { create: "90m" },
                    additionalSecretOutputs: ["url"],
                },
            );
        });
        const queue = find(plan, "queue");
        assert.deepEqual(queue.ignoreChanges, ["tags"]);
        assert.deepEqual(queue.replaceOnChanges, ["name"]);
        assert.equal(queue.deleteBeforeReplace, true);
        assert.equal(queue.retainOnDelete, true);
        assert.deepEqual(queue.customTimeouts, { create: "1h30m" });
        assert.deepEqual(queue.additionalSecretOutputs, ["url"]);
        assert.equal(isSecret(queue.outputs.url), true);
    });

    it("computes aliases, those inherited from a renamed component too", async () => {
        const plan = await record(async () => {
            new Group(
                "lake",
                (parent) =>
                    void new aws.sqs.Queue("lake-queue", {}, { parent, aliases: [{ name: "lake-old" }] }),
                { aliases: [{ name: "pond" }] },
            );
        });
        assert.deepEqual(find(plan, "lake").aliases, ["urn:pulumi:dev::tributary::test:index:Group::pond"]);
        assert.deepEqual(find(plan, "lake-queue").aliases, [
            "urn:pulumi:dev::tributary::test:index:Group$aws:sqs/queue:Queue::lake-old",
            "urn:pulumi:dev::tributary::test:index:Group$aws:sqs/queue:Queue::pond-queue",
            "urn:pulumi:dev::tributary::test:index:Group$aws:sqs/queue:Queue::pond-old",
        ]);
    });

    it("does not call a resource its own former self where only its parent was renamed", async () => {
        const plan = await record(async () => {
            new Group("lake", (parent) => void new aws.sqs.Queue("jobs", {}, { parent }), {
                aliases: [{ name: "pond" }],
            });
        });
        assert.deepEqual(find(plan, "jobs").aliases, []);
    });

    it("waits for resources that are made inside apply", async () => {
        const plan = await record(async () => {
            new aws.sqs.Queue("first").url.apply((url) => new aws.sqs.Queue("second", { tags: { url } }));
        });
        assert.deepEqual(find(plan, "second").inputs.tags, { url: find(plan, "first").id });
    });

    it("tells apart what is known, what is not, and what is secret", async () => {
        const plan = await record(async () => {
            const table = new aws.dynamodb.Table("table", {});
            const host = new aws.ec2.Instance("host", {});
            const queue = new aws.sqs.Queue("queue", { name: pulumi.secret("hush") });
            return {
                known: table.name,
                unknown: host.privateDns,
                joined: pulumi.interpolate`x${host.privateDns}`,
                queue: queue.name,
            };
        });
        const outputs = plan.resources[0]?.outputs ?? {};
        assert.match(String(outputs.known), /^table-[0-9a-f]{7}$/);
        assert.equal(outputs.unknown, UNKNOWN);
        assert.equal(outputs.joined, UNKNOWN);
        assert.equal(isSecret(outputs.queue), true);
        assert.equal(isSecret(find(plan, "queue").inputs.name), true);
    });

    it("records the outputs of components", async () => {
        const plan = await record(async () => {
            new Group("group", (parent) => ({ url: new aws.sqs.Queue("q", { name: "q" }, { parent }).url }));
        });
        assert.deepEqual(find(plan, "group").outputs, {
            url: "https://sqs.eu-west-1.amazonaws.com/123456789012/q",
        });
    });

    it("marks resources that are only read", async () => {
        const plan = await record(async () => {
            const queue = aws.sqs.Queue.get("theirs", "https://sqs.eu-west-1.amazonaws.com/1/theirs");
            return { id: queue.id, arn: queue.arn };
        });
        assert.equal(find(plan, "theirs").external, true);
        assert.deepEqual(plan.resources[0]?.outputs, {
            id: "https://sqs.eu-west-1.amazonaws.com/1/theirs",
            arn: UNKNOWN,
        });
    });

    it("gives a provider the id of a resource where the program passes the resource", async () => {
        const plan = await record(async () => {
            const role = new aws.iam.Role("role", { name: "r", assumeRolePolicy: "{}" });
            new aws.iam.RolePolicy("policy", { role, policy: "{}" });
        });
        assert.equal(find(plan, "policy").inputs.role, "r");
        assert.deepEqual(find(plan, "policy").propertyDependencies.role, [find(plan, "role").urn]);
    });

    it("computes names and ARNs for the region of an explicit provider", async () => {
        const plan = await record(async () => {
            const provider = new aws.Provider("elsewhere", { region: "us-gov-west-1" });
            new aws.sqs.Queue("far", { name: "far" }, { provider });
            new aws.sqs.Queue("own", { name: "own", region: "cn-north-1" });
        });
        assert.equal(find(plan, "elsewhere").inputs.version, "7.48.0");
        assert.equal(find(plan, "far").outputs.arn, "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:far");
        assert.equal(
            find(plan, "own").outputs.url,
            "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/own",
        );
    });

    it("answers what a program asks about its account and region, and builds policy documents", async () => {
        const plan = await record(
            async () => ({
                account: aws.getCallerIdentityOutput().accountId,
                region: aws.getRegionOutput().region,
                partition: aws.getPartitionOutput().partition,
                document: aws.iam.getPolicyDocumentOutput({
                    statements: [{ actions: ["s3:GetObject"], resources: ["*"] }],
                }).minifiedJson,
            }),
            { accountId: "999999999999" },
        );
        assert.deepEqual(plan.resources[0]?.outputs, {
            account: "999999999999",
            region: "eu-west-1",
            partition: "aws",
            document:
                '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
        });
    });

    it("keeps warnings in order and does not fail for them", async () => {
        const plan = await record(async () => {
            pulumi.log.warn("one");
            pulumi.log.info("not this");
            pulumi.log.warn("two");
        });
        assert.deepEqual(plan.warnings, ["one", "two"]);
    });

    it("applies transforms of the stack and of a resource", async () => {
        const plan = await record(async () => {
            pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
                type === "aws:sqs/queue:Queue"
                    ? { props: { ...props, tags: { owner: "team" } }, opts }
                    : undefined,
            );
            new aws.sqs.Queue("tagged");
            const protect: pulumi.ResourceTransform = ({ props, opts }) => ({
                props,
                opts: { ...opts, protect: true },
            });
            new aws.sns.Topic("protected", {}, { transforms: [protect] });
        });
        assert.deepEqual(find(plan, "tagged").inputs.tags, { owner: "team" });
        assert.equal(find(plan, "protected").protect, true);
        assert.equal(find(plan, "tagged").protect, false);
    });

    it("is the same without the SDK's debugging aids, places of resources included", async () => {
        const program = async () => {
            new Group("group", (parent) => ({ url: new aws.sqs.Queue("q", {}, { parent }).url }));
            new aws.sqs.Queue("q");
        };
        const twice = async () => {
            new aws.sqs.Queue("twice");
            new aws.sqs.Queue("twice");
        };
        const before = await record(program);
        const refusedBefore = await record(twice).catch((error: Error) => error.message);
        spareDebugging();
        const byUrn = (plan: Plan) => plan.resources.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
        assert.deepEqual(byUrn(await record(program)), byUrn(before));
        assert.equal(await record(twice).catch((error: Error) => error.message), refusedBefore);
    });

    it("is the same each time, also when two are recorded at once", async () => {
        const program = async () => {
            const bucket = new aws.s3.Bucket("data");
            new aws.s3.BucketVersioning("versions", {
                bucket: bucket.bucket,
                versioningConfiguration: { status: "Enabled" },
            });
        };
        const [one, two, other] = await Promise.all([
            record(program),
            record(program),
            record(program, { stack: "prod", region: "us-east-1" }),
        ]);
        assert.deepEqual(one, two);
        assert.notEqual(find(one, "data").id, find(other, "data").id);
        assert.equal(find(other, "data").outputs.region, "us-east-1");
    });
});
