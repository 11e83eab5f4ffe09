import type { Spec } from "vega";
import type { Chart, Configuration, Dashboard, Domain } from "../../infra/config/model";
import { type DataTable, type Drawing, drawChart, type Plot } from "./charts";
import { count } from "./limits";
import { html, type Markup } from "./markup";
import { anchor } from "./outcome";
import type { ChartPayload } from "./payload";
import { drawTable } from "./table";
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
        return drawDomain(domain, dashboards);
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

function drawDomain(domain: Domain, dashboards: readonly Markup[]): Markup {
    const id = anchor("domain", { domain: domain.name });
    return html`<section class="domain" id="${id}" aria-labelledby="${id}-title">
<header><h2 id="${id}-title">${domain.name}</h2>${domain.description && html`<p class="lead">${domain.description}</p>`}</header>
${dashboards}
</section>`;
}

function drawDashboard({ title, description }: Dashboard, placed: readonly Placed[]): Markup {
    const numbers = placed.filter(({ chart }) => chart.type === "number");
    const figures = placed.filter(({ chart }) => chart.type !== "number");
    return html`<div class="dashboard">
<header><h3>${title}</h3>${description && html`<p class="lead">${description}</p>`}</header>
${numbers.length > 0 && html`<dl class="tiles">${numbers.map(drawTile)}</dl>`}
<div class="grid">
${figures.map(drawFigure)}
</div>
</div>`;
}

function drawTile({ chart, drawing }: Placed): Markup {
    return html`<div class="card tile"><dt>${chart.title}</dt>${drawAmount(drawing)}</div>`;
}

function drawAmount(drawing: Drawing): Markup | undefined {
    if (drawing.kind === "note") return html`<dd class="note">${drawing.text}</dd>`;
    if (drawing.kind !== "number") return undefined;
    const below = [drawing.title, ...drawing.notes].filter((text) => text !== undefined);
    return html`<dd class="amount">${drawing.text}</dd>${below.map((text) => html`<dd class="fine">${text}</dd>`)}`;
}

function drawFigure({ chart, drawing, id }: Placed): Markup {
    const kind = chart.width === 2 ? "card figure wide" : "card figure";
    const title = html`<h4 id="${id}-title">${chart.title}</h4>`;
    if (drawing.kind === "plot") {
        return html`<figure class="${kind}" aria-labelledby="${id}-title">
${title}
<div class="chart" id="${id}" role="img" aria-label="${`${chart.title}. ${drawing.summary}`}"></div>
<noscript><p class="note">${drawing.summary} The chart needs JavaScript; its data is below.</p></noscript>
<figcaption>${drawing.notes.map((text) => html`<p class="fine">${text}</p>`)}${drawData(chart, drawing.table)}</figcaption>
</figure>`;
    }
    return html`<section class="${kind}" aria-labelledby="${id}-title">
${title}
<p class="note empty">${drawing.text}</p>
</section>`;
}

function drawData(chart: Chart, { headings, rows, total }: DataTable): Markup {
    const all = `${count(total)} ${total === 1 ? "row" : "rows"}`;
    const size = total > rows.length ? `the first ${count(rows.length)} of ${all}` : all;
    return html`<details><summary>Data<span class="unseen"> of ${chart.title}</span>: ${size}</summary>
${drawTable({ caption: `Data of ${chart.title}`, headings, rows: rows.map((cells) => ({ cells })) })}
</details>`;
}
