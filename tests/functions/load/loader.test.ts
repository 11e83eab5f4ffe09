import assert from "node:assert/strict";
import type { SQSEvent } from "aws-lambda";
import fc from "fast-check";
import { createLoader, type LoaderParts } from "../../../functions/load/loader";
import { checkSettings } from "../../../functions/load/settings";
import { type Database, StatementFailed } from "../../../functions/redshift/database";
import { dataApiEndpoint, FakeWarehouse } from "../redshift/dataApi";
import { freshModules } from "../redshift/freshModules";

const NOON = Date.parse("2026-11-23T12:00:00Z");

const SETTINGS = {
    domain: "weather",
    target: { clusterIdentifier: "prod-warehouse", database: "analytics" },
    schema: "weather",
    lakeSchema: "weather_lake",
    roleArn: "arn:aws:iam::123456789012:role/prod-warehouse-weather",
    bucket: "curated",
    database: "prod_weather",
    manifests: { bucket: "raw", prefix: "manifests/weather/" },
    resultsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/lake",
    tables: [
        { name: "stations", prefix: "weather/stations/", partition: "day", load: true },
        { name: "alerts", prefix: "weather/alerts/", partition: "day", load: false },
    ],
    reports: [
        {
            name: "hottest",
            table: "stations",
            sql: "SELECT station, max(temperature) AS hottest FROM stations WHERE station <> 'it''s \\ gone' -- all",
            columns: [
                { name: "station", type: "varchar(65535)" },
                { name: "hottest", type: "double precision" },
            ],
            output: "s3://results/reports/weather/hottest/",
        },
    ],
};

/** An event of S3 through EventBridge and SQS, as AWS documents it. */
const event = (...keys: readonly string[]): SQSEvent => ({
    Records: keys.map((key, index) => message(`m${index}`, arrival(key))),
});
const arrival = (key: string, size = 1024) => ({
    version: "0",
    "detail-type": "Object Created",
    source: "aws.s3",
    account: "123456789012",
    time: "2026-11-23T12:00:00Z",
    region: "eu-west-1",
    detail: {
        version: "0",
        bucket: { name: "curated" },
        object: { key, size, etag: "b1946ac9", sequencer: "617f" },
    },
});
const message = (messageId: string, body: unknown): SQSEvent["Records"][number] => ({
    messageId,
    receiptHandle: "AQEB",
    body: typeof body === "string" ? body : JSON.stringify(body),
    attributes: {
        ApproximateReceiveCount: "1",
        SentTimestamp: String(NOON),
        SenderId: "E",
        ApproximateFirstReceiveTimestamp: String(NOON),
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:prod-warehouse-load-weather-arrivals",
    awsRegion: "eu-west-1",
});

const part = (name: string, day = "2026-11-23") => `weather/stations/day=${day}/${name}.parquet`;

/** A loader whose Redshift is a fake one, in process. */
class World {
    readonly warehouse = new FakeWarehouse();
    readonly partitions: string[] = [];
    readonly events: string[] = [];
    readonly handle: (event: SQSEvent) => Promise<string[]>;

    constructor(over: Partial<LoaderParts> = {}) {
        const load = createLoader({
            settings: checkSettings(SETTINGS),
            catalog: {
                storageOf: async () => ({ InputFormat: "parquet" }),
                create: async (_database, table, partitions) => {
                    this.partitions.push(...partitions.map(({ Values }) => `${table} ${Values}`));
                },
            },
            putManifest: async ({ key, body }) => this.warehouse.keep(key, body),
            observer: {
                loaded: (table, objects, bytes) => this.events.push(`loaded ${table} ${objects} ${bytes}`),
                reported: (report) => this.events.push(`reported ${report}`),
                returned: (id) => this.events.push(`returned ${id}`),
            },
            now: () => NOON,
            ...over,
        });
        this.handle = async (given) =>
            (await load(given, this.database())).batchItemFailures.map(
                ({ itemIdentifier }) => itemIdentifier,
            );
    }

    /** The fake in the place of the Data API. */
    private database(): Database {
        const { run } = this.warehouse;
        const failing = (statements: readonly string[]) => {
            const { error, rows } = run(statements);
            if (error !== undefined) throw new StatementFailed(error);
            return (rows ?? []).map((row) => row.map((value) => value ?? undefined));
        };
        return {
            transaction: async (statements: readonly string[]) => void failing(statements),
            rows: async (sql: string) => failing([sql]),
        } as unknown as Database;
    }
}

describe("the loader", () => {
    it("loads the objects of a batch with one COPY of a manifest that lists them", async () => {
        const world = new World();
        assert.deepEqual(await world.handle(event(part("b"), part("a"))), []);
        assert.deepEqual(world.warehouse.loaded, [part("a"), part("b")]);
        const copies = world.warehouse.statements.filter((statement) => statement.startsWith("COPY"));
        assert.equal(copies.length, 1);
        assert.match(
            copies[0] ?? "",
            /^COPY "weather"\."stations" FROM 's3:\/\/raw\/manifests\/weather\/stations\/2026\/11\/23\/[0-9a-f]{64}\.json' IAM_ROLE 'arn:aws:iam::123456789012:role\/prod-warehouse-weather' FORMAT AS PARQUET MANIFEST FILLRECORD$/,
        );
        assert.deepEqual(world.events, ["loaded stations 2 2048", "reported hottest"]);
    });

    it("writes its memory in the COPY's own transaction, under a lock", async () => {
        const world = new World();
        await world.handle(event(part("a")));
        const [, lock, guard, copy, insert] = world.warehouse.statements;
        assert.equal(lock, 'LOCK "weather"."_loaded_objects"');
        assert.match(guard ?? "", /^SELECT 1 \//);
        assert.match(copy ?? "", /^COPY /);
        assert.match(insert ?? "", /^INSERT INTO "weather"\."_loaded_objects"/);
    });

    it("loads every object exactly once, however often, in whatever batches and order it is told of", async () => {
        const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,6}$/), { minLength: 1, maxLength: 8 });
        await fc.assert(
            fc.asyncProperty(names, fc.infiniteStream(fc.nat(20)), async (given, random) => {
                const world = new World();
                const keys = given.map((name) => part(name));
                const next = () => random.next().value;
                const told = [...keys, ...keys, ...keys].sort(() => (next() % 3) - 1);
                while (told.length > 0) {
                    assert.deepEqual(await world.handle(event(...told.splice(0, 1 + (next() % 4)))), []);
                }
                assert.deepEqual([...world.warehouse.loaded].sort(), [...keys].sort());
            }),
            { numRuns: 100 },
        );
    });

    it("does not load what another loader has loaded since it looked", async () => {
        const world = new World();
        world.warehouse.meanwhile = () => world.warehouse.loadElsewhere(part("a"));
        assert.deepEqual(await world.handle(event(part("a"), part("b"))), []);
        assert.deepEqual([...world.warehouse.loaded].sort(), [part("a"), part("b")]);
    });

    it("loads everything but the object that cannot be loaded, whose messages alone come back", async () => {
        const world = new World();
        const keys = ["a", "b", "c", "d", "e"].map((name) => part(name));
        world.warehouse.poison.add(part("d"));
        assert.deepEqual(await world.handle(event(...keys, part("d"))), ["m3", "m5"]);
        assert.deepEqual(
            [...world.warehouse.loaded].sort(),
            keys.filter((key) => key !== part("d")),
        );
        world.warehouse.poison.clear();
        assert.deepEqual(await world.handle(event(part("d"))), []);
        assert.equal(new Set(world.warehouse.loaded).size, keys.length);
    });

    it("registers each partition once, also of tables that Spectrum reads and nobody loads", async () => {
        const world = new World();
        const alert = "weather/alerts/day=2026-11-22/x.parquet";
        assert.deepEqual(await world.handle(event(part("a"), part("b", "2026-11-24"), part("c"), alert)), []);
        await world.handle(event(part("d")));
        assert.deepEqual(world.partitions, [
            "stations 2026-11-23",
            "stations 2026-11-24",
            "alerts 2026-11-22",
        ]);
        assert.ok(!world.warehouse.loaded.includes(alert));
    });

    it("ignores what is no object of a table, and returns what is no event of S3", async () => {
        const world = new World();
        const foreign = [
            "errors/weather/x",
            "flights/departures/day=2026-11-23/x.parquet",
            "weather/stations/x.txt",
        ];
        assert.deepEqual(await world.handle(event(...foreign)), []);
        const bad = ["{", "{}", JSON.stringify({ detail: { bucket: {} } })];
        const records = bad.map((body, index) => message(`bad-${index}`, body));
        assert.deepEqual(await world.handle({ Records: [...records, ...event(part("a")).Records] }), [
            "bad-0",
            "bad-1",
            "bad-2",
        ]);
        assert.deepEqual(world.warehouse.loaded, [part("a")]);
    });

    it("computes a report in Redshift, in types that the result's table has, under the lake's key", async () => {
        const world = new World();
        await world.handle(event(part("a")));
        const [path, unload] = world.warehouse.statements.slice(-2);
        assert.equal(path, 'SET search_path TO "weather", "weather_lake"');
        assert.equal(
            unload,
            `UNLOAD ('SELECT CAST(report."station" AS varchar(65535)) AS "station", CAST(report."hottest" AS double precision) AS "hottest", ''2026-11-23-12-00-00'' AS run_window FROM (\nSELECT station, max(temperature) AS hottest FROM stations WHERE station <> ''it''''s \\\\ gone'' -- all\n) AS report') TO 's3://results/reports/weather/hottest/run_day=2026-11-23/2026-11-23-12-00-00/' IAM_ROLE 'arn:aws:iam::123456789012:role/prod-warehouse-weather' FORMAT AS PARQUET ALLOWOVERWRITE PARALLEL OFF KMS_KEY_ID 'arn:aws:kms:eu-west-1:123456789012:key/lake' ENCRYPTED`,
        );
    });

    it("computes the reports of objects whose loader ended before its reports", async () => {
        const world = new World();
        world.warehouse.loadElsewhere(part("a"));
        await world.handle(event(part("a")));
        assert.deepEqual(world.events, ["reported hottest"]);
    });

    it("returns all messages of a table whose partitions cannot be registered, and loads nothing of it", async () => {
        const world = new World({
            catalog: {
                storageOf: async () => ({}),
                create: async () => {
                    throw new Error("AccessDeniedException");
                },
            },
        });
        assert.deepEqual(await world.handle(event(part("a"), part("b"))), ["m0", "m1"]);
        assert.deepEqual(world.warehouse.loaded, []);
    });

    for (const [title, settings, problem] of [
        [
            "no target",
            { ...SETTINGS, target: undefined },
            /load.json.target: undefined; an object is expected/,
        ],
        [
            "a target that is neither kind",
            { ...SETTINGS, target: { database: "x" } },
            /exactly one of clusterIdentifier/,
        ],
        ["a table without prefix", { ...SETTINGS, tables: [{ name: "t" }] }, /load.json.tables\[0\].prefix/],
    ] as const) {
        it(`refuses settings with ${title}, and says where`, () => {
            assert.throws(() => checkSettings(settings), problem);
        });
    }
});

describe("the loader on the wire", () => {
    const original = { ...process.env };
    afterEach(() => {
        process.env = { ...original };
    });

    it("speaks to S3, Glue and the Data API, waits for its statements, and sends no password", async () => {
        const warehouse = new FakeWarehouse();
        const endpoint = await dataApiEndpoint((statements) => warehouse.run(statements));
        Object.assign(process.env, endpoint.environment);
        try {
            const { clients, database: redshift } = freshModules();
            const { createPartitions, putObject, tableStorage } = clients;
            const load = createLoader({
                settings: checkSettings(SETTINGS),
                catalog: { storageOf: tableStorage, create: createPartitions },
                putManifest: async ({ bucket, key, body }) => {
                    await putObject({ Bucket: bucket, Key: key, Body: body });
                    warehouse.keep(key, body);
                },
                observer: { loaded: () => {}, reported: () => {}, returned: () => {} },
                now: () => NOON,
            });
            const database = new redshift.Database(SETTINGS.target, () => Date.now() + 60_000);
            assert.deepEqual((await load(event(part("a")), database)).batchItemFailures, []);
            assert.deepEqual(warehouse.loaded, [part("a")]);
            const operations = endpoint.calls.map(({ operation }) => operation);
            assert.deepEqual(operations.slice(0, 4), [
                "GetTable",
                "BatchCreatePartition",
                "ExecuteStatement",
                "DescribeStatement",
            ]);
            const batch = endpoint.calls.find(({ operation }) => operation === "BatchExecuteStatement");
            assert.equal(batch?.body.ClusterIdentifier, "prod-warehouse");
            assert.equal(batch?.body.Database, "analytics");
            assert.ok(!("SecretArn" in (batch?.body ?? {})) && !("DbUser" in (batch?.body ?? {})));
            const partition = endpoint.calls.find(({ operation }) => operation === "BatchCreatePartition");
            assert.deepEqual(partition?.body.PartitionInputList, [
                {
                    Values: ["2026-11-23"],
                    StorageDescriptor: {
                        InputFormat: "parquet",
                        Location: "s3://curated/weather/stations/day=2026-11-23/",
                    },
                },
            ]);
            const manifest = endpoint.calls.find(({ operation }) => operation === "PUT");
            assert.deepEqual(JSON.parse(manifest?.text ?? ""), {
                entries: [
                    { url: `s3://curated/${part("a")}`, mandatory: true, meta: { content_length: 1024 } },
                ],
            });
        } finally {
            endpoint.close();
        }
    });
});
