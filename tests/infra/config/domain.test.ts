import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { formatProblem } from "../../../infra/config/problem";
import {
    complaints,
    DOMAIN,
    domainWith,
    type Files,
    problemsIn,
    problemsOf,
    read,
    repository,
} from "./repository";

/** The problems of the domain's own file, without its name. */
async function wrong(piece: string, replacement: string, more: Files = {}): Promise<string> {
    const found = await problemsOf({ ...domainWith(piece, replacement), ...more });
    assert.ok(found.length > 0, `nothing was found wrong with ${replacement}`);
    return found.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`).join("\n");
}

async function right(piece: string, replacement: string, more: Files = {}) {
    const { domains } = await read({ ...domainWith(piece, replacement), ...more });
    const [domain] = domains;
    const [pipeline] = domain?.pipelines ?? [];
    assert.ok(domain && pipeline);
    return { domain, pipeline };
}

const SOURCE = "source: { iot: { topic: stations/+/reading } }";
const PARTITION = "partitionBy: { day: at }";
const LOGS = "source: { cloudwatchLogs: { logGroup: /app/log } }";

describe("a domain", () => {
    it("refuses unknown keys everywhere, with the nearest one", async () => {
        assert.match(
            await wrong("owner:", "ownr: x\nowner:"),
            /^2:1 ownr: unknown key "ownr"; did you mean "owner"\?/,
        );
        assert.match(
            await wrong(PARTITION, `${PARTITION}\n    transfrom: x.ts`),
            /pipelines\.stations\.transfrom: unknown key "transfrom"; did you mean "transform"\?/,
        );
        assert.match(
            await wrong("topic:", "tpic:"),
            /pipelines\.stations\.source\.iot\.tpic: unknown key "tpic"; did you mean "topic"\? Allowed: topic/,
        );
        assert.match(
            await wrong("station: string", "station: { type: string, requird: true }"),
            /columns\.station\.requird: unknown key "requird"; did you mean "required"\?/,
        );
        assert.match(
            await wrong("domain: weather", "__proto__: x\ndomain: weather"),
            /__proto__: unknown key/,
        );
    });

    it("names what is missing", async () => {
        assert.match(
            await wrong("owner: weather-team@example.com\n", ""),
            /owner: is missing; a text is expected/,
        );
        assert.match(
            await wrong(SOURCE, "description: x"),
            /pipelines\.stations\.source: is missing; a map is expected/,
        );
    });

    it("has a name that is made of lower-case words, of 24 characters at most", async () => {
        for (const name of [
            "Weather",
            "we_ather",
            "-weather",
            "weather-",
            "we--ather",
            "1weather",
            "wetter für alle",
        ]) {
            assert.match(
                await wrong("domain: weather", `domain: "${name}"`),
                /domain: ".*" is not a name for a domain; allowed: lower-case letters and digits/,
            );
        }
        assert.match(
            await wrong("domain: weather", `domain: ${"w".repeat(25)}`),
            /domain: "w+" has 25 characters; at most 24 are allowed/,
        );
    });

    it("has pipelines whose names are tables", async () => {
        assert.match(
            await wrong("  stations:", "  my-stations:"),
            /^4:3 pipelines\.my-stations: "my-stations" is not a name for a pipeline; allowed/,
        );
        assert.match(await wrong("  stations:", `  ${"s".repeat(25)}:`), /has 25 characters/);
        assert.match(
            await complaints({
                "domains/weather/domain.yaml": "domain: weather\nowner: a@example.com\npipelines: {}\n",
            }).then(String),
            /pipelines: names no pipeline; at least one is expected/,
        );
    });

    it("has viewers that are QuickSight users or groups", async () => {
        const { domain } = await right(
            "owner:",
            "viewers: [group/analysts, user/Role/alice@example.com]\nowner:",
        );
        assert.deepEqual(domain.viewers, ["group/analysts", "user/Role/alice@example.com"]);
        assert.match(
            await wrong("owner:", "viewers: [analysts]\nowner:"),
            /viewers\[0\]: "analysts" is not a QuickSight principal; user\/<name> or group\/<name> is expected/,
        );
    });

    it("has reports and pipelines of different names, as they are tables of one database", async () => {
        assert.match(
            await wrong(
                "{ hourly: reports/hourly.sql }",
                "{ stations: reports/hourly.sql, hourly: reports/hourly.sql }",
            ),
            /reports\.stations: "stations" is also the name of the pipeline stations, and both are tables/,
        );
        const second = `  other:\n    ${SOURCE}\n    columns: { a: string }\n    reports: { hourly: reports/hourly.sql }\ndashboards:`;
        assert.match(
            await wrong("dashboards:", second),
            /pipelines\.other\.reports\.hourly: "hourly" is also the name of a report of stations/,
        );
    });
});

describe("a column", () => {
    it("is a type, or a map that says more", async () => {
        const { pipeline } = await right(
            "station: string",
            "station: { type: 'decimal(10,2)', description: Price, required: true }",
        );
        assert.deepEqual(pipeline.columns[0], {
            name: "station",
            type: "decimal(10,2)",
            description: "Price",
            required: true,
        });
    });

    it("is refused with a type that Athena does not have, and the nearest one is named", async () => {
        assert.match(
            await wrong("at: timestamp", "at: timestmp"),
            /^8:11 pipelines\.stations\.columns\.at: "timestmp" is not a column type; did you mean "timestamp"\? Allowed: string,/,
        );
        assert.match(
            await wrong("at: timestamp", "at: { type: timestmp }"),
            /^8:19 pipelines\.stations\.columns\.at\.type: "timestmp" is not a column type; did you mean "timestamp"\?/,
        );
        assert.match(
            await wrong("station: string", "station: varchar"),
            /"varchar" is not a column type; did you mean "string"\?/,
        );
        assert.match(
            await wrong("count_of: int", "count_of: decimal(39,2)"),
            /"decimal\(39,2\)" is not a decimal that Athena knows; the precision is 1 to 38/,
        );
        assert.match(
            await wrong("count_of: int", 'count_of: "decimal(10, 2)"'),
            /is written without spaces: decimal\(10,2\)/,
        );
        assert.match(
            await wrong("station: string", "station: [string]"),
            /columns\.station: a list is a column type, or a map with `type`/,
        );
        assert.match(
            await wrong("station: string", "station:"),
            /columns\.station: nothing is a column type/,
        );
    });

    it("has a name that queries need not quote", async () => {
        assert.match(
            await wrong("station: string", "Station: string"),
            /"Station" is not a name for a column; allowed: lower-case letters/,
        );
        assert.match(
            await wrong("station: string", "order: string"),
            /"order" is a reserved word of Athena's SQL/,
        );
        assert.match(
            await wrong("station: string", `${"s".repeat(65)}: string`),
            /has more than 64 characters/,
        );
    });

    it("is there at least once", async () => {
        assert.match(
            (
                await complaints({
                    "domains/weather/domain.yaml": DOMAIN.replace(/columns:\n(.{6}.*\n)+/, "columns: {}\n"),
                })
            ).join("\n"),
            /pipelines\.stations\.columns: names no column; at least one is expected/,
        );
    });
});

describe("a partition", () => {
    it("is by year, month, day or hour of a column, which is then required", async () => {
        for (const unit of ["year", "month", "day", "hour"]) {
            const { pipeline } = await right(PARTITION, `partitionBy: { ${unit}: at, since: 2020-02-29 }`);
            assert.deepEqual(pipeline.partition, { name: unit, column: "at", since: "2020-02-29" });
            assert.equal(pipeline.columns.find(({ name }) => name === "at")?.required, true);
        }
    });

    it("is refused by a column that is not declared, or holds no time", async () => {
        assert.match(
            await wrong(PARTITION, "partitionBy: { day: att }"),
            /^11:25 pipelines\.stations\.partitionBy\.day: "att" is not a column of stations; did you mean "at"\? Allowed: station, at,/,
        );
        assert.match(
            await wrong(PARTITION, "partitionBy: { day: station }"),
            /"station" is of type string; a partition is taken from a timestamp or a date/,
        );
    });

    it("by the hour needs a time of day", async () => {
        const text = DOMAIN.replace("at: timestamp", "at: date")
            .replace(PARTITION, "partitionBy: { hour: at }")
            .replace(/ {4}reports[\s\S]*/, "");
        assert.match(
            (await complaints({ "domains/weather/domain.yaml": text })).join(),
            /"at" is a date, which has no hours/,
        );
    });

    it("is one unit, since a day of the calendar", async () => {
        assert.match(
            await wrong(PARTITION, "partitionBy: { day: at, month: at }"),
            /partitionBy: names 2 units \(month, day\); exactly one is expected/,
        );
        assert.match(
            await wrong(PARTITION, "partitionBy: { since: 2001-01-01 }"),
            /partitionBy: names no unit; exactly one is expected/,
        );
        assert.match(
            await wrong(PARTITION, "partitionBy: { day: at, since: 2001-02-29 }"),
            /partitionBy\.since: "2001-02-29" is not a date/,
        );
    });

    it("does not have the name of a column, also where it is the day of arrival", async () => {
        const message =
            /columns\.day: "day" is the name of the partition, which is a column of the table, too/;
        assert.match(await wrong("station: string", "day: string"), message);
        assert.match(
            await wrong(
                `station: string\n      at: timestamp\n      temperature: double\n      count_of: int\n    ${PARTITION}`,
                "day: string\n      at: timestamp\n      temperature: double",
            ),
            message,
        );
    });

    it("does not go with log events, several of which are one record", async () => {
        assert.match(
            await wrong(SOURCE, LOGS),
            /pipelines\.stations\.partitionBy: does not go with cloudwatchLogs: one record holds many log events/,
        );
    });
});

describe("a source", () => {
    it("is exactly one of four", async () => {
        assert.match(
            await wrong(SOURCE, "source: { iot: { topic: a }, directPut: {} }"),
            /pipelines\.stations\.source: names 2 sources \(iot, directPut\); exactly one is expected/,
        );
        assert.match(
            await wrong(SOURCE, "source: {}"),
            /source: names no source; exactly one is expected\. Allowed: iot, kinesis, directPut, cloudwatchLogs/,
        );
        assert.deepEqual((await right(SOURCE, "source: { directPut: {} }")).pipeline.source, {
            kind: "directPut",
        });
        const stream = "arn:aws:kinesis:eu-west-1:123456789012:stream/readings";
        const key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        assert.deepEqual(
            (await right(SOURCE, `source: { kinesis: { stream: "${stream}", key: "${key}" } }`)).pipeline
                .source,
            { kind: "kinesis", streamArn: stream, keyArn: key },
        );
        const logs = DOMAIN.replace(SOURCE, LOGS).replace(`    ${PARTITION}\n`, "");
        const { domains } = await read({ "domains/weather/domain.yaml": logs });
        assert.deepEqual(domains[0]?.pipelines[0]?.source, {
            kind: "cloudwatchLogs",
            logGroup: "/app/log",
            filterPattern: "",
        });
    });

    it("of IoT has a topic filter that AWS IoT takes", async () => {
        assert.match(
            await wrong("stations/+/reading", "stations/#/reading"),
            /topic: "stations\/#\/reading" has # in "#"; # stands alone, as the last level/,
        );
    });

    it("of Kinesis is a stream's ARN, and its key is a key's", async () => {
        assert.match(
            await wrong(SOURCE, "source: { kinesis: { stream: readings } }"),
            /source\.kinesis\.stream: "readings" is not the ARN of a Kinesis stream/,
        );
        assert.match(
            await wrong(
                SOURCE,
                'source: { kinesis: { stream: "arn:aws:kinesis:eu-west-1:123456789012:stream/r", key: "arn:aws:kms:eu-west-1:123456789012:alias/k" } }',
            ),
            /an alias does not do/,
        );
    });
});

describe("arrival", () => {
    it("covers 60 seconds through a queue and 5 directly, unless the file says otherwise", async () => {
        assert.equal(
            (await right(PARTITION, `${PARTITION}\n    onArrival: direct`)).pipeline.windowSeconds,
            5,
        );
        assert.equal((await right(PARTITION, `${PARTITION}\n    window: 900`)).pipeline.windowSeconds, 900);
    });

    it("refuses windows that SQS cannot delay or the function cannot wait for", async () => {
        assert.match(
            await wrong(PARTITION, `${PARTITION}\n    window: 901`),
            /window: 901 is not allowed: 1 to 900 seconds, because SQS delays a message by at most 900 seconds/,
        );
        assert.match(
            await wrong(PARTITION, `${PARTITION}\n    window: 11\n    onArrival: direct`),
            /window: 11 is not allowed with onArrival: direct: 1 to 10 seconds/,
        );
        assert.match(
            await wrong(PARTITION, `${PARTITION}\n    onArrival: quue`),
            /onArrival: "quue" is not one of the values; did you mean "queue"\? Allowed: queue, direct/,
        );
    });
});

describe("a file that a domain names", () => {
    const REPORT = "reports/hourly.sql";

    it("does not leave the domain's folder", async () => {
        for (const path of ["../other/x.sql", "reports/../../x.sql", "./../weather2/x.sql"]) {
            assert.match(
                await wrong(REPORT, `"${path}"`),
                /leaves the domain's folder; a path inside the domain's folder, such as "reports\/hourly.sql", is allowed/,
            );
        }
        for (const path of ["/etc/passwd.sql", "C:/x.sql", "~/x.sql"]) {
            assert.match(await wrong(REPORT, path), /is absolute/);
        }
        assert.match(await wrong(REPORT, "'reports\\hourly.sql'"), /is not a path with forward slashes/);
        assert.match(await wrong(REPORT, '"reports/a\\0b.sql"'), /is not a path/);
    });

    it("does not leave it through a symbolic link either", async () => {
        const root = repository({
            "elsewhere/x.sql": "SELECT 1 AS a",
            ...domainWith(REPORT, "reports/linked.sql"),
        });
        symlinkSync(join(root, "elsewhere", "x.sql"), join(root, "domains/weather/reports/linked.sql"));
        const found = (await problemsIn(root)).map(formatProblem);
        assert.match(
            found[0] ?? "",
            /"reports\/linked\.sql" leaves the domain's folder through a symbolic link/,
        );
    });

    it("exists, is a file, and has the right extension", async () => {
        assert.match(
            await wrong(REPORT, "reports/hourli.sql"),
            /"reports\/hourli\.sql" does not exist in the domain's folder; did you mean "reports\/hourly\.sql"\?/,
        );
        assert.match(await wrong(REPORT, "reports"), /"reports" is not a file/);
        assert.match(await wrong(REPORT, "dashboards/overview.yaml"), /is not a \.sql file/);
    });

    it("is not empty", async () => {
        assert.match(
            await wrong("owner:", "description: x\nowner:", { "domains/weather/reports/hourly.sql": "\n" }),
            /reports\.hourly: "reports\/hourly\.sql" is empty/,
        );
    });
});

describe("a transform", () => {
    const withTransform = (path: string) => `${PARTITION}\n    transform: ${path}`;
    const FILE = "domains/weather/transforms/stations.ts";

    it("is a TypeScript module that exports `transform`", async () => {
        const { pipeline, domain } = await right(PARTITION, withTransform("transforms/stations.ts"), {
            [FILE]: "export const transform = () => ({});\n",
        });
        assert.equal(pipeline.transform, join(domain.directory, "transforms/stations.ts"));
        await right(PARTITION, withTransform("transforms/stations.ts"), {
            [FILE]: "function transform() {}\nexport { transform };\n",
        });
        assert.match(
            await wrong(PARTITION, withTransform("transforms/stations.ts"), {
                [FILE]: "const transform = 1;\n",
            }),
            /does not export transform; write `export const transform: Transform = /,
        );
        assert.match(
            await wrong(PARTITION, withTransform("transforms/stations.js"), {
                "domains/weather/transforms/stations.js": "x",
            }),
            /is not a \.ts file/,
        );
        assert.match(
            await wrong(PARTITION, withTransform("transforms/stations.d.ts"), {
                "domains/weather/transforms/stations.d.ts": "x",
            }),
            /is not a \.ts file/,
        );
    });
});
