import type { Hop, PipelineLedger } from "../local/ledger";
import { count } from "./limits";
import { accountHops, type HopAccount, isBroken, rejectedCount } from "./losses";
import { html, type Markup } from "./markup";

/**
 * A pipeline as its own diagram: hops in the order in which records pass them, bands as thick as what flows,
 * rejected records branching off with their reasons. There is one drawing for each number of columns; the style
 * sheet shows the widest that fits.
 */
export function drawDiagram(pipeline: PipelineLedger): Markup {
    const accounts = accountHops(pipeline);
    if (accounts.length === 0) return html`<p class="note">No records passed through this pipeline.</p>`;
    const drawings = WIDTHS.map(
        ({ width, columns }) =>
            html`<div class="diagram at-${width}">${drawAt(pipeline, accounts, width, columns)}</div>`,
    );
    return html`<div class="diagrams">${drawings}</div>`;
}

/** The rules by which the widest drawing that fits its container is the one that is seen. */
export function diagramStyle(): string {
    const rules = WIDTHS.map(({ width }, index) => {
        const from = index === 0 ? [] : [`(width >= ${width}px)`];
        const below = WIDTHS[index + 1] === undefined ? [] : [`(width < ${WIDTHS[index + 1]?.width}px)`];
        return `@container diagrams ${[...from, ...below].join(" and ")} { .diagram.at-${width} { display: block; } }`;
    });
    return [".diagrams { container: diagrams / inline-size; }", ".diagram { display: none; }", ...rules].join(
        "\n",
    );
}

/** Width of the drawing in pixels, and the hops that it has side by side at most. */
const WIDTHS = [
    { width: 300, columns: 1 },
    { width: 500, columns: 2 },
    { width: 780, columns: 3 },
    { width: 1140, columns: 4 },
] as const;

const NODE_HEIGHT = 92;
const GAP = 50;
/** Room at both sides for the band that leads to the next row. */
const MARGIN = 28;
const TURN = 8;
const LINE = 16;
/** Pixels of a character in a wide font, for each of the sizes that the style sheet gives. */
const TEXT = 7;
const CODE = 6.8;
const LABEL = 7.6;
const DETAIL = 6.3;
const REASONS = 3;

interface Box {
    readonly account: HopAccount;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly row: number;
    readonly lines: readonly Line[];
}

/** One line below a hop. */
interface Line {
    readonly text: string;
    readonly style: "count" | "reason" | "place" | "lost";
}

function drawAt(
    pipeline: PipelineLedger,
    accounts: readonly HopAccount[],
    width: number,
    most: number,
): Markup {
    const rows = Math.ceil(accounts.length / most);
    const columns = Math.ceil(accounts.length / rows);
    const stacked = columns === 1;
    const margin = rows === 1 || stacked ? 1 : MARGIN;
    const nodeWidth = Math.min((width - 2 * margin - (columns - 1) * GAP) / columns, 330);
    const boxes: Box[] = [];
    let y = 4;
    for (let row = 0; row < rows; row++) {
        const placed = accounts.slice(row * columns, (row + 1) * columns).map((account, column) => ({
            account,
            x: margin + column * (nodeWidth + GAP),
            y,
            width: nodeWidth,
            row,
            lines: linesBelow(account, nodeWidth - (stacked ? 58 : 30)),
        }));
        boxes.push(...placed);
        const below = Math.max(...placed.map((box) => box.lines.length));
        y += NODE_HEIGHT + (below > 0 ? below * LINE + 24 : 0) + (row < rows - 1 ? (stacked ? 30 : 44) : 0);
    }
    const flow = boxes.slice(1).map((box, index) => drawFlow(pipeline, boxes[index] ?? box, box, stacked));
    const height = y + 6;
    const label = describe(pipeline, accounts);
    return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
${flow}
${boxes.map((box) => drawBox(pipeline, box, stacked))}
</svg>`;
}

/** What did not go on: rejected records by reason and place, then what is lost. */
function linesBelow(account: HopAccount, room: number): Line[] {
    const lines: Line[] = [];
    const add = (style: Line["style"], text: string) => {
        for (const part of wrap(text, Math.floor(room / TEXT))) lines.push({ text: part, style });
    };
    for (const [location, reasons] of Map.groupBy(account.rejected, (rejected) => rejected.location)) {
        const sorted = [...reasons].sort((a, b) => b.count - a.count);
        add("count", `${count(rejectedCount(reasons))} rejected`);
        for (const { reason, count: records } of sorted.slice(0, REASONS)) {
            add("reason", `${count(records)} × ${reason}`);
        }
        const more = sorted.length - REASONS;
        if (more > 0) add("reason", more === 1 ? "and one more reason" : `and ${more} more reasons`);
        lines.push({ text: shortenMiddle(location, Math.floor(room / CODE)), style: "place" });
    }
    const { hop, lost, missing, deadLetters } = account;
    for (const queue of deadLetters.filter((one) => one.in > 0)) {
        add("count", `${count(queue.in)} in the dead-letter queue`);
        lines.push({ text: shortenMiddle(queue.name, Math.floor(room / CODE)), style: "place" });
    }
    if (missing > 0) add("lost", `${amount(missing, hop.unit)} never arrived`);
    if (lost > 0)
        add("lost", `${amount(lost, hop.unit)} ${hop.unit === "records" ? "lost here" : "went no further"}`);
    return lines;
}

/** At most three lines, broken between words where there is a space. */
function wrap(text: string, most: number): string[] {
    const lines: string[] = [];
    let rest = [...text];
    while (lines.length < LINES - 1 && rest.length > most) {
        const space = rest.lastIndexOf(" ", most);
        const end = space > most / 2 ? space : most;
        lines.push(rest.slice(0, end).join(""));
        rest = [...INDENT, ...rest.slice(end).join("").trim()];
    }
    return [...lines, shorten(rest.join(""), most)];
}

const LINES = 3;
const INDENT = "\u00A0\u00A0\u00A0";

function drawBox(pipeline: PipelineLedger, box: Box, stacked: boolean): Markup {
    const { hop } = box.account;
    const broken = isBroken(box.account);
    const room = box.width - 26;
    const same = hop.in === hop.out;
    const counts = same ? amount(hop.in, hop.unit) : `${count(hop.in)} in → ${count(hop.out)} out`;
    const detail = [same ? undefined : hop.unit, hop.detail].filter(Boolean).join(" · ");
    const line = (style: string, y: number, text: string) =>
        html`<text class="${style}" x="${box.x + 13}" y="${box.y + y}">${text}</text>`;
    return html`<g class="hop${broken ? " broken" : ""}">
<title>${hop.label}: ${hop.name}
${amount(hop.in, hop.unit)} in, ${count(hop.out)} out${hop.detail && `\n${hop.detail}`}
${hop.urn}</title>
${drawBranch(pipeline, box, stacked)}
<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${NODE_HEIGHT}" rx="8"/>
${line("label", 23, shorten(hop.label, Math.floor(room / LABEL)))}
${line("name", 40, shortenMiddle(hop.name, Math.floor(room / CODE)))}
${line("counts", 63, shorten(counts, Math.floor(room / TEXT)))}
${line("detail", 80, shorten(detail, Math.floor(room / DETAIL)))}
</g>`;
}

/** The band that leaves a box downwards, and the lines beside its end. */
function drawBranch(pipeline: PipelineLedger, box: Box, stacked: boolean): Markup | undefined {
    if (box.lines.length === 0) return undefined;
    const bottom = box.y + NODE_HEIGHT;
    const x = box.x + (stacked ? 44 : 18);
    const end = bottom + 14 + LINE * (box.lines.length - 0.5) + 6;
    const rejected = rejectedCount(box.account.rejected);
    const band = bandWidth(pipeline, rejected, true);
    const texts = box.lines.map(
        (line, index) =>
            html`<text class="${line.style}" x="${x + 12}" y="${bottom + 26 + index * LINE}">${line.text}</text>`,
    );
    return html`<path class="${rejected === 0 && isBroken(box.account) ? "branch lost" : "branch"}" stroke-width="${band}" d="M${x} ${bottom - 2}V${end}"/>${texts}`;
}

function drawFlow(pipeline: PipelineLedger, from: Box, to: Box, stacked: boolean): Markup {
    const { onward } = from.account;
    const records = onward !== undefined;
    const passed = onward ?? Math.min(from.account.hop.out, to.account.hop.in);
    const widest = bandWidth(pipeline, passed, records);
    const band = from.row === to.row || stacked ? widest : Math.min(widest, 6);
    const kind =
        to.account.missing > 0 ? "flow lost" : passed === 0 ? "flow none" : records ? "flow" : "flow signal";
    const tip = Math.max(5, band / 2 + 3);
    const middle = from.y + NODE_HEIGHT / 2;
    if (stacked) {
        const x = from.x + 18;
        const end = to.y - tip - 2;
        return drawArrow(
            kind,
            band,
            `M${x} ${from.y + NODE_HEIGHT}V${end}`,
            `M${x - tip} ${end}h${2 * tip}l${-tip} ${tip}z`,
        );
    }
    const end = to.x - 2 - tip;
    const target = to.y + NODE_HEIGHT / 2;
    const right = from.x + from.width;
    const path =
        from.row === to.row
            ? `M${right} ${middle}H${end}`
            : turnedPath(right, middle, to.y - 24, target, end);
    return drawArrow(kind, band, path, `M${end} ${target - tip}v${2 * tip}l${tip} ${-tip}z`);
}

function drawArrow(kind: string, band: number, path: string, tip: string): Markup {
    return html`<path class="${kind}" stroke-width="${band}" d="${path}"/><path class="${kind} tip" d="${tip}"/>`;
}

/** From the end of a row, below what hangs from it, to the start of the next. */
function turnedPath(right: number, middle: number, between: number, target: number, end: number): string {
    const arc = `a${TURN} ${TURN} 0 0`;
    const down = `h4${arc} 1 ${TURN} ${TURN}V${between - TURN}${arc} 1 ${-TURN} ${TURN}`;
    return `M${right} ${middle}${down}H${2 * TURN}${arc} 0 ${-TURN} ${TURN}V${target - TURN}${arc} 0 ${TURN} ${TURN}H${end}`;
}

/** Pixels: in proportion to the records, but always visible; what is not counted in records gets a thin line. */
function bandWidth(pipeline: PipelineLedger, records: number, counted: boolean): number {
    if (!counted || pipeline.published === 0) return 2;
    return Math.round(Math.min(14, Math.max(2, (14 * records) / pipeline.published)) * 10) / 10;
}

function describe(pipeline: PipelineLedger, accounts: readonly HopAccount[]): string {
    const hops = accounts
        .map(({ hop }) => `${hop.label} ${count(hop.in)} in, ${count(hop.out)} out`)
        .join("; ");
    const broken = accounts.filter(isBroken).map(({ hop }) => hop.label);
    return `${pipeline.domain} ${pipeline.pipeline}: ${hops}.${broken.length > 0 ? ` Lost at ${broken.join(", ")}.` : ""}`;
}

/** `1 record`, `2 records`. */
function amount(number: number, unit: Hop["unit"]): string {
    const one = unit === "queries" ? "query" : unit.slice(0, -1);
    return `${count(number)} ${number === 1 ? one : unit}`;
}

function shorten(text: string, most: number): string {
    const characters = [...text];
    return characters.length <= most ? text : `${characters.slice(0, Math.max(1, most - 1)).join("")}…`;
}

/** Keeps the beginning and the end, which tell names and places apart. */
function shortenMiddle(text: string, most: number): string {
    const characters = [...text];
    if (characters.length <= most) return text;
    const head = Math.ceil((most - 1) / 2);
    return `${characters.slice(0, head).join("")}…${characters.slice(characters.length - (most - 1 - head)).join("")}`;
}
