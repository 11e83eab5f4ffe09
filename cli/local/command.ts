/** `tributary run <environment>` */

import { Command, InvalidArgumentError } from "commander";

/** What the command line says. */
export interface RunOptions {
    readonly records?: number;
    readonly rate?: number;
    readonly seed: number;
    readonly pipeline?: readonly string[];
    readonly mqtt?: number;
    readonly for?: number;
    readonly faults?: string | true;
    readonly json?: boolean;
}

export function runCommand(): Command {
    return new Command("run")
        .summary("send real data through an environment, on this machine")
        .description(
            "Plans an environment, checks it against the policies, and brings the plan to life on this machine: topic " +
                "rules forward, streams shard, delivery streams buffer, transform and write Parquet, queues redrive, the " +
                "real functions run, reports are SQL over the objects. Every hop needs the permissions that the plan gives " +
                "it. In the end each record is accounted for, or the command fails and names the hop.",
        )
        .argument("[environment]", "name of a file environments/Pulumi.<name>.yaml")
        .option(
            "-n, --records <number>",
            "records of each pipeline, spread over its data set (default: 50000)",
            wholeNumber(1),
        )
        .option(
            "--rate <number>",
            "records a second for each pipeline, in real time (default: as fast as possible)",
            wholeNumber(1),
        )
        .option("--seed <number>", "determines which records, their order and the faults", wholeNumber(0), 1)
        .option("-p, --pipeline <domain.pipeline>", "only this pipeline; may be given several times", collect)
        .option(
            "--mqtt <port>",
            "listen for MQTT clients on 127.0.0.1 instead of replaying data, until Ctrl-C",
            port,
        )
        .option("--for <seconds>", "with --mqtt: stop after so many seconds", wholeNumber(1))
        .option(
            "--faults [kinds]",
            "make things go wrong on purpose: all kinds, or some, separated by commas",
        )
        .option("--json", "print the ledger, and nothing else, on standard output")
        .addHelpText(
            "after",
            `
Kinds of faults:
  malformed    messages that are no JSON
  types        messages with a value of a wrong type
  duplicates   messages that are sent twice
  transform    a transform function that throws: once for one batch, for good for another
  report       a report function that fails twice before it works
  deadLetter   a report function that fails for good on one message

Examples:
  tributary run dev                                        all pipelines, a sample of their data
  tributary run dev -n 1000000 -p flights.departures       how fast is it?
  tributary run dev --faults malformed,transform           is everything still accounted for?
  tributary run dev --mqtt 1883 --for 60                   then, elsewhere:
  npx mqtt pub -h 127.0.0.1 -t stations/roof/reading -m '{"time":"2010-06-01T12:00:00Z","temp_c":16.5}'

Exit codes: 0 all records accounted for · 1 a record or a hop is missing, or a mandatory policy is violated ·
            2 the files, the arguments or the program are wrong · 130 stopped by Ctrl-C`,
        )
        .action(async (environment: string | undefined, options: RunOptions) => {
            const { runEnvironment } = require("./session") as typeof import("./session");
            process.exitCode = await runEnvironment(environment, options);
        });
}

function wholeNumber(least: number): (text: string) => number {
    return (text) => {
        const value = Number(text.replaceAll("_", ""));
        if (!Number.isSafeInteger(value) || value < least) {
            throw new InvalidArgumentError(`It has to be a whole number from ${least} on.`);
        }
        return value;
    };
}

function port(text: string): number {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0 || value > 65535) {
        throw new InvalidArgumentError("It has to be a port: 1 to 65535, or 0 for any that is free.");
    }
    return value;
}

function collect(text: string, previous: readonly string[] | undefined): readonly string[] {
    return [...(previous ?? []), ...text.split(",")];
}
