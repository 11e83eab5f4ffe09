/** An identifier in quotes, so that no name is a keyword. */
export function identifier(...names: readonly string[]): string {
    return names.map((name) => `"${name.replaceAll('"', '""')}"`).join(".");
}

/** A text as a literal. Redshift reads a backslash in one as an escape. */
export function literal(text: string): string {
    return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
