/** `tributary dashboards pull <id>` */

import { Command } from "commander";

/** What `tributary dashboards pull` was told. */
export interface PullOptions {
    readonly environment?: string;
    readonly domain?: string;
    readonly name?: string;
    readonly account?: string;
    readonly analysis?: boolean;
}

export function dashboardsCommand(): Command {
    const dashboards = new Command("dashboards")
        .summary("turn a dashboard that somebody drew in QuickSight into a file")
        .description(
            "Dashboards are drawn in QuickSight in one environment and deployed to the others from files: see docs/dashboards.md.",
        )
        .addHelpText(
            "after",
            `
Example:
  tributary dashboards pull dev-weather-dashboards-overview --analysis --name overview

Exit codes: 0 fine · 2 wrong arguments, or what pull reads does not fit`,
        );
    dashboards
        .command("pull")
        .summary("write the definition of a dashboard or an analysis to its domain's folder")
        .description(
            "Reads a dashboard's definition from QuickSight, with the credentials that the AWS CLI would use, checks it against " +
                "the reports of its domain, and writes domains/<domain>/dashboards/<name>.json without anything that " +
                "differs from one environment to the next.",
        )
        .argument("<id>", "id or ARN of the dashboard or analysis; the id is the last part of its address")
        .option("-e, --environment <name>", "where it was drawn", "dev")
        .option("-d, --domain <name>", "whose it is (default: the domain of the data sets that it shows)")
        .option("-n, --name <name>", "name of the dashboard and its file (default: from its title)")
        .option("--analysis", "the id is an analysis's")
        .option("--account <id>", "account of the environment (default: aws:allowedAccountIds, or the ARN's)")
        .addHelpText(
            "after",
            `
Examples:
  tributary dashboards pull dev-weather-dashboards-overview --analysis --name overview
  tributary dashboards pull arn:aws:quicksight:eu-west-1:123456789012:dashboard/0b1c-… --domain weather

Exit codes: 0 written · 2 it cannot be read, or does not fit the domain's reports`,
        )
        .action(async (id: string, options: PullOptions) => {
            const { pull } = require("./pull") as typeof import("./pull");
            await pull(id, options);
        });
    // They were made before this command was given its parent's settings.
    for (const command of dashboards.commands) {
        command.exitOverride();
    }
    return dashboards;
}
