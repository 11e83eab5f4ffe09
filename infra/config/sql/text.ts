/** A piece of an SQL text; comments and white space are none. */
export interface Token {
    readonly kind: "word" | "quoted" | "string" | "number" | "symbol";
    /** As written, quotes included. */
    readonly text: string;
    /** Offset of its first character. */
    readonly start: number;
    /** Offset after its last character. */
    readonly end: number;
}

const TOKEN =
    /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:[^']|'')*(?:'|$))|(?<quoted>"(?:[^"]|"")*(?:"|$))|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<number>\d[\d.]*(?:[eE][+-]?\d+)?)|(?<symbol>::|[\s\S])/gu;

/** Cuts an SQL text into its tokens. */
export function tokenize(sql: string): Token[] {
    const tokens: Token[] = [];
    for (const match of sql.matchAll(TOKEN)) {
        const kind = (["word", "quoted", "string", "number", "symbol"] as const).find(
            (name) => match.groups?.[name] !== undefined,
        );
        if (kind !== undefined) {
            tokens.push({ kind, text: match[0], start: match.index, end: match.index + match[0].length });
        }
    }
    return tokens;
}

/**
 * The statement without what would break `UNLOAD (…)`: semicolons at the end, and comments after the last word,
 * which would swallow the closing parenthesis.
 */
export function withoutEnd(sql: string): string {
    const last = tokenize(sql).findLast(({ text }) => text !== ";");
    return last === undefined ? "" : sql.slice(0, last.end);
}

/** DuckDB counts bytes, JavaScript counts UTF-16 units. */
export function offsetOfByte(sql: string, byte: number): number {
    return Buffer.from(sql).subarray(0, byte).toString().length;
}

/** Line and column, from 1, of an offset. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
    const before = text.slice(0, offset).split("\n");
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
