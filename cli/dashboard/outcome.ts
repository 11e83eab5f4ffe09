import type { Ledger, PipelineLedger } from "../local/ledger";
import { count } from "./limits";
import { accountHops, isBroken, rejectedCount } from "./losses";
import { html, type Markup } from "./markup";

/** The records of a pipeline, or of all of them. */
export interface Sum {
    readonly published: number;
    readonly delivered: number;
    readonly rejected: number;
    /** published − delivered − rejected: positive when records are lost, negative when they were made up. */
    readonly difference: number;
    readonly duplicates: number;
}

/** Adds up the pipelines' ledgers. */
export function sumOf(pipelines: readonly PipelineLedger[]): Sum {
    const add = (amount: (pipeline: PipelineLedger) => number) =>
        pipelines.reduce((sum, pipeline) => sum + amount(pipeline), 0);
    const published = add((pipeline) => pipeline.published);
    const delivered = add((pipeline) => pipeline.delivered);
    const rejected = add((pipeline) => rejectedCount(pipeline.rejected));
    return {
        published,
        delivered,
        rejected,
        difference: published - delivered - rejected,
        duplicates: add((pipeline) => pipeline.duplicates),
    };
}

/** What a reader wants to know first: is every record accounted for, of which environment, how many, how fast. */
export function drawOutcome(ledger: Ledger, problems: readonly string[] = []): Markup {
    const sum = sumOf(ledger.pipelines);
    const seconds = ledger.seconds.toLocaleString("en-US", { maximumFractionDigits: 1 });
    const duplicates = `${count(sum.duplicates)} of the published records were sent twice on purpose. `;
    return html`<section class="outcome" aria-labelledby="outcome">
<p class="environment">Environment <b>${ledger.environment}</b></p>
<h1 id="outcome">${drawMark(ledger.balanced && problems.length === 0)}${headline(ledger, sum, problems)}</h1>
${drawProblems(ledger, problems)}
${drawEquation(sum, [drawTerm("time", "seconds", "", seconds)])}
<p class="fine">${sum.duplicates > 0 && duplicates}Started ${writeTime(ledger.startedAt)}, seed ${ledger.seed}.</p>
</section>`;
}

function drawProblems({ pipelines, queries }: Ledger, problems: readonly string[]): Markup {
    const failed = queries.filter((query) => query.state === "FAILED").length;
    const reports = failed === 1 ? "A report query" : `${count(failed)} report queries`;
    const lines = [
        ...pipelines
            .filter((pipeline) => !pipeline.balanced)
            .map((pipeline) => html`Not balanced: ${link(pipeline)}.`),
        ...pipelines.flatMap((pipeline) => {
            const broken = accountHops(pipeline).find(
                (account) => isBroken(account) && account.hop.unit !== "queries",
            );
            return broken ? [html`Data stopped at the ${broken.hop.label} of ${link(pipeline)}.`] : [];
        }),
        ...(failed > 0 ? [html`${reports} failed: <a href="#queries">see the queries</a>.`] : []),
        ...problems,
    ];
    return html`${lines.length > 0 && html`<ul class="problem">${lines.map((line) => html`<li>${line}</li>`)}</ul>`}`;
}

function link(pipeline: PipelineLedger): Markup {
    return html`<a href="#${anchor("pipeline", pipeline)}">${label(pipeline)}</a>`;
}

/** published = delivered + rejected (+ lost). */
export function drawEquation(sum: Sum, more: readonly Markup[] = []): Markup {
    return html`<dl class="equation">
${drawTerm("published", "published", "", count(sum.published))}
${drawTerm("delivered", "delivered", "=", count(sum.delivered))}
${drawTerm("rejected", "rejected", "+", count(sum.rejected))}
${sum.difference > 0 && drawTerm("lost", "lost", "+", count(sum.difference))}
${sum.difference < 0 && drawTerm("lost", "made up", "−", count(-sum.difference))}
${more}
</dl>`;
}

function drawTerm(kind: string, name: string, sign: string, amount: string): Markup {
    const before = sign !== "" && html`<span class="sign" aria-hidden="true">${sign}</span> `;
    return html`<div class="term ${kind}"><dt>${name}</dt><dd>${before}${amount}</dd></div>`;
}

/** One word with its mark. */
export function drawState(good: boolean, word: string): Markup {
    return html`<span class="state ${good ? "good" : "bad"}">${drawMark(good)}${word}</span>`;
}

/** A tick or a cross, for who does not tell the colours apart; the words beside it say the same. */
function drawMark(good: boolean): Markup {
    const path = good ? "M4.5 10.5l3.6 3.6 7.4-8" : "M5.5 5.5l9 9m0-9l-9 9";
    const kind = good ? "good" : "bad";
    return html`<svg class="mark ${kind}" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="${path}"/></svg>`;
}

/** `weather / stations`. */
export function label({ domain, pipeline }: Pick<PipelineLedger, "domain" | "pipeline">): string {
    return `${domain} / ${pipeline}`;
}

/** The id of a part of the page; also of names that no file could have. */
export function anchor(kind: string, { domain, pipeline }: { domain: string; pipeline?: string }): string {
    return [kind, domain, ...(pipeline === undefined ? [] : [pipeline])]
        .map((part) => encodeURIComponent(part.toWellFormed()))
        .join(":");
}

function headline(ledger: Ledger, sum: Sum, problems: readonly string[]): string {
    if (ledger.pipelines.length === 0) return "No pipeline ran";
    if (ledger.balanced && sum.published === 0) return "No records were published";
    if (ledger.balanced) {
        return `Every record is accounted for${problems.length > 0 ? ", but the run failed" : ""}`;
    }
    if (sum.difference > 0)
        return `${count(sum.difference)} ${sum.difference === 1 ? "record is" : "records are"} lost`;
    if (sum.difference < 0) return `${count(-sum.difference)} more records came out than went in`;
    return "The ledger does not balance";
}

function writeTime(text: string): Markup {
    const time = new Date(text);
    if (Number.isNaN(time.getTime())) return html`${text}`;
    const iso = time.toISOString();
    return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}
