import type { Pipeline } from "../../../infra/config/model";
import type { PipelineLedger, QueryRecord } from "../ledger";
import { type CountedFailure, type CountedHop, named } from "../localRuntime";
import { type HopUnit, type PipelineId, pipelineLabel } from "../runtime";

/** What is known about one pipeline when everything has come to rest. */
export interface ChainFacts {
    readonly id: PipelineId;
    readonly pipeline: Pipeline;
    readonly ledger: PipelineLedger;
    readonly hops: readonly CountedHop[];
    readonly queries: readonly QueryRecord[];
    /** What was refused or led nowhere on behalf of the pipeline. */
    readonly failures: readonly CountedFailure[];
    /** Records that met no topic rule, with one of their topics. */
    readonly unmatched?: { readonly count: number; readonly topic: string };
    /** Messages end in the dead-letter queue on purpose. */
    readonly expectDeadLetters: boolean;
}

/**
 * Says where a pipeline's chain is broken, in the words of the resource at fault; nothing for a sound one. Each
 * sentence begins with the pipeline's name.
 */
export function brokenLinks(facts: ChainFacts): string[] {
    const { id, ledger, hops, failures } = facts;
    const label = pipelineLabel(id);
    const problems: string[] = [];
    const { unmatched } = facts;
    if (unmatched && unmatched.count > 0) {
        problems.push(
            `${label}: ${amount(unmatched.count)} messages were published to topics such as ${unmatched.topic}, but no topic ` +
                "rule of the plan has a filter that matches; give the pipeline's rule that topic",
        );
    }
    for (const failure of failures) {
        problems.push(
            `${label}: ${failure.message}${failure.count > 1 ? ` (${amount(failure.count)} times)` : ""}`,
        );
    }
    // What follows the first broken hop is broken because of it.
    problems.push(...hops.flatMap((hop) => brokenHop(facts, hop)).slice(0, 1));
    problems.push(...failedReports(facts, problems.length > 0));
    if (ledger.difference !== 0) {
        problems.push(imbalance(label, ledger));
    }
    return problems;
}

function brokenHop(facts: ChainFacts, { resource, label, unit, counter }: CountedHop): string[] {
    const where = pipelineLabel(facts.id);
    if (facts.expectDeadLetters && unit !== "records" && unit !== "objects") {
        return [];
    }
    // A failed query is told by its report; and without reports nothing needs to be told of new objects.
    const pointless = unit === "objects" && facts.pipeline.reports.length === 0;
    if (pointless || resource.type === "aws:athena/workgroup:Workgroup") {
        return [];
    }
    if (label === "SQS dead-letter queue") {
        return counter.in > 0 && !facts.expectDeadLetters
            ? [
                  `${where}: ${amount(counter.in)} messages ended in ${named(resource)}; look into logs/ for why the function failed`,
              ]
            : [];
    }
    if (counter.gap === undefined || counter.in === 0) {
        return [];
    }
    const objects = unit === "objects" && counter.out < counter.in;
    if (counter.out > 0 && !objects) {
        return [];
    }
    const { ledger } = facts;
    const consequence = unit === "records" ? "nothing was delivered" : "reports never ran";
    const stuck = quantity(counter.in - counter.out, unit);
    const what =
        resource.type === "aws:s3/bucket:Bucket"
            ? `${quantity(ledger.delivered, "records")} reached ${label} ${resource.name} in ${stuck}`
            : `${stuck} reached ${label} ${resource.name}`;
    return [`${where}: ${what}, but ${counter.gap}; ${consequence}`];
}

/** Every report has to have run at least once when data has arrived. */
function failedReports(facts: ChainFacts, explained: boolean): string[] {
    const { id, pipeline, ledger, queries } = facts;
    const label = pipelineLabel(id);
    const problems: string[] = [];
    // What the warehouse computes is not acted out here, and said to be so.
    for (const report of pipeline.reports.filter(({ engine }) => engine !== "warehouse")) {
        const own = queries.filter((query) => query.domain === id.domain && query.report === report.name);
        const failed = own.find(({ state }) => state === "FAILED");
        if (failed) {
            problems.push(
                `${label}: report ${report.name} failed for the window ${failed.window}: ${failed.error}`,
            );
        } else if (own.length === 0 && ledger.delivered > 0 && !explained && !facts.expectDeadLetters) {
            problems.push(
                `${label}: ${amount(ledger.delivered)} records were delivered, but report ${report.name} never ran: nothing ` +
                    "invoked the pipeline's report function, or it started no query; look at the hops above and into logs/",
            );
        }
    }
    return problems;
}

function imbalance(label: string, ledger: PipelineLedger): string {
    const rejected = ledger.rejected.reduce((sum, { count }) => sum + count, 0);
    const amounts =
        `${amount(ledger.published)} published, ${amount(ledger.delivered)} delivered, ` +
        `${amount(rejected)} rejected`;
    return ledger.difference > 0
        ? `${label}: ${amount(ledger.difference)} records are missing (${amounts})`
        : `${label}: ${amount(-ledger.difference)} records more lie on disk than were published (${amounts})`;
}

/** `1 record`, `2 records`; `1 query`. */
function quantity(count: number, unit: HopUnit): string {
    return `${amount(count)} ${count === 1 ? unit.replace(/ies$/, "y").replace(/s$/, "") : unit}`;
}

function amount(count: number): string {
    return count.toLocaleString("en-US");
}
