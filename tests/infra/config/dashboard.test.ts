import assert from "node:assert/strict";
import { chartEncodings } from "../../../infra/config/dashboardFile";
import { complaints, domainWith, read } from "./repository";

const FILE = "domains/weather/dashboards/overview.yaml";
const SQL =
    'SELECT hour("at") AS hour, min("at") AS began, station, avg(temperature) AS temperature FROM stations GROUP BY 1, 3\n';

function files(chart: string) {
    return {
        [FILE]: `title: Weather\ncharts:\n  - { title: Chart, report: hourly, ${chart} }\n`,
        "domains/weather/reports/hourly.sql": SQL,
    };
}

async function wrong(chart: string): Promise<string> {
    const found = await complaints(files(chart));
    assert.ok(found.length > 0, `nothing was found wrong with ${chart}`);
    return found.join("\n");
}

async function right(chart: string) {
    const { domains } = await read(files(chart));
    return domains[0]?.dashboards[0]?.charts[0];
}

describe("a dashboard", () => {
    it("takes a column's name for a column", async () => {
        assert.deepEqual(
            await right(
                "type: line, x: hour, y: { column: temperature, title: °C, format: .1f }, color: station, width: 2",
            ),
            {
                title: "Chart",
                report: "hourly",
                type: "line",
                x: { column: "hour" },
                y: { column: "temperature", title: "°C", format: ".1f" },
                color: { column: "station" },
                width: 2,
            },
        );
    });

    it("reads reports that the domain has", async () => {
        const found = await complaints({
            [FILE]: "title: x\ncharts:\n  - { title: a, type: number, report: hourli, value: hour }\n",
        });
        assert.deepEqual(found, [
            `${FILE}:3:39 charts[0].report: "hourli" is not a report of this domain; did you mean "hourly"? Allowed: hourly`,
        ]);
    });

    it("reads columns that the reports have", async () => {
        assert.match(
            await wrong("type: line, x: hour, y: temprature"),
            /:3:58 charts\[0\]\.y\.column: "temprature" is not a column of the report hourly; did you mean "temperature"\? Allowed: hour, began, station, temperature/,
        );
    });

    it("needs of each type of chart what it cannot be drawn without", async () => {
        for (const [type, { required }] of Object.entries(chartEncodings)) {
            const all = required.map((name) => `${name}: temperature`);
            await right([`type: ${type}`, ...all].join(", "));
            for (const missing of all) {
                const found = await wrong(
                    [`type: ${type}`, ...all.filter((other) => other !== missing)].join(", "),
                );
                assert.match(
                    found,
                    new RegExp(
                        `${missing.split(":")[0]}: is missing; a ${type} chart needs ${required.join(", ")}`,
                    ),
                );
            }
        }
        assert.match(
            await wrong("type: number, value: temperature, x: hour"),
            /charts\[0\]\.x: has no meaning in a number chart; it takes value/,
        );
        assert.match(
            await wrong("type: bar, x: hour, y: temperature, value: temperature"),
            /value: has no meaning in a bar chart/,
        );
    });

    it("measures numbers", async () => {
        assert.match(
            await wrong("type: line, x: hour, y: station"),
            /charts\[0\]\.y: "station" is a string; the y of a line chart is a number\. Allowed: hour, temperature/,
        );
        assert.match(
            await wrong("type: number, value: began"),
            /"began" is a timestamp; the value of a number chart is a number/,
        );
        await right("type: bar, x: temperature, y: station");
    });

    it("has formats that fit the column", async () => {
        await right(
            'type: bar, x: { column: began, format: "%d %b" }, y: { column: temperature, format: ",.1%" }',
        );
        assert.match(
            await wrong("type: bar, x: { column: began, format: .1f }, y: temperature"),
            /"\.1f" does not fit began, a timestamp; a d3-time-format pattern/,
        );
        assert.match(
            await wrong('type: bar, x: hour, y: { column: temperature, format: "%d" }'),
            /"%d" does not fit temperature, a double; a d3-format pattern/,
        );
        assert.match(
            await wrong("type: bar, x: { column: station, format: s }, y: temperature"),
            /texts have no format/,
        );
    });

    it("has charts, with types and widths that there are", async () => {
        assert.match(
            String(await complaints({ [FILE]: "title: x\ncharts: []\n" })),
            /charts: a list is empty; a dashboard needs a chart/,
        );
        assert.match(
            await wrong("type: pie, x: hour, y: temperature"),
            /type: "pie" is not one of the values.* Allowed: line, area, bar, scatter, heatmap, number/,
        );
        assert.match(
            await wrong("type: bar, x: hour, y: temperature, width: 3"),
            /width: 3 is not a width\. Allowed: 1, 2/,
        );
        assert.match(
            await wrong("type: bar, x: 7, y: temperature"),
            /x: 7 is a column's name, or a map with `column`/,
        );
    });

    it("is a file in the domain's folder", async () => {
        assert.match(
            String(await complaints(domainWith("dashboards/overview.yaml", "dashboards/overvew.yaml"))),
            /dashboards\.overview: "dashboards\/overvew\.yaml" does not exist in the domain's folder; did you mean "dashboards\/overview\.yaml"\?/,
        );
    });

    it("is not blamed for a report that is itself wrong", async () => {
        const found = await complaints({
            ...files("type: line, x: hour, y: temperature"),
            "domains/weather/reports/hourly.sql": "SELECT nothing FROM stations",
        });
        assert.equal(found.length, 1);
        assert.match(found[0] ?? "", /hourly\.sql:1:8/);
    });
});
