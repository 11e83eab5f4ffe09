import assert from "node:assert/strict";
import type { DeliveryError } from "../../../../cli/local/delivery/errorRecord";
import { Transformation } from "../../../../cli/local/delivery/transformation";
import type { DeliveryRecord } from "../../../../cli/local/delivery/transformEvent";
import { judgeResponse } from "../../../../cli/local/delivery/transformResponse";
import type { InvocationResult, StreamRecord } from "../../../../cli/local/runtime";

const ARN = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/x";
const STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/x";

function record(text: string, sequence = 1): StreamRecord {
    return {
        data: Buffer.from(text),
        arrivedAt: 1000 + sequence,
        partitionKey: 'p"q',
        shardId: "shardId-000000000000",
        sequenceNumber: `49${String(sequence).padStart(54, "0")}`,
    };
}

function transformation(
    invoke: (payload: string) => Promise<InvocationResult | DeliveryError>,
    buffering = { bytes: 1024 * 1024, milliseconds: 60_000 },
): Transformation {
    return new Transformation(
        { functionArn: "f", buffering, retries: 3 },
        { arn: ARN, sourceStreamArn: STREAM, region: "eu-west-1" },
        invoke,
    );
}

function batchOf(subject: Transformation, ...records: StreamRecord[]): readonly DeliveryRecord[] {
    for (const one of records) {
        assert.equal(subject.add(one), undefined);
    }
    return subject.take();
}

const crash: InvocationResult = { ok: false, errorType: "Error", errorMessage: "boom" };

describe("the transform function's event", () => {
    it("has exactly AWS's shape", async () => {
        const events: string[] = [];
        const subject = transformation(async (payload) => {
            events.push(payload);
            return { ok: true, payload: '{"records":[]}' };
        });
        await subject.run(batchOf(subject, record("hello")));
        const event = JSON.parse(events[0]!) as Record<string, unknown>;
        assert.match(String(event.invocationId), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        const { invocationId: _, ...rest } = event;
        const sequenceNumber = record("").sequenceNumber!;
        assert.deepEqual(rest, {
            deliveryStreamArn: ARN,
            sourceKinesisStreamArn: STREAM,
            region: "eu-west-1",
            records: [
                {
                    recordId: `${sequenceNumber}000000`,
                    approximateArrivalTimestamp: 1001,
                    data: "aGVsbG8=",
                    kinesisRecordMetadata: {
                        sequenceNumber,
                        subsequenceNumber: 0,
                        partitionKey: 'p"q',
                        shardId: "shardId-000000000000",
                        approximateArrivalTimestamp: 1001,
                    },
                },
            ],
        });
    });

    it("has no Kinesis metadata and ids of its own for records that were put directly", async () => {
        let event: { records: Record<string, unknown>[] } | undefined;
        const subject = transformation(async (payload) => {
            event = JSON.parse(payload) as typeof event;
            return { ok: true, payload: '{"records":[]}' };
        });
        await subject.run(
            batchOf(
                subject,
                { data: Buffer.from("a"), arrivedAt: 1 },
                { data: Buffer.from("b"), arrivedAt: 1 },
            ),
        );
        assert.deepEqual(Object.keys(event!.records[0]!), [
            "recordId",
            "approximateArrivalTimestamp",
            "data",
        ]);
        assert.equal(new Set(event!.records.map(({ recordId }) => recordId)).size, 2);
    });

    it("is full when the next record would exceed the size hint", () => {
        const subject = transformation(async () => crash, { bytes: 10, milliseconds: 1 });
        assert.equal(subject.add(record("123456")), undefined);
        assert.equal(subject.add(record("1234")), undefined);
        assert.deepEqual(
            subject.add(record("x"))?.map((one) => one.record.data.toString()),
            ["123456", "1234"],
        );
        assert.equal(subject.waiting, 1);
    });

    it("stays under the six megabytes that Lambda takes, however small the records are", async () => {
        const sizes: number[] = [];
        const subject = transformation(async (payload) => {
            sizes.push(Buffer.byteLength(payload));
            return { ok: true, payload: '{"records":[]}' };
        });
        for (let index = 0; index < 40_000; index++) {
            const full = subject.add(record("x", index));
            if (full) {
                await subject.run(full);
            }
        }
        await subject.run(subject.take());
        assert.ok(sizes.length > 1);
        assert.ok(Math.max(...sizes) < 6 * 1024 * 1024, String(sizes));
    });
});

describe("a failed invocation of the transform", () => {
    it("is repeated with the same record ids and new invocation ids, until there are no retries left", async () => {
        const events: { invocationId: string; records: { recordId: string }[] }[] = [];
        const subject = transformation(async (payload) => {
            events.push(JSON.parse(payload) as (typeof events)[0]);
            return crash;
        });
        const { results, attemptsMade } = await subject.run(batchOf(subject, record("a"), record("b", 2)));
        assert.equal(attemptsMade, 4);
        assert.equal(new Set(events.map(({ invocationId }) => invocationId)).size, 4);
        assert.equal(new Set(events.map(({ records }) => JSON.stringify(records))).size, 1);
        assert.deepEqual(
            results.map((result) => result.result === "Failed" && result.error.code),
            ["Lambda.FunctionError", "Lambda.FunctionError"],
        );
        assert.equal(subject.retries, 3);
    });

    it("costs nothing when a retry succeeds", async () => {
        let attempts = 0;
        const subject = transformation(async (payload) => {
            if (++attempts < 3) {
                return crash;
            }
            const { records } = JSON.parse(payload) as { records: { recordId: string }[] };
            return {
                ok: true,
                payload: JSON.stringify({
                    records: records.map(({ recordId }) => ({ recordId, result: "Ok", data: "eA==" })),
                }),
            };
        });
        const { results, attemptsMade } = await subject.run(batchOf(subject, record("a")));
        assert.equal(attemptsMade, 3);
        assert.deepEqual(results, [{ result: "Ok", data: Buffer.from("x") }]);
    });

    it("is not repeated when Firehose may not invoke the function", async () => {
        let attempts = 0;
        const subject = transformation(async () => {
            attempts++;
            return { type: "processing-failed", code: "Lambda.InvokeAccessDenied", message: "no" };
        });
        const { results } = await subject.run(batchOf(subject, record("a")));
        assert.equal(attempts, 1);
        assert.equal(results[0]?.result === "Failed" && results[0].error.code, "Lambda.InvokeAccessDenied");
    });
});

describe("the transform function's response", () => {
    const batch: DeliveryRecord[] = ["1", "2"].map((recordId) => ({ recordId, record: record(recordId) }));
    const judge = (response: unknown) =>
        judgeResponse(batch, typeof response === "string" ? response : JSON.stringify(response)).map(
            (result) => (result.result === "Failed" ? result.error.code : result.result),
        );
    const ok = (recordId: string) => ({ recordId, result: "Ok", data: "eA==" });

    it("is taken record by record, in any order, strangers ignored", () => {
        assert.deepEqual(judge({ records: [{ recordId: "2", result: "Dropped" }, ok("1"), ok("99")] }), [
            "Ok",
            "Dropped",
        ]);
        assert.deepEqual(
            judge({ records: [ok("1"), { recordId: "2", result: "ProcessingFailed", data: "eA==" }] }),
            ["Ok", "Lambda.ProcessingFailedStatus"],
        );
    });

    it("brings the partition keys of each record", () => {
        const [result] = judgeResponse(
            batch,
            JSON.stringify({
                records: [{ ...ok("1"), metadata: { partitionKeys: { day: "2001-01-01", n: 5 } } }],
            }),
        );
        assert.deepEqual(result, {
            result: "Ok",
            data: Buffer.from("x"),
            partitionKeys: { day: "2001-01-01", n: "5" },
        });
    });

    it("fails records that are missing or come twice, and no others", () => {
        assert.deepEqual(judge({ records: [ok("1")] }), ["Ok", "Lambda.MissingRecordId"]);
        assert.deepEqual(judge({ records: [ok("1"), ok("2"), ok("2")] }), [
            "Ok",
            "Lambda.DuplicatedRecordId",
        ]);
    });

    it("fails records whose data is missing or is not base64", () => {
        assert.deepEqual(
            judge({
                records: [
                    { ...ok("1"), data: undefined },
                    { ...ok("2"), data: "{}" },
                ],
            }),
            ["Lambda.InvalidReturnFormat", "Lambda.InvalidReturnFormat"],
        );
        assert.deepEqual(
            judge({
                records: [
                    { ...ok("1"), data: "" },
                    { ...ok("2"), data: "e$==" },
                ],
            }),
            ["Ok", "Lambda.InvalidReturnFormat"],
        );
    });

    it("fails a record with an unknown result", () => {
        assert.deepEqual(judge({ records: [{ ...ok("1"), result: "ok" }, ok("2")] }), [
            "Lambda.JsonProcessingException",
            "Ok",
        ]);
    });

    it("fails the whole batch when it is not of the status model", () => {
        for (const response of [
            "",
            "null",
            "[]",
            '{"records":{}}',
            '{"records":[null]}',
            '{"records":[{"recordId":1}]}',
        ]) {
            assert.deepEqual(
                judge(response),
                ["Lambda.JsonProcessingException", "Lambda.JsonProcessingException"],
                response,
            );
        }
    });
});
