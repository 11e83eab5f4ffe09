/** The end of a message about a name that is not one of those that exist. */
export function whatIsAllowed(given: string, allowed: readonly string[]): string {
    const close = allowed.find((name) => name.startsWith(given) || given.startsWith(name));
    const hint = close === undefined || given === "" ? "" : `; did you mean "${close}"?`;
    return `${hint}${hint === "" ? "; " : " "}allowed: ${allowed.join(", ") || "none"}`;
}
