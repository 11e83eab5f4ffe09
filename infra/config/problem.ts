/** One thing that is wrong in a file that a person wrote, and where. */
export interface Problem {
    /** Relative to the repository, with forward slashes, e.g. `domains/weather/domain.yaml`. */
    readonly file: string;
    /** Counted from 1. */
    readonly line: number;
    /** Counted from 1, in characters. */
    readonly column: number;
    /** The key, e.g. `pipelines.stations.columns.at`; empty where the whole file is meant. */
    readonly path: string;
    /** What was found, what is allowed, what to do. */
    readonly message: string;
}

/** `domains/weather/domain.yaml:7:12 pipelines.stations.columns.at: "timestmp" is not …` */
export function formatProblem(problem: Problem): string {
    const where = `${problem.file}:${problem.line}:${problem.column}`;
    return problem.path === ""
        ? `${where}: ${problem.message}`
        : `${where} ${problem.path}: ${problem.message}`;
}

/** Everything that is wrong in the files, at once. Its message is the list, ready to be printed. */
export class ConfigurationError extends Error {
    /** In the order of files, lines and columns; none twice. */
    public readonly problems: readonly Problem[];
    /** Makes Pulumi's runtime print the message alone, without a stack trace (`RunError` of `@pulumi/pulumi`). */
    public readonly __pulumiRunError = true;

    constructor(problems: readonly Problem[]) {
        const sorted = inOrder(problems);
        super(sorted.map(formatProblem).join("\n"));
        this.name = "ConfigurationError";
        this.problems = sorted;
    }
}

function inOrder(problems: readonly Problem[]): Problem[] {
    const distinct = new Map(problems.map((problem) => [formatProblem(problem), problem]));
    return [...distinct.values()].sort(
        (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
    );
}

/** A key as people write it: `charts[0].x`, `config.tributary:stream.shards`, `columns["Bad Name"]`. */
export function formatPath(path: readonly PropertyKey[]): string {
    return path
        .map((part, index) => {
            if (typeof part === "number") {
                return `[${part}]`;
            }
            const name = String(part);
            return /^[\w:-]+$/.test(name) ? `${index > 0 ? "." : ""}${name}` : `[${JSON.stringify(name)}]`;
        })
        .join("");
}
