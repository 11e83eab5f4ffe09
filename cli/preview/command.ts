/** `tributary preview <environment>` */

import { Command } from "commander";

/** What the command line says. */
export interface PreviewOptions {
    readonly json?: boolean;
    readonly out?: string;
    readonly resources?: boolean;
    readonly showSecrets?: boolean;
}

export function previewCommand(): Command {
    return new Command("preview")
        .summary("show what an environment would be made of, and check it against the policies")
        .description(
            "Plans an environment in this process, in seconds: no AWS account, no credentials, no Pulumi CLI. " +
                "Prints whether it is fine, the components with what they are made of, policy results and warnings.",
        )
        .argument("[environment]", "name of a file environments/Pulumi.<name>.yaml")
        .option("-r, --resources", "list each resource, with its protection and dependencies")
        .option(
            "--json",
            "print the plan as a Pulumi deployment (as `pulumi stack export` does), and nothing else",
        )
        .option("-o, --out <file>", "write the plan as a Pulumi deployment to this file, too")
        .option("--show-secrets", "with --json or --out: the plaintext of secrets instead of a placeholder")
        .addHelpText(
            "after",
            `
Examples:
  tributary preview dev                      is everything fine, and what is it made of?
  tributary preview prod --resources         every resource, with what it depends on
  tributary preview prod --out prod.json     the plan, for Pulumi's own tools:
  pulumi policy analyze --policy-pack policies/dist --file prod.json

Exit codes: 0 fine · 1 a mandatory policy is violated · 2 the files, the arguments or the program are wrong`,
        )
        .action(async (environment: string | undefined, options: PreviewOptions) => {
            const { preview } = require("./run") as typeof import("./run");
            process.exitCode = await preview(environment, options);
        });
}
