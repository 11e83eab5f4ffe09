/** What `tributary run` does: plan, check, run, draw, tell. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkPlan } from "../../policies/check";
import { RULES } from "../../policies/rules";
import type { ChartRows } from "../dashboard/overview";
import { chooseEnvironment, findRoot } from "../environments";
import { policyResources } from "../preview/policyResources";
import { previewEnvironment } from "../preview/preview";
import { answer, printReport, type Report } from "../preview/report";
import { UsageError } from "../usage";
import type { RunOptions } from "./command";
import { ProgressDisplay } from "./progress";
import { FAULTS, type Fault } from "./replay/faults";
import { type RunResult, runPlan } from "./run";
import { runDirectory } from "./runDirectory";
import { summaryLines } from "./summary";

/** The exit code of a command that Ctrl-C stopped. */
const INTERRUPTED = 130;

/** Runs an environment; returns the exit code. */
export async function runEnvironment(given: string | undefined, options: RunOptions): Promise<number> {
    const faults = chooseFaults(options.faults);
    if (options.for !== undefined && options.mqtt === undefined) {
        throw new UsageError("--for: it says how long --mqtt listens; give --mqtt <port> as well");
    }
    const root = findRoot();
    const stack = chooseEnvironment(root, given, "tributary run");
    const { plan, configuration } = await previewEnvironment({ root, stack });
    const { tier } = configuration.environment;
    const findings = checkPlan({ resources: policyResources(plan), tier });
    const rules = RULES.filter(({ enforcement }) => enforcement[tier] !== "disabled").length;
    const report: Report = { plan, tier, findings, rules };
    const verdict = answer(report);
    if (!verdict.fine) {
        printReport(report, { resources: false });
        return 1;
    }
    process.stderr.write(`${verdict.text}\n`);

    const directory = runDirectory(root, stack);
    const progress = new ProgressDisplay(process.stderr);
    const stopping = stopOnCtrlC();
    let result: RunResult;
    try {
        result = await runPlan({
            plan,
            configuration,
            directory,
            faults,
            seed: options.seed,
            signal: stopping.signal,
            events: progress,
            ...(options.records === undefined ? {} : { records: options.records }),
            ...(options.rate === undefined ? {} : { rate: options.rate }),
            ...(options.pipeline === undefined ? {} : { pipelines: options.pipeline }),
            ...(options.mqtt === undefined
                ? {}
                : { mqtt: { port: options.mqtt, ...(options.for ? { seconds: options.for } : {}) } }),
        });
    } finally {
        progress.stop();
        stopping.forget();
    }
    const { renderPage } = require("../dashboard/page") as typeof import("../dashboard/page");
    const dashboard = join(directory, "dashboard.html");
    writeFileSync(
        dashboard,
        renderPage({
            ledger: result.ledger,
            configuration,
            charts: chartRows(configuration.domains, result),
            problems: result.problems,
        }),
    );
    if (options.json) {
        process.stdout.write(`${JSON.stringify(result.ledger, undefined, 4)}\n`);
    } else {
        process.stdout.write(`${summaryLines(result, { directory, dashboard }).join("\n")}\n`);
    }
    if (result.interrupted) {
        return INTERRUPTED;
    }
    return result.problems.length === 0 && result.ledger.balanced ? 0 : 1;
}

/** @throws UsageError for a kind that there is not */
function chooseFaults(given: string | true | undefined): ReadonlySet<Fault> {
    if (given === undefined) {
        return new Set();
    }
    const kinds = Object.keys(FAULTS) as Fault[];
    const wanted = given === true ? kinds : given.split(",").map((kind) => kind.trim());
    const unknown = wanted.filter((kind) => !(kinds as string[]).includes(kind));
    if (unknown.length > 0) {
        throw new UsageError(
            `--faults: "${unknown.join('", "')}" is no kind of fault; allowed: ${kinds.join(", ")}`,
        );
    }
    return new Set(wanted as Fault[]);
}

/** The first Ctrl-C stops the run in good order, the second one the process. */
function stopOnCtrlC(): { readonly signal: AbortSignal; forget(): void } {
    const controller = new AbortController();
    const onSignal = () => {
        if (controller.signal.aborted) {
            process.exit(INTERRUPTED);
        }
        process.stderr.write("\nStopping; press Ctrl-C again to stop at once.\n");
        controller.abort();
    };
    process.on("SIGINT", onSignal);
    return { signal: controller.signal, forget: () => process.off("SIGINT", onSignal) };
}

/** The rows of each chart: its report's latest result. */
function chartRows(domains: Parameters<typeof charts>[0], result: RunResult): readonly ChartRows[] {
    return charts(domains).map(({ report, ...place }) => ({
        ...place,
        rows: result.results.get(`${place.domain}.${report}`) ?? [],
    }));
}

function charts(domains: import("../../infra/config/model").Configuration["domains"]) {
    return domains.flatMap((domain) =>
        domain.dashboards.flatMap((dashboard) =>
            dashboard.charts.map(({ report }, chart) => ({
                domain: domain.name,
                dashboard: dashboard.name,
                chart,
                report,
            })),
        ),
    );
}
