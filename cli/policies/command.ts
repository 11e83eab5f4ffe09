/** `tributary policies list`, `tributary policies docs` */

import { Command } from "commander";

/** What `tributary policies list` was told. */
export interface ListOptions {
    readonly json?: boolean;
}

export function policiesCommand(): Command {
    const policies = new Command("policies")
        .summary("list the rules that every environment is held to")
        .description(
            "The rules that `tributary preview` applies, and Pulumi's engine with --policy-pack policies/dist.",
        )
        .addHelpText(
            "after",
            `
Examples:
  tributary policies                         the table: how severe, and what each tier makes of a violation
  tributary policies list --json             the same for programs, with remediation and parameters
  npm run build:policies                     the pack for Pulumi's engine, in policies/dist

Exit codes: 0 fine · 2 the arguments are wrong`,
        );
    policies
        .command("list", { isDefault: true })
        .description("Prints every rule: how severe it is, and what each tier makes of a violation.")
        .option("--json", "print one JSON array: all that is known of each rule")
        .addHelpText(
            "after",
            `
mandatory  a violation stops the deployment, and the exit code of \`tributary preview\` is 1
advisory   a violation is shown
off        the rule is not applied`,
        )
        .action((options: ListOptions) => {
            const { printRules } = require("./list") as typeof import("./list");
            printRules(options);
        });
    policies
        .command("docs")
        .description("Writes the page of all rules, docs/policies.md: what holds, why, and what to change.")
        .action(() => {
            const { writePolicyPage } = require("./documentation") as typeof import("./documentation");
            writePolicyPage();
        });
    // They were made before this command was given its parent's settings.
    for (const command of policies.commands) {
        command.exitOverride();
    }
    return policies;
}
