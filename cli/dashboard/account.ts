import type { Ledger, PipelineLedger, QueryRecord } from "../local/ledger";
import { drawDiagram } from "./diagram";
import { count } from "./limits";
import { accountHops } from "./losses";
import { html, type Markup } from "./markup";
import { anchor, drawEquation, label, mark, sumOf } from "./outcome";

/** Where every record went: each pipeline's diagram, what was rejected and why, and the queries that ran. */
export function drawAccount(ledger: Ledger): Markup {
    return html`<section id="ledger" aria-labelledby="ledger-title"><h2 id="ledger-title">Ledger</h2>
${ledger.pipelines.map(drawPipeline)}
${drawRejected(ledger)}
${drawQueries(ledger.queries)}</section>`;
}

function drawPipeline(pipeline: PipelineLedger): Markup {
    const id = anchor("pipeline", pipeline);
    return html`<article class="card pipeline" id="${id}" aria-labelledby="${id}-title">
<header><h3 id="${id}-title">${label(pipeline)}</h3><p class="state ${pipeline.balanced ? "good" : "bad"}">${mark(pipeline.balanced)}${pipeline.balanced ? "balanced" : "not balanced"}</p>${drawEquation(sumOf([pipeline]))}</header>
${drawDiagram(pipeline)}
<p class="fine">Source: ${pipeline.source}. ${count(pipeline.objects)} curated ${pipeline.objects === 1 ? "object" : "objects"}, ${writeBytes(pipeline.bytes)}.${pipeline.duplicates > 0 && ` ${count(pipeline.duplicates)} records were sent twice on purpose.`}</p>
${drawHopTable(pipeline)}
</article>`;
}

function drawHopTable(pipeline: PipelineLedger): Markup | undefined {
    if (pipeline.hops.length === 0) return undefined;
    const rows = accountHops(pipeline).map(({ hop, lost, missing }) => {
        const gone = lost + missing;
        return html`<tr${gone > 0 && html` class="bad"`}><th scope="row">${hop.label}</th><td><code title="${hop.urn}">${hop.name}</code></td><td class="number">${count(hop.in)}</td><td class="number">${count(hop.out)}</td><td>${hop.unit}</td><td class="number">${count(gone)}</td><td>${hop.detail ?? ""}</td></tr>`;
    });
    return html`<details><summary>Hops as a table</summary><div class="scroll"><table><caption class="unseen">Hops of ${label(pipeline)}</caption><thead><tr><th scope="col">Hop</th><th scope="col">Resource</th><th scope="col" class="number">In</th><th scope="col" class="number">Out</th><th scope="col">Unit</th><th scope="col" class="number">Lost</th><th scope="col">Detail</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

function drawRejected(ledger: Ledger): Markup {
    const rows = ledger.pipelines
        .flatMap((pipeline) => pipeline.rejected.map((rejected) => ({ pipeline, ...rejected })))
        .sort((a, b) => b.count - a.count)
        .map(
            ({ pipeline, reason, count: records, location }) =>
                html`<tr><td class="number">${count(records)}</td><td>${reason}</td><td>${label(pipeline)}</td><td>${drawLocation(location)}</td></tr>`,
        );
    const table = html`<div class="scroll"><table><thead><tr><th scope="col" class="number">Records</th><th scope="col">Reason</th><th scope="col">Pipeline</th><th scope="col">Where they lie</th></tr></thead><tbody>${rows}</tbody></table></div>`;
    return html`<article class="card" aria-labelledby="rejected"><h3 id="rejected">Rejected records</h3>${rows.length > 0 ? table : html`<p class="note">No record was rejected.</p>`}</article>`;
}

function drawQueries(queries: readonly QueryRecord[]): Markup {
    const rows = queries.map(
        (query) =>
            html`<tr${query.state === "FAILED" && html` class="bad"`}><td class="state ${query.state === "FAILED" ? "bad" : "good"}">${mark(query.state !== "FAILED")}${query.state === "FAILED" ? "failed" : "succeeded"}</td><td>${query.domain} / ${query.report}</td><td>${writeWindow(query.window)}</td><td class="number">${count(query.rows)}</td><td class="number">${query.seconds.toFixed(2)}</td><td>${drawLocation(query.location)}${query.error && html`<p class="problem">${query.error}</p>`}</td></tr>`,
    );
    const table = html`<div class="scroll"><table><thead><tr><th scope="col">State</th><th scope="col">Report</th><th scope="col">Window (UTC)</th><th scope="col" class="number">Rows</th><th scope="col" class="number">Seconds</th><th scope="col">Result</th></tr></thead><tbody>${rows}</tbody></table></div>`;
    return html`<article class="card" aria-labelledby="queries"><h3 id="queries">Report queries</h3>${rows.length > 0 ? table : html`<p class="note">No report was due in this run.</p>`}</article>`;
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
