/** The command line, `tributary`. */

import { sep } from "node:path";
import { Command, CommanderError } from "commander";
import { dashboardsCommand } from "./dashboards/command";
import { runCommand } from "./local/command";
import { policiesCommand } from "./policies/command";
import { previewCommand } from "./preview/command";
import { schemasCommand } from "./schemas/command";
import { validateCommand } from "./validate/command";

/** Exit codes beyond 0 (fine) and 1 (a policy or a hop says no). */
const BAD_INPUT = 2;
/** `EX_SOFTWARE` of sysexits: the fault is Tributary's own. */
const INTERNAL = 70;

/** Errors whose message is all that a user needs. By name: their classes come with modules that are slow to load. */
const EXPLAINED: ReadonlySet<string> = new Set(["UsageError", "ConfigurationError", "ProgramError"]);

/**
 * Runs a command line; ends with the process's exit code set.
 *
 * @param originalPlaces puts the places in the TypeScript files into a text that has those in what was made of them.
 */
export async function main(argv: readonly string[], originalPlaces = (text: string) => text): Promise<void> {
    // The reader of a pipe may have seen enough: `tributary preview dev | head`.
    process.stdout.on("error", (error: NodeJS.ErrnoException) =>
        process.exit(error.code === "EPIPE" ? 0 : INTERNAL),
    );
    process.on("uncaughtException", (error) => process.exit(explain(error, originalPlaces)));
    try {
        await program().parseAsync(argv);
    } catch (error) {
        process.exitCode = explain(error, originalPlaces);
    }
}

/** The commands; what they do is loaded when it is done. */
export function program(): Command {
    const tributary = new Command("tributary")
        .description(
            "An AWS analytics platform as a Pulumi program: previewed, checked and run on a laptop before it is deployed.",
        )
        .configureHelp({ showGlobalOptions: false })
        .addHelpText("after", FIRST_STEPS)
        .showSuggestionAfterError()
        .exitOverride();
    for (const command of [
        runCommand(),
        previewCommand(),
        validateCommand(),
        policiesCommand(),
        dashboardsCommand(),
        schemasCommand(),
    ]) {
        tributary.addCommand(command.exitOverride().copyInheritedSettings(tributary));
    }
    return tributary;
}

const FIRST_STEPS = `
First steps:
  tributary run dev            send real data through the dev environment, on this machine; then open the dashboard
  tributary preview dev        what dev is made of, and whether the policies allow it
  tributary validate           check every file in environments/ and domains/, all problems at once

Where things are written:
  environments/Pulumi.<name>.yaml   an environment: region, tier, domains
  domains/<name>/domain.yaml        what a team asks for: pipelines, reports, dashboards

To deploy for real: pulumi stack init dev && pulumi up

Exit codes: 0 fine · 1 a mandatory policy is violated or a run does not balance · 2 bad files or arguments`;

/** Tells the user what went wrong; returns the exit code. */
function explain(error: unknown, originalPlaces: (text: string) => string): number {
    const say = (text: string) => process.stderr.write(`${fromHere(originalPlaces(text))}\n`);
    if (error instanceof CommanderError) {
        // Commander has printed its message; help and version are no mistakes.
        return error.exitCode === 0 ? 0 : BAD_INPUT;
    }
    if (error instanceof Error && EXPLAINED.has(error.name)) {
        say(error.message);
        return BAD_INPUT;
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say(`tributary failed; this is a fault of its own, please report it:\n${detail}`);
    return INTERNAL;
}

/** Paths below the working directory, as people write them. */
function fromHere(text: string): string {
    const here = process.cwd() + sep;
    return text.replace(/[^\s()"'`]+/g, (word) => (word.startsWith(here) ? word.slice(here.length) : word));
}
