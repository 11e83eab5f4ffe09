import assert from "node:assert/strict";
import { basename } from "node:path";
import { hadoopDefaults } from "../../../infra/config/tiers";
import { complaints, DOMAIN, ENVIRONMENT, environmentWith, type Files, read } from "./repository";

const SCRIPTS: Files = {
    "domains/weather/hadoop/anomalies.py": "print(1)\n",
    "domains/weather/hadoop/hubs.sql": "SELECT 1;\n",
};
const CLUSTERS =
    "tributary:hadoop: { runOn: clusters, certificates: s3://example-keys/emr/certificates.zip }";

/** The right domain with a section `hadoop` of these lines, and the scripts that they name. */
const domain = (...lines: readonly string[]): Files => ({
    ...SCRIPTS,
    "domains/weather/domain.yaml": `${DOMAIN}hadoop:\n${lines.map((line) => `  ${line}\n`).join("")}`,
});
const STEPS = ["steps:", "  anomalies: { spark: hadoop/anomalies.py, arguments: [--deviations, 3] }"];

/** The one problem of these files. */
async function complaint(files: Files): Promise<string> {
    const all = await complaints(files);
    assert.equal(all.length, 1, all.join("\n"));
    return all[0] as string;
}

describe("a domain's hadoop", () => {
    it("is steps in order, with scripts of the domain's folder", async () => {
        const { domains } = await read(
            domain(...STEPS, "  hubs: { hive: hadoop/hubs.sql, arguments: [top=50] }"),
        );
        const hadoop = domains[0]?.hadoop;
        assert.equal(hadoop?.lifecycle, "transient");
        assert.deepEqual(
            hadoop.steps.map((step) => ({ ...step, file: basename(step.file) })),
            [
                {
                    name: "anomalies",
                    engine: "spark",
                    file: "anomalies.py",
                    arguments: ["--deviations", "3"],
                },
                { name: "hubs", engine: "hive", file: "hubs.sql", arguments: ["top=50"] },
            ],
        );
    });

    it("is absent unless the file has it", async () => {
        assert.equal((await read()).domains[0]?.hadoop, undefined);
    });

    const bad: readonly (readonly [string, Files, RegExp])[] = [
        [
            "a script that does not exist",
            domain("steps: { a: { spark: hadoop/anomaly.py } }"),
            /hadoop\.steps\.a\.spark: .*did you mean "hadoop\/anomalies\.py"\?/,
        ],
        [
            "a script that leaves the folder",
            domain("steps: { a: { spark: ../flights/a.py } }"),
            /leaves the domain's folder/,
        ],
        [
            "a script of another kind",
            domain("steps: { a: { spark: hadoop/hubs.sql } }"),
            /is not a \.py file/,
        ],
        [
            "a step of two engines",
            domain("steps: { a: { spark: hadoop/anomalies.py, hive: hadoop/hubs.sql } }"),
            /names two scripts; exactly one of spark and hive/,
        ],
        [
            "a step of none",
            domain("steps: { a: { description: nothing } }"),
            /names no script; exactly one of spark and hive/,
        ],
        [
            "an argument that Hive does not take",
            domain("steps: { a: { hive: hadoop/hubs.sql, arguments: [--top] } }"),
            /"--top" is not name=value/,
        ],
        ["no step", domain("steps: {}"), /names no step; at least one is expected/],
        [
            "a schedule that is none",
            domain("schedule: daily", ...STEPS),
            /give six fields such as cron\(30 3 \* \* \? \*\)/,
        ],
        [
            "a schedule of a cluster that stays",
            domain("lifecycle: long-running", "schedule: rate(1 day)", ...STEPS),
            /remove it, or write lifecycle: transient/,
        ],
        [
            "an unknown key",
            domain("lifecyle: transient", ...STEPS),
            /unknown key "lifecyle"; did you mean "lifecycle"\?/,
        ],
    ];
    for (const [title, files, message] of bad) {
        it(`is refused with the fix: ${title}`, async () => {
            assert.match(await complaint(files), message);
        });
    }
});

describe("an environment's hadoop", () => {
    const settings = async (...lines: readonly string[]) =>
        (await read(environmentWith(...lines))).environments[0]?.settings.hadoop;

    it("is absent unless the file has it: nothing is built, and nothing costs", async () => {
        assert.equal(await settings(), undefined);
    });

    it("has the sizes of its tier, and single ones of its own", async () => {
        assert.deepEqual(await settings("tributary:hadoop: {}"), hadoopDefaults.sandbox);
        assert.deepEqual(await settings("tributary:hadoop: { idleMinutes: 5 }"), {
            ...hadoopDefaults.sandbox,
            idleMinutes: 5,
        });
    });

    it("takes certificates from a zip file in S3, or from a class", async () => {
        assert.deepEqual((await settings(CLUSTERS))?.certificates, {
            pem: "s3://example-keys/emr/certificates.zip",
        });
        const jar = "s3://example-keys/provider.jar";
        const own = `{ jar: ${jar}, className: com.example.Certificates }`;
        assert.deepEqual(
            (await settings(`tributary:hadoop: { runOn: clusters, certificates: ${own} }`))?.certificates,
            {
                provider: { jar, className: "com.example.Certificates" },
            },
        );
    });

    const bad: readonly (readonly [string, string, RegExp])[] = [
        [
            "clusters without certificates",
            "{ runOn: clusters }",
            /add certificates: s3:\/\/.*or set runOn: serverless/,
        ],
        ["certificates of no kind", "{ certificates: {} }", /either pem, or jar and className together/],
        [
            "a class without a jar",
            "{ certificates: { className: A } }",
            /either pem, or jar and className together/,
        ],
        [
            "certificates elsewhere than in S3",
            "{ certificates: /etc/certificates.zip }",
            /give one such as s3:\/\//,
        ],
        [
            "an instance type that is none",
            "{ taskTypes: [m6g.tiny] }",
            /"m6g\.tiny" is not an instance type for a node; one such as m6g\.xlarge/,
        ],
        ["two architectures", "{ taskTypes: [m6i.xlarge] }", /take types of one architecture/],
        [
            "a bound below the start",
            "{ taskVcpus: 16, maxTaskVcpus: 8 }",
            /less than the 16 .*; raise it, or lower taskVcpus/,
        ],
        ["a release that is too old", "{ release: emr-6.15.0 }", /take one of emr-7/],
        ["an end that never comes", "{ idleMinutes: 100000 }", /1 to 10080 minutes/],
    ];
    for (const [title, value, message] of bad) {
        it(`is refused with the fix: ${title}`, async () => {
            assert.match(await complaint(environmentWith(`tributary:hadoop: ${value}`)), message);
        });
    }

    it("of production runs on clusters, of a sandbox on EMR Serverless", () => {
        assert.deepEqual(
            [hadoopDefaults.production.runOn, hadoopDefaults.sandbox.runOn],
            ["clusters", "serverless"],
        );
        assert.ok(ENVIRONMENT.includes("sandbox"));
    });
});
