import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfiguration } from "../../../infra/config/load";
import type { StreamApplication } from "../../../infra/config/model";
import { complaints, type Files, read, repository } from "./repository";

const DOMAIN = `domain: weather
owner: weather-team@example.com
pipelines:
  stations:
    source: { iot: { topic: stations/+/reading } }
    columns: { station: string, observed_at: timestamp, wind: double, rain: int, value: double }
    partitionBy: { day: observed_at }
  puts:
    source: { directPut: {} }
    columns: { since: { type: timestamp, required: true }, station: string, gust: double }
streams:
  watch:
    pipeline: stations
    outputs:
      gusts: { sql: streams/gusts.sql, window: { size: 600, slide: 60 }, to: { stream: {} } }
`;
const GUSTS = `SELECT window_start AS since, station, max(wind) AS gust
FROM stations
GROUP BY window_start, window_end, station
`;

/** The domain with replacements in its text, and the output's SQL. */
function files(replacements: Readonly<Record<string, string>> = {}, sql = GUSTS, more: Files = {}): Files {
    let domain = DOMAIN;
    for (const [piece, replacement] of Object.entries(replacements)) {
        assert.ok(domain.includes(piece), `the domain has no ${piece}`);
        domain = domain.replace(piece, replacement);
    }
    return {
        "domains/weather/domain.yaml": domain,
        "domains/weather/reports/hourly.sql": undefined,
        "domains/weather/dashboards/overview.yaml": undefined,
        "domains/weather/streams/gusts.sql": sql,
        ...more,
    };
}

async function application(given: Files): Promise<StreamApplication> {
    const { domains } = await read(given);
    const [first] = domains[0]?.streams ?? [];
    assert.ok(first);
    return first;
}

/** The one complaint about files. */
async function complaint(given: Files): Promise<string> {
    const found = await complaints(given);
    assert.equal(found.length, 1, found.join("\n"));
    return found[0] ?? "";
}

const ofSql = (sql: string, replacements: Readonly<Record<string, string>> = {}) =>
    complaint(files(replacements, sql));
const UNWINDOWED = { "window: { size: 600, slide: 60 }, ": "" };

describe("a domain's streams", () => {
    it("are read with the types that their SQL gives", async () => {
        const { outputs, timeColumn, lateSeconds, columns } = await application(files());
        assert.deepEqual(outputs[0]?.columns, [
            { name: "since", type: "timestamp" },
            { name: "station", type: "string" },
            { name: "gust", type: "double" },
        ]);
        assert.deepEqual(outputs[0]?.window, { sizeSeconds: 600, slideSeconds: 60 });
        assert.equal(timeColumn, "observed_at");
        assert.equal(lateSeconds, 30);
        assert.deepEqual(columns.find(({ name }) => name === "wind")?.field, { path: ["wind"] });
    });

    it("run where the tier has them run, and where the environment says so", async () => {
        const root = repository(files());
        const sandbox = (await loadConfiguration({ root, stack: "dev" })).environment.settings.streams;
        assert.equal(sandbox?.enabled, false);
        const said = repository({
            ...files(),
            "environments/Pulumi.dev.yaml":
                "config:\n  aws:region: eu-west-1\n  tributary:tier: sandbox\n  tributary:domains: [weather]\n  tributary:streams: { enabled: true, parallelism: 3 }\n",
        });
        const streams = (await loadConfiguration({ root: said, stack: "dev" })).environment.settings.streams;
        assert.equal(streams?.enabled, true);
        assert.equal(streams?.parallelism, 3);
        assert.equal(streams?.runtime, "FLINK-1_20");
    });

    it("read the example of the page", async () => {
        const page = readFileSync(join(__dirname, "../../../docs/stream-analytics.md"), "utf8");
        const blocks = [...page.matchAll(/<!-- example: (\S+) -->\n```\w*\n([\s\S]*?)```/g)];
        assert.deepEqual(
            blocks.map(([, path]) => path),
            ["domain.yaml", "streams/gusts.sql", "streams/calm.sql", "data/sites.csv"],
        );
        const example = Object.fromEntries(blocks.map(([, path, text]) => [`domains/wind/${path}`, text]));
        const { domains } = await read({
            "domains/weather/domain.yaml": undefined,
            "domains/weather/reports/hourly.sql": undefined,
            "domains/weather/dashboards/overview.yaml": undefined,
            "environments/Pulumi.dev.yaml":
                "config:\n  aws:region: eu-west-1\n  tributary:tier: sandbox\n  tributary:domains: [wind]\n",
            ...example,
        });
        const [watch] = domains[0]?.streams ?? [];
        assert.deepEqual(
            watch?.outputs.map(({ name, to }) => [name, to.kind]),
            [
                ["gusts", "stream"],
                ["calm", "pipeline"],
            ],
        );
        assert.equal(watch?.references[0]?.key, "code");
    });

    describe("are refused", () => {
        it("over a pipeline without a stream, saying what to do", async () => {
            const found = await complaint(
                files({
                    "pipeline: stations": "pipeline: puts",
                    "observed_at: timestamp": "observed_at: timestamp",
                }),
            );
            assert.match(
                found,
                /streams\.watch\.pipeline: "puts" has no stream to read: with the source directPut, .*; let them write to a Kinesis stream instead, and name it as the source/,
            );
            const logs = await complaint(
                files({
                    "source: { iot: { topic: stations/+/reading } }":
                        "source: { cloudwatchLogs: { logGroup: /app/web } }",
                    "\n    partitionBy: { day: observed_at }": "",
                }),
            );
            assert.match(
                logs,
                /"stations" has no stream to read: .*; subscribe a Kinesis stream to the log group/,
            );
        });

        it("over a pipeline that does not exist, with the nearest name", async () => {
            assert.match(
                await complaint(files({ "pipeline: stations": "pipeline: station" })),
                /"station" is not a pipeline of this domain; did you mean "stations"\?/,
            );
        });

        it("where a transform makes the columns, and nothing says where they lie in a message", async () => {
            const given = files(
                { "    partitionBy: { day": "    transform: transforms/stations.ts\n    partitionBy: { day" },
                GUSTS,
                { "domains/weather/transforms/stations.ts": "export const transform = () => undefined;\n" },
            );
            const found = (await complaints(given)).join("\n");
            assert.match(
                found,
                /names no field, and stations has a transform, which runs behind the stream: .*; say in fields where they lie in a message/,
            );
        });

        it("with a time that is no timestamp", async () => {
            assert.match(
                await complaint(files({ "pipeline: stations\n": "pipeline: stations\n    time: wind\n" })),
                /streams\.watch\.time: "wind" is of type double; windows are formed by a timestamp. Allowed: observed_at/,
            );
        });

        it("with a window that Flink does not take", async () => {
            assert.match(
                await complaint(files({ "slide: 60 }": "slide: 70 }" })),
                /outputs\.gusts\.window: its size, 600, is not a multiple of its slide, 70, .*; give 630/,
            );
        });

        it("with a field of a column that does not exist, and a topic where there is none", async () => {
            assert.match(
                await complaint(files({ "    outputs:": "    fields: { winds: w }\n    outputs:" })),
                /"winds" is not a column of stations; did you mean "wind"\?/,
            );
            const kinesis =
                "source: { kinesis: { stream: arn:aws:kinesis:eu-west-1:123456789012:stream/x } }";
            assert.match(
                await complaint(
                    files({
                        "source: { iot: { topic: stations/+/reading } }": kinesis,
                        "    outputs:": "    fields: { station: { topicLevel: 2 } }\n    outputs:",
                    }),
                ),
                /only messages of an iot source have a topic; name a field of the record/,
            );
        });

        it("with two destinations, or none", async () => {
            assert.match(
                await complaint(files({ "to: { stream: {} }": "to: {}" })),
                /names no destination; exactly one is expected. Allowed: stream, existingStream, deliveryStream, pipeline/,
            );
        });

        it("into a pipeline that takes no records, or other ones", async () => {
            assert.match(
                await complaint(files({ "to: { stream: {} }": "to: { pipeline: stations }" })),
                /"stations" has the source iot, and takes no records from programs; add a pipeline with source: \{ directPut: \{\} \}/,
            );
            const sql = GUSTS.replace("AS gust", "AS gusts").replace("window_start AS since, ", "");
            const found = await complaints(files({ "to: { stream: {} }": "to: { pipeline: puts }" }, sql));
            assert.equal(found.length, 2);
            assert.match(found[0] ?? "", /"puts" has no column "gusts", .*; did you mean "gust"\?/);
            assert.match(found[1] ?? "", /"since" is required in the pipeline "puts", .*; add it/);
        });

        it("with references whose keys, files or columns do not fit", async () => {
            const reference = (text: string) =>
                complaint(
                    files({ "    outputs:": `    references: { sites: ${text} }\n    outputs:` }, GUSTS, {
                        "domains/weather/data/sites.csv": "code,site\nsea,Seattle\n",
                    }),
                );
            assert.match(
                await reference(
                    "{ file: data/sites.csv, key: code, on: rain, columns: { code: string, site: string } }",
                ),
                /"rain" is of type int and the key "code" of type string; give both one type/,
            );
            assert.match(
                await reference(
                    "{ file: data/sites.csv, key: code, on: station, columns: { code: string, site: string, x: int } }",
                ),
                /has 2 fields in its first line, and columns names 3; name all of the file's columns/,
            );
            assert.match(
                await reference(
                    "{ file: data/sites.csv, key: code, on: station, columns: { code: string, wind: string } }",
                ),
                /"wind" is also a column of the pipeline; name it otherwise here/,
            );
            assert.match(
                await reference("{ key: code, on: station, columns: { code: string, site: string } }"),
                /names neither file nor s3; exactly one is expected/,
            );
        });
    });

    describe("have SQL that Flink takes", () => {
        it("one SELECT: tables, windows and INSERT are made", async () => {
            assert.match(
                await ofSql(`INSERT INTO gusts ${GUSTS}`),
                /streams\/gusts\.sql:1:1 .*: INSERT is not written here: .*; write the SELECT alone/,
            );
            assert.match(await ofSql(`CREATE VIEW v AS ${GUSTS}`), /CREATE is not written here/);
            assert.match(await ofSql(`${GUSTS};\n${GUSTS}`), /gusts\.sql:5:1 .*is a second statement/);
            assert.match(await ofSql("DELETE FROM stations"), /DELETE is not a SELECT/);
        });

        it("with its unknown columns and tables named, and the nearest ones", async () => {
            assert.match(
                await ofSql(GUSTS.replace("max(wind)", "max(winds)")),
                /gusts\.sql:1:\d+ .*"winds" is not a column of stations; did you mean "wind"\?/,
            );
            assert.match(
                await ofSql(GUSTS.replace("FROM stations", "FROM station")),
                /"station" is not a pipeline/,
            );
        });

        it("grouped by both ends of the window", async () => {
            assert.match(
                await ofSql(GUSTS.replace("window_end, ", "")),
                /GROUP BY leaves out window_end; .* write GROUP BY window_start, window_end/,
            );
            assert.match(
                await ofSql("SELECT station FROM stations"),
                /does not group the rows of its windows/,
            );
            assert.match(
                await ofSql(
                    GUSTS.replace("window_start, window_end, station", "1, 2").replace("AS since", "AS s"),
                ),
                /GROUP BY with a number is not known to Flink/,
            );
        });

        it("not grouped where there is no window", async () => {
            assert.match(
                await ofSql("SELECT station, max(wind) AS gust FROM stations GROUP BY station", UNWINDOWED),
                /groups rows, and a stream has no end .*; give the output a window, e\.g\. window: \{ size: 60 \}/,
            );
            const { outputs } = await application(
                files(UNWINDOWED, "SELECT station, wind FROM stations WHERE wind > 30"),
            );
            assert.equal(outputs[0]?.window, undefined);
        });

        it("without what needs an end, or memory for ever", async () => {
            const plain = "SELECT station FROM stations";
            assert.match(await ofSql(`${plain} ORDER BY station`, UNWINDOWED), /ORDER BY needs an end/);
            assert.match(await ofSql(`${plain} LIMIT 3`, UNWINDOWED), /LIMIT needs an end/);
            assert.match(
                await ofSql("SELECT DISTINCT station FROM stations", UNWINDOWED),
                /DISTINCT needs an end/,
            );
            assert.match(
                await ofSql(
                    "SELECT a.station FROM stations AS a JOIN stations AS b ON a.wind = b.wind",
                    UNWINDOWED,
                ),
                /joins tables, .*`references` in domain\.yaml/,
            );
        });

        it("without what means something else to Flink", async () => {
            const windowed = (column: string) => GUSTS.replace("max(wind) AS gust", column);
            assert.match(await ofSql(windowed("avg(rain) AS rain")), /avg of whole numbers is cut/);
            assert.match(
                await ofSql("SELECT CAST(wind AS VARCHAR) AS w FROM stations", UNWINDOWED),
                /VARCHAR without a length is one character in Flink; write STRING/,
            );
            assert.match(
                await ofSql('SELECT "station" AS s FROM stations', UNWINDOWED),
                /double quotes, which Flink does not know/,
            );
            assert.match(
                await ofSql("SELECT wind::INTEGER AS w FROM stations", UNWINDOWED),
                /:: is not known to Flink/,
            );
            assert.match(
                await ofSql("SELECT wind AS value FROM stations", UNWINDOWED),
                /"value" is a word of Flink SQL; give the column another name, such as value_of/,
            );
            assert.match(
                await ofSql("SELECT value AS v FROM stations", UNWINDOWED),
                /"value" is a column whose name is a word of Flink SQL/,
            );
            assert.match(
                await ofSql(windowed("median(wind) AS m")),
                /median is not a function that an output may use/,
            );
        });
    });
});
