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
    if (given === undefined) {
        throw new UsageError(
            `which environment? There are ${names.join(", ")}; e.g. \`${command} ${names[0]}\``,
        );
    }
    const guess = nearest(given, names);
    const meant = guess === undefined ? ". " : `; did you mean "${guess}"? `;
    throw new UsageError(`there is no environment "${given}"${meant}Environments: ${names.join(", ")}`);
}

/** The name that differs least, by at most half of its letters: there are few, and they are short. */
function nearest(given: string, names: readonly string[]): string | undefined {
    const { distance } = require("fastest-levenshtein") as typeof import("fastest-levenshtein");
    const [best] = names
        .map((name) => ({ name, edits: distance(given.toLowerCase(), name.toLowerCase()) }))
        .sort((a, b) => a.edits - b.edits);
    return best !== undefined && best.edits <= Math.max(2, best.name.length / 2) ? best.name : undefined;
}
