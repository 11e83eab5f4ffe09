import type { Hop, Ledger, PipelineLedger, QueryRecord } from "../local/ledger";
import { drawDiagram } from "./diagram";
import { count } from "./limits";
import { accountHops } from "./losses";
import { html, type Markup } from "./markup";
import { anchor, drawEquation, drawState, label, sumOf } from "./outcome";
import { drawTable } from "./table";

/** Where every record went: each pipeline's diagram, what was rejected and why, and the queries that ran. */
export function drawAccount(ledger: Ledger): Markup {
    return html`<section id="ledger" aria-labelledby="ledger-title">
<h2 id="ledger-title">Ledger</h2>
${ledger.pipelines.map(drawPipeline)}
${drawRejected(ledger.pipelines)}
${drawQueries(ledger.queries)}
</section>`;
}

function drawPipeline(pipeline: PipelineLedger): Markup {
    const id = anchor("pipeline", pipeline);
    const objects = `${count(pipeline.objects)} curated ${pipeline.objects === 1 ? "object" : "objects"}`;
    const facts = [
        `Source: ${pipeline.source}.`,
        `${objects}, ${writeBytes(pipeline.bytes)}.`,
        ...(pipeline.duplicates > 0
            ? [`${count(pipeline.duplicates)} records were sent twice on purpose.`]
            : []),
    ];
    return html`<article class="card pipeline" id="${id}" aria-labelledby="${id}-title">
<header>
<h3 id="${id}-title">${label(pipeline)}</h3>
<p>${drawState(pipeline.balanced, pipeline.balanced ? "balanced" : "not balanced")}</p>
${drawEquation(sumOf([pipeline]))}
</header>
${drawDiagram(pipeline)}
<p class="fine">${facts.join(" ")}</p>
${pipeline.hops.length > 0 && drawHops(pipeline)}
</article>`;
}

function drawHops(pipeline: PipelineLedger): Markup {
    const row = (hop: Hop, lost: number) => ({
        bad: lost > 0,
        cells: [
            hop.label,
            html`<code title="${hop.urn}">${hop.name}</code>`,
            count(hop.in),
            count(hop.out),
            count(lost),
            hop.unit,
            hop.detail,
        ],
    });
    const rows = accountHops(pipeline).flatMap(({ hop, lost, missing, deadLetters }) => [
        row(hop, lost + missing),
        ...deadLetters.map((queue) => row(queue, 0)),
    ]);
    const headings = [
        { title: "Hop" },
        { title: "Resource" },
        { title: "In", numeric: true },
        { title: "Out", numeric: true },
        { title: "Stopped", numeric: true },
        { title: "Unit" },
        { title: "Detail" },
    ];
    return html`<details><summary>Hops as a table</summary>
${drawTable({ caption: `Hops of ${label(pipeline)}`, headings, rows })}
</details>`;
}

function drawRejected(pipelines: readonly PipelineLedger[]): Markup {
    const rows = pipelines
        .flatMap((pipeline) => pipeline.rejected.map((rejected) => ({ pipeline, ...rejected })))
        .sort((a, b) => b.count - a.count)
        .map(({ pipeline, reason, count: records, location }) => ({
            cells: [count(records), reason, drawName(label(pipeline)), drawLocation(location)],
        }));
    const headings = [
        { title: "Records", numeric: true },
        { title: "Reason" },
        { title: "Pipeline" },
        { title: "Where they lie" },
    ];
    return html`<article class="card" aria-labelledby="rejected">
<h3 id="rejected">Rejected records</h3>
${rows.length > 0 ? drawTable({ caption: "Rejected records by reason", headings, rows }) : html`<p class="note">No record was rejected.</p>`}
</article>`;
}

function drawQueries(queries: readonly QueryRecord[]): Markup {
    const rows = queries.map((query) => {
        const failed = query.state === "FAILED";
        return {
            bad: failed,
            cells: [
                drawState(!failed, failed ? "failed" : "succeeded"),
                drawName(`${query.domain} / ${query.report}`),
                drawName(writeWindow(query.window)),
                count(query.rows),
                query.seconds.toFixed(2),
                [drawLocation(query.location), query.error && html`<p class="problem">${query.error}</p>`],
            ],
        };
    });
    const headings = [
        { title: "State" },
        { title: "Report" },
        { title: "Window (UTC)" },
        { title: "Rows", numeric: true },
        { title: "Seconds", numeric: true },
        { title: "Result" },
    ];
    return html`<article class="card" aria-labelledby="queries">
<h3 id="queries">Report queries</h3>
${rows.length > 0 ? drawTable({ caption: "Report queries", headings, rows }) : html`<p class="note">No report was due in this run.</p>`}
</article>`;
}

/** Text that is read as one. */
function drawName(name: string): Markup {
    return html`<span class="name">${name}</span>`;
}

/** Objects lie beside the page, under `s3/<bucket>/<key>`: their address leads there. */
function drawLocation(location: string): Markup {
    const parts = /^s3:\/\/(.+)$/.exec(location)?.[1]?.split("/");
    if (parts === undefined || parts.includes("..") || parts[0] === "") return html`<code>${location}</code>`;
    const path = parts.map((part) => encodeURIComponent(part.toWellFormed())).join("/");
    return html`<a href="s3/${path}"><code>${location}</code></a>`;
}

/** `2010-01-01-00-00-00` → `2010-01-01 00:00:00`. */
function writeWindow(window: string): string {
    return window.replace(/^(\d{4}-\d{2}-\d{2})-(\d{2})-(\d{2})-(\d{2})$/, "$1 $2:$3:$4");
}

function writeBytes(bytes: number): string {
    const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
    const amount = bytes / 1024 ** power;
    return `${amount.toLocaleString("en-US", { maximumFractionDigits: power === 0 ? 0 : 1 })} ${units[power]}`;
}
