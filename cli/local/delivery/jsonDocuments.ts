/** Several JSON documents in one text, as Firehose takes them: one after the other, with or without spaces. */

/**
 * Cuts a text after each top-level value that begins with a brace or bracket. What is between or behind them
 * becomes part of a document, where a parser will find it.
 */
export function splitDocuments(text: string): string[] {
    const documents: string[] = [];
    let start = 0;
    let depth = 0;
    let quoted = false;
    for (let index = 0; index < text.length; index++) {
        const character = text[index];
        if (quoted) {
            if (character === "\\") {
                index++;
            } else if (character === '"') {
                quoted = false;
            }
        } else if (character === '"') {
            quoted = true;
        } else if (character === "{" || character === "[") {
            depth++;
        } else if (character === "}" || character === "]") {
            depth--;
            if (depth === 0) {
                documents.push(text.slice(start, index + 1));
                start = index + 1;
            }
        }
    }
    const rest = text.slice(start);
    return rest.trim() === "" ? documents : [...documents, rest];
}

/** A number with the digits it was written with: JavaScript's own numbers keep about sixteen. */
export class JsonNumber {
    constructor(readonly source: string) {}
}

export type JsonValue =
    | null
    | boolean
    | string
    | JsonNumber
    | readonly JsonValue[]
    | { readonly [key: string]: JsonValue };

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

/**
 * As JSON.parse, with numbers as they are written.
 *
 * @throws SyntaxError
 */
export function parseExactly(text: string): JsonValue {
    const reviver: Reviver = (_, value, context) =>
        typeof value === "number" ? new JsonNumber(context.source ?? String(value)) : value;
    // TypeScript 5.9 does not know the reviver's third argument, which V8 has passed since version 11.4.
    return JSON.parse(text, reviver as (key: string, value: unknown) => unknown) as JsonValue;
}
