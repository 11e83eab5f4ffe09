import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { policyResources } from "../../../cli/preview/policyResources";
import { recordProgram } from "../../../cli/preview/recorder";
import { readEnvironment } from "../../../infra/config/environment";
import type { TierSettings } from "../../../infra/config/model";
import { formatProblem } from "../../../infra/config/problem";
import { warehouseDefaults } from "../../../infra/config/tiers";
import { platform } from "../../../infra/platform";
import { checkPlan } from "../../../policies/check";
import { ofType } from "../components/recorded";
import { complaints, domainWith, ENVIRONMENT, type Files, HOURLY, read, repository } from "./repository";

const PRODUCTION = `${ENVIRONMENT.replace("sandbox", "production")}  tributary:alarms: { email: a@example.com }\n`;

function readText(text: string) {
    return readEnvironment(repository({ "environments/Pulumi.dev.yaml": text }), "dev");
}

function settings(lines: string, environment = ENVIRONMENT): TierSettings {
    const { environment: made, problems } = readText(`${environment}  ${lines}\n`);
    assert.deepEqual(problems.map(formatProblem), []);
    return made!.settings;
}

function wrong(lines: string, environment = ENVIRONMENT): string[] {
    return readText(`${environment}  ${lines}\n`).problems.map(({ path, message }) => `${path}: ${message}`);
}

describe("tributary:warehouse", () => {
    it("is absent where the file says nothing, and of the tier's size where it says no more than that", () => {
        assert.equal(readText(ENVIRONMENT).environment?.settings.warehouse, undefined);
        assert.deepEqual(settings("tributary:warehouse: {}").warehouse, warehouseDefaults.sandbox);
        assert.deepEqual(
            settings("tributary:warehouse: {}", PRODUCTION).warehouse,
            warehouseDefaults.production,
        );
    });

    it("overrides single settings, and gives up the defaults that do not go with them", () => {
        const multiAz =
            "tributary:warehouse: { provisioned: { nodeType: ra3.xlplus, nodes: 2, multiAz: true } }";
        const zones = `${ENVIRONMENT}  tributary:network: { availabilityZones: 3 }\n`;
        assert.deepEqual(settings(multiAz, zones).warehouse?.provisioned, {
            nodeType: "ra3.xlplus",
            nodes: 2,
            multiAz: true,
        });
        const awake = settings("tributary:warehouse: { provisioned: { pause: never } }").warehouse
            ?.provisioned;
        assert.deepEqual(awake, { nodeType: "ra3.large", nodes: 1 });
        const serverless = "tributary:warehouse: { serverless: { baseCapacity: 8, maxCapacity: 16 } }";
        const { provisioned, usageLimits } = settings(serverless, PRODUCTION).warehouse ?? {};
        assert.deepEqual([provisioned, usageLimits], [undefined, undefined]);
    });

    it("names applications by their security groups", () => {
        const made = settings(
            "tributary:warehouse: { allowConnectionsFrom: { reporting: sg-0a1b2c3d } }",
        ).warehouse;
        assert.deepEqual(made?.allowConnectionsFrom, [{ name: "reporting", securityGroupId: "sg-0a1b2c3d" }]);
    });

    const cases: readonly (readonly [string, string, RegExp])[] = [
        [
            "D.4",
            "{ provisioned: { nodeType: ra3.4xlarge, nodes: 1 } }",
            /provisioned\.nodes: 1 is not allowed with ra3\.4xlarge; give 2 to 32 nodes/,
        ],
        [
            "a misspelled type",
            "{ provisioned: { nodeType: ra3.xplus } }",
            /"ra3\.xplus" is not a node type; did you mean "ra3\.xlplus"\?/,
        ],
        ["D.3", "{ port: 3306 }", /port: 3306 is not allowed; give 5431 to 5455 or 8191 to 8215/],
        [
            "D.5",
            "{ snapshotRetentionDays: 0 }",
            /snapshotRetentionDays: 0 is not allowed: 1 to 35 days, because automated snapshots cannot be switched off/,
        ],
        [
            "D.6, all at once",
            "{ provisioned: { nodeType: rg.large, nodes: 1, multiAz: true, pause: { pauseAt: '19:00', resumeAt: '06:00' } } }",
            /multiAz: true was given with rg\.large[\s\S]*nodes: 1 was given with multiAz[\s\S]*pause: a schedule was given with multiAz[\s\S]*2 availability zones were given; a Multi-AZ cluster needs subnets in 3 or more; set tributary:network/,
        ],
        [
            "serverless in two zones",
            "{ serverless: { baseCapacity: 8, maxCapacity: 16 } }",
            /needs subnets in 3 or more; set tributary:network/,
        ],
        [
            "both kinds",
            "{ provisioned: {}, serverless: { baseCapacity: 8, maxCapacity: 16 } }",
            /has both provisioned and serverless; one is expected, remove the other/,
        ],
        [
            "a limit of the other kind",
            "{ usageLimits: { rpuHoursPerDay: 8 } }",
            /usageLimits\.rpuHoursPerDay: is given for a provisioned warehouse, which has no such limit; remove it/,
        ],
        [
            "a time that is none",
            "{ provisioned: { pause: { pauseAt: 7pm, resumeAt: '06:00' } } }",
            /pauseAt: "7pm" is not a time; hours and minutes in UTC/,
        ],
        ["an unknown key", "{ multiaz: true }", /multiaz/],
    ];
    for (const [title, text, problem] of cases) {
        it(`refuses ${title}, and tells what to do`, () => {
            assert.match(wrong(`tributary:warehouse: ${text}`).join("\n"), problem);
        });
    }

    it("refuses copies in the environment's own region, and copies of a serverless warehouse", () => {
        assert.match(
            wrong("tributary:disasterRecovery: { region: eu-west-1 }").join("\n"),
            /tributary:disasterRecovery: names eu-west-1, which is the environment's own region; name another one/,
        );
        const serverless = `${PRODUCTION}  tributary:warehouse: { serverless: { baseCapacity: 8, maxCapacity: 16 } }\n`;
        assert.match(
            wrong("tributary:disasterRecovery: { region: eu-central-1 }", serverless).join("\n"),
            /does not go with a serverless warehouse.* use provisioned, or remove it/,
        );
    });
});

describe("loadInto", () => {
    const REPORT = "reports: { hourly: reports/hourly.sql }";
    const loaded = (more: string, reports = REPORT): Files => domainWith(REPORT, `${more}\n    ${reports}`);

    it("takes the short word and the long one", async () => {
        for (const [text, way] of [
            ["loadInto: warehouse", "loader"],
            ["loadInto: { warehouse: firehose }", "firehose"],
        ] as const) {
            const { domains } = await read(loaded(text));
            assert.deepEqual(domains[0]?.pipelines[0]?.loadInto, { warehouse: way });
        }
    });

    it("refuses Firehose where there is no stream to read, and another place than the warehouse", async () => {
        const direct = {
            "domains/weather/domain.yaml": `domain: weather
owner: weather-team@example.com
pipelines:
  stations:
    source: { directPut: {} }
    columns: { station: string, at: timestamp, temperature: double }
    loadInto: { warehouse: firehose }
`,
            "domains/weather/dashboards/overview.yaml": undefined,
        };
        assert.match(
            (await complaints(direct)).join("\n"),
            /loadInto.* is firehose, .* this source has none; write loadInto: warehouse/,
        );
        assert.match(
            (await complaints(loaded("loadInto: lake"))).join("\n"),
            /loadInto: "lake" is not one of the values. Allowed: warehouse/,
        );
    });

    it("is what a report of the warehouse needs", async () => {
        const report = `reports:
      hourly: reports/hourly.sql
      top: { sql: reports/top.sql, engine: warehouse }`;
        const top = {
            "domains/weather/reports/top.sql":
                "SELECT station, count(*) AS n FROM stations GROUP BY station\n",
        };
        assert.match(
            (await complaints({ ...domainWith(REPORT, report), ...top })).join("\n"),
            /reports\.top\.engine: is computed by the warehouse, into which stations is not loaded; add loadInto: warehouse/,
        );
        const { domains } = await read({ ...loaded("loadInto: warehouse", report), ...top });
        assert.equal(
            domains[0]?.pipelines[0]?.reports.find(({ name }) => name === "top")?.engine,
            "warehouse",
        );
    });

    it("leaves the partition behind, which is no column of a loaded table", async () => {
        const report =
            "reports: { hourly: reports/hourly.sql, days: { sql: reports/days.sql, engine: warehouse } }";
        const days = {
            "domains/weather/reports/days.sql": "SELECT day, count(*) AS n FROM stations GROUP BY day\n",
        };
        assert.match(
            (await complaints({ ...loaded("loadInto: warehouse", report), ...days })).join("\n"),
            /"day"/,
        );
    });

    it("does not let a dashboard draw what not every environment computes", async () => {
        const report = "reports: { hourly: { sql: reports/hourly.sql, engine: warehouse } }";
        const sql =
            'SELECT extract(hour FROM "at") AS hour, avg(temperature) AS temperature FROM stations GROUP BY 1\n';
        const found = await complaints({
            ...loaded("loadInto: warehouse", report),
            "domains/weather/reports/hourly.sql": sql,
        });
        assert.match(
            found.join("\n"),
            /dashboards\.overview: draws hourly, which is computed by the warehouse/,
        );
        assert.notEqual(sql, HOURLY);
    });
});

describe("a sandbox with a warehouse", () => {
    const sandbox = async (lines: string) => {
        const { environments, domains } = await read({
            "environments/Pulumi.dev.yaml": `${ENVIRONMENT}  ${lines}\n`,
        });
        const [environment] = environments;
        assert.ok(environment);
        const plan = await recordProgram({
            project: "tributary",
            stack: "dev",
            region: environment.region,
            program: () => platform({ environment, domains, root: join(__dirname, "../../..") }),
        });
        const findings = checkPlan({ resources: policyResources(plan), tier: environment.tier });
        return { plan, findings: findings.filter(({ enforcement }) => enforcement === "mandatory") };
    };

    it("has the smallest cluster, paused at night, and passes the policies of its tier", async () => {
        const { plan, findings } = await sandbox("tributary:warehouse: {}");
        assert.deepEqual(findings, []);
        assert.equal(ofType(plan, "aws:redshift/cluster:Cluster")[0]?.inputs.nodeType, "ra3.large");
        assert.equal(ofType(plan, "aws:redshift/scheduledAction:ScheduledAction").length, 2);
    }).timeout(60_000);

    it("reads the domain's tables through Spectrum, also where nothing is loaded", async () => {
        const { plan } = await sandbox("tributary:warehouse: {}");
        assert.equal(ofType(plan, "tributary:index:WarehouseDomain").length, 1);
        const [invocation] = ofType(plan, "aws:lambda/invocation:Invocation");
        assert.deepEqual(JSON.parse(String(invocation?.inputs.input)).tables, []);
    }).timeout(60_000);
});

describe("the page about the warehouse", () => {
    const docs = join(__dirname, "../../../docs");
    const page = readFileSync(join(docs, "warehouse.md"), "utf8");
    const files: Files = {
        ...Object.fromEntries(
            [...page.matchAll(/<!-- example: (\S+) -->\n```\w+\n([\s\S]*?)```/g)].map(
                ([, path = "", text = ""]) => [path, text],
            ),
        ),
        "domains/weather/dashboards/overview.yaml": undefined,
        "domains/weather/reports/hourly.sql": undefined,
    };

    it("has an example that is right, and that builds what the page says", async () => {
        const { environments, domains } = await read(files);
        const environment = environments.find(({ name }) => name === "test");
        assert.ok(environment);
        const plan = await recordProgram({
            project: "tributary",
            stack: "test",
            region: environment.region,
            program: () => platform({ environment, domains, root: join(docs, "..") }),
        });
        assert.equal(ofType(plan, "aws:redshift/cluster:Cluster")[0]?.inputs.multiAz, true);
        assert.equal(ofType(plan, "aws:redshift/snapshotCopy:SnapshotCopy").length, 1);
        assert.equal(ofType(plan, "tributary:index:WarehouseDomain").length, 1);
        // Without it EventBridge hears of no object, and nothing is ever loaded.
        const curated = ofType(plan, "aws:s3/bucket:Bucket").find(({ name }) => name === "lake-curated");
        const told = ofType(plan, "aws:s3/bucketNotification:BucketNotification").filter(
            ({ inputs }) => inputs.bucket === curated?.outputs.bucket,
        );
        assert.deepEqual(
            told.map(({ inputs }) => inputs.eventbridge),
            [true],
        );
        assert.ok(
            ofType(plan, "aws:glue/catalogTable:CatalogTable").some(
                ({ inputs }) => inputs.name === "extremes",
            ),
        );
    }).timeout(60_000);

    it("and its runbook link to pages and sections that are there", () => {
        for (const name of ["warehouse.md", "runbooks/warehouse-disaster-recovery.md"]) {
            const text = readFileSync(join(docs, name), "utf8");
            const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
                heading
                    .toLowerCase()
                    .replace(/[^\w\s-]/g, "")
                    .replaceAll(" ", "-"),
            );
            for (const [, target = ""] of text.matchAll(/\]\(([^)]+)\)/g)) {
                const [path = "", anchor] = target.split("#");
                assert.ok(path === "" || existsSync(join(docs, dirname(name), path)), `${name}: ${target}`);
                assert.ok(path !== "" || headings.includes(anchor ?? ""), `${name}: ${target}`);
            }
        }
    });
});
