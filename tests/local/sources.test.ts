import assert from "node:assert/strict";
import { runPlan } from "../../cli/local/run";
import { planOf } from "../../cli/preview/preview";
import type { Pipeline, Source } from "../../infra/config/model";
import { STATIONS, sample, temporaryRun } from "./sample";

const from = (name: string, source: Source): Pipeline => {
    const { topic: _, ...replay } = STATIONS.replay!;
    return { ...STATIONS, name, source, replay, reports: [] };
};
/** Its records hold lines of several moments: they lie under the day of their arrival. */
const logged = (name: string, source: Source): Pipeline => {
    const { partition: _, ...pipeline } = from(name, source);
    return pipeline;
};
const SOURCES: readonly Pipeline[] = [
    from("direct", { kind: "directPut" }),
    from("existing", {
        kind: "kinesis",
        streamArn: "arn:aws:kinesis:eu-west-1:123456789012:stream/elsewhere",
    }),
    logged("logged", {
        kind: "cloudwatchLogs",
        logGroup: "/app/readings",
        filterPattern: "{ $.temperature > 50 }",
    }),
];

describe("sources other than IoT", () => {
    for (const pipeline of SOURCES) {
        it(`deliver every record: ${pipeline.source.kind}`, async function () {
            this.timeout(60_000);
            const configuration = sample(pipeline);
            const { directory, remove } = temporaryRun();
            try {
                const plan = await planOf(configuration);
                const { ledger, problems } = await runPlan({ plan, configuration, directory, records: 1500 });
                assert.deepEqual(problems, []);
                const [{ published, delivered, rejected }] = ledger.pipelines as [
                    (typeof ledger.pipelines)[0],
                ];
                assert.equal(published, 1500);
                const held = rejected.reduce((sum, { count }) => sum + count, 0);
                assert.equal(delivered + held, 1500);
                assert.equal(held > 0, pipeline.source.kind === "cloudwatchLogs", JSON.stringify(rejected));
            } finally {
                remove();
            }
        });
    }
});
