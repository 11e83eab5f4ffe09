import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import {
    architectureOf,
    NODE_SIZES,
    objectOf,
    objectUriProblem,
    scheduleProblem,
    vcpusOf,
} from "../../../../infra/aws/emr";
import { fleetsOf, scalingLimits } from "../../../../infra/components/hadoop/fleets";
import { validateHadoopCluster } from "../../../../infra/components/hadoop/validation";
import {
    type HadoopClusterArgs,
    HadoopLifecycle,
    HadoopPlatform,
    StepEngine,
} from "../../../../infra/components/hadoopCluster";
import { CERTIFICATES, HIVE, SPARK } from "./building";

/** What is checked of a component's arguments; nothing else of them is read. */
const right = {
    platform: HadoopPlatform.Clusters,
    lifecycle: HadoopLifecycle.Transient,
    steps: [{ name: "anomalies", engine: StepEngine.Spark, file: SPARK, arguments: [] }],
    release: "emr-7.14.0",
    masterTypes: ["m6g.xlarge"],
    core: { types: ["m6g.xlarge"], vcpus: 8 },
    task: { types: ["m6g.xlarge", "r6g.xlarge"], vcpus: 8, maxVcpus: 64 },
    idleMinutes: 60,
    certificates: { pem: CERTIFICATES },
    network: { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"] },
    logRetentionDays: 30,
} as unknown as HadoopClusterArgs;

/** Wrong properties and the reasons that a user sees. */
function refusals(over: Partial<HadoopClusterArgs>): Record<string, string> {
    try {
        validateHadoopCluster("hadoop", { ...right, ...over });
        return {};
    } catch (error) {
        assert.ok(pulumi.InputPropertiesError.isInstance(error));
        return Object.fromEntries(error.errors.map(({ propertyPath, reason }) => [propertyPath, reason]));
    }
}

describe("arguments of a Hadoop cluster", () => {
    it("are taken where nothing is wrong", () => {
        assert.deepEqual(refusals({}), {});
    });

    it("are refused all at once, each with its property", () => {
        const wrong = refusals({ release: "emr-5.36.0", idleMinutes: 0, logRetentionDays: 2, steps: [] });
        assert.deepEqual(Object.keys(wrong), ["release", "idleMinutes", "steps", "logRetentionDays"]);
    });

    const bad: readonly (readonly [string, Partial<HadoopClusterArgs>, string, RegExp])[] = [
        [
            "a release of Spark alone",
            { release: "emr-spark-8.0.0" },
            "release",
            /take a release for Hadoop, such as emr-7/,
        ],
        [
            "an instance type that is too small",
            { masterTypes: ["m6g.large"] },
            "masterTypes[0]",
            /"m6g\.large" is not .*; give one such as m6g\.xlarge/,
        ],
        [
            "a type twice",
            { core: { types: ["m6g.xlarge", "m6g.xlarge"], vcpus: 8 } },
            "core.types",
            /give 1 to 30 different ones/,
        ],
        [
            "a fleet without capacity, which EMR refuses",
            { task: { ...right.task, vcpus: 0 } },
            "task.vcpus",
            /1 or more/,
        ],
        [
            "a bound below the start",
            { task: { ...right.task, maxVcpus: 4 } },
            "task.maxVcpus",
            /less than the 8 .*; give 8 or more/,
        ],
        [
            "a wait for Spot that EMR refuses",
            { task: { ...right.task, spotTimeoutMinutes: 2 } },
            "task.spotTimeoutMinutes",
            /give 5 to 1440 minutes/,
        ],
        [
            "two architectures",
            { task: { ...right.task, types: ["m6i.xlarge"] } },
            "task.types",
            /take types of one architecture/,
        ],
        ["a disk that is too small", { diskGib: 8 }, "diskGib", /give 15 to 1024 GiB/],
        ["an end that EMR does not know", { idleMinutes: 20_000 }, "idleMinutes", /give 1 to 10080 minutes/],
        [
            "no certificates, which would send rows in clear",
            { certificates: undefined },
            "certificates",
            /neither is given; give one, the zip file of certificates in S3 or a class/,
        ],
        [
            "two kinds of certificates",
            { certificates: { pem: CERTIFICATES, provider: { jar: "s3://keys/a.jar", className: "A" } } },
            "certificates",
            /both are given; give one/,
        ],
        [
            "certificates that are not a zip file",
            { certificates: { pem: "s3://keys/emr.pem" } },
            "certificates.pem",
            /give one such as s3:\/\/.*\.zip/,
        ],
        [
            "no network",
            { network: undefined },
            "network",
            /give a Network, or an existing VPC with private subnets/,
        ],
        [
            "a schedule of a cluster that may have ended",
            { lifecycle: HadoopLifecycle.LongRunning, schedule: { expression: "rate(1 day)" } },
            "schedule",
            /choose the transient lifecycle/,
        ],
        [
            "a schedule with five fields",
            { schedule: { expression: "cron(0 3 * * *)" } },
            "schedule.expression",
            /give six fields such as cron\(30 3/,
        ],
        [
            "a script of another engine",
            { steps: [{ name: "a", engine: StepEngine.Spark, file: HIVE, arguments: [] }] },
            "steps[0].file",
            /is not a \.py file/,
        ],
        [
            "an argument that Hive cannot take",
            { steps: [{ name: "a", engine: StepEngine.Hive, file: HIVE, arguments: ["--top"] }] },
            "steps[0].arguments[0]",
            /is not name=value/,
        ],
        [
            "a step's name twice",
            { steps: [...right.steps, ...right.steps] },
            "steps[1].name",
            /give it another one/,
        ],
    ];
    for (const [title, over, property, reason] of bad) {
        it(`are refused with the fix: ${title}`, () => {
            assert.match(refusals(over)[property] ?? "not refused", reason);
        });
    }

    it("of EMR Serverless need neither network nor certificates", () => {
        assert.deepEqual(
            refusals({ platform: HadoopPlatform.Serverless, network: undefined, certificates: undefined }),
            {},
        );
    });
});

describe("facts of EMR", () => {
    const family = fc.constantFrom("m5", "m6g", "c6i", "r7gd", "m8g", "i4i", "r5");
    const size = fc.constantFrom(...NODE_SIZES);

    it("a node weighs its vCPUs, which double with each size", () => {
        fc.assert(
            fc.property(family, size, (name, of) => {
                const factor = of === "xlarge" ? 1 : Number.parseInt(of, 10);
                assert.equal(vcpusOf(`${name}.${of}`), 4 * factor);
            }),
        );
        assert.deepEqual(
            ["m6g.large", "xlarge", "m6g", "m6g.constructor", ""].map(vcpusOf),
            Array(5).fill(undefined),
        );
    });

    it("fleets start within the bounds of managed scaling, and only task nodes are beyond the core", () => {
        fc.assert(
            fc.property(fc.nat(500), fc.nat(500), fc.nat(500), (core, task, more) => {
                const args = {
                    ...right,
                    core: { ...right.core, vcpus: core + 1 },
                    task: { ...right.task, vcpus: task + 1, maxVcpus: task + 1 + more },
                };
                const fleets = fleetsOf(args);
                const limits = scalingLimits(args);
                const started = fleets.core.onDemand + fleets.task.spot;
                assert.ok(limits.minimum <= started && started <= limits.maximum);
                assert.equal(limits.maximumCore, fleets.core.onDemand);
                assert.equal(fleets.core.spot + fleets.task.onDemand + fleets.master.spot, 0);
                assert.deepEqual(refusals(args), {});
            }),
        );
    });

    it("Graviton is told apart by its g", () => {
        assert.deepEqual(
            ["m6g.xlarge", "r7gd.2xlarge", "m6i.xlarge", "g5.xlarge", "c7gn.xlarge"].map(architectureOf),
            ["ARM64", "ARM64", "X86_64", "X86_64", "ARM64"],
        );
    });

    it("a schedule has either a day of the month or a day of the week", () => {
        assert.equal(scheduleProblem("cron(30 3 * * ? *)"), undefined);
        assert.equal(scheduleProblem("cron(0 6 ? * MON-FRI *)"), undefined);
        assert.equal(scheduleProblem("rate(12 hours)"), undefined);
        assert.match(String(scheduleProblem("cron(30 3 * * * *)")), /needs \? for either/);
        assert.match(String(scheduleProblem("rate(0 days)")), /is not a schedule/);
        assert.match(String(scheduleProblem("every day")), /such as cron\(/);
    });

    it("a place in S3 is a bucket and a key", () => {
        fc.assert(
            fc.property(
                fc.stringMatching(/^[a-z0-9]{3,20}$/),
                fc.stringMatching(/^[a-z0-9/]{1,20}$/),
                (bucket, key) => {
                    const uri = `s3://${bucket}/${key}.zip`;
                    assert.equal(objectUriProblem(uri, ".zip"), undefined);
                    assert.deepEqual(objectOf(uri), { bucket, key: `${key}.zip` });
                },
            ),
        );
    });
});
