import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { parseErrorLines } from "../../../../cli/local/delivery/errorRecord";
import type { ObjectCreated } from "../../../../cli/local/runtime";
import { type DeliveryFixture, deliver, FUNCTION_ARN, ROLE } from "./deliveryFixture";

const READING = { station: "a", at: "2001-02-03 04:05:06.789", temperature: 1.5, price: 1.25, count: 7 };

describe("a delivery stream", () => {
    let fixture: DeliveryFixture;
    afterEach(() => fixture.close());

    it("delivers what its transform returns as Parquet with the table's columns, by partition", async () => {
        fixture = deliver();
        await fixture.put(
            { ...READING, day: "2001-02-03" },
            { station: "b", day: "2001-02-04" },
            { ...READING, day: "2001-02-03" },
        );
        await fixture.settle();
        const keys = fixture.keys("curated");
        assert.equal(keys.length, 2);
        assert.match(
            keys[0]!,
            /^weather\/readings\/day=2001-02-03\/dev-readings-1-1970-01-01-00-16-40-[0-9a-f-]{36}\.parquet$/,
        );
        assert.deepEqual(await fixture.rows("weather/readings/day=2001-02-03/"), [
            { station: "a", at: "2001-02-03 04:05:06.789", temperature: 1.5, price: "1.25", count: "7" },
            { station: "a", at: "2001-02-03 04:05:06.789", temperature: 1.5, price: "1.25", count: "7" },
        ]);
        assert.deepEqual(await fixture.rows("weather/readings/day=2001-02-04/"), [
            { station: "b", at: null, temperature: null, price: null, count: null },
        ]);
        assert.deepEqual(fixture.runtime.failures, []);
    });

    it("waits for the transform's interval and then for the destination's", async () => {
        fixture = deliver();
        const created: ObjectCreated[] = [];
        fixture.runtime.onObjectCreated(async (object) => void created.push(object));
        await fixture.put({ ...READING, day: "2001-02-03" });
        await fixture.settle();
        const times = created.map(({ bucket, time }) => [bucket, time - 1_000_000]);
        assert.deepEqual(times, [
            ["raw", 60_000],
            ["curated", 120_000],
        ]);
        assert.deepEqual(created[1]?.writer, fixture.stream);
        assert.equal(created[1]?.principalArn, ROLE);
    });

    it("writes an object as soon as a partition's buffer is full", async () => {
        fixture = deliver();
        const created: ObjectCreated[] = [];
        fixture.runtime.onObjectCreated(async (object) => void created.push(object));
        const station = "x".repeat(100_000);
        for (let batch = 0; batch < 70; batch++) {
            await fixture.put(...Array.from({ length: 10 }, () => ({ station, day: "2001-02-03" })));
        }
        await fixture.settle();
        const curated = created.filter(({ bucket }) => bucket === "curated");
        assert.equal(curated[0]?.time, 1_000_000);
        assert.equal(curated[1]?.time, 1_060_000, "the rest waits for the interval");
        assert.equal((await fixture.rows("weather/")).length, 700);
    }).timeout(60_000);

    it("keeps every record in the backup as it came, compressed, also those that the transform drops", async () => {
        fixture = deliver({}, (records) => ({
            records: records.map(({ recordId }) => ({ recordId, result: "Dropped" })),
        }));
        await fixture.put("not JSON", { a: 1 });
        await fixture.settle();
        const [key, ...others] = fixture.keys("raw");
        assert.deepEqual(others, []);
        assert.match(key!, /^weather\/readings\/1970\/01\/01\/00\/dev-readings-1-.*\.gz$/);
        assert.equal(gunzipSync(fixture.store.read("raw", key!)).toString(), 'not JSON{"a":1}');
        assert.deepEqual(fixture.keys("curated"), []);
        assert.match(fixture.runtime.hops[0]!.counter.detail ?? "", /2 dropped by the transform/);
    });

    it("writes records of failed invocations to the error prefix, as Firehose does", async () => {
        let invocations = 0;
        fixture = deliver({}, () => {
            invocations++;
            return { ok: false, errorType: "Error", errorMessage: "boom" };
        });
        await fixture.put({ ...READING, day: "2001-02-03" });
        await fixture.settle();
        assert.equal(invocations, 4);
        const [error, ...others] = fixture.errors("errors/processing-failed/");
        assert.deepEqual(others, []);
        assert.deepEqual(error, {
            attemptsMade: 4,
            arrivalTimestamp: 1_000_000,
            errorCode: "Lambda.FunctionError",
            errorMessage:
                "The Lambda function was successfully invoked but it returned an error result. Error: boom",
            attemptEndingTimestamp: 1_060_000,
            rawData: Buffer.from(JSON.stringify({ ...READING, day: "2001-02-03" })).toString("base64"),
            lambdaArn: FUNCTION_ARN,
        });
    });

    it("writes what does not fit the table to the error prefix, with the reason, and delivers the rest", async () => {
        fixture = deliver();
        await fixture.put(
            { ...READING, day: "2001-02-03" },
            { ...READING, day: "2001-02-03", count: "seven" },
            { ...READING, day: "2001-02-03", at: "2001-02-03T04:05:06Z" },
        );
        await fixture.settle();
        assert.equal((await fixture.rows("weather/")).length, 1);
        const errors = fixture.errors("errors/format-conversion-failed/");
        assert.deepEqual(
            errors.map(({ lastErrorCode, lastErrorMessage }) => [lastErrorCode, lastErrorMessage]),
            [
                [
                    "DataFormatConversion.MalformedData",
                    'Data does not match the schema. count: "seven" was found; the column takes a number',
                ],
                [
                    "DataFormatConversion.MalformedData",
                    'Data does not match the schema. at: "2001-02-03T04:05:06Z" was found; the column takes a timestamp such as 2001-02-03 04:05:06.789',
                ],
            ],
        );
        assert.equal(errors[0]?.sequenceNumber, `49${"1".padStart(54, "0")}`);
        assert.equal((errors[0]!.dataCatalogTable as { tableName: string }).tableName, "readings");
        const [key] = fixture.keys("curated").filter((one) => one.startsWith("errors/"));
        const summaries = parseErrorLines(fixture.store.read("curated", key!).toString());
        assert.equal(
            summaries[0]?.reason,
            "DataFormatConversion.MalformedData: Data does not match the schema. count: the column takes a number",
        );
    });

    it("delivers rows that DuckDB alone would refuse", async () => {
        fixture = deliver();
        await fixture.put(
            '{"day":"2001-02-03","count":1,"count":2}',
            '{"day":"2001-02-03","station":"a"}{"station":"b"}',
        );
        // The second record is two documents, of which the identity transform cannot read a day.
        fixture.runtime.serve(
            {
                invoke: async (_, payload) => {
                    const { records } = JSON.parse(payload) as {
                        records: { recordId: string; data: string }[];
                    };
                    const metadata = { partitionKeys: { day: "2001-02-03" } };
                    return {
                        ok: true,
                        payload: JSON.stringify({
                            records: records.map((one) => ({ ...one, result: "Ok", metadata })),
                        }),
                    };
                },
            },
            [],
        );
        await fixture.settle();
        const rows = await fixture.rows("weather/");
        assert.deepEqual(
            rows.map(({ station, count }) => [station, count]),
            [
                ["a", null],
                ["b", null],
                [null, "2"],
            ],
        );
    });

    it("sends records without their partition key to the error prefix", async () => {
        fixture = deliver();
        await fixture.put({ ...READING });
        await fixture.settle();
        assert.deepEqual(
            fixture.errors("errors/processing-failed/").map(({ errorCode }) => errorCode),
            ["DynamicPartitioning.MetadataExtractionFailed"],
        );
    });

    it("keeps 500 partitions active and sends records of others to the error prefix", async () => {
        fixture = deliver();
        const day = (index: number) => new Date(index * 86_400_000).toISOString().slice(0, 10);
        await fixture.put(...Array.from({ length: 503 }, (_, index) => ({ ...READING, day: day(index) })));
        await fixture.put({ ...READING, day: day(0) });
        await fixture.settle();
        assert.equal(fixture.keys("curated").filter((key) => key.startsWith("weather/")).length, 500);
        assert.equal((await fixture.rows("weather/")).length, 501);
        const errors = fixture.errors("errors/processing-failed/");
        assert.equal(errors.length, 3);
        assert.equal(
            errors[0]?.errorMessage,
            "The number of active partitions has exceeded the configured limit",
        );
    }).timeout(60_000);

    it("partitions by the arrival of the oldest record when the prefix says so", async () => {
        fixture = deliver({
            prefix: "weather/readings/day=!{timestamp:yyyy-MM-dd}/",
            dynamicPartitioningConfiguration: { enabled: false },
        });
        await fixture.put({ ...READING });
        await fixture.settle();
        assert.match(fixture.keys("curated")[0]!, /^weather\/readings\/day=1970-01-01\/dev-readings-1-/);
    });

    it("writes records one behind the other where nothing is converted or transformed", async () => {
        fixture = deliver({
            prefix: "plain/",
            dynamicPartitioningConfiguration: { enabled: false },
            processingConfiguration: { enabled: true, processors: [{ type: "AppendDelimiterToRecord" }] },
            dataFormatConversionConfiguration: { enabled: false },
            compressionFormat: "GZIP",
        });
        await fixture.put("one", "two");
        await fixture.settle();
        const [key] = fixture.keys("curated");
        assert.match(key!, /^plain\/1970\/01\/01\/00\/.*\.gz$/);
        assert.equal(gunzipSync(fixture.store.read("curated", key!)).toString(), "one\ntwo\n");
    });

    it("gives objects the same names in every run", async () => {
        const names: string[][] = [];
        for (let run = 0; run < 2; run++) {
            const one = deliver();
            await one.put({ ...READING, day: "2001-02-03" }, { ...READING, day: "2001-02-04" });
            await one.settle();
            names.push([...one.keys("curated"), ...one.keys("raw")]);
            await one.close();
        }
        fixture = deliver();
        assert.deepEqual(names[0], names[1]);
    });
});

describe("a delivery stream that a local run cannot bring to life", () => {
    for (const [settings, why] of [
        [{ prefix: "!{partitionKeyFromQuery:x}/" }, /extendedS3Configuration\.prefix: .*cannot be evaluated/],
        [{ bufferingSize: 5 }, /bufferingSize: .*64/],
        [{ compressionFormat: "GZIP" }, /compressionFormat: "GZIP".*UNCOMPRESSED only/],
        [{ dynamicPartitioningConfiguration: { enabled: false } }, /needs dynamicPartitioningConfiguration/],
        [{ bucketArn: "curated" }, /bucketArn: "curated".*ARN/],
        [{ processingConfiguration: { processors: [{ type: "MetadataExtraction" }] } }, /MetadataExtraction/],
    ] as const) {
        it(`says so of ${JSON.stringify(settings)}`, async () => {
            const fixture = deliver(settings as never);
            await fixture.put({ ...READING, day: "2001-02-03" });
            await fixture.settle();
            const messages = fixture.runtime.failures.map(({ message }) => message);
            assert.ok(
                messages.some((message) => why.test(message)),
                messages.join("\n"),
            );
            assert.deepEqual(fixture.keys("curated"), []);
            await fixture.close();
        });
    }

    it("names a table that is not in the plan", async () => {
        const fixture = deliver({
            dataFormatConversionConfiguration: {
                inputFormatConfiguration: { deserializer: { hiveJsonSerDe: {} } },
                outputFormatConfiguration: { serializer: { parquetSerDe: {} } },
                schemaConfiguration: { roleArn: ROLE, databaseName: "dev_weather", tableName: "other" },
            },
        });
        await fixture.put({ ...READING, day: "2001-02-03" });
        await fixture.settle();
        assert.match(fixture.runtime.failures[0]?.message ?? "", /no Glue table dev_weather\.other/);
        await fixture.close();
    });
});
