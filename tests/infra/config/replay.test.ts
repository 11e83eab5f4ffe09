import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatProblem } from "../../../infra/config/problem";
import { complaints, DOMAIN, type Files, problemsIn, read, repository } from "./repository";

const CSV = "date,temp\n2010-01-01T00:00:00,4.5\n";
const PARTITION = "partitionBy: { day: at }";

function withReplay(dataset: string, topic: string, message: string, source?: string): Files {
    const replay = `${PARTITION}\n    replay: { dataset: "${dataset}", ${topic} message: { ${message} } }`;
    const text = DOMAIN.replace(PARTITION, replay);
    return {
        "domains/weather/domain.yaml":
            source === undefined ? text : text.replace("{ iot: { topic: stations/+/reading } }", source),
        "domains/weather/data/x.csv": CSV,
    };
}

const TOPIC = "topic: \"'stations/a/reading'\",";

describe("a replay", () => {
    it("reads a file of the domain's folder", async () => {
        const { domains } = await read(
            withReplay("data/x.csv", TOPIC, "time: \"strftime(date, '%Y')\", temp: temp"),
        );
        const replay = domains[0]?.pipelines[0]?.replay;
        assert.deepEqual(replay, {
            dataset: join(domains[0]?.directory ?? "", "data/x.csv"),
            datasetName: "data/x.csv",
            topic: "'stations/a/reading'",
            message: { time: "strftime(date, '%Y')", temp: "temp" },
        });
    });

    it("reads a file of a package that package.json names", async () => {
        const root = repository(withReplay("some-data/data/x.csv", TOPIC, "temp: temp"));
        mkdirSync(join(root, "node_modules/some-data/data"), { recursive: true });
        writeFileSync(join(root, "node_modules/some-data/data/x.csv"), CSV);
        assert.deepEqual((await problemsIn(root)).map(formatProblem), []);
    });

    it("does not keep an environment from being deployed where development packages are not installed", async () => {
        const { domains } = await read(withReplay("some-data/data/x.csv", TOPIC, "temp: nothing_known"));
        assert.match(
            domains[0]?.pipelines[0]?.replay?.dataset ?? "",
            /node_modules\/some-data\/data\/x\.csv$/,
        );
    });

    it("is refused where the data is not to be found, or lies elsewhere", async () => {
        assert.match(
            String(await complaints(withReplay("data/y.csv", TOPIC, "t: temp"))),
            /replay\.dataset: "data\/y\.csv" does not exist in the domain's folder; did you mean "data\/x\.csv"\?/,
        );
        assert.match(
            String(await complaints(withReplay("sume-data/x.csv", TOPIC, "t: temp"))),
            /is neither in the domain's folder nor in a package of package\.json; did you mean "some-data"\?/,
        );
        assert.match(
            String(await complaints(withReplay("some-data/../../etc/x.csv", TOPIC, "t: temp"))),
            /leaves the package some-data/,
        );
        assert.match(
            String(await complaints(withReplay("../x.csv", TOPIC, "t: temp"))),
            /leaves the domain's folder/,
        );
        assert.match(
            String(await complaints(withReplay("some-data/x.exe", TOPIC, "t: temp"))),
            /is not a data set; a \.csv, \.json, \.parquet file/,
        );
    });

    it("does not leave its package through a symbolic link", async () => {
        const root = repository({ ...withReplay("some-data/x.csv", TOPIC, "temp: temp"), "secret.csv": CSV });
        mkdirSync(join(root, "node_modules/some-data"), { recursive: true });
        symlinkSync(join(root, "secret.csv"), join(root, "node_modules/some-data/x.csv"));
        assert.match(
            (await problemsIn(root)).map(formatProblem).join(),
            /leaves the package some-data through a symbolic link/,
        );
    });

    it("computes its messages from columns that the data has", async () => {
        const found = await complaints(
            withReplay(
                "data/x.csv",
                TOPIC,
                "temp: tmp, time: 'upper(date', more: '1 FROM dataset; SELECT 1', two: 'temp, date', named: 'temp AS x'",
            ),
        );
        assert.equal(found.length, 5);
        assert.match(
            found[0] ?? "",
            /replay\.message\.temp: "tmp" is not a column of the data set; did you mean "temp"\? Allowed: date, temp/,
        );
        assert.match(found[1] ?? "", /replay\.message\.time: is not an SQL expression: syntax error/);
        assert.match(found[2] ?? "", /replay\.message\.more: is more than one SQL expression/);
        assert.match(found[3] ?? "", /replay\.message\.two: is more than one SQL expression/);
        assert.match(found[4] ?? "", /replay\.message\.named: is more than one SQL expression/);
    });

    it("says when the data cannot be read", async () => {
        const files = {
            ...withReplay("data/x.parquet", TOPIC, "t: temp"),
            "domains/weather/data/x.parquet": "not parquet at all",
        };
        assert.match(String(await complaints(files)), /replay\.dataset: cannot be read: /);
    });

    it("gives each message a topic, with IoT sources and with no others", async () => {
        assert.match(
            String(await complaints(withReplay("data/x.csv", "", "t: temp"))),
            /pipelines\.stations\.replay: has no topic; one is needed, because the filter stations\/\+\/reading stands for many/,
        );
        assert.match(
            String(await complaints(withReplay("data/x.csv", TOPIC, "t: temp", "{ directPut: {} }"))),
            /replay\.topic: has no meaning here: only messages of an iot source have a topic/,
        );
        const { domains } = await read(
            withReplay("data/x.csv", "", "t: temp", "{ iot: { topic: stations/a } }"),
        );
        assert.equal(domains[0]?.pipelines[0]?.replay?.topic, "'stations/a'");
    });

    it("cannot read other files than its data", async () => {
        const found = await complaints(
            withReplay("data/x.csv", TOPIC, "t: \"(SELECT count(*) FROM read_text('/etc/passwd'))\""),
        );
        assert.match(String(found), /replay\.message\.t: Cannot access file/);
    });
});
