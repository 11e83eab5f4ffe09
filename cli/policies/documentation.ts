/** The page of all rules, made from what they tell of themselves. */

import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { controlUrl } from "../../policies/controls";
import type { Rule } from "../../policies/rule";
import { RULES } from "../../policies/rules";
import { findRoot } from "../environments";

/** Where the page is, below the repository's root. */
export const POLICY_PAGE = join("docs", "policies.md");

/** Writes the page, and says where. */
export function writePolicyPage(root = findRoot()): void {
    const file = join(root, POLICY_PAGE);
    writeFileSync(file, policyPage(RULES));
    process.stdout.write(`${relative(process.cwd(), file)}: ${RULES.length} policies\n`);
}

/** The page in Markdown. */
export function policyPage(rules: readonly Rule[]): string {
    const services = Map.groupBy(rules, ({ id }) => id.split("/")[0] as string);
    return [
        "<!-- Written by `tributary policies docs`; change the rules in policies/ instead. -->",
        "",
        "# Policies",
        "",
        INTRODUCTION.trim(),
        "",
        "| policy | severity | sandbox | production | what holds |",
        "|---|---|---|---|---|",
        ...rules.map(
            ({ id, severity, enforcement, title }) =>
                `| [${id}](#${anchor(id)}) | ${severity} | ${enforcement.sandbox} | ${enforcement.production} | ${cell(title)} |`,
        ),
        ...[...services].flatMap(([service, members]) => ["", `## ${service}`, ...members.flatMap(section)]),
        "",
    ].join("\n");
}

const INTRODUCTION = `
Every environment is held to these rules: by \`tributary preview\`, in process and without an AWS account, and by
Pulumi's engine at every deployment. They judge any Pulumi program that uses \`@pulumi/aws\`, not only this one.

    npm run build:policies
    pulumi up --policy-pack policies/dist

The environment's tier (\`tributary:tier\` of the stack, \`production\` where it is not set) decides what a violation
does. *mandatory* stops the deployment; *advisory* is shown; *disabled* rules are not applied. With
\`--policy-pack-config FILE\` a project may decide otherwise; there a rule's name has a dot for the slash:

    { "kinesis.stream-retention": { "enforcementLevel": "mandatory", "minimumHours": 48 } }

Some values are known only after the deployment. A rule that needs one says so, and is neither passed nor failed:
the engine checks it again when the value is there, and a mandatory rule then stops the deployment.
`;

function section(rule: Rule): string[] {
    const { id, title, reason, severity, enforcement, controls, remediation, parameters, types, examples } =
        rule;
    const facts = [
        severity,
        enforcement.sandbox === enforcement.production
            ? enforcement.production
            : `${enforcement.sandbox} in a sandbox, ${enforcement.production} in production`,
        ...controls.map((control) => `[${control.framework} ${control.id}](${controlUrl(control)})`),
    ];
    return [
        "",
        `### ${id}`,
        "",
        `**${title}.** ${reason}`,
        "",
        `${facts.join(" · ")}  `,
        `Judges ${types.map((type) => `\`${type}\``).join(", ")}.`,
        "",
        ...(remediation.tributary ? [`- In Tributary: ${remediation.tributary}`] : []),
        `- In any Pulumi program: ${remediation.pulumi}`,
        ...Object.entries(parameters ?? {}).map(
            ([name, parameter]) =>
                `- Parameter \`${name}\`: ${parameter.description}; ${parameter.minimum} to ${parameter.maximum}, by default ${parameter.default.sandbox} in a sandbox and ${parameter.default.production} in production.`,
        ),
        "",
        `Passes: ${examples.pass.map((example) => example.title).join("; ")}.`,
        "",
        `Fails: ${examples.fail.map((example) => example.title).join("; ")}.`,
    ];
}

/** As GitHub makes it from a heading: slashes and dots go. */
function anchor(heading: string): string {
    return heading
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, "")
        .replaceAll(" ", "-");
}

function cell(text: string): string {
    return text.replaceAll("|", "\\|");
}
