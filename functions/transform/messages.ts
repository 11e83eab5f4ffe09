import { exactInteger, isExact } from "./decimals";
import type { ColumnSettings } from "./settings";
import { type Message, Rejection } from "./transform";

const EMPTY = new Rejection("empty payload");
const TOO_DEEP = new Rejection("malformed JSON: nested too deeply");

/** As many digits, or an exponent, as a JSON number needs to say more than a double can hold. */
const LONG_NUMBER = /[\d.]{16}|\d[eE]/;

/** Parses the JSON of one message. */
export type MessageParser = (text: string) => Message | Rejection;

/**
 * A parser for a pipeline with these columns. `bigint` and `decimal` columns need every digit that was sent, which
 * `JSON.parse` drops beyond 2^53 unless it is asked (five times slower) to show the source of each number: so it is
 * asked only for messages that have such long numbers.
 */
export function messageParser(columns: readonly ColumnSettings[]): MessageParser {
    const decimals = new Set(
        columns.filter(({ type }) => type.startsWith("decimal")).map(({ name }) => name),
    );
    const exact = decimals.size > 0 || columns.some(({ type }) => type === "bigint");
    const revive: Reviver = (key, value, context) => {
        if (typeof value !== "number" || context?.source === undefined) return value;
        if (Number.isInteger(value)) {
            return Number.isSafeInteger(value) ? value : (exactInteger(context.source) ?? value);
        }
        return decimals.has(key) && !isExact(value, context.source) ? context.source : value;
    };
    return (text) => {
        if (text === "") return EMPTY;
        let value: unknown;
        try {
            value = exact && LONG_NUMBER.test(text) ? parseWithSource(text, revive) : JSON.parse(text);
        } catch (error) {
            if (error instanceof RangeError) return TOO_DEEP;
            if (!(error instanceof SyntaxError)) throw error;
            return text.trim() === "" ? EMPTY : new Rejection("malformed JSON", undefined, malformed(error));
        }
        if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Message;
        const found = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
        return new Rejection(`expected a JSON object, found ${found}`);
    };
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

/** TypeScript's library does not know the reviver's third argument yet (ECMAScript proposal "JSON.parse source text access"). */
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** V8's message quotes the text itself; its beginning says enough. */
function malformed(error: SyntaxError): string {
    return `malformed JSON: ${error.message.slice(0, 120)}`;
}
