import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Configuration } from "../../infra/config/model";
import type { Ledger } from "../local/ledger";
import { drawAccount } from "./account";
import { diagramStyle } from "./diagram";
import { html, Markup, scriptJson } from "./markup";
import { anchor, drawOutcome } from "./outcome";
import { type ChartRows, drawDashboards, type Overview } from "./overview";
import { chartTheme, paletteStyle, palettes } from "./palette";
import type { ChartPayload } from "./payload";
import { bodyScripts, headScript } from "./scripts";

/** What a page tells of. */
export interface PageInput {
    readonly ledger: Ledger;
    readonly configuration: Configuration;
    /** Results of the charts' reports; a chart without any says so. */
    readonly charts: readonly ChartRows[];
    /** What else made the run fail, each in one sentence; default: nothing. */
    readonly problems?: readonly string[];
}

/**
 * The dashboard of a run as one HTML file: it opens from disk and asks no network for anything, which its content
 * security policy enforces. Written beside the run's `s3/` folder, its addresses of objects lead there.
 */
export function renderPage({ ledger, configuration, charts, problems = [] }: PageInput): string {
    const overview = drawDashboards(configuration, charts);
    const head = headScript();
    const drawn = overview.charts.length > 0;
    const scripts = bodyScripts();
    const state = !ledger.balanced ? "not balanced" : problems.length > 0 ? "failed" : "balanced";
    const title = `${ledger.environment}: ${state} · Tributary`;
    const payload: ChartPayload = {
        themes: { light: chartTheme("light"), dark: chartTheme("dark") },
        charts: overview.charts,
    };
    const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy([head, ...scripts].map(({ source }) => source))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="${palettes.light.page}">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${palettes.dark.page}">
<meta name="generator" content="tributary run">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>
${new Markup([paletteStyle(), readFileSync(join(__dirname, "page.css"), "utf8"), diagramStyle()].join("\n"))}
</style>
${head.element}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${drawMasthead(ledger, overview)}
<main id="main">
${drawOutcome(ledger, problems)}
${overview.sections}
${drawAccount(ledger)}
</main>
<footer>
<p>Written by <code>tributary run ${ledger.environment}</code>. This page is one file: it fetches nothing from a network.</p>
</footer>
<script type="application/json" id="charts">${scriptJson(payload)}</script>
${drawn ? scripts.map(({ element }) => element) : scripts.at(-1)?.element}
</body>
</html>
`;
    return page.text;
}

/** Two streams that become one. */
const GLYPH = "M2 3c4 0 5 7 12 7M2 13c3 0 4-3 6-3";
const ICON = `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="${GLYPH}" fill="none" stroke="${palettes.light.accent}" stroke-width="2.4" stroke-linecap="round"/></svg>`)}`;

function contentPolicy(scripts: readonly string[]): string {
    return [
        "default-src 'none'",
        `script-src ${scripts.join(" ")}`,
        // Vega sets the cursor of marks by style attributes.
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ].join("; ");
}

function drawMasthead(ledger: Ledger, { domains }: Overview): Markup {
    const links = domains.map(
        (domain) => html`<li><a href="#${anchor("domain", { domain: domain.name })}">${domain.name}</a></li>`,
    );
    const choices = ["auto", "light", "dark"].map(
        (choice) =>
            html`<label><input type="radio" name="theme" value="${choice}"${choice === "auto" && html` checked`}><span>${choice}</span></label>`,
    );
    return html`<header class="masthead">
<p class="brand"><svg viewBox="0 0 16 16" width="22" height="22" aria-hidden="true"><path d="${GLYPH}"/></svg>Tributary <span class="chip">${ledger.environment}</span></p>
<nav aria-label="Page">
<ul>${links}<li><a href="#ledger">Ledger</a></li><li><a href="#queries">Queries</a></li></ul>
</nav>
<fieldset class="switch"><legend class="unseen">Colour theme</legend>${choices}</fieldset>
</header>`;
}
