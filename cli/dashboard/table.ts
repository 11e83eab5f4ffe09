import { type Content, html, type Markup } from "./markup";

/** A table of the page. */
export interface Table {
    /** For screen readers: the heading above says it to others. */
    readonly caption: string;
    readonly headings: readonly Heading[];
    readonly rows: readonly TableRow[];
}

export interface Heading {
    readonly title: string;
    /** Aligned to the right, in digits of one width. */
    readonly numeric?: boolean;
}

export interface TableRow {
    readonly cells: readonly Content[];
    /** Stands for something that went wrong. */
    readonly bad?: boolean;
}

/** A table that scrolls by itself, with the keyboard too, where it is wider than the page. */
export function drawTable({ caption, headings, rows }: Table): Markup {
    const kind = headings.map(({ numeric }) => numeric && html` class="number"`);
    const head = headings.map(({ title }, column) => html`<th scope="col"${kind[column]}>${title}</th>`);
    const body = rows.map(
        ({ cells, bad }) =>
            html`<tr${bad && html` class="bad"`}>${cells.map((cell, column) => html`<td${kind[column]}>${cell}</td>`)}</tr>`,
    );
    return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
<table>
<caption class="unseen">${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${body.map((row) => html`${row}\n`)}</tbody>
</table>
</div>`;
}
