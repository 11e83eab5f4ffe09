import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { componentTree } from "../../../cli/preview/components";
import { UNKNOWN } from "../../../cli/preview/plan";
import { policyResources } from "../../../cli/preview/policyResources";
import { answer, printed, type Report, reportLines } from "../../../cli/preview/report";
import { secret } from "../../../cli/preview/values";
import { wrap } from "../../../cli/terminal";
import { checkPlan } from "../../../policies/check";
import { RULES } from "../../../policies/rules";
import { Group, record } from "./programs";

async function reportOf(program: () => unknown): Promise<Report> {
    const plan = await record(program);
    const findings = checkPlan({ resources: policyResources(plan), tier: "production" });
    return { plan, tier: "production", findings, rules: RULES.length };
}

function lines(
    report: Report,
    options: { resources?: boolean; width?: number; out?: string } = {},
): string[] {
    const { resources = false, width = 200, out } = options;
    return reportLines(report, { resources, width, out }).map((line) => stripVTControlCharacters(line));
}

function text(report: Report, options: { resources?: boolean; width?: number; out?: string } = {}): string {
    return lines(report, options).join("\n");
}

const twoGroups = () => {
    const store = new Group("store", (parent) => {
        const topic = new aws.sns.Topic("news", { kmsMasterKeyId: "k" }, { parent, protect: true });
        new aws.sns.Topic("more", { kmsMasterKeyId: "k" }, { parent, protect: false });
        return { arn: topic.arn };
    });
    new Group(
        "user",
        (parent) =>
            void new aws.cloudwatch.MetricAlarm(
                "alarm",
                { comparisonOperator: "x", evaluationPeriods: 1 },
                { parent, dependsOn: store },
            ),
    );
};

describe("the answer of a preview", () => {
    it("is that all is fine where no mandatory policy is violated", async () => {
        const report = await reportOf(() => undefined);
        assert.equal(answer(report).fine, true);
        assert.match(
            answer(report).text,
            /^dev is fine: 0 resources in eu-west-1; \d+ policies of tier production checked$/,
        );
    });

    it("is how many mandatory violations there are, and stands in the first line", async () => {
        const report = await reportOf(() => {
            new aws.sqs.Queue("open", { sqsManagedSseEnabled: false });
        });
        const mandatory = report.findings.filter(
            ({ status, enforcement }) => status === "violation" && enforcement === "mandatory",
        );
        assert.ok(mandatory.length > 0, "an unencrypted queue violates a policy");
        assert.equal(answer(report).fine, false);
        assert.match(
            lines(report)[0] ?? "",
            new RegExp(`^✘ dev must not be deployed: ${mandatory.length} mandatory violation`),
        );
    });

    it("does not count what cannot be decided as a violation", () => {
        const finding = {
            rule: "a/b",
            title: "t",
            severity: "high",
            urn: "u",
            status: "unknown",
            message: "m",
            enforcement: "mandatory",
            remediation: "r",
        } as const;
        const plan = { project: "p", stack: "dev", region: "r", accountId: "1", warnings: [], resources: [] };
        const stack = {
            urn: "s",
            type: "pulumi:pulumi:Stack",
            name: "s",
            custom: false,
            inputs: {},
            outputs: {},
            dependencies: [],
            propertyDependencies: {},
            protect: false,
            retainOnDelete: false,
            ignoreChanges: [],
            replaceOnChanges: [],
            deleteBeforeReplace: false,
            aliases: [],
            additionalSecretOutputs: [],
        };
        const report: Report = {
            plan: { ...plan, resources: [stack] },
            tier: "production",
            findings: [finding],
            rules: 1,
        };
        assert.equal(answer(report).fine, true);
        assert.match(text(report), /\? a\/b cannot be decided before the deployment/);
    });
});

describe("a printed preview", () => {
    it("groups by component, counts types, and says what is protected and who needs whom", async () => {
        const report = text(await reportOf(twoGroups));
        assert.match(report, /├─ store Group 2 resources · 1 protected\n│ {2}└─ sns Topic×2 \(1 protected\)/);
        assert.match(report, /└─ user Group 1 resource · needs store\n {3}└─ cloudwatch MetricAlarm/);
    });

    it("lists each resource with protection and dependencies where that is asked for", async () => {
        const report = text(await reportOf(twoGroups), { resources: true });
        assert.match(report, /sns\.Topic news · protected/);
        assert.match(report, /cloudwatch\.MetricAlarm alarm · needs (news, more|more, news)/);
    });

    it("says of a violation which rule, which resource, what was found and how to fix it", async () => {
        const report = text(
            await reportOf(() => void new aws.sqs.Queue("open", { sqsManagedSseEnabled: false })),
        );
        assert.match(report, /✘ sqs\/\S+ mandatory, \w+ .+\n {4}open: .+\n(.+\n)* {4}fix: .+/);
    });

    it("tells values apart from what is known after the deployment, and masks secrets", async () => {
        const report = text(
            await reportOf(() => {
                const table = new aws.dynamodb.Table("table", {});
                const host = new aws.ec2.Instance("host", {});
                new aws.sns.Topic("topic", { displayName: host.privateDns });
                return {
                    later: host.privateDns,
                    now: table.name,
                    hush: pulumi.secret("hunter2"),
                    nested: { a: [host.privateDns] },
                };
            }),
        );
        assert.match(report, /Known after deployment 1 input of 1 resource\n\? topic: displayName/);
        assert.match(report, /later {2}\(known after deployment\)/);
        assert.match(report, /now {4}table-[0-9a-f]{7}/);
        assert.match(report, /hush {3}\[secret\]/);
        assert.match(report, /nested \{"a":\["\(known after deployment\)"\]\}/);
        assert.equal(report.includes("hunter2"), false);
        assert.equal(report.includes(UNKNOWN), false);
    });

    it("shows warnings", async () => {
        assert.match(text(await reportOf(() => pulumi.log.warn("look here"))), /^! look here$/m);
    });

    it("keeps within the window's width", async () => {
        for (const width of [60, 80, 110]) {
            for (const resources of [false, true]) {
                const long = lines(await reportOf(twoGroups), { width, resources }).filter(
                    (line) => [...line].length > width,
                );
                assert.deepEqual(long, [], `${width} columns`);
            }
        }
    });

    it("says where the plan was written", async () => {
        assert.match(
            text(await reportOf(() => undefined), { out: "plan.json" }),
            /^The plan is in plan\.json\.$/m,
        );
    });

    it("masks a secret and names an unknown", () => {
        assert.equal(printed(secret("x")), "[secret]");
        assert.equal(stripVTControlCharacters(printed(UNKNOWN)), "(known after deployment)");
        assert.equal(stripVTControlCharacters(printed(secret(UNKNOWN))), "(known after deployment)");
        assert.equal(printed({ a: secret("x"), b: 1 }), '{"a":"[secret]","b":1}');
    });
});

describe("the tree of components", () => {
    it("counts resources of nested components, and leaves providers and what is only read aside", async () => {
        const plan = await record(() => {
            new Group("outer", (outer) => {
                new aws.sqs.Queue("a", {}, { parent: outer });
                new Group("inner", (inner) => void new aws.sqs.Queue("b", {}, { parent: inner }), {
                    parent: outer,
                });
                return undefined;
            });
            aws.sqs.Queue.get("theirs", "url");
            new aws.Provider("own", { region: "us-east-1" });
        });
        const tree = componentTree(plan);
        assert.equal(tree.total, 2);
        assert.deepEqual(
            tree.components.map(({ resource, total }) => [resource.name, total]),
            [["outer", 2]],
        );
        assert.deepEqual(
            tree.components[0]?.components.map(({ resource }) => resource.name),
            ["inner"],
        );
    });
});

describe("wrapped text", () => {
    it("breaks between words, and counts no colours", () => {
        assert.deepEqual(wrap("one two three", 7), ["one two", "three"]);
        assert.deepEqual(wrap("\u001b[31mone\u001b[39m two three", 7), [
            "\u001b[31mone\u001b[39m two",
            "three",
        ]);
        assert.deepEqual(wrap("averylongword x", 5), ["averylongword", "x"]);
    });
});
