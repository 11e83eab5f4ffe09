import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { cronProblem } from "../../../infra/aws/cron";
import { RULE_TYPES, ruleProblem } from "../../../infra/aws/dataQuality";
import { WORKER_TYPES, workersProblem } from "../../../infra/aws/glue";
import { loadConfiguration } from "../../../infra/config/load";
import { complaints, DOMAIN, ENVIRONMENT, type Files, read, repository } from "./repository";

const JOB = `jobs:
  calibrations:
    source: { csv: {} }
    columns: { station: { type: string, required: true }, at: timestamp, day: date, deviation: double }
    key: [station]
`;

const NIGHTLY = `jobs:
  orders:
    source: { database: { connection: shop, table: public.orders, bookmark: id } }
    columns: { id: bigint }
    schedule: cron(15 3 * * ? *)
`;

/** The right domain with jobs, a piece of which is replaced. */
function withJobs(jobs: string, piece = "", replacement = ""): Files {
    assert.ok(jobs.includes(piece), piece);
    return { "domains/weather/domain.yaml": `${DOMAIN}${jobs.replace(piece, replacement)}` };
}

const environment = (...lines: string[]): Files => ({
    "environments/Pulumi.dev.yaml": `${ENVIRONMENT}${lines.map((line) => `  ${line}\n`).join("")}`,
});

const SHOP =
    "tributary:connections: { shop: { engine: mysql, host: db.example.com, database: shop, secret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf', securityGroup: sg-0a1b2c3d } }";

const wrong = async (files: Files) => (await complaints(files)).join("\n");

describe("a job", () => {
    it("starts on arrival unless it has a schedule, and its key is required", async () => {
        const { domains } = await read(withJobs(JOB));
        const [job] = domains[0]?.jobs ?? [];
        assert.deepEqual(job?.start, { kind: "arrival", windowSeconds: 60 });
        assert.deepEqual(job?.source, { kind: "csv", delimiter: ",", header: true });
        assert.deepEqual(
            job?.columns.filter(({ required }) => required).map(({ name }) => name),
            ["station"],
        );
    });

    const refused: readonly (readonly [string, Files, RegExp])[] = [
        [
            "the name of a pipeline",
            withJobs(JOB, "calibrations:", "stations:"),
            /jobs\.stations: "stations" is also the name of the pipeline stations, .*; rename one/,
        ],
        [
            "the name of a report",
            withJobs(JOB, "calibrations:", "hourly:"),
            /reports\.hourly: "hourly" is also the name of the job hourly, .*; rename one/,
        ],
        [
            "a database and no schedule",
            withJobs(NIGHTLY, "    schedule: cron(15 3 * * ? *)\n"),
            /jobs\.orders: has no schedule; a database does not tell of new rows, add e\.g\. schedule/,
        ],
        [
            "a crontab's five fields",
            withJobs(NIGHTLY, "cron(15 3 * * ? *)", "cron(15 3 * * *)"),
            /jobs\.orders\.schedule: has 5 fields; 6 are expected .*cron\(15 3 \* \* \? \*\)/,
        ],
        [
            "a bookmark that is not read",
            withJobs(NIGHTLY, "bookmark: id", "bookmark: idd"),
            /bookmark: "idd" is not a column of orders; did you mean "id"\?/,
        ],
        [
            "two sources",
            withJobs(JOB, "csv: {}", "csv: {}, database: { connection: a, table: t, bookmark: station }"),
            /names csv and database; exactly one is expected/,
        ],
        [
            "a key that is no column",
            withJobs(JOB, "[station]", "[staton]"),
            /key\[0\]: "staton" is not a column of calibrations; did you mean "station"\?/,
        ],
        [
            "hours of a date",
            withJobs(JOB, "    key:", "    partitionBy: { hour: day }\n    key:"),
            /partitionBy\.hour: "day" is of type date; hours are taken from a timestamp/,
        ],
        [
            "a rule of an unknown type",
            withJobs(JOB, "    key:", "    rules: ['IsFull \"station\"']\n    key:"),
            /rules\[0\]: "IsFull" is not a rule type of Glue Data Quality\. Allowed: .*IsComplete/,
        ],
        [
            "a rule about another column",
            withJobs(JOB, "    key:", "    rules: ['IsComplete \"colour\"']\n    key:"),
            /rules\[0\]: "colour" is not a column of the job\. Allowed: station, at, day, deviation/,
        ],
        [
            "a window together with a schedule",
            withJobs(NIGHTLY, "    schedule:", "    window: 60\n    schedule:"),
            /jobs\.orders\.window: is given together with schedule/,
        ],
        [
            "two characters between fields",
            withJobs(JOB, "csv: {}", 'csv: { delimiter: "||" }'),
            /delimiter: "\|\|" is not one character between fields/,
        ],
    ];
    for (const [what, files, message] of refused) {
        it(`is refused with ${what}, and told what is right`, async () => {
            assert.match(await wrong(files), message);
        });
    }

    it("shares no folder with a crawler, which would find what is declared", async () => {
        assert.match(
            await wrong(withJobs(`${JOB}crawlers: { calibrations: {} }\n`)),
            /crawlers\.calibrations: "calibrations" is also a job, .*; remove the crawler, or rename one/,
        );
        assert.equal(await wrong(withJobs(`${JOB}crawlers: { surveys: {} }\n`)), "");
    });

    it("finds its database in the environment, or says that there is none", async () => {
        const enabled = environment("tributary:etl: { enabled: true }", SHOP);
        assert.equal(await wrong({ ...withJobs(NIGHTLY), ...enabled }), "");
        assert.match(
            await wrong({ ...withJobs(NIGHTLY, "connection: shop", "connection: shopp"), ...enabled }),
            /connection: "shopp" is not a connection of the environment dev; did you mean "shop"\?.*tributary:connections/,
        );
        assert.equal(await wrong(withJobs(NIGHTLY)), "", "an environment without jobs needs no database");
    });
});

describe("an environment's jobs", () => {
    const refused: readonly (readonly [string, string, RegExp])[] = [
        [
            "a version without quotes",
            "tributary:etl: { glueVersion: 5.1 }",
            /glueVersion: .*in quotes, one of: 6\.0, 5\.1, 5\.0/,
        ],
        [
            "a version that Glue refuses",
            'tributary:etl: { glueVersion: "2.0" }',
            /glueVersion: .*one of: 6\.0/,
        ],
        [
            "one worker",
            "tributary:etl: { workers: 1 }",
            /tributary:etl: 1 workers of type G\.1X are not allowed; give 2 to 299/,
        ],
        [
            "a connection with a URL for a host",
            SHOP.replace("db.example.com", "'https://db.example.com'"),
            /host: "https:\/\/db\.example\.com" is not a host name; one without scheme and port/,
        ],
        [
            "a password instead of a secret",
            SHOP.replace(/'arn.*?'/, "hunter2"),
            /secret: "hunter2" is not the ARN of a secret; arn:aws:secretsmanager/,
        ],
        ["an unknown engine", SHOP.replace("mysql", "mysqll"), /engine: .*did you mean "mysql"\?/],
    ];
    for (const [what, line, message] of refused) {
        it(`are refused with ${what}, and told what is right`, async () => {
            assert.match(await wrong(environment(line)), message);
        });
    }

    it("take the engine's usual port", async () => {
        const { environments } = await read(environment(SHOP));
        assert.equal(environments[0]?.connections?.[0]?.port, 3306);
    });
});

describe("facts about jobs", () => {
    it("take every whole number of workers within the type's bounds, and none outside", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(...Object.keys(WORKER_TYPES)),
                fc.integer({ min: -5, max: 400 }),
                (type, n) => {
                    const fits = n >= 2 && n <= (WORKER_TYPES[type]?.most ?? 0);
                    assert.equal(workersProblem(type, n) === undefined, fits, `${n} × ${type}`);
                },
            ),
        );
    });

    it("take every daily schedule, and none without exactly one question mark for the day", () => {
        const minute = fc.integer({ min: 0, max: 59 });
        const hour = fc.integer({ min: 0, max: 23 });
        fc.assert(
            fc.property(minute, hour, (m, h) => {
                assert.equal(cronProblem(`cron(${m} ${h} * * ? *)`), undefined);
                assert.equal(cronProblem(`cron(${m} ${h} ? * MON-FRI *)`), undefined);
                assert.match(cronProblem(`cron(${m} ${h} * * * *)`) ?? "", /names days twice/);
                assert.match(cronProblem(`cron(${m} ${h} ? * ? *)`) ?? "", /names no day/);
            }),
        );
        assert.match(cronProblem("cron(0/1 * * * ? *)") ?? "", /every five minutes/);
        assert.match(cronProblem("rate(5 minutes)") ?? "", /is not a schedule/);
    });

    it("take rules of every type about declared columns", () => {
        for (const [type, columns] of Object.entries(RULE_TYPES)) {
            const names = ['"a"', '"b"'].slice(0, columns).join(" ");
            assert.equal(ruleProblem(`${type} ${names} > 0`, ["a", "b"]), undefined, type);
        }
        assert.equal(
            ruleProblem('(IsComplete "a") and (ColumnValues "b" in ["x", "y"])', ["a", "b"]),
            undefined,
        );
        assert.match(
            ruleProblem('(IsComplete "a") and (IsUnique "c")', ["a", "b"]) ?? "",
            /"c" is not a column/,
        );
        assert.match(ruleProblem("IsComplete a", ["a"]) ?? "", /names no column; write it in double quotes/);
    });
});

describe("the page about jobs", () => {
    it("has an example that is right", async () => {
        const page = readFileSync(join(__dirname, "../../../docs/etl.md"), "utf8");
        const files = Object.fromEntries(
            [...page.matchAll(/<!-- example: (\S+) -->\n```yaml\n([\s\S]*?)```/g)].map(([, path, text]) => [
                path,
                text,
            ]),
        );
        assert.equal(Object.keys(files).length, 2);
        const root = repository({
            ...files,
            "domains/weather/reports/hourly.sql": undefined,
            "domains/weather/dashboards/overview.yaml": undefined,
        });
        const { domains, environment: prod } = await loadConfiguration({ root, stack: "prod" });
        assert.deepEqual(
            domains[0]?.jobs?.map(({ name, start }) => [name, start.kind]),
            [
                ["calibrations", "arrival"],
                ["inventory", "schedule"],
            ],
        );
        assert.equal(prod.settings.etl?.workers, 5);
    });
});
