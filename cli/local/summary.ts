/** A run in words: the answer first, then each pipeline, the reports, and where everything lies. */

import { relative } from "node:path";
import { bold, count, dim, green, hang, lineWidth, red, visibleLength, yellow } from "../terminal";
import type { PipelineLedger, QueryRecord } from "./ledger";
import { FAULTS } from "./replay/faults";
import type { RunResult } from "./run";

/** Reasons for rejection that are listed for one place. */
const MOST_REASONS = 8;

export interface SummaryPlaces {
    readonly directory: string;
    readonly dashboard: string;
}

/** What the run did, line by line. */
export function summaryLines(result: RunResult, places: SummaryPlaces, width = lineWidth()): string[] {
    const { ledger } = result;
    const sections = [
        answerLines(result, width),
        tableLines(
            ["pipeline", "published", "delivered", "rejected", "objects", "size"],
            ledger.pipelines.map(pipelineCells),
        ),
        ledger.pipelines.flatMap((pipeline) => rejectedLines(pipeline, width)),
        tableLines(["report", "window (UTC)", "rows", "seconds"], ledger.queries.map(queryCells)),
        result.injected.length === 0
            ? []
            : [
                  bold("Faults, on purpose"),
                  ...result.injected.map(
                      ({ kind, where, count: times }) => `  ${where}: ${number(times)} × ${FAULTS[kind]}`,
                  ),
              ],
        result.warnings.flatMap((warning) => hang(yellow("! "), "  ", warning, width)),
        [
            `objects    ${shown(places.directory)}/s3/`,
            `ledger     ${shown(places.directory)}/ledger.json`,
            `logs       ${shown(places.directory)}/logs/`,
            `dashboard  ${bold(shown(places.dashboard))}`,
        ],
    ];
    return sections
        .filter((lines) => lines.length > 0)
        .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

function answerLines({ ledger, problems, interrupted }: RunResult, width: number): string[] {
    const published = ledger.pipelines.reduce((sum, pipeline) => sum + pipeline.published, 0);
    const time = `${ledger.seconds.toFixed(1)} s`;
    if (interrupted) {
        const inFlight = ledger.pipelines.reduce((sum, { difference }) => sum + difference, 0);
        const text = `${ledger.environment} was stopped after ${time}: ${count(published, "record")} published, ${number(inFlight)} still in flight`;
        return hang(yellow("! "), "  ", bold(text), width);
    }
    if (problems.length === 0 && ledger.balanced) {
        const text = `${ledger.environment}: ${count(published, "record")} published, every one accounted for, in ${time}`;
        return hang(green("✔ "), "  ", bold(text), width);
    }
    const text = `${ledger.environment}: ${count(problems.length, "problem")} with ${count(published, "record")}, in ${time}`;
    return [
        ...hang(red("✘ "), "  ", bold(text), width),
        ...problems.flatMap((problem) => hang(red("  ✘ "), "    ", problem, width)),
    ];
}

function pipelineCells({
    domain,
    pipeline,
    published,
    delivered,
    rejected,
    objects,
    bytes,
    difference,
}: PipelineLedger): string[] {
    const mark = difference === 0 ? green("✔") : red("✘");
    return [
        `${mark} ${domain}.${pipeline}`,
        number(published),
        number(delivered),
        number(rejected.reduce((sum, { count: times }) => sum + times, 0)),
        number(objects),
        bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`,
    ];
}

function rejectedLines({ domain, pipeline, rejected, duplicates }: PipelineLedger, width: number): string[] {
    if (rejected.length === 0) {
        return [];
    }
    const sent = duplicates > 0 ? dim(`  (${count(duplicates, "duplicate")} sent)`) : "";
    const places = [...Map.groupBy(rejected, ({ location }) => location)];
    return [
        bold(`${domain}.${pipeline}: rejected`) + sent,
        ...places.flatMap(([location, reasons]) => [
            `  ${dim(location)}`,
            ...reasons
                .slice(0, MOST_REASONS)
                .flatMap(({ reason, count: times }) =>
                    hang(`  ${number(times).padStart(9)}  `, " ".repeat(13), reason, width),
                ),
            ...(reasons.length > MOST_REASONS
                ? [
                      dim(
                          `             and ${count(reasons.length - MOST_REASONS, "other reason")}: see the ledger`,
                      ),
                  ]
                : []),
        ]),
    ];
}

function queryCells({ domain, report, window, state, rows, seconds }: QueryRecord): string[] {
    const mark = state === "SUCCEEDED" ? green("✔") : red("✘");
    const at = window.replace(/^(\d{4}-\d{2}-\d{2})-(\d{2})-(\d{2})-(\d{2})$/, "$1 $2:$3:$4");
    return [`${mark} ${domain}.${report}`, at, number(rows), seconds.toFixed(2)];
}

/** A table with its first column to the left and the others to the right. */
function tableLines(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
    if (rows.length === 0) {
        return [];
    }
    const all = [heads.map((head, index) => dim(index === 0 ? `  ${head}` : head)), ...rows];
    const widths = heads.map((_, index) => Math.max(...all.map((row) => visibleLength(row[index]!))));
    return all.map((row) =>
        row
            .map((cell, index) => {
                const space = " ".repeat(widths[index]! - visibleLength(cell));
                return index === 0 ? cell + space : space + cell;
            })
            .join("   "),
    );
}

function shown(path: string): string {
    const short = relative(process.cwd(), path);
    return short.startsWith("..") ? path : short;
}

function number(value: number): string {
    return value.toLocaleString("en-US");
}
