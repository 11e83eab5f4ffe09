import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { configKeys } from "../../../infra/config/environmentFile";
import { loadConfiguration, validateAll } from "../../../infra/config/load";
import { ConfigurationError, formatProblem } from "../../../infra/config/problem";
import { complaints, DOMAIN, domainWith, ENVIRONMENT, environmentWith, read, repository } from "./repository";

const ROOT = join(__dirname, "..", "..", "..");

describe("loading a configuration", () => {
    it("reads the repository's own environments and domains without a problem", async () => {
        const { environments, domains } = await validateAll(ROOT);
        assert.deepEqual(
            environments.map(({ name }) => name),
            ["dev", "prod", "staging"],
        );
        assert.deepEqual(
            domains.map(({ name }) => name),
            ["flights", "weather"],
        );
        for (const { pipelines, dashboards } of domains) {
            // What a stream application computes arrives by direct put; everything else is replayed.
            const replayed = pipelines.filter(({ name }) => name !== "congestion");
            assert.ok(replayed.every(({ replay }) => replay !== undefined));
            assert.ok(dashboards.every(({ charts }) => charts.length >= 4));
        }
    });

    it("keeps no data in the domains' folders but small references of a team's own", () => {
        const files = readdirSync(join(ROOT, "domains"), { recursive: true }).map(String);
        assert.deepEqual(
            files.filter((file) => /\.(csv|json|parquet|arrow)$/.test(file) && !/\/references\//.test(file)),
            [],
        );
    });

    it("gives an environment its domains in the order in which it names them", async () => {
        const configuration = await loadConfiguration({ root: ROOT, stack: "dev" });
        assert.deepEqual(
            configuration.domains.map(({ name }) => name),
            ["weather", "flights"],
        );
        assert.equal(configuration.root, ROOT);
    });

    it("tells all problems of all files at once, in the order of files and lines", async () => {
        const found = await complaints({
            ...environmentWith("tributary:teir: sandbox"),
            ...domainWith("at: timestamp", "at: timestmp"),
            "domains/weather/reports/hourly.sql": "SELECT temprature FROM stations",
            "domains/weather/dashboards/overview.yaml": "title: x\nchats: []\n",
        });
        assert.deepEqual(found, [
            "domains/weather/dashboards/overview.yaml:1:1 charts: is missing; a list is expected",
            'domains/weather/dashboards/overview.yaml:2:1 chats: unknown key "chats"; did you mean "charts"? Allowed: title, description, charts',
            'domains/weather/domain.yaml:8:11 pipelines.stations.columns.at: "timestmp" is not a column type; did you mean "timestamp"? Allowed: string, boolean, int, bigint, double, date, timestamp, decimal(p,s)',
            'domains/weather/reports/hourly.sql:1:8 pipelines.stations.reports.hourly: "temprature" is not a column of stations; did you mean "temperature"? Allowed: station, at, temperature, count_of, day',
            'environments/Pulumi.dev.yaml:5:3 config.tributary:teir: unknown key "tributary:teir"; did you mean "tributary:tier"? ' +
                `Allowed: ${configKeys.filter((key) => key.startsWith("tributary:")).join(", ")}, aws:…, pulumi:…`,
        ]);
    });

    it("checks the domains that an environment names, and only those", async () => {
        const root = repository({ "domains/broken/domain.yaml": "domain: broken\n" });
        const configuration = await loadConfiguration({ root, stack: "dev" });
        assert.deepEqual(
            configuration.domains.map(({ name }) => name),
            ["weather"],
        );
        await assert.rejects(validateAll(root), ConfigurationError);
    });

    it("says which environments there are when one is not found", async () => {
        const root = repository();
        await assert.rejects(loadConfiguration({ root, stack: "deb" }), (error: ConfigurationError) => {
            assert.equal(
                error.message,
                'environments/Pulumi.deb.yaml:1:1: there is no environment "deb"; did you mean "dev"? Allowed: dev',
            );
            return true;
        });
        await assert.rejects(loadConfiguration({ root, stack: "../../etc/passwd" }), ConfigurationError);
    });

    it("refuses a domain that no folder has, with the nearest name", async () => {
        const found = await complaints({
            "environments/Pulumi.dev.yaml": ENVIRONMENT.replace("[weather]", "[weather, wether]"),
        });
        assert.deepEqual(found, [
            'environments/Pulumi.dev.yaml:4:32 config.tributary:domains[1]: "wether" is not a domain of this repository; did you mean "weather"? Allowed: weather; a domain is a folder in domains/ with a domain.yaml',
        ]);
    });

    it("refuses two domains of one name, naming both files", async () => {
        const found = await complaints({
            "domains/copy/domain.yaml": DOMAIN.replace(/ {4}reports[\s\S]*/, ""),
        });
        assert.deepEqual(found, [
            'domains/copy/domain.yaml:1:9 domain: "weather" is also the domain of domains/weather/domain.yaml; a name belongs to one domain, rename one',
            'domains/weather/domain.yaml:1:9 domain: "weather" is also the domain of domains/copy/domain.yaml; a name belongs to one domain, rename one',
        ]);
    });

    it("reads a domain from a folder of another name", async () => {
        const root = repository({
            "domains/sky/domain.yaml": DOMAIN.replace("domain: weather", "domain: sky").replace(
                / {4}reports[\s\S]*/,
                "",
            ),
        });
        const { domains } = await validateAll(root);
        assert.deepEqual(
            domains.map(({ name }) => name),
            ["sky", "weather"],
        );
    });

    it("refuses a folder without a domain.yaml", async () => {
        const found = await complaints({ "domains/empty/notes.txt": "later" });
        assert.deepEqual(found, [
            "domains/empty/domain.yaml:1:1: does not exist; every folder in domains/ is a domain and has this file",
        ]);
    });

    it("refuses a Kinesis stream of another region than the environment's", async () => {
        const found = await complaints(
            domainWith(
                "{ iot: { topic: stations/+/reading } }",
                "{ kinesis: { stream: arn:aws:kinesis:us-east-1:123456789012:stream/readings } }",
            ),
        );
        assert.match(
            found[0] ?? "",
            /pipelines\.stations\.source\.kinesis\.stream: the stream is in us-east-1 and the environment dev in eu-west-1/,
        );
    });

    it("shows a message without a stack trace to Pulumi's engine, too", async () => {
        const { RunError } = require("@pulumi/pulumi/errors") as typeof import("@pulumi/pulumi/errors");
        const error = new ConfigurationError([
            { file: "a.yaml", line: 1, column: 1, path: "", message: "is empty" },
        ]);
        assert.ok(RunError.isInstance(error));
    });

    it("tells a problem once", () => {
        const problem = { file: "a.yaml", line: 1, column: 1, path: "x", message: "is wrong" };
        assert.equal(new ConfigurationError([problem, { ...problem }]).message, formatProblem(problem));
    });

    it("fills a domain's model from its files", async () => {
        const { domains } = await read();
        const [pipeline] = domains[0]?.pipelines ?? [];
        assert.deepEqual(pipeline?.source, { kind: "iot", topic: "stations/+/reading" });
        assert.deepEqual(pipeline?.partition, { name: "day", column: "at", since: "2000-01-01" });
        assert.deepEqual(
            pipeline?.columns.map(({ name, required }) => [name, required]),
            [
                ["station", false],
                ["at", true],
                ["temperature", false],
                ["count_of", false],
            ],
        );
        assert.equal(pipeline?.onArrival, "queue");
        assert.equal(pipeline?.windowSeconds, 60);
        assert.deepEqual(pipeline?.reports[0]?.columns, [
            { name: "hour", type: "bigint" },
            { name: "temperature", type: "double" },
        ]);
        assert.deepEqual(domains[0]?.dashboards[0]?.charts[0]?.x, { column: "hour" });
    });

    it("gives the SQL without what would break UNLOAD around it", async () => {
        const { domains } = await read({
            "domains/weather/reports/hourly.sql": `${HOURLY_TEXT};\n-- done\n`,
        });
        assert.equal(domains[0]?.pipelines[0]?.reports[0]?.sql, HOURLY_TEXT);
    });
});

const HOURLY_TEXT = readFileSync(join(repository(), "domains/weather/reports/hourly.sql"), "utf8").trim();
