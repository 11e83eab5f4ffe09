/** A name as SQL quotes it. */
export function quoteName(name: string): string {
    return `"${name.replaceAll('"', '""')}"`;
}

/** A text as SQL quotes it. */
export function quoteText(text: string): string {
    return `'${text.replaceAll("'", "''")}'`;
}
