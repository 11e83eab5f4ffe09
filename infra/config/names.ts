import { z } from "zod";

/**
 * Longest name of an environment, a domain, a pipeline, a report. Four of them and a suffix have to fit into what
 * services take: 64 characters for roles, functions and delivery streams.
 */
export const MAX_NAME = 24;

const DASHED = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const TABLE = /^[a-z][a-z0-9_]*$/;

function tooLong(value: string): string {
    return `has ${value.length} characters; at most ${MAX_NAME} are allowed, because names of AWS resources are made from it`;
}

/** Name of an environment or a domain, e.g. `air-quality`. */
export function dashedName(what: string) {
    return z
        .string()
        .regex(DASHED, {
            error: `is not a name for ${what}; allowed: lower-case letters and digits, in words joined by one hyphen, beginning with a letter`,
            abort: true,
        })
        .max(MAX_NAME, { error: ({ input }) => tooLong(String(input)) });
}

/** Name of a pipeline, a report or a dashboard: Glue and Athena take it as a table's name without quotes. */
export function tableName(what: string) {
    return z
        .string()
        .regex(TABLE, {
            error: `is not a name for ${what}; allowed: lower-case letters, digits and underscores, beginning with a letter`,
            abort: true,
        })
        .max(MAX_NAME, { error: ({ input }) => tooLong(String(input)) });
}
