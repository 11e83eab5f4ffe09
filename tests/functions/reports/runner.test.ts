import assert from "node:assert/strict";
import type { StartQueryExecutionCommandInput } from "@aws-sdk/client-athena";
import type { S3Event, S3EventRecord, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import fc from "fast-check";
import { createHandler, type ReportParts } from "../../../functions/reports/runner";
import type { ReportsSettings } from "../../../functions/reports/settings";

const SETTINGS: ReportsSettings = {
    environment: "dev",
    domain: "weather",
    pipeline: "stations",
    onArrival: "queue",
    windowSeconds: 60,
    database: "dev_weather",
    workGroup: "dev-weather",
    reports: ["hourly", "daily"].map((name) => ({
        name,
        sql: `SELECT * FROM ${name}`,
        output: `s3://results/reports/weather/${name}/`,
    })),
};

const NOON = Date.UTC(2010, 0, 1, 12);
const SECOND = 1000;

/** S3's notification of an object, as AWS documents it. */
function created(at: number, key = "weather/stations/day%3D2010-01-01/part+1.parquet"): S3EventRecord {
    return {
        eventVersion: "2.1",
        eventSource: "aws:s3",
        awsRegion: "eu-west-1",
        eventTime: new Date(at).toISOString(),
        eventName: "ObjectCreated:Put",
        userIdentity: { principalId: "AWS:FIREHOSE" },
        requestParameters: { sourceIPAddress: "10.0.0.1" },
        responseElements: { "x-amz-request-id": "C3D13FE58DE4C810", "x-amz-id-2": "FMyUVURIY8" },
        s3: {
            s3SchemaVersion: "1.0",
            configurationId: "stations",
            bucket: { name: "curated", ownerIdentity: { principalId: "A3" }, arn: "arn:aws:s3:::curated" },
            object: {
                key,
                size: 1024,
                eTag: "d41d8cd98f00b204e9800998ecf8427e",
                sequencer: "0055AED6DCD90281E5",
            },
        },
    };
}

function message(messageId: string, body: unknown): SQSRecord {
    return {
        messageId,
        receiptHandle: "AQEB",
        body: typeof body === "string" ? body : JSON.stringify(body),
        attributes: {
            ApproximateReceiveCount: "1",
            SentTimestamp: String(NOON),
            SenderId: "S3",
            ApproximateFirstReceiveTimestamp: String(NOON),
        },
        messageAttributes: {},
        md5OfBody: "",
        eventSource: "aws:sqs",
        eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:dev-weather-stations",
        awsRegion: "eu-west-1",
    };
}

const batch = (...records: SQSRecord[]): SQSEvent => ({ Records: records });
const arrival = (id: string, ...times: number[]) => message(id, { Records: times.map((at) => created(at)) });

class World {
    now = NOON + 120 * SECOND;
    readonly slept: number[] = [];
    readonly queries: StartQueryExecutionCommandInput[] = [];
    readonly events: string[] = [];
    /** Thrown instead of starting a query, where it returns an error. */
    fault: (query: StartQueryExecutionCommandInput) => Error | undefined = () => undefined;
    readonly handle: (event: SQSEvent | S3Event) => Promise<SQSBatchResponse | undefined>;

    constructor(settings: Partial<ReportsSettings> = {}) {
        const parts: ReportParts = {
            settings: { ...SETTINGS, ...settings },
            clock: {
                now: () => this.now,
                sleep: async (milliseconds) => {
                    this.slept.push(milliseconds);
                    this.now += milliseconds;
                },
            },
            startQuery: async (query) => {
                const error = this.fault(query);
                if (error) throw error;
                this.queries.push(query);
                return `id-${this.queries.length}`;
            },
            observer: {
                started: (report, _window, id) => this.events.push(`started ${report.name} ${id}`),
                failed: (report, _window, error) =>
                    this.events.push(`failed ${report.name}: ${error.message}`),
                returned: (id) => this.events.push(`returned ${id}`),
            },
        };
        this.handle = createHandler(parts);
    }

    /** The reports and windows that were asked for, e.g. `hourly 12-00-00`. */
    get unloaded(): string[] {
        return this.queries
            .map(({ QueryString }) => /weather\/(\w+)\/.*-(\d\d-\d\d-\d\d)\/'/.exec(QueryString!)!)
            .map(([, report, window]) => `${report} ${window}`)
            .sort();
    }
}

const failed = (response: SQSBatchResponse | undefined) =>
    response?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);

describe("reports of arrivals through a queue", () => {
    it("an arrival runs every report of the pipeline once, for its window", async () => {
        const world = new World();
        assert.deepEqual(failed(await world.handle(batch(arrival("m1", NOON + 5 * SECOND)))), []);
        assert.deepEqual(world.unloaded, ["daily 12-00-00", "hourly 12-00-00"]);
        assert.deepEqual(world.slept, []);
    });

    it("arrivals of one window run reports once, however many messages tell of them", async () => {
        const world = new World();
        const messages = [
            arrival("m1", NOON, NOON + 59 * SECOND),
            arrival("m2", NOON + 30 * SECOND),
            arrival("m3", NOON),
        ];
        assert.deepEqual(failed(await world.handle(batch(...messages))), []);
        assert.equal(world.queries.length, 2);
    });

    it("whatever is delivered twice or in another order asks for the same queries, with the same tokens", async () => {
        const times = fc.array(fc.integer({ min: NOON, max: NOON + 119 * SECOND }), {
            minLength: 1,
            maxLength: 6,
        });
        await fc.assert(
            fc.asyncProperty(times, fc.infiniteStream(fc.nat()), async (arrivals, random) => {
                const tokens = async (of: number[]) => {
                    const world = new World();
                    world.now = NOON + 240 * SECOND;
                    await world.handle(batch(...of.map((at, index) => arrival(`m${index}`, at))));
                    return new Set(world.queries.map(({ ClientRequestToken }) => ClientRequestToken));
                };
                const again = [...arrivals, ...arrivals].sort(() => (random.next().value % 3) - 1);
                assert.deepEqual([...(await tokens(again))].sort(), [...(await tokens(arrivals))].sort());
            }),
            { numRuns: 50 },
        );
    });

    it("S3's test event, and events that are no creation, run nothing", async () => {
        const world = new World();
        const test = {
            Service: "Amazon S3",
            Event: "s3:TestEvent",
            Bucket: "curated",
            RequestId: "5582815E1AEA5ADF",
        };
        const removed = { Records: [{ ...created(NOON), eventName: "ObjectRemoved:Delete" }] };
        assert.deepEqual(failed(await world.handle(batch(message("m1", test), message("m2", removed)))), []);
        assert.deepEqual(world.queries, []);
    });

    it("a message that cannot be read fails alone", async () => {
        const world = new World();
        const unreadable = [
            "{",
            "{}",
            { Records: [{}] },
            { Records: [{ ...created(NOON), eventTime: "yesterday" }] },
        ];
        const messages = unreadable.map((body, index) => message(`bad-${index}`, body));
        const response = await world.handle(batch(arrival("good", NOON), ...messages));
        assert.deepEqual(failed(response), ["bad-0", "bad-1", "bad-2", "bad-3"]);
        assert.equal(world.queries.length, 2);
    });

    it("an object of another pipeline is a notification that goes wrong, and fails", async () => {
        const world = new World();
        const stray = message("stray", { Records: [created(NOON, "flights/departures/part.parquet")] });
        assert.deepEqual(failed(await world.handle(batch(stray))), ["stray"]);
        assert.deepEqual(world.queries, []);
    });

    it("a key's URL encoding is undone before its prefix is compared", async () => {
        const world = new World({ pipeline: "a b=c" });
        const encoded = message("m1", { Records: [created(NOON, "weather/a+b%3Dc/part.parquet")] });
        assert.deepEqual(failed(await world.handle(batch(encoded))), []);
    });

    it("a query that does not start fails the messages of its window, and no others", async () => {
        const world = new World();
        world.fault = ({ QueryString }) =>
            QueryString!.includes("hourly/run_day=2010-01-01/2010-01-01-12-00-00")
                ? new Error("Rate exceeded")
                : undefined;
        const response = await world.handle(
            batch(
                arrival("m1", NOON),
                arrival("m2", NOON + 61 * SECOND),
                arrival("m3", NOON, NOON + 61 * SECOND),
            ),
        );
        assert.deepEqual(failed(response)?.sort(), ["m1", "m3"]);
        assert.deepEqual(world.unloaded, ["daily 12-00-00", "daily 12-01-00", "hourly 12-01-00"]);
        assert.deepEqual(
            world.events.filter((event) => event.startsWith("failed")),
            ["failed hourly: Rate exceeded"],
        );
    });

    it("when everything fails, each message is named, instead of an exception", async () => {
        const world = new World();
        world.fault = () => new Error("AccessDeniedException");
        assert.deepEqual(failed(await world.handle(batch(arrival("m1", NOON), arrival("m2", NOON)))), [
            "m1",
            "m2",
        ]);
    });

    it("the failures of one invocation are not those of the next", async () => {
        const world = new World();
        world.fault = () => new Error("once");
        await world.handle(batch(arrival("m1", NOON)));
        world.fault = () => undefined;
        assert.deepEqual(failed(await world.handle(batch(arrival("m1", NOON)))), []);
        assert.equal(world.queries.length, 2);
    });

    it("a window that closes in a moment is waited for", async () => {
        const world = new World();
        world.now = NOON + 57 * SECOND;
        assert.deepEqual(failed(await world.handle(batch(arrival("m1", NOON)))), []);
        assert.deepEqual(world.slept, [3 * SECOND]);
        assert.equal(world.queries.length, 2);
    });

    it("a window that stays open longer sends its message back, while others go on", async () => {
        const world = new World();
        world.now = NOON + 30 * SECOND;
        const response = await world.handle(
            batch(arrival("open", NOON), arrival("closed", NOON - 60 * SECOND)),
        );
        assert.deepEqual(failed(response), ["open"]);
        assert.deepEqual(world.slept, []);
        assert.equal(world.queries.length, 2);
    });
});

describe("reports of arrivals from S3 directly", () => {
    const direct = { onArrival: "direct", windowSeconds: 10 } as const;

    it("the function waits for the end of the window, and no longer", async () => {
        const world = new World(direct);
        world.now = NOON + 2 * SECOND;
        await world.handle({ Records: [created(NOON + 1 * SECOND)] });
        assert.deepEqual(world.slept, [8 * SECOND]);
        assert.deepEqual(world.unloaded, ["daily 12-00-00", "hourly 12-00-00"]);
    });

    it("a failure is thrown, for Lambda to call the function again", async () => {
        const world = new World(direct);
        world.fault = () => new Error("Rate exceeded");
        await assert.rejects(
            world.handle({ Records: [created(NOON)] }),
            /2 reports did not start.*Rate exceeded/,
        );
    });

    it("what is neither a batch of messages nor a notification is refused", async () => {
        const world = new World(direct);
        await assert.rejects(world.handle({} as S3Event), /an S3 event notification is expected/);
    });

    it("a clock that is far behind S3's is an error, not an endless wait", async () => {
        const world = new World(direct);
        world.now = NOON - 60 * SECOND;
        await assert.rejects(world.handle({ Records: [created(NOON)] }), /open for 70 more seconds/);
    });
});
