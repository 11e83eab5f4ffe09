import assert from "node:assert/strict";
import { hash } from "node:crypto";
import fc from "fast-check";
import type { StreamRecord } from "../../../../cli/local/runtime";
import { resource, runtimeOf } from "../runtimeFixture";

const ARN = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";
const stream = (inputs: Record<string, number | { streamMode: string }>) => {
    const planned = resource("aws:kinesis/stream:Stream", "s", inputs, { arn: ARN, name: "s" });
    const runtime = runtimeOf([planned]);
    const received: StreamRecord[] = [];
    runtime.stream(ARN).subscribe({
        resource: planned,
        put: async (records) => void received.push(...records),
    });
    return { runtime, received, kinesis: runtime.stream(ARN) };
};
const entry = (partitionKey: string) => ({ data: Buffer.from(partitionKey), partitionKey });

describe("a Kinesis stream", () => {
    it("has the plan's shards, and four when it is on demand", () => {
        assert.equal(stream({ shardCount: 3 }).kinesis.shards, 3);
        assert.equal(stream({ streamModeDetails: { streamMode: "ON_DEMAND" } }).kinesis.shards, 4);
    });

    it("puts a record into the shard whose range of hash keys holds its partition key's MD5", async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.integer({ min: 1, max: 9 }),
                fc.string({ unit: "grapheme" }),
                async (shards, key) => {
                    const { kinesis, received } = stream({ shardCount: shards });
                    await kinesis.put([entry(key)]);
                    const hashKey = BigInt(`0x${hash("md5", key)}`);
                    const expected = (hashKey * BigInt(shards)) >> 128n;
                    assert.equal(received[0]!.shardId, `shardId-${String(expected).padStart(12, "0")}`);
                },
            ),
        );
    });

    it("numbers the records of a shard upwards, keeps their order and stamps them with the run's time", async () => {
        const { kinesis, received } = stream({ shardCount: 2 });
        await kinesis.put(["a", "b", "a", "c"].map(entry));
        await kinesis.put(["a"].map(entry));
        assert.deepEqual(
            received.map(({ data }) => data.toString()),
            ["a", "b", "a", "c", "a"],
        );
        const first = received[0]!.shardId;
        const numbers = received
            .filter(({ shardId }) => shardId === first)
            .map(({ sequenceNumber }) => sequenceNumber!);
        assert.deepEqual(numbers, [...numbers].sort());
        assert.equal(new Set(received.map(({ sequenceNumber }) => sequenceNumber)).size, 5);
        assert.match(numbers[0]!, /^\d{56}$/);
        assert.ok(received.every(({ arrivedAt }) => arrivedAt === 1_000_000));
    });

    it("gives every record to each of its consumers, and waits for the slowest", async () => {
        const { kinesis, received, runtime } = stream({ shardCount: 1 });
        let slow = 0;
        kinesis.subscribe({
            resource: runtime.plan.resources[0]!,
            put: (records) =>
                new Promise((resolve) =>
                    setTimeout(() => {
                        slow += records.length;
                        resolve();
                    }, 10),
                ),
        });
        await kinesis.put([entry("a"), entry("b")]);
        assert.deepEqual([received.length, slow], [2, 2]);
    });

    it("says what is missing when nobody reads it", async () => {
        const planned = resource(
            "aws:kinesis/stream:Stream",
            "s",
            { shardCount: 1 },
            { arn: ARN, name: "s" },
        );
        const runtime = runtimeOf([planned]);
        await runtime.stream(ARN).put([entry("a")]);
        const [{ counter }] = runtime.hops as [(typeof runtime.hops)[0]];
        assert.deepEqual([counter.in, counter.out], [1, 0]);
        assert.match(
            counter.gap!,
            /no delivery stream of the plan has kinesisSourceConfiguration\.kinesisStreamArn = arn/,
        );
    });
});
