import assert from "node:assert/strict";
import type { Plan } from "../../../../cli/preview/plan";
import { at, list, ofType, record, statements, the } from "../recorded";
import { buildDomain } from "./building";

const GRANT = "aws:lakeformation/permissions:Permissions";
const FUNCTION = "aws:lambda/function:Function";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const QUEUE = "aws:sqs/queue:Queue";
const REPORT = {
    name: "hottest",
    table: "stations",
    sql: "SELECT station, max(temperature) AS hottest FROM stations GROUP BY station",
    columns: [
        { name: "station", type: "string" },
        { name: "hottest", type: "double" },
    ],
};

let plan: Plan;
before(async () => {
    plan = await record(() => buildDomain({ reports: [REPORT] }));
});

const settings = (name: string, file: string) =>
    JSON.parse(String(at(the(plan, FUNCTION, name), "code", "assets", file, "text")));

describe("a domain's place in the warehouse", () => {
    it("is made on deployment by the one function that knows the administrator's password", () => {
        const invocation = the(plan, "aws:lambda/invocation:Invocation");
        assert.equal(invocation.inputs.functionName, the(plan, FUNCTION, "warehouse-schema").outputs.name);
        const request = JSON.parse(String(invocation.inputs.input));
        assert.deepEqual(
            request.tables.map(({ name }: { name: string }) => name),
            ["stations"],
        );
        assert.deepEqual(request.lake, { schema: "weather_lake", database: "test_weather" });
        const secret = the(plan, "aws:redshift/cluster:Cluster").outputs.masterPasswordSecretArn;
        const readers = ofType(plan, ROLE_POLICY).filter((policy) =>
            statements(policy).some(({ Action }) => list(Action).includes("secretsmanager:GetSecretValue")),
        );
        assert.deepEqual(
            readers.map(({ name }) => name),
            ["warehouse-schema"],
        );
        const [reads] = statements(readers[0]!).filter(({ Sid }) => Sid === "ReadAdministratorsSecret");
        assert.equal(reads?.Resource, secret);
    });

    it("names the database user that the loader's role is", () => {
        const { loader } = JSON.parse(String(the(plan, "aws:lambda/invocation:Invocation").inputs.input));
        assert.equal(loader, `IAMR:${the(plan, "aws:iam/role:Role", "weather-warehouse-load").inputs.name}`);
    });

    it("reads all tables in the lake through Spectrum, by grants that come after the lake's governance", () => {
        const role = the(plan, "aws:iam/role:Role", "warehouse-weather").outputs.arn;
        const own = ofType(plan, GRANT).filter(({ inputs }) => inputs.principal === role);
        assert.deepEqual(
            own.map((grant) => at(grant, "table", "name") ?? at(grant, "database", "name")),
            ["test_weather", "stations", "alerts"],
        );
        const settingsUrn = the(plan, "aws:lakeformation/dataLakeSettings:DataLakeSettings").urn;
        const invocation = the(plan, "aws:lambda/invocation:Invocation");
        for (const grant of own) {
            assert.ok(grant.dependencies.includes(settingsUrn));
            assert.ok(invocation.dependencies.includes(grant.urn));
        }
    });

    it("hears of new objects from EventBridge, because S3's own notifications go to the reports", () => {
        const rule = the(plan, "aws:cloudwatch/eventRule:EventRule", "weather-warehouse-load");
        const pattern = JSON.parse(String(rule.inputs.eventPattern));
        assert.deepEqual(pattern.detail, {
            bucket: { name: [the(plan, "aws:s3/bucket:Bucket", "lake-curated").outputs.bucket] },
            object: { key: [{ prefix: "weather/" }] },
        });
        const target = the(plan, "aws:cloudwatch/eventTarget:EventTarget", "weather-warehouse-load");
        const queue = the(plan, QUEUE, "weather-warehouse-load-arrivals");
        assert.equal(target.inputs.arn, queue.outputs.arn);
        const policy = the(plan, "aws:sqs/queuePolicy:QueuePolicy", "weather-warehouse-load-arrivals");
        assert.ok(target.dependencies.includes(policy.urn));
        const [writer] = statements(policy);
        assert.deepEqual(writer?.Condition?.ArnEquals, { "aws:SourceArn": rule.outputs.arn });
    });

    it("D.21: gives a message six times the loader's time, and reports failures one by one", () => {
        const queue = the(plan, QUEUE, "weather-warehouse-load-arrivals");
        const timeout = Number(the(plan, FUNCTION, "weather-warehouse-load").inputs.timeout);
        assert.ok(Number(queue.inputs.visibilityTimeoutSeconds) >= 6 * timeout);
        const mapping = the(plan, "aws:lambda/eventSourceMapping:EventSourceMapping");
        assert.deepEqual(mapping.inputs.functionResponseTypes, ["ReportBatchItemFailures"]);
        assert.ok(
            Number(mapping.inputs.batchSize) <= 10 ||
                Number(mapping.inputs.maximumBatchingWindowInSeconds) > 0,
        );
        assert.ok(mapping.dependencies.includes(the(plan, "aws:lambda/invocation:Invocation").urn));
    });

    it("outlasts a cluster that is paused for a night", () => {
        const queue = the(plan, QUEUE, "weather-warehouse-load-arrivals");
        const { maxReceiveCount } = JSON.parse(String(queue.inputs.redrivePolicy));
        assert.ok(maxReceiveCount * Number(queue.inputs.visibilityTimeoutSeconds) >= 12 * 3600);
    });

    it("lets the loader run SQL as itself, on this warehouse, and see its own statements only", () => {
        const policy = statements(the(plan, ROLE_POLICY, "weather-warehouse-load"));
        const run = policy.find(({ Sid }) => Sid === "RunStatements");
        assert.equal(run?.Resource, the(plan, "aws:redshift/cluster:Cluster").outputs.arn);
        const connect = policy.find(({ Sid }) => Sid === "ConnectAsOwnUser");
        assert.equal(connect?.Action, "redshift:GetClusterCredentialsWithIAM");
        assert.match(String(connect?.Resource), /:dbname:test-warehouse\/analytics$/);
        const see = policy.find(({ Sid }) => Sid === "SeeOwnStatements");
        assert.deepEqual(see?.Condition, {
            StringEquals: { "redshift-data:statement-owner-iam-userid": "$" + "{aws:userid}" },
        });
    });

    it("tells the loader where tables, manifests and results lie", () => {
        const load = settings("weather-warehouse-load", "load.json");
        assert.deepEqual(
            load.tables.map(({ prefix, load: loaded }: { prefix: string; load: boolean }) => [
                prefix,
                loaded,
            ]),
            [
                ["weather/stations/", true],
                ["weather/alerts/", false],
            ],
        );
        assert.equal(load.manifests.prefix, "manifests/weather/");
        assert.equal(load.resultsKeyArn, the(plan, "aws:kms/key:Key", "lake").outputs.arn);
        assert.equal(load.roleArn, the(plan, "aws:iam/role:Role", "warehouse-weather").outputs.arn);
        const [report] = load.reports;
        assert.match(report.output, /^s3:\/\/test-lake-results-.*\/reports\/weather\/hottest\/$/);
        assert.deepEqual(report.columns[1], { name: "hottest", type: "double precision" });
    });

    it("may write where it says that it writes: manifests by the loader, results by the warehouse", () => {
        const load = settings("weather-warehouse-load", "load.json");
        const mayPut = (name: string) =>
            statements(the(plan, ROLE_POLICY, name))
                .filter(({ Action }) => list(Action).includes("s3:PutObject"))
                .flatMap(({ Resource }) => list(Resource));
        assert.ok(
            mayPut("weather-warehouse-load").includes(
                `arn:aws:s3:::${load.manifests.bucket}/manifests/weather/*`,
            ),
        );
        const output = load.reports[0].output.replace("s3://", "arn:aws:s3:::");
        assert.ok(mayPut("warehouse-weather").some((pattern) => output.startsWith(pattern.replace("*", ""))));
    });

    it("reaches a serverless workgroup with the same words", async () => {
        const serverless = await record(() =>
            buildDomain({}, { provisioned: undefined, serverless: { baseCapacity: 8, maxCapacity: 16 } }),
        );
        const policy = statements(the(serverless, ROLE_POLICY, "weather-warehouse-load"));
        assert.equal(
            policy.find(({ Sid }) => Sid === "ConnectAsOwnUser")?.Action,
            "redshift-serverless:GetCredentials",
        );
        const code = at(
            the(serverless, FUNCTION, "weather-warehouse-load"),
            "code",
            "assets",
            "load.json",
            "text",
        );
        assert.equal(JSON.parse(String(code)).target.workgroupName, "test-warehouse");
    });

    it("refuses, all at once, what would load nothing", async () => {
        const wrong = { reports: [{ ...REPORT, table: "alerts" }], collectSeconds: 900 };
        await assert.rejects(
            record(() => buildDomain(wrong)),
            (error: Error) => {
                assert.match(error.message, /collectSeconds: 900 is not allowed; give 0 to 300 seconds/);
                assert.match(
                    error.message,
                    /reports\[0\].table: "alerts" is not loaded, .* give one of: stations/,
                );
                return true;
            },
        );
        await assert.rejects(
            record(() => buildDomain({ tables: [] })),
            /tables: none was given/,
        );
        await assert.rejects(
            record(() => buildDomain({ domainName: "flights" })),
            /domain "flights" was asked for; the warehouse's domains are: weather/,
        );
    });
});
