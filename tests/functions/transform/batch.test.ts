import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { FirehoseTransformationEvent, FirehoseTransformationResult } from "aws-lambda";
import fc from "fast-check";
import { type BatchCounts, createHandler } from "../../../functions/transform/batch";
import type { RejectedLine } from "../../../functions/transform/rejected";
import type { PipelineSettings, SourceKind } from "../../../functions/transform/settings";
import { reject, type Transform } from "../../../functions/transform/transform";

const ARRIVED = Date.UTC(2011, 0, 1, 12);

const SETTINGS: PipelineSettings = {
    domain: "weather",
    pipeline: "stations",
    source: "iot",
    columns: [
        { name: "station", type: "string", required: true },
        { name: "at", type: "timestamp", required: true },
        { name: "temperature", type: "double", required: false },
    ],
    partition: { name: "day", column: "at", since: "2010-01-01" },
};

interface Ran {
    readonly result: FirehoseTransformationResult;
    readonly rows: (string | undefined)[];
    readonly rejected: RejectedLine[];
    readonly keys: string[];
    readonly counts: BatchCounts;
}

/** Runs one invocation over records' data. */
async function run(
    data: readonly (string | Buffer)[],
    parts: { settings?: Partial<PipelineSettings>; transform?: Transform; invocationId?: string } = {},
): Promise<Ran> {
    const objects = new Map<string, string>();
    let counts: BatchCounts | undefined;
    const handler = createHandler({
        settings: { ...SETTINGS, ...parts.settings },
        transform: parts.transform,
        rejectedPrefix: "rejected/weather/stations/",
        putRejected: async (key, body) => void objects.set(key, body),
        report: (reported) => {
            counts = reported;
        },
    });
    const result = await handler(eventOf(data, parts.invocationId));
    const lines = [...objects.values()].flatMap((body) => body.split("\n").slice(0, -1));
    return {
        result,
        rows: result.records.map(({ data }) => data && Buffer.from(data, "base64").toString()),
        rejected: lines.map((line) => JSON.parse(line)),
        keys: [...objects.keys()],
        counts: counts!,
    };
}

function eventOf(
    data: readonly (string | Buffer)[],
    invocationId = "invocation-1",
): FirehoseTransformationEvent {
    return {
        invocationId,
        deliveryStreamArn: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/dev-weather-stations",
        region: "eu-west-1",
        records: data.map((content, index) => ({
            recordId: `record-${index}`,
            approximateArrivalTimestamp: ARRIVED,
            data: Buffer.from(content).toString("base64"),
        })),
    };
}

/** What the topic rule makes of a device's message. */
function published(message: unknown, topic = "stations/KSEA/reading"): string {
    const payload =
        typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message);
    return JSON.stringify({ payload: Buffer.from(payload).toString("base64"), topic, receivedAt: ARRIVED });
}

const READING = { station: "KSEA", at: "2010-01-01T00:00:00", temperature: 4.5 };

describe("transform handler", () => {
    it("a message comes out as a row of the declared columns, in its day's partition", async () => {
        const { result, rows, counts } = await run([published({ ...READING, firmware: "1.2" })]);
        assert.deepEqual(rows, ['{"station":"KSEA","at":"2010-01-01 00:00:00.000","temperature":4.5}']);
        assert.deepEqual(result.records[0]!.metadata, { partitionKeys: { day: "2010-01-01" } });
        assert.deepEqual(counts, {
            invocationId: "invocation-1",
            received: 1,
            delivered: 1,
            rejected: 0,
            reasons: [],
            unknownFields: 1,
            rejectedKey: undefined,
        });
    });

    it("rejected records are dropped from the stream and kept with their reason", async () => {
        const bad = [
            published(READING),
            published("{"),
            published({ station: "KSEA", at: "yesterday" }),
            published(Buffer.from([0x7b, 0xff, 0x7d])),
            published(""),
            "not the topic rule",
            published({ station: "KSEA" }),
        ];
        const { result, rejected, keys, counts } = await run(bad);
        assert.deepEqual(
            result.records.map(({ result }) => result),
            ["Ok", "Dropped", "Dropped", "Dropped", "Dropped", "Dropped", "Dropped"],
        );
        assert.equal(keys.length, 1);
        assert.match(keys[0] ?? "", /^rejected\/weather\/stations\/2011\/01\/01\/[0-9a-f]{32}\.json$/);
        assert.deepEqual(
            rejected.map(({ reason, record }) => [reason, record]),
            [
                ["malformed JSON", "{"],
                ['column "at": expected timestamp, found string', '{"station":"KSEA","at":"yesterday"}'],
                ["not UTF-8 text", { base64: "e/99" }],
                ["empty payload", ""],
                ["not a message of the topic rule", "not the topic rule"],
                ['column "at": required, but the record has no value', '{"station":"KSEA"}'],
            ],
        );
        assert.deepEqual(rejected[1], {
            reason: 'column "at": expected timestamp, found string',
            column: "at",
            detail: 'column "at": expected timestamp, found "yesterday"',
            recordId: "record-2",
            topic: "stations/KSEA/reading",
            arrivedAt: "2011-01-01T12:00:00.000Z",
            record: '{"station":"KSEA","at":"yesterday"}',
        });
        assert.equal(counts.received, 7);
        assert.equal(counts.delivered + counts.rejected, 7);
    });

    it("a batch that Firehose sends again replaces its rejected records, another batch does not", async () => {
        const first = await run([published("{")], { invocationId: "first attempt" });
        const second = await run([published("{")], { invocationId: "second attempt" });
        assert.deepEqual(first.keys, second.keys);
        assert.deepEqual(first.rejected, second.rejected);
        const other = await run([published("{"), published("{")], { invocationId: "first attempt" });
        assert.notDeepEqual(first.keys, other.keys);
    });

    it("no object is written when nothing is rejected", async () => {
        assert.deepEqual((await run([published(READING)])).keys, []);
        assert.deepEqual((await run([])).result, { records: [] });
    });

    it("when rejected records cannot be kept, the batch fails, for Firehose to send it again", async () => {
        const handler = createHandler({
            settings: SETTINGS,
            rejectedPrefix: "r/",
            putRejected: () => Promise.reject(new Error("AccessDenied")),
            report: () => assert.fail("nothing is reported of a batch that failed"),
        });
        await assert.rejects(handler(eventOf([published("{")])), /AccessDenied/);
    });

    it("text that is U+FFFD itself is no invalid text", async () => {
        const { rows } = await run([published({ ...READING, station: "\ufffd" })]);
        assert.match(rows[0]!, /"station":"\ufffd"/);
    });

    it("streams and direct put carry messages as they are", async () => {
        for (const source of ["kinesis", "directPut"] as const) {
            const { rows } = await run([JSON.stringify(READING)], { settings: { source } });
            assert.deepEqual(rows, ['{"station":"KSEA","at":"2010-01-01 00:00:00.000","temperature":4.5}']);
        }
    });

    it("a response never exceeds what Lambda lets through", async () => {
        const text = JSON.stringify({ ...READING, station: "ü".repeat(400_000) });
        const { result, rejected } = await run(Array(10).fill(text), { settings: { source: "directPut" } });
        assert.ok(JSON.stringify(result).length <= 6_000_000, String(JSON.stringify(result).length));
        assert.equal(rejected.length, result.records.filter(({ result }) => result === "Dropped").length);
        assert.ok(rejected.length > 0 && rejected.length < 10);
        assert.equal(rejected[0]!.reason, "too large: the response to Firehose would exceed 6 MB");
    });
});

describe("partitions", () => {
    const of = async (at: string, name: "year" | "month" | "day" | "hour" = "day") => {
        const partition = { name, column: "at", since: "2010-01-01" };
        return run([published({ station: "KSEA", at })], { settings: { partition } });
    };

    it("each unit names its partition as the projection does", async () => {
        for (const [name, expected] of [
            ["year", "2010"],
            ["month", "2010-03"],
            ["day", "2010-03-04"],
            ["hour", "2010-03-04-05"],
        ] as const) {
            const { result } = await of("2010-03-04T05:06:07", name);
            assert.deepEqual(result.records[0]!.metadata, { partitionKeys: { [name]: expected } });
        }
    });

    it("a date column has the hour 00", async () => {
        const { result } = await run([published({ on: "2010-03-04" })], {
            settings: {
                columns: [{ name: "on", type: "date", required: true }],
                partition: { name: "hour", column: "on", since: "2010-01-01" },
            },
        });
        assert.deepEqual(result.records[0]!.metadata, { partitionKeys: { hour: "2010-03-04-00" } });
    });

    it("what no query would see is rejected: before the first partition, or after the day after arrival", async () => {
        for (const [at, reason] of [
            ["2010-01-01T00:00:00", undefined],
            ["2009-12-31T23:59:59.999", 'column "at": before 2010-01-01, the first partition'],
            ["2011-01-02T23:59:59.999", undefined],
            ["2011-01-03T00:00:00", 'column "at": more than one day after arrival'],
        ] as const) {
            const { rejected } = await of(at);
            assert.equal(rejected[0]?.reason, reason, at);
        }
    });

    it("without a partition there are no partition keys", async () => {
        const { result } = await run([published(READING)], { settings: { partition: undefined } });
        assert.equal(result.records[0]!.metadata, undefined);
    });
});

describe("domain transforms", () => {
    const reasonFor = async (transform: Transform) => {
        const { rejected } = await run([published(READING)], { transform });
        return rejected[0];
    };

    it("see the message and where it came from", async () => {
        const seen: unknown[] = [];
        const { rows } = await run([published({ t: 4.5, at: 0 })], {
            transform: (message, context) => {
                seen.push(context);
                return {
                    station: context.topic?.split("/")[1],
                    at: context.receivedAt,
                    temperature: message.t,
                };
            },
        });
        assert.deepEqual(rows, ['{"station":"KSEA","at":"2011-01-01 12:00:00.000","temperature":4.5}']);
        assert.deepEqual(seen, [
            { topic: "stations/KSEA/reading", receivedAt: ARRIVED, domain: "weather", pipeline: "stations" },
        ]);
    });

    it("reject with a reason of their own", async () => {
        const line = await reasonFor(() => reject("sensor not calibrated", "temperature"));
        assert.deepEqual([line?.reason, line?.column], ["sensor not calibrated", "temperature"]);
    });

    it("leave a message out on purpose, which is kept all the same", async () => {
        assert.equal((await reasonFor(() => undefined))?.reason, "dropped by the transform");
    });

    it("that throw reject the one message", async () => {
        const transform: Transform = (message) => {
            if (message.temperature === 4.5) throw new RangeError("4.5 is out of range");
            return message;
        };
        const { result, rejected } = await run(
            [published(READING), published({ ...READING, temperature: 5 })],
            {
                transform,
            },
        );
        assert.deepEqual(
            result.records.map(({ result }) => result),
            ["Dropped", "Ok"],
        );
        assert.equal(rejected[0]!.reason, "transform threw: RangeError");
        assert.equal(rejected[0]!.detail, "transform threw: RangeError: 4.5 is out of range");
    });

    it("that throw what is no error, or return what is no row, reject the message", async () => {
        const throwing = (value: unknown): Transform => {
            return () => {
                throw value;
            };
        };
        // biome-ignore lint/suspicious/noExplicitAny: what JavaScript lets a transform return against its type
        const returning = (value: any): Transform => {
            return () => value;
        };
        assert.equal((await reasonFor(throwing("no")))?.reason, "transform threw: string");
        assert.equal((await reasonFor(throwing(undefined)))?.reason, "transform threw: undefined");
        assert.equal((await reasonFor(returning(null)))?.reason, "transform returned null, not a row");
        assert.equal((await reasonFor(returning([READING])))?.reason, "transform returned array, not a row");
        assert.equal((await reasonFor(returning("row")))?.reason, "transform returned string, not a row");
        assert.match(
            (await reasonFor(returning(Promise.resolve(READING))))!.reason,
            /^transform returned a promise/,
        );
    });
});

describe("CloudWatch Logs", () => {
    const columns: PipelineSettings["columns"] = [
        { name: "timestamp", type: "timestamp", required: true },
        { name: "message", type: "string", required: true },
        { name: "level", type: "string", required: false },
    ];
    const settings = { source: "cloudwatchLogs", columns, partition: undefined } as const;
    const subscription = (messageType: string, ...lines: string[]) =>
        gzipSync(
            JSON.stringify({
                messageType,
                owner: "123456789012",
                logGroup: "/app",
                logStream: "a",
                subscriptionFilters: ["dev"],
                logEvents: lines.map((message, index) => ({
                    id: String(index),
                    timestamp: 981_173_106_000 + index,
                    message,
                })),
            }),
        );

    it("all events of a record come out, one row after the other", async () => {
        const { rows, counts } = await run([subscription("DATA_MESSAGE", "plain", '{"level":"warn"}')], {
            settings,
        });
        assert.deepEqual(rows, [
            '{"timestamp":"2001-02-03 04:05:06.000","message":"plain"}' +
                '{"timestamp":"2001-02-03 04:05:06.001","message":"{\\"level\\":\\"warn\\"}","level":"warn"}',
        ]);
        assert.equal(counts.received, 2);
    });

    it("an event that is no row is rejected alone", async () => {
        const { result, rejected, counts } = await run(
            [subscription("DATA_MESSAGE", '{"level":5}', "{fine")],
            { settings },
        );
        assert.equal(result.records[0]!.result, "Ok");
        assert.deepEqual(
            rejected.map(({ reason, record }) => [reason, record]),
            [['column "level": expected string, found number', '{"level":5}']],
        );
        assert.deepEqual([counts.received, counts.delivered, counts.rejected], [2, 1, 1]);
    });

    it("a check whether delivery works is dropped, and no rejection", async () => {
        const { result, rejected, counts } = await run([subscription("CONTROL_MESSAGE", "health")], {
            settings,
        });
        assert.equal(result.records[0]!.result, "Dropped");
        assert.deepEqual(rejected, []);
        assert.equal(counts.received, 0);
    });

    it("what is no subscription record is kept as base64", async () => {
        for (const data of [
            "text",
            gzipSync("{"),
            gzipSync("null"),
            gzipSync('{"messageType":"DATA_MESSAGE"}'),
        ]) {
            const { rejected } = await run([data], { settings });
            assert.equal(rejected[0]!.reason, "not a record of CloudWatch Logs");
            assert.deepEqual(rejected[0]!.record, { base64: Buffer.from(data).toString("base64") });
        }
    });

    it("a record that unfolds without end is refused before it fills the memory", async () => {
        const { rejected } = await run([gzipSync(Buffer.alloc(65 * 1024 * 1024, " "))], { settings });
        assert.equal(rejected[0]!.reason, "log data unfolds to more than 64 MiB");
    });
});

describe("every record, whatever it holds", () => {
    const values = fc.oneof(
        fc.jsonValue(),
        fc.constantFrom(
            "2010-01-01T00:00:00Z",
            "2010-02-30",
            "12.5",
            2 ** 31,
            -0,
            1e300,
            "9223372036854775807",
            981_173_106_789,
        ),
    );
    const rows = fc.dictionary(
        fc.constantFrom("s", "b", "i", "l", "d", "n", "day", "at", "__proto__", "x"),
        values,
    );
    const payloads = fc.oneof(
        { weight: 5, arbitrary: rows.map((row) => JSON.stringify(row)) },
        { weight: 1, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
        { weight: 1, arbitrary: fc.string() },
        { weight: 1, arbitrary: fc.uint8Array().map((bytes) => Buffer.from(bytes)) },
    );
    const columns: PipelineSettings["columns"] = [
        { name: "s", type: "string", required: false },
        { name: "b", type: "boolean", required: false },
        { name: "i", type: "int", required: false },
        { name: "l", type: "bigint", required: false },
        { name: "d", type: "double", required: false },
        { name: "n", type: "decimal(9,2)", required: false },
        { name: "day", type: "date", required: false },
        { name: "at", type: "timestamp", required: false },
    ];
    /** What the JSON text of a column's value must look like, told independently of the code that writes it. */
    const shapes: Record<string, (value: unknown) => boolean> = {
        s: (value) => typeof value === "string",
        b: (value) => typeof value === "boolean",
        i: (value) => typeof value === "number" && (value | 0) === value,
        l: (value) => typeof value === "number" && Number.isInteger(value),
        d: (value) => typeof value === "number" && Number.isFinite(value),
        n: (value) => /^-?\d{1,7}(\.\d{1,2})?$/.test(String(value)) && typeof value === "string",
        day: (value) => new Date(`${value}T00:00:00Z`).toISOString().startsWith(String(value)),
        at: (value) =>
            new Date(`${String(value).replace(" ", "T")}Z`).toISOString() ===
            `${String(value).replace(" ", "T")}Z`,
    };

    for (const source of ["iot", "kinesis", "directPut", "cloudwatchLogs"] as const satisfies SourceKind[]) {
        it(`of ${source} comes back exactly once, in order, as a row of the declared types or with a reason`, async () => {
            await fc.assert(
                fc.asyncProperty(
                    fc.array(payloads, { maxLength: 8 }),
                    fc.boolean(),
                    async (contents, wrapped) => {
                        const data = contents.map((content) =>
                            wrapped && source === "iot" ? published(content) : content,
                        );
                        const { result, rows, rejected, counts } = await run(data, {
                            settings: { source, columns, partition: undefined },
                        });
                        assert.deepEqual(
                            result.records.map(({ recordId }) => recordId),
                            data.map((_, index) => `record-${index}`),
                        );
                        assert.equal(counts.delivered + counts.rejected, counts.received);
                        assert.equal(counts.received, data.length);
                        const dropped = result.records.filter(({ result }) => result === "Dropped");
                        assert.deepEqual(
                            rejected.map(({ recordId }) => recordId),
                            dropped.map(({ recordId }) => recordId),
                        );
                        for (const row of rows.filter((row) => row !== undefined)) {
                            for (const [name, value] of Object.entries(JSON.parse(row))) {
                                assert.ok(shapes[name]!(value), `${name}: ${row}`);
                            }
                        }
                    },
                ),
                { numRuns: 200 },
            );
        });
    }
});
