/** A preview in words: the answer first, then what it is made of, what the policies say, what cannot be known yet. */

import type { Tier } from "../../infra/config/model";
import type { CheckResult } from "../../policies/check";
import {
    type Branch,
    bold,
    count,
    cyan,
    dim,
    green,
    hang,
    lineWidth,
    red,
    treeLines,
    yellow,
} from "../terminal";
import { type ComponentNode, componentTree, shortType } from "./components";
import { HIDDEN } from "./deployment";
import type { Plan, PlanResource, PlanValue } from "./plan";
import { unknownInputs, unknownPaths } from "./unknowns";
import { nameOf, STACK_TYPE, typeOf } from "./urn";
import { isObject, isSecret, isUnknown, signatureOf } from "./values";

/** What a preview has found out. */
export interface Report {
    readonly plan: Plan;
    readonly tier: Tier;
    readonly findings: readonly CheckResult[];
    /** Number of rules that were applied. */
    readonly rules: number;
}

/** Whether the environment may be deployed, and that in one line. */
export function answer({ plan, tier, findings, rules }: Report): {
    readonly fine: boolean;
    readonly text: string;
} {
    const violations = findings.filter(({ status }) => status === "violation");
    const mandatory = violations.filter(({ enforcement }) => enforcement === "mandatory").length;
    const advisory = violations.length - mandatory;
    const total = componentTree(plan).total;
    const advice = advisory === 0 ? "" : `, ${count(advisory, "advisory finding")}`;
    const judged = `${count(rules, "policy", "policies")} of tier ${tier}`;
    const size = `${count(total, "resource")} in ${plan.region}`;
    return mandatory === 0
        ? { fine: true, text: `${plan.stack} is fine: ${size}; ${judged} checked${advice}` }
        : {
              fine: false,
              text: `${plan.stack} must not be deployed: ${count(mandatory, "mandatory violation")} of ${judged}${advice}; ${size}`,
          };
}

/** Prints a report on standard output. */
export function printReport(
    report: Report,
    options: { readonly resources: boolean; readonly out?: string | undefined },
): void {
    process.stdout.write(`${reportLines(report, { ...options, width: lineWidth() }).join("\n")}\n`);
}

/** A report, line by line. */
export function reportLines(
    report: Report,
    options: { readonly resources: boolean; readonly width: number; readonly out?: string | undefined },
): string[] {
    const { plan } = report;
    const { width } = options;
    const { fine, text } = answer(report);
    const tree = componentTree(plan);
    const list = options.resources ? resourceLister(plan) : serviceBranches;
    const branches = [
        ...tree.components.map((component) => componentBranch(component, list)),
        ...list(tree.resources),
    ];
    const sections = [
        hang(fine ? green("✔ ") : red("✘ "), "  ", bold(text), width),
        [`${bold(plan.stack)} ${dim(`account ${plan.accountId}`)}`, ...treeLines(branches, width)],
        policyLines(report, width),
        unknownLines(plan, width),
        plan.warnings.flatMap((warning) => hang(yellow("! "), "  ", warning, width)),
        outputLines(plan, width),
        options.out === undefined ? [] : [`The plan is in ${options.out}.`],
        options.resources || tree.total === 0
            ? []
            : [dim("--resources lists each resource with what it depends on.")],
    ];
    return sections
        .filter((lines) => lines.length > 0)
        .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

/** How the resources of one component are listed. */
type Lister = (resources: readonly PlanResource[]) => Branch[];

function componentBranch(component: ComponentNode, list: Lister): Branch {
    const { resource, needs, total } = component;
    const facts = [
        count(total, "resource"),
        ...(component.protected > 0 ? [`${component.protected} protected`] : []),
        ...(needs.length > 0 ? [`needs ${needs.map(({ name }) => name).join(", ")}`] : []),
    ];
    return {
        text: `${bold(resource.name)} ${cyan(shortType(resource.type).className)} ${dim(facts.join(" · "))}`,
        children: [
            ...component.components.map((child) => componentBranch(child, list)),
            ...list(component.resources),
        ],
    };
}

/** One line for each service: how many of which type. */
function serviceBranches(resources: readonly PlanResource[]): Branch[] {
    const services = Map.groupBy(resources, ({ type }) => shortType(type).service);
    const widest = Math.max(0, ...[...services.keys()].map((service) => service.length));
    return [...services].map(([service, members]) => {
        const classes = [...Map.groupBy(members, ({ type }) => shortType(type).className)].map(
            ([className, same]) => {
                const kept = same.filter(({ protect }) => protect).length;
                const mark = kept === 0 ? "" : kept === same.length ? " (protected)" : ` (${kept} protected)`;
                return `${className}${same.length > 1 ? dim(`×${same.length}`) : ""}${yellow(mark)}`;
            },
        );
        return { text: `${dim(service.padEnd(widest))} ${classes.join(", ")}`, children: [] };
    });
}

/** One line for each resource; a resource below another hangs below it. */
function resourceLister(plan: Plan): Lister {
    const bearers = Map.groupBy(plan.resources, ({ name }) => name);
    const label = (urn: string) => {
        const name = nameOf(urn);
        // Siblings share a component's name: their class tells them apart.
        return (bearers.get(name)?.length ?? 0) > 1 ? `${shortType(typeOf(urn)).className} ${name}` : name;
    };
    return (resources) => {
        const urns = new Set(resources.map(({ urn }) => urn));
        const below = Map.groupBy(resources, ({ parent }) =>
            parent !== undefined && urns.has(parent) ? parent : "",
        );
        const branch = (resource: PlanResource): Branch => ({
            text: resourceText(resource, label),
            children: (below.get(resource.urn) ?? []).map(branch),
        });
        return (below.get("") ?? []).map(branch);
    };
}

function resourceText(resource: PlanResource, label: (urn: string) => string): string {
    const { service, className } = shortType(resource.type);
    const unknown = unknownPaths(resource.inputs);
    const needs = [...new Set(resource.dependencies.map(label))];
    const facts = [
        ...(resource.protect ? [yellow("protected")] : []),
        ...(resource.retainOnDelete ? [yellow("retained on delete")] : []),
        ...(needs.length > 0 ? [dim(`needs ${needs.join(", ")}`)] : []),
        ...(unknown.length > 0 ? [yellow(`known after deployment: ${unknown.join(", ")}`)] : []),
    ];
    return [`${dim(`${service}.`)}${className} ${bold(resource.name)}`, ...facts].join(dim(" · "));
}

/** Violations first, the mandatory ones before the others; a rule's explanation once. */
function policyLines({ findings, rules }: Report, width: number): string[] {
    const rank = (finding: CheckResult) =>
        (finding.status === "violation" ? 0 : 2) + (finding.enforcement === "mandatory" ? 0 : 1);
    const byRule = [...Map.groupBy(findings, ({ rule, status }) => `${rule} ${status}`).values()].sort(
        ([a], [b]) => (a ? rank(a) : 0) - (b ? rank(b) : 0),
    );
    const failed = new Set(findings.map(({ rule }) => rule)).size;
    return [
        `${bold("Policies")} ${dim(`${rules - failed} of ${rules} satisfied`)}`,
        ...byRule.flatMap((same) => ruleLines(same, width)),
    ];
}

function ruleLines(findings: readonly CheckResult[], width: number): string[] {
    const [first] = findings;
    if (first === undefined) {
        return [];
    }
    const { rule, title, severity, status, enforcement, remediation } = first;
    const colour = status === "unknown" ? yellow : enforcement === "mandatory" ? red : yellow;
    const mark = status === "unknown" ? "?" : enforcement === "mandatory" ? "✘" : "!";
    const state =
        status === "unknown" ? "cannot be decided before the deployment" : `${enforcement}, ${severity}`;
    return [
        ...hang(colour(`${mark} `), "  ", `${bold(rule)} ${colour(state)} ${title}`, width),
        ...findings.flatMap(({ urn, message }) =>
            hang("    ", "      ", `${nameOf(urn)}: ${message}`, width),
        ),
        ...(status === "unknown" ? [] : hang(dim("    fix: "), "         ", remediation, width)),
    ];
}

function unknownLines(plan: Plan, width: number): string[] {
    const unknown = unknownInputs(plan);
    if (unknown.length === 0) {
        return [];
    }
    const byResource = [...Map.groupBy(unknown, ({ resource }) => resource)];
    const title = `${bold("Known after deployment")} ${dim(`${count(unknown.length, "input")} of ${count(byResource.length, "resource")}`)}`;
    return [
        title,
        ...byResource.flatMap(([{ name }, paths]) =>
            hang(yellow("? "), "    ", `${name}: ${paths.map(({ path }) => path).join(", ")}`, width),
        ),
    ];
}

function outputLines(plan: Plan, width: number): string[] {
    const outputs = Object.entries(plan.resources.find(({ type }) => type === STACK_TYPE)?.outputs ?? {});
    const widest = Math.max(0, ...outputs.map(([name]) => name.length));
    return outputs.length === 0
        ? []
        : [
              bold("Outputs"),
              ...outputs.flatMap(([name, value]) =>
                  hang(`  ${dim(name.padEnd(widest))} `, " ".repeat(widest + 3), printed(value), width),
              ),
          ];
}

/** A value for people: secrets are masked, unknowns are called so. */
export function printed(value: PlanValue): string {
    if (isUnknown(value)) {
        return yellow("(known after deployment)");
    }
    if (isSecret(value)) {
        return HIDDEN;
    }
    return typeof value === "string" ? value : JSON.stringify(masked(value));
}

function masked(value: PlanValue): PlanValue {
    if (isUnknown(value)) {
        return "(known after deployment)";
    }
    if (isSecret(value)) {
        return HIDDEN;
    }
    if (Array.isArray(value)) {
        return value.map(masked);
    }
    if (signatureOf(value) !== undefined || !isObject(value)) {
        return value;
    }
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, masked(element)]));
}
