import assert from "node:assert/strict";
import type { SQSRecord } from "aws-lambda";
import fc from "fast-check";
import { createHandler } from "../../../functions/startJob/starter";
import { awsEndpoint, type Received, type Reply } from "../awsEndpoint";

const SETTINGS = {
    domain: "weather",
    job: "calibrations",
    jobName: "dev-weather-calibrations",
    prefix: "uploads/weather/calibrations/",
};
const NOON = Date.UTC(2026, 10, 23, 12);

/** A message of the queue that tells of files that arrived so many seconds after noon. */
function message(
    id: string,
    seconds: readonly number[],
    key = `${SETTINGS.prefix}a%3D1/file+1.csv`,
): SQSRecord {
    const Records = seconds.map((second) => ({
        eventSource: "aws:s3",
        eventName: "ObjectCreated:Put",
        eventTime: new Date(NOON + second * 1000).toISOString(),
        s3: { bucket: { name: "raw" }, object: { key } },
    }));
    return { messageId: id, body: JSON.stringify({ Records }), eventSource: "aws:sqs" } as SQSRecord;
}

/** Glue as far as it is asked: one run at a time. */
class Glue {
    readonly runs: { Id: string; StartedOn: number; JobRunState: string }[] = [];
    /** Seconds after noon. */
    now = 60;

    answer = ({ headers, body }: Received): Reply => {
        const { JobName } = JSON.parse(body);
        assert.equal(JobName, SETTINGS.jobName);
        switch (headers["x-amz-target"]) {
            case "AWSGlue.GetJobRuns":
                return json({ JobRuns: [...this.runs].reverse() });
            case "AWSGlue.StartJobRun": {
                if (this.runs.some(({ JobRunState }) => ["STARTING", "RUNNING"].includes(JobRunState))) {
                    return json(
                        { __type: "ConcurrentRunsExceededException", Message: "Concurrent runs exceeded" },
                        400,
                    );
                }
                this.run(this.now, "STARTING");
                return json({ JobRunId: this.runs.at(-1)?.Id });
            }
            default:
                return json({ __type: "UnknownOperationException" }, 400);
        }
    };

    run(second: number, state: string): void {
        this.runs.push({
            Id: `jr_${this.runs.length + 1}`,
            StartedOn: NOON / 1000 + second,
            JobRunState: state,
        });
    }
}

const json = (body: unknown, status = 200): Reply => ({
    status,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(body),
});

/** Handles batches against an endpoint of Glue's wire protocol; returns the ids of the messages that failed. */
async function handling(glue: Glue, ...batches: readonly (readonly SQSRecord[])[]) {
    const endpoint = await awsEndpoint(glue.answer);
    const before = { ...process.env };
    Object.assign(process.env, endpoint.environment);
    const path = require.resolve("../../../functions/startJob/jobRuns");
    delete require.cache[path];
    const { newestRuns, startRun } = require(path) as typeof import("../../../functions/startJob/jobRuns");
    const told: string[] = [];
    const handle = createHandler({
        settings: SETTINGS,
        newestRuns,
        startRun,
        observer: {
            started: (id) => told.push(`started ${id}`),
            covered: (id) => told.push(`covered by ${id}`),
            returned: (id, { message: reason }) => told.push(`returned ${id}: ${reason}`),
        },
    });
    try {
        const failed: string[][] = [];
        for (const batch of batches) {
            const response = await handle({ Records: [...batch] });
            failed.push(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        }
        return { failed, told, calls: endpoint.received.map(({ headers }) => headers["x-amz-target"]) };
    } finally {
        endpoint.close();
        for (const name of Object.keys(endpoint.environment)) {
            if (before[name] === undefined) delete process.env[name];
            else process.env[name] = before[name];
        }
    }
}

describe("the start of a load job", () => {
    it("is one for all files of a batch", async () => {
        const glue = new Glue();
        const { failed, told } = await handling(glue, [
            message("a", [0, 1]),
            message("b", [2]),
            message("c", [59]),
        ]);
        assert.equal(glue.runs.length, 1);
        assert.deepEqual(failed, [[]]);
        assert.deepEqual(told, ["started jr_1"]);
    });

    it("does not come twice when SQS delivers a message twice", async () => {
        const glue = new Glue();
        const { failed, told } = await handling(glue, [message("a", [0])], [message("a", [0])]);
        assert.equal(glue.runs.length, 1);
        assert.deepEqual(failed, [[], []]);
        assert.deepEqual(told, ["started jr_1", "covered by jr_1"]);
    });

    it("is put off while a run reads older files, and then comes", async () => {
        const glue = new Glue();
        glue.run(10, "RUNNING");
        const first = await handling(glue, [message("a", [30])]);
        assert.deepEqual(first.failed, [["a"]]);
        assert.match(first.told.join(), /returned a: job dev-weather-calibrations: busy with older files/);
        glue.runs[0]!.JobRunState = "SUCCEEDED";
        const second = await handling(glue, [message("a", [30])]);
        assert.deepEqual(second.failed, [[]]);
        assert.equal(glue.runs.length, 2);
    });

    it("fails only the messages whose files the running job cannot have seen", async () => {
        const glue = new Glue();
        glue.run(10, "RUNNING");
        const { failed } = await handling(glue, [message("old", [5]), message("new", [30])]);
        assert.deepEqual(failed, [["new"]]);
    });

    it("is not spared by a run that failed: its bookmark has not moved", async () => {
        for (const state of ["FAILED", "TIMEOUT", "STOPPED", "ERROR"]) {
            const glue = new Glue();
            glue.run(40, state);
            const { failed } = await handling(glue, [message("a", [30])]);
            assert.deepEqual(failed, [[]], state);
            assert.equal(glue.runs.length, 2, state);
        }
    });

    it("does not follow from S3's test event", async () => {
        const glue = new Glue();
        const test = { ...message("t", []), body: JSON.stringify({ Event: "s3:TestEvent" }) };
        const { failed, calls } = await handling(glue, [test]);
        assert.deepEqual([failed, calls], [[[]], []]);
    });

    it("is refused for another job's file and for what is no notification, without harm to the others", async () => {
        const glue = new Glue();
        const { failed, told } = await handling(glue, [
            message("foreign", [0], "uploads/weather/other/x.csv"),
            { ...message("text", []), body: "hello" },
            message("right", [0]),
        ]);
        assert.deepEqual(failed, [["foreign", "text"]]);
        assert.match(
            told.join("\n"),
            /uploads\/weather\/other\/x\.csv is not of the job dev-weather-calibrations/,
        );
        assert.equal(glue.runs.length, 1);
    });

    it("leaves no file unread and starts no run in vain, however messages are batched and repeated", async function () {
        this.timeout(20_000);
        const second = fc.integer({ min: 0, max: 50 });
        const batches = fc.array(fc.array(second, { minLength: 1, maxLength: 4 }), {
            minLength: 1,
            maxLength: 4,
        });
        await fc.assert(
            fc.asyncProperty(batches, async (given) => {
                const glue = new Glue();
                const messages = given.map((times, batch) =>
                    times.map((time, at) => message(`${batch}-${at}`, [time])),
                );
                const { failed } = await handling(glue, ...messages, ...messages);
                assert.deepEqual(failed.flat(), []);
                assert.equal(glue.runs.length, 1);
            }),
            { numRuns: 25 },
        );
    });
});
