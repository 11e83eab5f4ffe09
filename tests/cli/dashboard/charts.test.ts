import assert from "node:assert/strict";
import fc from "fast-check";
import { drawChart } from "../../../cli/dashboard/charts";
import { LIMITS } from "../../../cli/dashboard/limits";
import { palettes } from "../../../cli/dashboard/palette";
import { vegaTools } from "../../../cli/dashboard/vega";
import type { Chart, ChartType, ColumnType } from "../../../infra/config/model";
import { chartOf, columnsOf } from "./fixtures";
import { countMarks, plotOf, svgOf } from "./rendering";

const HOSTILE = `</script><img src=x onerror=alert(1)> \\ ' " \` \${1} __proto__ \u2028 {{datum}}`;

const days = Array.from({ length: 10 }, (_, index) => new Date(Date.UTC(2010, 0, index + 1)));

describe("A chart of a dashboard", () => {
    it("draws one bar for each row, the largest first where names have no order", async () => {
        const drawing = drawChart(
            chartOf({ type: "bar", x: { column: "origin" }, y: { column: "flights" } }),
            columnsOf({ origin: "string", flights: "bigint" }),
            [
                { origin: "SEA", flights: 2n },
                { origin: "JFK", flights: 5n },
                { origin: "ATL", flights: 3n },
            ],
        );
        const svg = await svgOf(drawing);
        assert.equal(countMarks(svg, "mark-rect"), 3);
        assert.deepEqual(labelsOf(svg, ["SEA", "JFK", "ATL"]), ["JFK", "ATL", "SEA"]);
        assert.ok(svg.includes(">Flights<") && svg.includes(">Origin<"), "axis titles");
    });

    const sorts: [string, Chart["x"], Chart["y"], string[]][] = [
        ["by name", { column: "n", sort: "ascending" }, { column: "v" }, ["a", "b", "c"]],
        ["by name, backwards", { column: "n", sort: "descending" }, { column: "v" }, ["c", "b", "a"]],
        ["by amount", { column: "n", sort: "y" }, { column: "v" }, ["b", "c", "a"]],
        ["by amount, the largest first", { column: "n", sort: "-y" }, { column: "v" }, ["a", "c", "b"]],
        ["as the amount's column asks", { column: "n" }, { column: "v", sort: "ascending" }, ["b", "c", "a"]],
    ];
    for (const [how, x, y, expected] of sorts) {
        it(`sorts bars ${how}`, async () => {
            const rows = [
                { n: "a", v: 9 },
                { n: "b", v: 1 },
                { n: "c", v: 5 },
            ];
            const svg = await svgOf(
                drawChart(chartOf({ type: "bar", x: x!, y: y! }), columnsOf({ n: "string", v: "int" }), rows),
            );
            assert.deepEqual(labelsOf(svg, ["a", "b", "c"]), expected);
        });
    }

    it("shows months and weekdays in the order of the calendar", async () => {
        const rows = ["Mar", "Jan", "Dec", "Feb"].map((month, index) => ({ month, v: index }));
        const svg = await svgOf(
            drawChart(
                chartOf({ type: "bar", x: { column: "month" }, y: { column: "v" } }),
                columnsOf({ month: "string", v: "int" }),
                rows,
            ),
        );
        assert.deepEqual(labelsOf(svg, ["Jan", "Feb", "Mar", "Dec"]), ["Jan", "Feb", "Mar", "Dec"]);
    });

    it("lays bars on their side when the amount is along x", async () => {
        const drawing = drawChart(
            chartOf({ type: "bar", x: { column: "v" }, y: { column: "n" } }),
            columnsOf({ n: "string", v: "double" }),
            [
                { n: "a", v: 1 },
                { n: "b", v: 2 },
            ],
        );
        const svg = await svgOf(drawing);
        assert.equal(countMarks(svg, "mark-rect"), 2);
        assert.match(JSON.stringify(plotOf(drawing).specification), /"y":\{"field":"y","type":"ordinal"/);
    });

    it("gives each series of lines its own colour and a legend", async () => {
        const rows = days.flatMap((day, index) =>
            ["north", "south"].map((side) => ({ day, side, v: index })),
        );
        const drawing = drawChart(
            chartOf({ type: "line", x: { column: "day" }, y: { column: "v" }, color: { column: "side" } }),
            columnsOf({ day: "date", side: "string", v: "double" }),
            rows,
        );
        const svg = await svgOf(drawing);
        assert.equal(countMarks(svg, "mark-line"), 2);
        assert.ok(svg.includes(">north<") && svg.includes(">south<"));
        const lines = svg
            .split("mark-line role-mark")
            .slice(1)
            .map((group) => group.slice(0, group.indexOf("</g>")));
        const strokes = lines.map((group) => /stroke="([^"]+)"/.exec(group)?.[1]);
        assert.deepEqual(strokes, [...palettes.light.category.slice(0, 2)]);
    });

    it("breaks a line where a value is missing, and does not draw a zero there", async () => {
        const rows = days.map((day, index) => ({ day, v: index === 5 ? null : 10 + index }));
        const drawing = drawChart(
            chartOf({ type: "line", x: { column: "day" }, y: { column: "v" } }),
            columnsOf({ day: "timestamp", v: "double" }),
            rows,
        );
        const path = /mark-line role-mark.*?<path[^>]*? d="([^"]+)"/.exec(await svgOf(drawing))?.[1] ?? "";
        assert.equal(path.match(/M/g)?.length, 2);
        assert.match(plotOf(drawing).summary, /from 10 to 19/);
    });

    it("breaks lines and areas where times that come regularly leave some out", async () => {
        for (const type of ["line", "area"] as const) {
            const rows = [...days.slice(0, 5), ...days.slice(7)].map((day, index) => ({ day, v: index }));
            const drawing = drawChart(
                chartOf({ type, x: { column: "day" }, y: { column: "v" } }),
                columnsOf({ day: "date", v: "double" }),
                rows,
            );
            const path =
                /mark-line role-mark.*?<path[^>]*? d="([^"]+)"/.exec(await svgOf(drawing))?.[1] ?? "";
            assert.equal(path.match(/M/g)?.length, 2, type);
            assert.match(plotOf(drawing).summary, /8 values/);
        }
    });

    it("does not break a line of times that come as they please", async () => {
        const rows = [0, 1, 5, 20, 21, 50].map((day) => ({
            day: new Date(Date.UTC(2010, 0, 1 + day)),
            v: day,
        }));
        const chart = chartOf({ type: "line", x: { column: "day" }, y: { column: "v" } });
        const svg = await svgOf(drawChart(chart, columnsOf({ day: "date", v: "double" }), rows));
        const path = /mark-line role-mark.*?<path[^>]*? d="([^"]+)"/.exec(svg)?.[1] ?? "";
        assert.equal(path.match(/M/g)?.length, 1);
    });

    it("writes ticks in full when the format has no type", async () => {
        const chart = chartOf({ type: "bar", x: { column: "v", format: "," }, y: { column: "n" } });
        const rows = [{ n: "a", v: 812 }];
        const svg = await svgOf(drawChart(chart, columnsOf({ n: "string", v: "int" }), rows));
        assert.ok(svg.includes(">200<") && !/>\de\+/.test(svg));
    });

    it("draws one cell for each pair in a heat map, with its scale", async () => {
        const rows = Array.from({ length: 24 }, (_, hour) =>
            ["Jan", "Feb"].map((month) => ({ hour, month, t: hour })),
        ).flat();
        const drawing = drawChart(
            chartOf({
                type: "heatmap",
                x: { column: "hour" },
                y: { column: "month" },
                color: { column: "t", title: "°C" },
            }),
            columnsOf({ hour: "int", month: "string", t: "double" }),
            rows,
        );
        const svg = await svgOf(drawing);
        assert.equal(countMarks(svg, "mark-rect"), 48);
        assert.ok(svg.includes("role-legend-gradient") && svg.includes(">°C<"));
    });

    it("draws times as bands of their own distance", async () => {
        const rows = days.map((day, index) => ({ day: day.toISOString(), v: index }));
        const drawing = drawChart(
            chartOf({ type: "bar", x: { column: "day" }, y: { column: "v" } }),
            columnsOf({ day: "timestamp", v: "int" }),
            rows,
        );
        assert.match(
            JSON.stringify(plotOf(drawing).specification),
            /"timeUnit":\{"unit":"utcyearmonthdate"\}/,
        );
        assert.equal(countMarks(await svgOf(drawing), "mark-rect"), 10);
    });

    it("draws one point for each row of a scatter plot, and none without a place", async () => {
        const drawing = drawChart(
            chartOf({ type: "scatter", x: { column: "a" }, y: { column: "b" } }),
            columnsOf({ a: "double", b: "decimal(10,2)" }),
            [
                { a: 1, b: "2.50" },
                { a: 2, b: null },
                { a: 3, b: "4.00" },
            ],
        );
        assert.equal(countMarks(await svgOf(drawing), "mark-symbol"), 2);
    });

    it("stacks areas and bars of several series from zero", () => {
        for (const type of ["area", "bar"] as const) {
            const rows = days.flatMap((day) => ["a", "b"].map((series) => ({ day, series, v: 5 })));
            const { specification } = plotOf(
                drawChart(
                    chartOf({ type, x: { column: "day" }, y: { column: "v" }, color: { column: "series" } }),
                    columnsOf({ day: "date", series: "string", v: "int" }),
                    rows,
                ),
            );
            assert.match(JSON.stringify(vegaTools().compile(specification)), /"type":"stack"/);
        }
    });

    it("shades bars by an amount of their own, and stacks none of them", async () => {
        const rows = ["SEA", "JFK", "ATL"].map((origin, index) => ({
            origin,
            flights: 5 - index,
            delay: index * 1.5,
        }));
        const chart = chartOf({
            type: "bar",
            x: { column: "flights" },
            y: { column: "origin" },
            color: { column: "delay" },
        });
        const drawing = drawChart(
            chart,
            columnsOf({ origin: "string", flights: "int", delay: "double" }),
            rows,
        );
        const svg = await svgOf(drawing);
        assert.equal(countMarks(svg, "mark-rect"), 3);
        assert.ok(svg.includes("role-legend-gradient"));
        assert.ok(!JSON.stringify(vegaTools().compile(plotOf(drawing).specification)).includes('"stack"'));
    });

    it("starts bars and areas at zero, but not lines", () => {
        const zero = (type: ChartType) => {
            const { specification } = plotOf(
                drawChart(
                    chartOf({ type, x: { column: "day" }, y: { column: "v" } }),
                    columnsOf({ day: "date", v: "int" }),
                    days.map((day) => ({ day, v: 1000 })),
                ),
            );
            return vegaTools()
                .compile(specification)
                .scales?.find((scale) => scale.name === "y") as { zero?: boolean };
        };
        assert.equal(zero("bar").zero, true);
        assert.equal(zero("area").zero, true);
        assert.equal(zero("line").zero, false);
    });

    it("writes a number in its format, and says when it is one of several", () => {
        const chart = chartOf({ type: "number", value: { column: "v", format: ".1f", title: "°C" } });
        const drawing = drawChart(chart, columnsOf({ v: "double" }), [{ v: 24.36 }, { v: 1 }]);
        assert.deepEqual(drawing, {
            kind: "number",
            text: "24.4",
            title: "°C",
            notes: ["The first of 2 rows."],
        });
        const plain = drawChart(
            chartOf({ type: "number", value: { column: "v" } }),
            columnsOf({ v: "bigint" }),
            [{ v: 1234567n }],
        );
        assert.equal(plain.kind === "number" && plain.text, "1,234,567");
    });

    it("shows a time or a name as the number of a tile", () => {
        const tile = (type: ColumnType, value: unknown) => {
            const drawing = drawChart(
                chartOf({ type: "number", value: { column: "v" } }),
                columnsOf({ v: type }),
                [{ v: value }],
            );
            return drawing.kind === "number" && drawing.text;
        };
        assert.equal(tile("timestamp", "2010-05-06 07:08:00"), "6 May 2010, 07:08");
        assert.equal(tile("string", "SEA"), "SEA");
        assert.equal(tile("double", null), "no value");
    });

    it("says so when there is nothing to draw", () => {
        const columns = columnsOf({ a: "string", b: "int" });
        const chart = chartOf({ type: "bar", x: { column: "a" }, y: { column: "b" } });
        assert.deepEqual(drawChart(chart, columns, []), {
            kind: "note",
            text: "The report “report” returned no rows.",
        });
        const empty = drawChart(chart, columns, [{ a: "x", b: null }]);
        assert.deepEqual(empty, { kind: "note", text: "The report “report” returned no values to draw." });
        const other = drawChart(
            chartOf({ type: "bar", x: { column: "gone" }, y: { column: "b" } }),
            columns,
            [{ b: 1 }],
        );
        assert.deepEqual(other, { kind: "note", text: "The report “report” does not return “gone”." });
        const names = drawChart(chartOf({ type: "line", x: { column: "b" }, y: { column: "a" } }), columns, [
            { a: "x", b: 1 },
        ]);
        assert.equal(names.kind, "note");
    });

    it("leaves out a format that d3 does not know, and says so", async () => {
        const chart = chartOf({ type: "line", x: { column: "a", format: "%H:%M" }, y: { column: "b" } });
        const drawing = drawChart(chart, columnsOf({ a: "int", b: "int" }), [
            { a: 1, b: 2 },
            { a: 2, b: 3 },
        ]);
        assert.match(plotOf(drawing).notes.join(), /“%H:%M” of a is not a d3-format pattern/);
        await svgOf(drawing);
    });

    it("describes itself in words", () => {
        const rows = days.map((day, index) => ({ day, mean_delay: index * 1.25 }));
        const chart = chartOf({ type: "area", x: { column: "day" }, y: { column: "mean_delay" } });
        const { summary, table } = plotOf(
            drawChart(chart, columnsOf({ day: "date", mean_delay: "double" }), rows),
        );
        assert.equal(summary, "Area chart: Mean delay by Day. 10 values, from 0 to 11.25.");
        assert.deepEqual(table.headings, [
            { title: "Day", numeric: false },
            { title: "Mean delay", numeric: true },
        ]);
        assert.deepEqual(table.rows[1], ["2 Jan 2010", "1.25"]);
        assert.equal(table.total, 10);
    });
});

describe("A chart of more than fits", () => {
    it("keeps the largest bars and counts the rest", () => {
        const rows = Array.from({ length: 300 }, (_, index) => ({ n: `name ${index}`, v: index }));
        const plot = plotOf(
            drawChart(
                chartOf({ type: "bar", x: { column: "n" }, y: { column: "v" } }),
                columnsOf({ n: "string", v: "int" }),
                rows,
            ),
        );
        assert.deepEqual(plot.notes, [`The ${LIMITS.bars} largest of 300 values.`]);
        assert.equal(Math.min(...(plot.values[1] as number[])), 300 - LIMITS.bars);
    });

    it("thins lines without losing a peak", () => {
        const rows = Array.from({ length: 50_000 }, (_, index) => ({
            at: index,
            v: index === 31_234 ? 99 : index === 7 ? -99 : Math.sin(index),
        }));
        const plot = plotOf(
            drawChart(
                chartOf({ type: "line", x: { column: "at" }, y: { column: "v" } }),
                columnsOf({ at: "bigint", v: "double" }),
                rows,
            ),
        );
        const drawn = plot.values[1] as number[];
        assert.ok(drawn.length <= LIMITS.linePoints, String(drawn.length));
        assert.deepEqual([Math.min(...drawn), Math.max(...drawn)], [-99, 99]);
        assert.match(plot.notes.join(), /^Thinned from 50,000 to/);
        const along = plot.values[0] as number[];
        assert.deepEqual(
            along,
            [...along].sort((a, b) => a - b),
            "still in order",
        );
    });

    it("draws no more points, cells and series than a reader can tell apart", () => {
        const rows = Array.from({ length: 20_000 }, (_, index) => ({
            a: index % 200,
            b: Math.floor(index / 200),
            s: `s${index % 50}`,
            v: index,
        }));
        const columns = columnsOf({ a: "int", b: "int", s: "string", v: "int" });
        const scatter = plotOf(
            drawChart(chartOf({ type: "scatter", x: { column: "a" }, y: { column: "v" } }), columns, rows),
        );
        assert.equal(scatter.values[0]?.length, LIMITS.scatterPoints);
        const heat = plotOf(
            drawChart(
                chartOf({ type: "heatmap", x: { column: "a" }, y: { column: "b" }, color: { column: "v" } }),
                columns,
                rows,
            ),
        );
        assert.equal(heat.values[0]?.length, LIMITS.cells);
        const lines = plotOf(
            drawChart(
                chartOf({ type: "line", x: { column: "b" }, y: { column: "v" }, color: { column: "s" } }),
                columns,
                rows,
            ),
        );
        assert.equal(new Set(lines.values[2]).size, LIMITS.series);
        assert.match(lines.notes.join(), /The 7 largest of 50 values of S/);
    });
});

describe("A chart of hostile data", () => {
    const types: ChartType[] = ["line", "area", "bar", "scatter", "heatmap"];
    for (const type of types) {
        it(`shows names as text in a ${type} chart`, async () => {
            const columns = columnsOf({
                [HOSTILE]: "string",
                [`${HOSTILE} 2`]: "double",
                "a.b['c']": "string",
            });
            const chart = chartOf({
                type,
                title: HOSTILE,
                x: { column: HOSTILE },
                y: { column: type === "heatmap" ? "a.b['c']" : `${HOSTILE} 2` },
                color: { column: type === "heatmap" ? `${HOSTILE} 2` : "a.b['c']", title: HOSTILE },
            });
            const rows = [1, 2].map((v) => ({
                [HOSTILE]: `${HOSTILE}${v}`,
                [`${HOSTILE} 2`]: v,
                "a.b['c']": HOSTILE,
            }));
            const svg = await svgOf(drawChart(chart, columns, rows));
            assert.ok(!/<(img|script)/i.test(svg));
            assert.ok(svg.includes("&lt;/script&gt;"), "the name is still shown");
        });
    }

    for (const name of ["constructor", "__proto__", "toString"]) {
        it(`draws titles and series called ${name}`, async () => {
            const chart = chartOf({
                type: "line",
                x: { column: "x", title: name },
                y: { column: "y", title: name },
                color: { column: "c", title: name },
            });
            const rows = [1, 2].map((x) => ({ x, y: x, c: name }));
            const svg = await svgOf(drawChart(chart, columnsOf({ x: "int", y: "int", c: "string" }), rows));
            assert.equal(countMarks(svg, "mark-line"), 1);
        });
    }

    it("draws whatever the values are", async () => {
        const cell = fc.oneof(
            fc.string({ unit: "binary" }),
            fc.double(),
            fc.bigInt(),
            fc.boolean(),
            fc.date({ noInvalidDate: false }),
            fc.constantFrom(null, undefined, "__proto__", "constructor", HOSTILE, "2010-01-01", "NaN"),
        );
        const column = fc.constantFrom<ColumnType>(
            "string",
            "double",
            "bigint",
            "timestamp",
            "date",
            "boolean",
            "decimal(10,2)",
        );
        await fc.assert(
            fc.asyncProperty(
                fc.constantFrom(...types),
                fc.tuple(column, column, column),
                fc.array(fc.record({ x: cell, y: cell, c: cell }), { maxLength: 12 }),
                async (type, [x, y, c], rows) => {
                    const chart = chartOf({
                        type,
                        x: { column: "x" },
                        y: { column: "y" },
                        color: { column: "c" },
                    });
                    const drawing = drawChart(chart, columnsOf({ x, y, c }), rows);
                    if (drawing.kind === "plot") assert.ok((await svgOf(drawing)).startsWith("<svg"));
                },
            ),
            { numRuns: 60 },
        );
    });
});

/** The given labels in the order in which an SVG shows them. */
function labelsOf(svg: string, labels: readonly string[]): string[] {
    const found = [...svg.matchAll(/<text[^>]*transform="translate\(([-\d.]+),[^>]*>([^<]+)<\/text>/g)];
    return found
        .filter(([, , text]) => labels.includes(text ?? ""))
        .sort((a, b) => Number(a[1]) - Number(b[1]))
        .map(([, , text]) => text ?? "");
}
