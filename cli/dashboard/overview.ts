import type { Spec } from "vega";
import type { Chart, Configuration, Dashboard, Domain } from "../../infra/config/model";
import { type DataTable, type Drawing, drawChart, type Plot } from "./charts";
import { count } from "./limits";
import { html, type Markup } from "./markup";
import { anchor } from "./outcome";
import type { ChartPayload } from "./payload";
import { vegaTools } from "./vega";

/** The rows of one chart: of its report's result. */
export interface ChartRows {
    readonly domain: string;
    readonly dashboard: string;
    /** Index of the chart in its dashboard. */
    readonly chart: number;
    readonly rows: readonly Record<string, unknown>[];
}

/** The dashboards of all domains, and what the page's script draws in them. */
export interface Overview {
    readonly sections: readonly Markup[];
    readonly charts: ChartPayload["charts"];
    /** Domains that have a section. */
    readonly domains: readonly Domain[];
}

/** Lays out each domain's dashboards as their files say. */
export function drawDashboards(configuration: Configuration, results: readonly ChartRows[]): Overview {
    const charts: ChartPayload["charts"][number][] = [];
    let placed = 0;
    const domains = configuration.domains.filter((domain) => domain.dashboards.length > 0);
    const sections = domains.map((domain) => {
        const id = anchor("domain", { domain: domain.name });
        const dashboards = domain.dashboards.map((dashboard) => {
            const drawn = dashboard.charts.map((chart, index): Placed => {
                const result = results.find(
                    (one) =>
                        one.domain === domain.name && one.dashboard === dashboard.name && one.chart === index,
                );
                return {
                    chart,
                    drawing: drawingOf(domain, chart, result),
                    id: `chart-${++placed}`,
                };
            });
            for (const { drawing, id: place } of drawn) {
                if (drawing.kind === "plot") charts.push(payloadOf(drawing, place));
            }
            return drawDashboard(dashboard, drawn);
        });
        return html`<section class="domain" id="${id}" aria-labelledby="${id}-title"><header><h2 id="${id}-title">${domain.name}</h2>${domain.description && html`<p class="lead">${domain.description}</p>`}</header>${dashboards}</section>`;
    });
    return { sections, charts, domains };
}

interface Placed {
    readonly chart: Chart;
    readonly drawing: Drawing;
    readonly id: string;
}

function drawingOf(domain: Domain, chart: Chart, result: ChartRows | undefined): Drawing {
    const report = domain.pipelines
        .flatMap((pipeline) => pipeline.reports)
        .find(({ name }) => name === chart.report);
    if (report === undefined) return { kind: "note", text: `The domain has no report “${chart.report}”.` };
    if (result === undefined)
        return { kind: "note", text: `The report “${chart.report}” has no result yet.` };
    return drawChart(chart, report.columns, result.rows);
}

function payloadOf(plot: Plot, id: string): ChartPayload["charts"][number] {
    const spec: Spec = vegaTools().compile(plot.specification);
    return { id, spec, channels: plot.channels, values: plot.values };
}

function drawDashboard(dashboard: Dashboard, placed: readonly Placed[]): Markup {
    const numbers = placed.filter(({ chart }) => chart.type === "number");
    const figures = placed.filter(({ chart }) => chart.type !== "number");
    return html`<div class="dashboard"><header><h3>${dashboard.title}</h3>${dashboard.description && html`<p class="lead">${dashboard.description}</p>`}</header>
${numbers.length > 0 && html`<dl class="tiles">${numbers.map(drawTile)}</dl>`}
<div class="grid">${figures.map(drawFigure)}</div></div>`;
}

function drawTile({ chart, drawing }: Placed): Markup {
    const shown =
        drawing.kind === "number"
            ? html`<dd class="amount">${drawing.text}</dd>${drawing.title && html`<dd class="fine">${drawing.title}</dd>`}${drawing.notes.map((text) => html`<dd class="fine">${text}</dd>`)}`
            : html`<dd class="note">${drawing.kind === "note" && drawing.text}</dd>`;
    return html`<div class="card tile"><dt>${chart.title}</dt>${shown}</div>`;
}

function drawFigure({ chart, drawing, id }: Placed): Markup {
    const wide = chart.width === 2 ? " wide" : "";
    if (drawing.kind !== "plot") {
        return html`<section class="card figure${wide}" aria-labelledby="${id}-title"><h4 id="${id}-title">${chart.title}</h4><p class="note empty">${drawing.kind === "note" && drawing.text}</p></section>`;
    }
    return html`<figure class="card figure${wide}" aria-labelledby="${id}-title"><h4 id="${id}-title">${chart.title}</h4>
<div class="chart" id="${id}" role="img" aria-label="${`${chart.title}. ${drawing.summary}`}"><noscript><p class="note">${drawing.summary} Charts need JavaScript; the data is below.</p></noscript></div>
<figcaption>${drawing.notes.map((text) => html`<p class="fine">${text}</p>`)}${drawTable(chart, drawing.table)}</figcaption></figure>`;
}

function drawTable(chart: Chart, { headings, rows, total }: DataTable): Markup {
    const classes = headings.map(({ numeric }) => numeric && html` class="number"`);
    const head = headings.map(({ title }, index) => html`<th scope="col"${classes[index]}>${title}</th>`);
    const body = rows.map(
        (row) => html`<tr>${row.map((cell, index) => html`<td${classes[index]}>${cell}</td>`)}</tr>`,
    );
    const size =
        total > rows.length
            ? `the first ${count(rows.length)} of ${count(total)} rows`
            : `${count(total)} ${total === 1 ? "row" : "rows"}`;
    return html`<details><summary>Data<span class="unseen"> of ${chart.title}</span>: ${size}</summary><div class="scroll" tabindex="0" role="region" aria-label="Data of ${chart.title}"><table><caption class="unseen">${chart.title}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div></details>`;
}
