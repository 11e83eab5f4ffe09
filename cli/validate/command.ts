/** `tributary validate [environment]` */

import { Command } from "commander";

/** What the command line says. */
export interface ValidateOptions {
    readonly json?: boolean;
}

export function validateCommand(): Command {
    return new Command("validate")
        .summary("check the files in environments/ and domains/, all problems at once")
        .description(
            "Reads every environment and every domain, with the SQL, transforms and dashboards that they name, and prints " +
                "each problem with its file, line and key. With an environment's name: that one and its domains. Builds nothing.",
        )
        .argument(
            "[environment]",
            "name of a file environments/Pulumi.<name>.yaml; default: all of them, and all domains",
        )
        .option("--json", "print the problems as a JSON object, and nothing else")
        .addHelpText(
            "after",
            `
Examples:
  tributary validate              everything
  tributary validate dev          what \`tributary preview dev\` would read
  tributary validate --json       for editors and CI: { "problems": [{ file, line, column, path, message }] }

Exit codes: 0 no problems · 2 problems`,
        )
        .action(async (environment: string | undefined, options: ValidateOptions) => {
            const { validate } = require("./validate") as typeof import("./validate");
            process.exitCode = await validate(environment, options);
        });
}
