import { distance } from "fastest-levenshtein";

/** The allowed word that somebody probably meant: at most a third of the letters differ, or the end is missing. */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
    const wanted = word.toLowerCase();
    const close = allowed
        .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
        .filter(({ candidate, edits }) => edits < word.length && edits <= tolerance(word, candidate))
        .sort((a, b) => a.edits - b.edits);
    const longer = allowed.find(
        (candidate) => word.length >= 3 && candidate.toLowerCase().startsWith(wanted),
    );
    return close[0]?.candidate ?? longer;
}

function tolerance(word: string, candidate: string): number {
    return Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
}

/** `; did you mean "timestamp"?`, or nothing where no allowed word is near. */
export function didYouMean(word: string, allowed: readonly string[]): string {
    const guess = nearest(word, allowed);
    return guess === undefined ? "" : `; did you mean "${guess}"?`;
}

/** `; did you mean "timestamp"? Allowed: string, timestamp` */
export function whatIsAllowed(word: string, allowed: readonly string[]): string {
    const guess = didYouMean(word, allowed);
    const list = allowed.length === 0 ? "none" : allowed.join(", ");
    return guess === "" ? `. Allowed: ${list}` : `${guess} Allowed: ${list}`;
}

/** A value as it is shown in a message: quoted, and shortened to one line. */
export function show(value: unknown): string {
    if (Array.isArray(value)) {
        return "a list";
    }
    if (value instanceof Object) {
        return "a map";
    }
    if (value === null || value === undefined) {
        return "nothing";
    }
    const text = typeof value === "string" ? JSON.stringify(value) : String(value);
    return text.length > 80 ? `${text.slice(0, 77)}…${typeof value === "string" ? '"' : ""}` : text;
}
