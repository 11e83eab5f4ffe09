/** The plan of one environment: its files read, the platform's program recorded. */

import type { Configuration } from "../../infra/config/model";
import type { Plan } from "./plan";

/** Name of the Pulumi project, as in `Pulumi.yaml`. */
export const PROJECT = "tributary";

/** Which environment to preview. */
export interface PreviewArgs {
    /** The repository: the folder that holds `Pulumi.yaml`. */
    readonly root: string;
    /** The environment's name. */
    readonly stack: string;
}

/**
 * Plans an environment without credentials, CLI or network.
 *
 * @throws ConfigurationError with everything that is wrong in the files; ProgramError with everything that is wrong
 *     in the program.
 */
export async function previewEnvironment({
    root,
    stack,
}: PreviewArgs): Promise<{ plan: Plan; configuration: Configuration }> {
    const { loadConfiguration } =
        require("../../infra/config/load") as typeof import("../../infra/config/load");
    const configuration = await loadConfiguration({ root, stack });
    return { plan: await planOf(configuration), configuration };
}

/** The plan of an environment whose files have been read. */
export async function planOf(configuration: Configuration): Promise<Plan> {
    const { recordProgram } = require("./recorder") as typeof import("./recorder");
    const { spareDebugging } = require("./sdk") as typeof import("./sdk");
    const { platform } = require("../../infra/platform") as typeof import("../../infra/platform");
    const { name, region, accountId } = configuration.environment;
    spareDebugging();
    return recordProgram({
        project: PROJECT,
        stack: name,
        region,
        accountId,
        config: accountId === undefined ? {} : { "aws:allowedAccountIds": JSON.stringify([accountId]) },
        program: () => platform(configuration),
    });
}
