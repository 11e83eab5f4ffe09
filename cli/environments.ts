/** Which repository and which environment a command is about. */

import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "./usage";

/** The folder that holds `Pulumi.yaml` and `environments/`: the working directory's or the nearest above it; else this one's. */
export function findRoot(from: string = process.cwd()): string {
    for (let folder = resolve(from); ; folder = dirname(folder)) {
        if (existsSync(join(folder, "Pulumi.yaml")) && existsSync(join(folder, "environments"))) {
            return folder;
        }
        if (folder === dirname(folder)) {
            return resolve(__dirname, "..");
        }
    }
}

/** Names of the environments, in alphabetical order: `environments/Pulumi.<name>.yaml`. */
export function environmentNames(root: string): string[] {
    const folder = join(root, "environments");
    return (existsSync(folder) ? readdirSync(folder) : [])
        .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
        .filter((name) => name !== undefined)
        .sort();
}

/**
 * The environment that somebody asked for.
 *
 * @param command what the user typed before the name, for the example in the message.
 * @throws UsageError that lists the environments, and names the one that was probably meant.
 */
export function chooseEnvironment(root: string, given: string | undefined, command: string): string {
    const names = environmentNames(root);
    if (given !== undefined && names.includes(given)) {
        return given;
    }
    if (names.length === 0) {
        throw new UsageError(
            `no environment in ${join(root, "environments")}: write environments/Pulumi.dev.yaml first`,
        );
    }
    const list = `Environments: ${names.join(", ")}`;
    if (given === undefined) {
        throw new UsageError(`which environment? ${list}; e.g. \`${command} ${names[0]}\``);
    }
    const { didYouMean } = require("../infra/config/spelling") as typeof import("../infra/config/spelling");
    throw new UsageError(`there is no environment "${given}"${didYouMean(given, names)} ${list}`);
}
