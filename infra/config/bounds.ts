import { z } from "zod";

/** A whole number with bounds; `why` is the reason for them, and ends up in the error message. */
export function whole(minimum: number, maximum: number, unit: string, why?: string) {
    const error = `is not allowed: ${minimum} to ${maximum} ${unit}${why === undefined ? "" : `, because ${why}`}`;
    return z.int().min(minimum, { error }).max(maximum, { error });
}
