import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { renderPage } from "../../../cli/dashboard/page";
import type { Chart } from "../../../infra/config/model";
import { chartOf, columnsOf, configurationOf, HOPS, hopOf, ledgerOf, pipelineOf } from "./fixtures";

const charts: Chart[] = [
    chartOf({ type: "number", title: "Readings", value: { column: "v" } }),
    chartOf({ type: "line", title: "A line", x: { column: "at" }, y: { column: "v" }, width: 2 }),
    chartOf({ type: "bar", title: "Bars", x: { column: "n" }, y: { column: "v" } }),
    chartOf({ type: "bar", title: "Not run", x: { column: "n" }, y: { column: "v" } }),
];
const columns = columnsOf({ at: "timestamp", n: "string", v: "double" });
const rows = [1, 2, 3].map((v) => ({ at: `2010-01-0${v} 00:00:00`, n: `name ${v}`, v }));

/** A page of names and values that are all the given text, or of plain ones. */
function pageOf(text?: string): string {
    const say = (plain: string) => text ?? plain;
    const titled = charts.map((chart) => ({ ...chart, title: say(chart.title) }));
    const hops = [
        hopOf({
            type: HOPS.stream,
            name: say("stream"),
            label: say("Stream"),
            urn: say("urn"),
            detail: say("detail"),
        }),
        hopOf({ type: HOPS.function, name: say("function"), label: say("Function"), out: 97 }),
    ];
    const pipeline = pipelineOf({
        domain: say("weather"),
        pipeline: say("stations"),
        source: say("iot"),
        hops,
        rejected: [{ reason: say("reason"), count: 3, location: say("here") }],
    });
    const query = {
        ...ledgerOf().queries[0]!,
        report: say("r"),
        domain: say("d"),
        window: say("w"),
        location: say("l"),
        error: say("e"),
    };
    const configuration = configurationOf(titled, columns, {
        domain: say("weather"),
        dashboard: { name: say("overview"), title: say("Overview"), description: say("About") },
    });
    return renderPage({
        ledger: ledgerOf({
            environment: say("dev"),
            startedAt: say("now"),
            pipelines: [pipeline],
            queries: [{ ...query, state: "FAILED" }],
        }),
        configuration,
        charts: [0, 1, 2].map((chart) => ({
            domain: say("weather"),
            dashboard: say("overview"),
            chart,
            rows: rows.map((row) => ({ ...row, n: say(row.n) })),
        })),
    });
}

const page = pageOf();

/** The page without what its scripts and its style sheet say. */
function skeleton(html: string): string {
    return html.replace(/(<(script|style)[^>]*>)[\s\S]*?(<\/\2>)/g, "$1$3");
}

describe("The dashboard page", () => {
    it("opens from disk: nothing in it is fetched", () => {
        const markup = skeleton(page);
        assert.ok(
            !/<(link|script|img|iframe|object|embed|audio|video|source|use|image)[^>]*\s(src|href)="(?!data:)/i.test(
                markup,
            ),
        );
        assert.ok(
            !/https?:/.test(
                markup
                    .replace(/content="default-src[^"]*"/, "")
                    .replaceAll(encodeURIComponent("http://www.w3.org/2000/svg"), ""),
            ),
        );
        const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
        assert.ok(style.length > 1000 && !/url\(|@import|@font-face/.test(style));
    });

    it("forbids the network, eval and foreign scripts by its content security policy", () => {
        const policy = (
            /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ""
        ).replaceAll("&#39;", "'");
        assert.match(policy, /^default-src 'none'; /);
        assert.ok(!/unsafe-eval|connect-src|font-src|https?:|\*/.test(policy));
        const [, sources = ""] = /script-src ([^;]*)/.exec(policy) ?? [];
        assert.ok(!sources.includes("unsafe-inline"));
        const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? "");
        assert.equal(scripts.length, 3);
        const hashes = scripts.map(
            (code) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`,
        );
        assert.deepEqual(sources.split(" ").sort(), hashes.sort(), "exactly the page's own scripts");
        assert.ok(page.indexOf("Content-Security-Policy") < page.indexOf("<script"), "before any script");
    });

    it("weighs less than a megabyte", () => {
        assert.ok(Buffer.byteLength(page) < 1_000_000, String(Buffer.byteLength(page)));
    });

    it("answers in its title and its first heading", () => {
        assert.match(page, /<title>dev: balanced · Tributary<\/title>/);
        assert.match(page, /<h1[^>]*>.*Every record is accounted for<\/h1>/);
        assert.equal(page.match(/<h1/g)?.length, 1);
    });

    it("shows each dashboard's charts with words and a table for who does not see them", () => {
        assert.match(page, /role="img" aria-label="A line\. Line chart: V by At\. 3 values, from 1 to 3\."/);
        assert.match(page, /<td[^>]*>name 2<\/td><td class="number">2<\/td>/);
        assert.match(page, /<dt>Readings<\/dt><dd class="amount">1<\/dd>/);
        assert.match(page, /The report “report” has no result yet\./);
    });

    it("leads readers through landmarks, headings and labels", () => {
        const markup = skeleton(page);
        for (const landmark of [
            '<main id="main"',
            "<nav aria-label",
            "<footer",
            '<a class="skip" href="#main"',
            '<html lang="en"',
        ]) {
            assert.ok(markup.includes(landmark), landmark);
        }
        const levels = [...markup.matchAll(/<h(\d)/g)].map((match) => Number(match[1]));
        const skipped = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
        assert.deepEqual(skipped, [], "no heading skips a level");
        const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1] ?? "");
        assert.equal(new Set(ids).size, ids.length, "ids are unique");
        for (const [, attribute, value = ""] of markup.matchAll(/\s(aria-labelledby|href)="#?([^"]*)"/g)) {
            if (attribute === "aria-labelledby" || markup.includes(`href="#${value}"`)) {
                assert.ok(ids.includes(value), `${attribute} ${value}`);
            }
        }
        for (const [table] of markup.matchAll(/<table>[\s\S]*?<\/table>/g))
            assert.match(table, /<th scope="col"/);
    });

    it("gives every part an id of its own, whatever the names", () => {
        const [domain] = configurationOf(charts, columns).domains;
        assert.ok(domain);
        const twice = [...domain.dashboards, { ...domain.dashboards[0]!, name: "second" }];
        const configuration = {
            ...configurationOf(charts, columns),
            domains: ["a-b", "a"].map((name) => ({ ...domain, name, dashboards: twice })),
        };
        const pipelines = [
            pipelineOf({ domain: "a-b", pipeline: "c" }),
            pipelineOf({ domain: "a", pipeline: "b-c" }),
            pipelineOf({ domain: "a", pipeline: "main" }),
        ];
        const markup = skeleton(renderPage({ ledger: ledgerOf({ pipelines }), configuration, charts: [] }));
        const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
        assert.deepEqual(
            ids.filter((id, index) => ids.indexOf(id) !== index),
            [],
        );
    });

    it("carries the charts' data and both themes for its script", () => {
        const json =
            /<script type="application\/json" id="charts">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
        const payload = JSON.parse(json);
        assert.deepEqual(Object.keys(payload.themes), ["light", "dark"]);
        assert.equal(payload.charts.length, 2);
        for (const chart of payload.charts) {
            assert.ok(page.includes(`<div class="chart" id="${chart.id}"`));
            assert.equal(chart.channels.length, chart.values.length);
            assert.match(chart.spec.$schema, /\/vega\/v6/);
        }
    });

    it("has a switch for the theme that keyboards reach", () => {
        assert.equal(page.match(/<input type="radio" name="theme"/g)?.length, 3);
        assert.match(page, /<fieldset class="switch"><legend/);
    });

    it("prints in the light theme", () => {
        assert.match(page, /@media print \{\s*:root, :root\[data-theme\] \{ color-scheme: light; \}/);
    });

    const hostile = [
        "</script><script>alert(1)</script>",
        `"><img src=x onerror=alert(1)>`,
        "' onmouseover='alert(1)",
        "<!-- <script>",
        "--></style></title><svg onload=alert(1)>",
        "javascript:alert(1)",
        "&lt;b&gt;",
        "__proto__",
        "constructor",
        "a\u2028b\u0000c\uD800",
    ];
    for (const text of hostile) {
        it(`is the same page, whatever names and data say: ${JSON.stringify(text)}`, () => {
            const tags = (html: string) =>
                [...skeleton(html).matchAll(/<\/?[a-z!][a-z0-9]*/gi)].map((match) => match[0]);
            const attributes = (html: string) =>
                [...skeleton(html).matchAll(/\s([a-z-]+)="/gi)].map((match) => match[1]);
            const other = pageOf(text);
            // A tooltip of the browser lists a hop's URN over several lines: the number of elements stays the same.
            assert.deepEqual(count(tags(other), ["<text", "</text"]), count(tags(page), ["<text", "</text"]));
            assert.ok(!attributes(other).some((name) => name?.startsWith("on")));
            assert.equal(other.match(/<script/g)?.length, page.match(/<script/g)?.length);
        });
    }

    it("can be written of a run in which nothing happened", () => {
        const ledger = ledgerOf({ pipelines: [], queries: [] });
        const empty = renderPage({ ledger, configuration: configurationOf([], columns), charts: [] });
        assert.match(empty, /No pipeline ran/);
        assert.ok(Buffer.byteLength(empty) < 100_000, "no charts, no Vega");
    });

    it("costs nothing until it is written", () => {
        const module = join(__dirname, "../../../cli/dashboard/page");
        const code = `const { renderPage } = require(${JSON.stringify(module)});
            const heavy = Object.keys(require.cache).filter((path) => /node_modules.(vega|esbuild|d3)/.test(path));
            console.log(JSON.stringify({ heavy, type: typeof renderPage }));`;
        const output = execFileSync(process.execPath, ["-r", "ts-node/register/transpile-only", "-e", code], {
            encoding: "utf8",
        });
        assert.deepEqual(JSON.parse(output), { heavy: [], type: "function" });
    });
});

/** How often each tag occurs, except those that depend on how long a text is. */
function count(tags: readonly string[], except: readonly string[]): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const tag of tags) if (!except.includes(tag)) counts[tag] = (counts[tag] ?? 0) + 1;
    return counts;
}
