/** The table of rules. */

import type { Enforcement, Rule, Severity } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { bold, count, dim, hang, lineWidth, red, visibleLength, yellow } from "../terminal";
import type { ListOptions } from "./command";

/** Prints the rules on standard output. */
export function printRules({ json }: ListOptions): void {
    const text = json
        ? JSON.stringify(RULES.map(metadata), undefined, 4)
        : ruleTable(RULES, lineWidth()).join("\n");
    process.stdout.write(`${text}\n`);
}

/** What `--json` tells of a rule: stable, in the order of the table. */
export function metadata(rule: Rule): Record<string, unknown> {
    const { id, title, reason, severity, controls, enforcement, parameters, remediation, types } = rule;
    return {
        id,
        title,
        reason,
        severity,
        controls,
        enforcement,
        parameters: parameters ?? {},
        remediation,
        types,
    };
}

const SEVERITY: Readonly<Record<Severity, (text: string) => string>> = {
    critical: red,
    high: red,
    medium: yellow,
    low: dim,
};
const ENFORCEMENT: Readonly<Record<Enforcement, (text: string) => string>> = {
    mandatory: bold,
    advisory: (text) => text,
    disabled: dim,
};

/** The table, line by line: the answer first, then one line a rule, and its title where the window is wide enough. */
export function ruleTable(rules: readonly Rule[], width: number): string[] {
    const columns = ["policy", "severity", "sandbox", "production"] as const;
    const rows = rules.map(({ id, severity, enforcement, title, controls }) => ({
        cells: [
            id,
            SEVERITY[severity](severity),
            ...(["sandbox", "production"] as const).map((tier) =>
                ENFORCEMENT[enforcement[tier]](enforcement[tier] === "disabled" ? "off" : enforcement[tier]),
            ),
        ],
        title: [title, ...controls.map(({ id: control }) => dim(control))].join(" "),
    }));
    const widths = columns.map((name, column) =>
        Math.max(name.length, ...rows.map(({ cells }) => visibleLength(cells[column] ?? ""))),
    );
    const line = (cells: readonly string[]) =>
        cells
            .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - visibleLength(cell)))
            .join("  ");
    const indent = visibleLength(line(columns)) + 2;
    if (indent - 2 > width) {
        // Not even the columns fit: the policy has a line of its own, and the others one below it.
        const others = ([, ...cells]: readonly string[]) => `    ${cells.join("  ")}`;
        return [
            ...hang("", "", summary(rules), width).map(bold),
            "",
            dim(columns.join("  ")),
            ...rows.flatMap(({ cells, title }) => [
                cells[0] ?? "",
                others(cells),
                ...hang("    ", "    ", title, width),
            ]),
        ];
    }
    const beside = width - indent >= MIN_TITLE;
    return [
        bold(summary(rules)),
        "",
        dim(line(columns)),
        ...rows.flatMap(({ cells, title }) =>
            beside
                ? hang(`${line(cells)}  `, " ".repeat(indent), title, width)
                : [line(cells), ...hang("    ", "    ", title, width)],
        ),
    ];
}

/** Characters that a title needs beside the columns; in a narrower window it has lines of its own. */
const MIN_TITLE = 40;

function summary(rules: readonly Rule[]): string {
    const mandatory = (tier: "sandbox" | "production") =>
        rules.filter(({ enforcement }) => enforcement[tier] === "mandatory").length;
    return `${count(rules.length, "policy", "policies")}: ${mandatory("sandbox")} mandatory in a sandbox, ${mandatory("production")} in production`;
}
