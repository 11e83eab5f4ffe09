import { z } from "zod";

/** A whole number with bounds; `why` is the reason for them, and ends up in the error message. */
export function whole(minimum: number, maximum: number, unit: string, why?: string) {
    const error = `is not allowed: ${minimum} to ${maximum} ${unit}${why === undefined ? "" : `, because ${why}`}`;
    return z.int().min(minimum, { error }).max(maximum, { error });
}

/** A text for which a fact about AWS finds no problem. */
export function checkedText(problemOf: (text: string) => string | undefined) {
    return z.string().superRefine((text, context) => {
        const message = problemOf(text);
        if (message !== undefined) {
            context.addIssue({ code: "custom", message });
        }
    });
}
