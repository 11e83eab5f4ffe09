import assert from "node:assert/strict";
import type { SQSEvent } from "aws-lambda";
import { connectEventSourceMappings } from "../../../../cli/local/functions/eventSourceMapping";
import type { PlanFunctions } from "../../../../cli/local/functions/planFunctions";
import { connectQueues } from "../../../../cli/local/queues/queue";
import type { InvocationResult } from "../../../../cli/local/runtime";
import type { PlanValue } from "../../../../cli/preview/plan";
import { resource, runtimeOf } from "../runtimeFixture";

const arn = (name: string) => `arn:aws:sqs:eu-west-1:123456789012:${name}`;
const queue = (name: string, inputs: Record<string, PlanValue> = {}) =>
    resource("aws:sqs/queue:Queue", name, inputs, { arn: arn(name), url: `https://sqs/${name}` });
const redrive = (maxReceiveCount: number) =>
    JSON.stringify({ deadLetterTargetArn: arn("dead"), maxReceiveCount });

type Handler = (event: SQSEvent, time: number) => unknown;

/** A queue with its dead-letter queue, read by a function which is the test's. */
function arrange(
    handler: Handler,
    inputs: { queue?: Record<string, PlanValue>; mapping?: Record<string, PlanValue>; timeout?: number } = {},
) {
    const planned = [
        queue("work", { visibilityTimeoutSeconds: 60, redrivePolicy: redrive(3), ...inputs.queue }),
        queue("dead"),
        resource("aws:lambda/eventSourceMapping:EventSourceMapping", "mapping", {
            eventSourceArn: arn("work"),
            functionName: "f",
            functionResponseTypes: ["ReportBatchItemFailures"],
            ...inputs.mapping,
        }),
    ];
    const runtime = runtimeOf(planned);
    const invoke = async (payload: string): Promise<InvocationResult> => {
        try {
            const result = handler(JSON.parse(payload) as SQSEvent, (runtime.clock.now() - 1_000_000) / 1000);
            return { ok: true, payload: JSON.stringify(result ?? null) };
        } catch (error) {
            return { ok: false, errorType: "Error", errorMessage: (error as Error).message };
        }
    };
    const target = {
        resource: resource("aws:lambda/function:Function", "f", {}),
        roleArn: "arn:aws:iam::123456789012:role/f",
        timeoutSeconds: inputs.timeout ?? 10,
        invoke,
    };
    const queues = connectQueues(runtime);
    connectEventSourceMappings(runtime, { find: () => target } as unknown as PlanFunctions, queues);
    return { runtime, work: queues.get(arn("work"))!, dead: queues.get(arn("dead"))! };
}

describe("an SQS queue with an event source mapping", () => {
    it("delivers a message of exactly SQS's shape after the queue's delay", async () => {
        const seen: { event: SQSEvent; time: number }[] = [];
        const { runtime, work } = arrange((event, time) => void seen.push({ event, time }), {
            queue: { delaySeconds: 60 },
        });
        work.send("body", "AIDASENDER");
        await runtime.clock.settle();
        assert.equal(seen.length, 1);
        const { event, time } = seen[0]!;
        assert.equal(time, 60);
        const { messageId, receiptHandle, ...rest } = event.Records[0]!;
        assert.match(messageId, /^[0-9a-f-]{36}$/);
        assert.ok(receiptHandle);
        assert.deepEqual(rest, {
            body: "body",
            attributes: {
                ApproximateReceiveCount: "1",
                SentTimestamp: "1000000",
                SenderId: "AIDASENDER",
                ApproximateFirstReceiveTimestamp: "1060000",
            },
            messageAttributes: {},
            md5OfBody: "841a2d689ad86bd1611447453c22c6fc",
            eventSource: "aws:sqs",
            eventSourceARN: arn("work"),
            awsRegion: "eu-west-1",
        });
        assert.equal(work.size, 0, "what was processed is deleted");
    });

    it("gathers a batch until it is full or the window ends", async () => {
        const seen: [time: number, size: number][] = [];
        const { runtime, work } = arrange((event, time) => void seen.push([time, event.Records.length]), {
            mapping: { batchSize: 4, maximumBatchingWindowInSeconds: 20 },
        });
        for (let message = 0; message < 6; message++) {
            work.send(`${message}`, "A");
        }
        await runtime.clock.settle();
        assert.deepEqual(seen, [
            [0, 4],
            [20, 2],
        ]);
    });

    it("receives together what becomes visible together, also without a window", async () => {
        const sizes: number[] = [];
        const { runtime, work } = arrange((event) => void sizes.push(event.Records.length));
        for (let message = 0; message < 13; message++) {
            work.send(`${message}`, "A");
        }
        await runtime.clock.settle();
        assert.deepEqual(sizes, [10, 3]);
    });

    it("repeats only the messages that the function reports, when they become visible again", async () => {
        const seen: string[] = [];
        const { runtime, work } = arrange((event, time) => {
            seen.push(`${time}: ${event.Records.map(({ body }) => body).join(" ")}`);
            const failed = time === 0 ? event.Records.filter(({ body }) => body === "b") : [];
            return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
        });
        for (const body of ["a", "b", "c"]) {
            work.send(body, "A");
        }
        await runtime.clock.settle();
        assert.deepEqual(seen, ["0: a b c", "60: b"]);
        assert.equal(work.counter.out, 3);
    });

    it("takes a failed function for a failure of the whole batch", async () => {
        let calls = 0;
        const { runtime, work, dead } = arrange(() => {
            if (++calls === 1) throw new Error("no");
        });
        work.send("a", "A");
        work.send("b", "A");
        await runtime.clock.settle();
        assert.deepEqual([calls, work.counter.out, dead.size], [2, 2, 0]);
    });

    it("ignores reported items where the mapping does not ask for them, as Lambda does", async () => {
        let calls = 0;
        const { runtime, work } = arrange(
            (event) => {
                calls++;
                return { batchItemFailures: [{ itemIdentifier: event.Records[0]!.messageId }] };
            },
            { mapping: { functionResponseTypes: [] } },
        );
        work.send("a", "A");
        await runtime.clock.settle();
        assert.deepEqual([calls, work.counter.out], [1, 1]);
    });

    it("gives up after maxReceiveCount attempts, and the dead-letter queue has the message", async () => {
        const times: number[] = [];
        const { runtime, work, dead } = arrange((_, time) => {
            times.push(time);
            throw new Error("never");
        });
        work.send("doomed", "A");
        await runtime.clock.settle();
        assert.deepEqual(times, [0, 60, 120]);
        assert.deepEqual([work.size, dead.size], [0, 1]);
        assert.match(work.counter.detail!, /1 given up after 3 attempts/);
    });

    const refusals: readonly [string, Parameters<typeof arrange>[1], RegExp][] = [
        [
            "a visibility time-out below the function's",
            { timeout: 61 },
            /visibility time-out is 60 s.*time-out 61 s/,
        ],
        [
            "a large batch without a window",
            { mapping: { batchSize: 11 } },
            /batchSize is 11 without a batching window/,
        ],
        [
            "a queue that the plan does not have",
            { mapping: { eventSourceArn: arn("other") } },
            /no queue "arn:aws:sqs:.*:other"/,
        ],
    ];
    for (const [what, inputs, message] of refusals) {
        it(`refuses ${what}, naming the mapping`, () => {
            const { runtime } = arrange(() => {}, inputs);
            assert.equal(runtime.failures.length, 1);
            assert.match(runtime.failures[0]!.message, message);
        });
    }

    it("refuses a redrive policy whose queue is not in the plan, or does not accept it", () => {
        const missing = runtimeOf([queue("work", { redrivePolicy: redrive(3) })]);
        connectQueues(missing);
        assert.match(
            missing.failures[0]!.message,
            /redrive policy names arn:aws:sqs:.*:dead, which the plan does not have/,
        );
        const closed = runtimeOf([
            queue("work", { redrivePolicy: redrive(3) }),
            queue("dead", { redriveAllowPolicy: '{"redrivePermission":"byQueue","sourceQueueArns":[]}' }),
        ]);
        connectQueues(closed);
        assert.match(closed.failures[0]!.message, /redriveAllowPolicy does not name/);
    });
});
