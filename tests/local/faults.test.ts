import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Ledger, PipelineLedger } from "../../cli/local/ledger";
import { FAULTS, type Fault } from "../../cli/local/replay/faults";
import { type RunRequest, type RunResult, runPlan } from "../../cli/local/run";
import type { Plan } from "../../cli/preview/plan";
import { planOf } from "../../cli/preview/preview";
import { STATIONS, sample, temporaryRun } from "./sample";

describe("things that go wrong on purpose", () => {
    const configuration = sample(STATIONS);
    let plan: Plan;
    let run: ReturnType<typeof temporaryRun>;

    before(async function () {
        this.timeout(60_000);
        plan = await planOf(configuration);
    });
    beforeEach(() => {
        run = temporaryRun();
    });
    afterEach(() => run.remove());

    const runWith = (options: Partial<RunRequest>): Promise<RunResult> =>
        runPlan({ plan, configuration, directory: run.directory, seed: 7, ...options });
    const withFaults = (records: number, ...kinds: Fault[]) => runWith({ records, faults: new Set(kinds) });
    const injected = (result: RunResult, kind: Fault) =>
        result.injected.filter((fault) => fault.kind === kind).reduce((sum, { count }) => sum + count, 0);
    const rejected = ({ rejected: all }: PipelineLedger, reason: RegExp) =>
        all.filter((one) => reason.test(one.reason)).reduce((sum, { count }) => sum + count, 0);

    it("accounts for every malformed message, under rejected/ with its reason", async () => {
        const result = await withFaults(4000, "malformed");
        const [ledger] = result.ledger.pipelines as [PipelineLedger];
        const damaged = injected(result, "malformed");
        assert.ok(damaged > 5, "about one in 200");
        assert.equal(rejected(ledger, /./), damaged);
        assert.deepEqual([ledger.published, ledger.delivered, ledger.difference], [4000, 4000 - damaged, 0]);
        assert.match(ledger.rejected[0]!.location, /^s3:\/\/dev-lake-raw-.*\/rejected\/weather\/stations\/$/);
        assert.deepEqual(result.problems, []);
    });

    it("accounts for every value of a wrong type, naming the column", async () => {
        const result = await withFaults(4000, "types");
        const [ledger] = result.ledger.pipelines as [PipelineLedger];
        assert.ok(injected(result, "types") > 5);
        assert.equal(rejected(ledger, /./), injected(result, "types"));
        assert.equal(ledger.difference, 0);
    });

    it("delivers duplicates twice and says how many were sent", async () => {
        const result = await withFaults(4000, "duplicates");
        const [ledger] = result.ledger.pipelines as [PipelineLedger];
        assert.ok(ledger.duplicates > 5);
        assert.deepEqual(
            [ledger.published, ledger.delivered],
            [4000 + ledger.duplicates, 4000 + ledger.duplicates],
        );
    });

    it("loses nothing when the transform throws: one batch is repeated, another lies under the error prefix", async () => {
        const result = await withFaults(8759, "transform");
        const [ledger] = result.ledger.pipelines as [PipelineLedger];
        const failed = rejected(ledger, /Lambda\.FunctionError/);
        assert.ok(failed > 0, "the batch that failed for good");
        assert.equal(ledger.delivered, 8759 - failed);
        assert.match(
            ledger.rejected[0]!.location,
            /^s3:\/\/dev-lake-curated-.*\/errors\/weather\/stations\/$/,
        );
        assert.deepEqual(result.problems, []);
    });

    it("runs the reports all the same when the report function fails twice", async () => {
        const result = await withFaults(200, "report");
        assert.equal(injected(result, "report"), 2);
        assert.ok(result.ledger.queries.length > 0);
        assert.deepEqual(result.problems, []);
        assert.equal(result.ledger.balanced, true);
    });

    it("keeps the message of a report function that fails for good in the dead-letter queue", async () => {
        const result = await withFaults(200, "deadLetter");
        const dead = result.ledger.pipelines[0]!.hops.find(({ label }) => label === "SQS dead-letter queue");
        assert.ok(dead!.in > 0);
        const kept = readFileSync(join(run.directory, "queues/weather-stations-reports-dlq.ndjson"), "utf8");
        assert.equal(kept.trim().split("\n").length, dead!.in);
        assert.match(kept, /ObjectCreated:Put/);
        assert.deepEqual([result.ledger.balanced, result.problems], [true, []]);
    });

    it("accounts for all of them together, the same way for the same seed", async () => {
        const kinds = Object.keys(FAULTS) as Fault[];
        const first = await withFaults(3000, ...kinds);
        const again = await withFaults(3000, ...kinds);
        const facts = ({ ledger, injected: faults }: RunResult) => ({
            pipelines: ledger.pipelines.map(({ published, delivered, rejected: all }) => ({
                published,
                delivered,
                all,
            })),
            faults,
        });
        assert.equal(first.ledger.balanced, true);
        assert.deepEqual(facts(first), facts(again));
    });

    it("writes the ledger to the run's folder", async () => {
        const { ledger } = await withFaults(50, "malformed");
        const written = JSON.parse(readFileSync(join(run.directory, "ledger.json"), "utf8")) as Ledger;
        assert.deepEqual(written, JSON.parse(JSON.stringify(ledger)));
        assert.deepEqual(
            written.pipelines[0]!.hops.map(({ label }) => label),
            [
                "IoT topic rule",
                "Kinesis stream",
                "Lambda function",
                "Delivery stream",
                "S3 bucket",
                "S3 notification",
                "SQS queue",
                "SQS dead-letter queue",
                "Event source mapping",
                "Lambda function",
                "Athena workgroup",
            ],
        );
    });

    it("counts what lies on disk: an object that disappears is missed to the last record", async () => {
        const events = {
            phase: (name: string) => {
                if (name === "counting") {
                    const curated = join(
                        run.directory,
                        "s3/dev-lake-curated-123456789012-eu-west-1/weather/stations",
                    );
                    rmSync(join(curated, "month=2010-01"), { recursive: true });
                }
            },
        };
        const { ledger, problems } = await runWith({ records: 1200, events });
        const [pipeline] = ledger.pipelines as [PipelineLedger];
        assert.equal(ledger.balanced, false);
        assert.ok(pipeline.difference > 50);
        assert.equal(pipeline.difference, 1200 - pipeline.delivered);
        assert.ok(problems.some((problem) => problem.includes(`${pipeline.difference} records are missing`)));
    });

    it("stops at once when asked to, and says what is in flight", async () => {
        const controller = new AbortController();
        const events = {
            published: (_: string, published: number) => void (published > 2000 && controller.abort()),
        };
        const { ledger, interrupted, problems } = await runWith({ signal: controller.signal, events });
        const [pipeline] = ledger.pipelines as [PipelineLedger];
        assert.equal(interrupted, true);
        assert.ok(pipeline.published < 8759);
        assert.equal(pipeline.difference, pipeline.published - pipeline.delivered);
        assert.ok(pipeline.difference > 0);
        assert.deepEqual(problems, []);
    });
});
