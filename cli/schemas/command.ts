/** `tributary schemas` */

import { Command } from "commander";

/** What the command line says. */
export interface SchemasOptions {
    readonly check?: boolean;
}

export function schemasCommand(): Command {
    return new Command("schemas")
        .summary("write the JSON Schemas and reference pages of the files that people write")
        .description(
            "Writes schemas/*.schema.json, which editors complete and check YAML with, and their reference pages in " +
                "docs/reference/, from the schemas in infra/config/. To be run after those were changed.",
        )
        .option("--check", "write nothing; fail if a file is not current")
        .addHelpText("after", "\nExit codes: 0 written, or current · 2 with --check: not current")
        .action((options: SchemasOptions) => {
            const { schemas } = require("./schemas") as typeof import("./schemas");
            process.exitCode = schemas(options);
        });
}
