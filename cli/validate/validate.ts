import { loadConfiguration, type Repository, validateAll } from "../../infra/config/load";
import { ConfigurationError, formatProblem, type Problem } from "../../infra/config/problem";
import { chooseEnvironment, findRoot } from "../environments";
import type { ValidateOptions } from "./command";

/** Exit code of files or arguments that are not right. */
const BAD_INPUT = 2;

/** Checks the files and prints what is wrong in them; returns the exit code. */
export async function validate(
    environment: string | undefined,
    { json = false }: ValidateOptions,
    root: string = findRoot(),
): Promise<number> {
    try {
        const found = await read(root, environment);
        process.stdout.write(json ? asJson([]) : `${summary(found)}: no problems\n`);
        return 0;
    } catch (error) {
        if (!(error instanceof ConfigurationError)) {
            throw error;
        }
        if (json) {
            process.stdout.write(asJson(error.problems));
        } else {
            process.stderr.write(
                `${error.problems.map(formatProblem).join("\n")}\n\n${count(error.problems)}\n`,
            );
        }
        return BAD_INPUT;
    }
}

async function read(root: string, environment: string | undefined): Promise<Repository> {
    if (environment === undefined) {
        return validateAll(root);
    }
    const stack = chooseEnvironment(root, environment, "tributary validate");
    const configuration = await loadConfiguration({ root, stack });
    return { environments: [configuration.environment], domains: configuration.domains };
}

function asJson(problems: readonly Problem[]): string {
    return `${JSON.stringify({ problems }, null, 2)}\n`;
}

function count(problems: readonly Problem[]): string {
    const files = new Set(problems.map(({ file }) => file)).size;
    return `${number(problems.length, "problem")} in ${number(files, "file")}`;
}

function summary({ environments, domains }: Repository): string {
    const pipelines = domains.flatMap((domain) => domain.pipelines);
    return [
        number(environments.length, "environment"),
        number(domains.length, "domain"),
        number(pipelines.length, "pipeline"),
        number(pipelines.flatMap((pipeline) => pipeline.reports).length, "report"),
        number(domains.flatMap((domain) => domain.dashboards).length, "dashboard"),
    ].join(", ");
}

function number(count: number, noun: string): string {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
