import assert from "node:assert/strict";
import { once } from "node:events";
import { connectAsync } from "mqtt";
import { runPlan } from "../../cli/local/run";
import { planOf } from "../../cli/preview/preview";
import { STATIONS, sample, temporaryRun } from "./sample";

describe("an MQTT client", () => {
    it("publishes to the plan's topic rules, and finds everything in the lake and the reports", async function () {
        this.timeout(60_000);
        const configuration = sample(STATIONS);
        const plan = await planOf(configuration);
        const { directory, remove } = temporaryRun();
        const controller = new AbortController();
        const steps = new EventTarget();
        const listening = once(steps, "listening");
        const settled = once(steps, "settled");
        let port = 0;
        const running = runPlan({
            plan,
            configuration,
            directory,
            mqtt: { port: 0 },
            signal: controller.signal,
            events: {
                listening: (chosen) => {
                    port = chosen;
                    steps.dispatchEvent(new Event("listening"));
                },
                settled: () => void steps.dispatchEvent(new Event("settled")),
            },
        });
        await listening;
        const client = await connectAsync(`mqtt://127.0.0.1:${port}`);
        const reading = { station: "roof", observed_at: "2010-06-01T12:00:00Z", temperature: 61.5 };
        for (let minute = 0; minute < 20; minute++) {
            await client.publishAsync("stations/roof/reading", JSON.stringify(reading), { qos: 1 });
        }
        await client.publishAsync("stations/roof/reading", "not JSON", { qos: 0 });
        await client.publishAsync("another/topic", "{}", { qos: 1 });
        await settled;
        await client.endAsync();
        controller.abort();
        const { ledger, problems, warnings, interrupted } = await running;
        remove();
        assert.deepEqual(problems, []);
        assert.equal(interrupted, false, "Ctrl-C is how such a run ends");
        const [pipeline] = ledger.pipelines as [(typeof ledger.pipelines)[0]];
        assert.deepEqual([pipeline.published, pipeline.delivered], [21, 20]);
        assert.equal(pipeline.rejected[0]!.count, 1);
        assert.equal(ledger.queries[0]!.state, "SUCCEEDED");
        assert.ok(
            warnings.some((warning) => /1 message .* another\/topic/.test(warning)),
            warnings.join("\n"),
        );
    });
});
