/** The check of an object that is a choice: exactly one of its keys may be there. */

import type { z } from "zod";

/**
 * @param kinds The keys to choose from.
 * @param words What is said of none of them, e.g. `names no source`, and of several, e.g. `names 2 sources`.
 */
export function exactlyOneOf<K extends string>(
    kinds: readonly K[],
    words: { readonly none: string; readonly several: (count: number) => string },
) {
    return (value: Readonly<Partial<Record<K, unknown>>>, context: z.core.$RefinementCtx): void => {
        const given = kinds.filter((kind) => value[kind] !== undefined);
        if (given.length !== 1) {
            const found =
                given.length === 0 ? words.none : `${words.several(given.length)} (${given.join(", ")})`;
            const message = `${found}; exactly one is expected. Allowed: ${kinds.join(", ")}`;
            context.addIssue({ code: "custom", message });
        }
    };
}
