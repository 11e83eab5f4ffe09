/** What can go wrong while a program is recorded, in words for the person who wrote the program. */

import { sep } from "node:path";

/** One thing that is wrong with the program. */
export interface Problem {
    readonly message: string;
    /** The user's part of the stack trace, one `file:line:column (function)` each; empty where there is none. */
    readonly frames: readonly string[];
}

/** The program did not yield a plan. Every problem that was met is here, not only the first. */
export class ProgramError extends Error {
    constructor(readonly problems: readonly Problem[]) {
        super(problems.map(describe).join("\n"));
        this.name = "ProgramError";
    }
}

/** A problem, with where it happened. */
export function describe(problem: Problem): string {
    return [problem.message, ...problem.frames.map((frame) => `    at ${frame}`)].join("\n");
}

/** What was thrown, as a problem. */
export function problemOf(thrown: unknown, during?: string): Problem {
    const prefix = during === undefined ? "" : `${during}: `;
    if (!(thrown instanceof Error)) {
        return { message: `${prefix}${String(thrown)}`, frames: [] };
    }
    if (thrown.name === "BundleError") {
        // It names the file, line and column that a person wrote; where our code noticed is of no use to them.
        return { message: thrown.message, frames: [] };
    }
    const named = thrown.name === "Error" || thrown.message.startsWith(thrown.name) ? "" : `${thrown.name}: `;
    return { message: `${prefix}${named}${thrown.message}`, frames: userFrames(thrown.stack ?? "") };
}

/** The frames of the user's own files: neither Node's nor a package's. */
function userFrames(stack: string): string[] {
    return stack
        .split("\n")
        .map(
            (line) => /^\s*at (?:(?:async )?(?<name>.*?) \()?(?<place>[^()]+:\d+:\d+)\)?$/.exec(line)?.groups,
        )
        .filter((frame) => frame?.place !== undefined && isUsers(frame.place))
        .map((frame) => (frame?.name ? `${frame.place} (${frame.name})` : (frame?.place ?? "")));
}

function isUsers(place: string): boolean {
    return !/(^node:|[\\/]node_modules[\\/])/.test(place) && !place.startsWith(`${__dirname}${sep}`);
}
