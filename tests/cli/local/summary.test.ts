import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import type { Ledger, PipelineLedger } from "../../../cli/local/ledger";
import type { RunResult } from "../../../cli/local/run";
import { summaryLines } from "../../../cli/local/summary";

const PIPELINE: PipelineLedger = {
    domain: "weather",
    pipeline: "stations",
    source: "iot",
    published: 8759,
    duplicates: 0,
    delivered: 8700,
    rejected: [{ reason: "malformed JSON", count: 59, location: "s3://raw/rejected/weather/stations/" }],
    objects: 12,
    bytes: 123_456,
    hops: [],
    balanced: true,
    difference: 0,
};
const LEDGER: Ledger = {
    environment: "dev",
    startedAt: "2026-01-01T00:00:00.000Z",
    seconds: 3.21,
    seed: 1,
    balanced: true,
    pipelines: [PIPELINE],
    queries: [
        {
            report: "daily",
            domain: "weather",
            window: "2026-01-01-10-20-30",
            state: "SUCCEEDED",
            rows: 365,
            seconds: 0.5,
            location: "s3://results/x/",
        },
    ],
};

const lines = (result: Partial<RunResult>) =>
    summaryLines(
        {
            ledger: LEDGER,
            problems: [],
            warnings: [],
            injected: [],
            interrupted: false,
            results: new Map(),
            ...result,
        },
        { directory: "/tmp/run/dev", dashboard: "/tmp/run/dev/dashboard.html" },
        100,
    ).map(stripVTControlCharacters);

describe("what a run says in the end", () => {
    it("begins with the answer, then tells of pipelines, reports and places", () => {
        const said = lines({});
        assert.equal(said[0], "✔ dev: 8,759 records published, every one accounted for, in 3.2 s");
        const all = said.join("\n");
        assert.match(all, /✔ weather\.stations +8,759 +8,700 +59 +12 +123 kB/);
        assert.match(all, /s3:\/\/raw\/rejected\/weather\/stations\/\n +59 {2}malformed JSON/);
        assert.match(all, /✔ weather\.daily +2026-01-01 10:20:30 +365 +0\.50/);
        assert.match(all, /dashboard {2}.*dashboard\.html/);
        assert.ok(said.every((line) => line.length <= 100));
    });

    it("begins with every problem when there are any", () => {
        const said = lines({ problems: ["weather.stations: 1 record is missing", "another"] });
        assert.equal(said[0], "✘ dev: 2 problems with 8,759 records, in 3.2 s");
        assert.equal(said[1], "  ✘ weather.stations: 1 record is missing");
    });

    it("says what was in flight when it was stopped", () => {
        const ledger = {
            ...LEDGER,
            balanced: false,
            pipelines: [{ ...PIPELINE, delivered: 0, difference: 8700 }],
        };
        const said = lines({ ledger, interrupted: true });
        assert.match(
            said[0]!,
            /^! dev was stopped after 3\.2 s: 8,759 records published, 8,700 still in flight$/,
        );
    });
});
