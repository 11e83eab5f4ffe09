import assert from "node:assert/strict";
import { join } from "node:path";
import { openDataSet, ReplayError } from "../../../../cli/local/replay/dataSet";
import type { Replay } from "../../../../infra/config/model";

const DATA = join(__dirname, "../../../../node_modules/vega-datasets/data");
const NORMALS: Replay = {
    dataset: join(DATA, "seattle-weather-hourly-normals.csv"),
    datasetName: "vega-datasets/data/seattle-weather-hourly-normals.csv",
    topic: "'stations/' || 'roof'",
    message: { at: "date", "temperature °F": "temperature" },
};

async function read(options: { records?: number; seed: number }, replay: Replay = NORMALS) {
    const source = await openDataSet("weather.stations", replay, options);
    const messages = [];
    for await (const batch of source.batches) {
        messages.push(...batch);
    }
    source.close();
    return { total: source.total, messages };
}

describe("a data set that is replayed", () => {
    it("gives one message for each row, with the fields and the topic that the domain asks for", async () => {
        const { total, messages } = await read({ seed: 1 });
        assert.equal(total, 8759);
        assert.equal(messages.length, 8759);
        assert.equal(messages[0]!.topic, "stations/roof");
        assert.deepEqual(Object.keys(JSON.parse(messages[0]!.payload)), ["at", "temperature °F"]);
    });

    it("gives exactly as many as are asked for, spread over the whole data set", async () => {
        for (const records of [1, 7, 1000, 8758]) {
            const { messages } = await read({ records, seed: 3 });
            assert.equal(messages.length, records);
        }
        const { messages } = await read({ records: 365, seed: 3 });
        const months = new Set(
            messages.map(({ payload }) => (JSON.parse(payload) as { at: string }).at.slice(0, 7)),
        );
        assert.equal(months.size, 12);
        assert.equal(new Set(messages.map(({ payload }) => payload)).size, 365, "no row comes twice");
    });

    it("is the same for one seed and another for another", async () => {
        const [one, same, other] = [
            await read({ records: 100, seed: 5 }),
            await read({ records: 100, seed: 5 }),
            await read({ records: 100, seed: 6 }),
        ];
        assert.deepEqual(one, same);
        const rows = ({ messages }: typeof one) => messages.map(({ payload }) => payload).sort();
        assert.notDeepEqual(rows(one), rows(other), "other rows, not only another order");
    });

    it("names the pipeline and the data set when an expression is wrong", async () => {
        const wrong = { ...NORMALS, message: { at: "no_such_column" } };
        await assert.rejects(read({ seed: 1 }, wrong), (error: Error) => {
            return (
                error instanceof ReplayError &&
                /weather\.stations.*hourly-normals.*no_such_column/s.test(error.message)
            );
        });
    });
});
