import { parseDecimal, writeDecimal } from "./decimals";
import type { ColumnSettings } from "./settings";
import { EARLIEST, formatDate, formatTimestamp, LATEST, parseDate, parseTimestamp } from "./timestamps";
import { Rejection } from "./transform";

/**
 * Checks a value against its column's type and spells it in JSON as the Hive JSON SerDe of the delivery stream reads
 * it. A coercer never changes a value's meaning: it refuses. It is not asked about `null` and `undefined`.
 */
export type Coercer = (value: unknown) => string | Rejection;

/** The coercer of one column, made once. */
export function coercerOf({ name, type }: ColumnSettings): Coercer {
    const refuse: Refuse = (value, found = kindOf(value)) => {
        const expectation = `column "${name}": expected ${type}, found `;
        return new Rejection(expectation + found, name, expectation + shorten(value, found));
    };
    switch (type) {
        case "string":
            return (value) => (typeof value === "string" ? quote(value, refuse) : refuse(value));
        case "boolean":
            return (value) => (value === true ? "true" : value === false ? "false" : refuse(value));
        case "int":
            return (value) => coerceInt(value, refuse);
        case "bigint":
            return (value) => coerceBigint(value, refuse);
        case "double":
            return (value) => coerceDouble(value, refuse);
        case "date":
            return (value) => {
                const time = dayOf(value);
                return time >= EARLIEST && time <= LATEST ? `"${formatDate(time)}"` : refuse(value);
            };
        case "timestamp":
            return (value) => {
                const time = instantOf(value);
                return time >= EARLIEST && time <= LATEST ? `"${formatTimestamp(time)}"` : refuse(value);
            };
        default:
            return decimalCoercer(type, refuse);
    }
}

/** @param found What the ledger groups by, so never the value itself; default: the value's kind. */
type Refuse = (value: unknown, found?: string) => Rejection;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what JSON must escape
const NEEDS_ESCAPES = /["\\\u0000-\u001f\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Texts as quoted JSON; most need no escapes, and finding that out is cheaper than `JSON.stringify`. */
function quote(text: string, refuse: Refuse): string | Rejection {
    if (!NEEDS_ESCAPES.test(text)) return `"${text}"`;
    return LONE_SURROGATE.test(text)
        ? refuse(text, "a text with half a surrogate pair")
        : JSON.stringify(text);
}

const NOT_FINITE = "a number that is not finite";
const WITH_FRACTION = "a number with a fraction";

function coerceInt(value: unknown, refuse: Refuse): string | Rejection {
    if (typeof value !== "number" && typeof value !== "bigint") return refuse(value);
    const number = Number(value);
    if (!Number.isInteger(number)) return refuse(value, Number.isFinite(number) ? WITH_FRACTION : NOT_FINITE);
    const fits = number >= -2_147_483_648 && number <= 2_147_483_647;
    return fits ? String(number) : refuse(value, "a number beyond 32 bits");
}

const MIN_BIGINT = -(2n ** 63n);
const MAX_BIGINT = 2n ** 63n - 1n;

/** Integers of 64 bits; as digits in a text, too, since many senders' JSON cannot carry them otherwise. */
function coerceBigint(value: unknown, refuse: Refuse): string | Rejection {
    if (typeof value === "number") {
        if (Number.isSafeInteger(value)) return String(value);
        if (!Number.isInteger(value))
            return refuse(value, Number.isFinite(value) ? WITH_FRACTION : NOT_FINITE);
        return refuse(value, "a number that has lost digits beyond 2^53");
    }
    if (typeof value !== "bigint" && typeof value !== "string") return refuse(value);
    if (typeof value === "string" && !/^-?\d{1,19}$/.test(value)) return refuse(value);
    const integer = BigInt(value);
    const fits = integer >= MIN_BIGINT && integer <= MAX_BIGINT;
    return fits ? String(integer) : refuse(value, "a number beyond 64 bits");
}

function coerceDouble(value: unknown, refuse: Refuse): string | Rejection {
    if (typeof value !== "number" && typeof value !== "bigint") return refuse(value);
    const number = Number(value);
    return Number.isFinite(number) ? String(number) : refuse(value, NOT_FINITE);
}

/** Epoch milliseconds of a text `yyyy-MM-dd` or a Date; NaN for anything else. */
function dayOf(value: unknown): number {
    if (typeof value === "string") return parseDate(value);
    return value instanceof Date ? value.getTime() : Number.NaN;
}

/** Epoch milliseconds of an ISO 8601 text, a number of epoch milliseconds or a Date; NaN for anything else. */
function instantOf(value: unknown): number {
    if (typeof value === "string") return parseTimestamp(value);
    // Cut off to the millisecond in the same direction as a text's further digits.
    if (typeof value === "number") return Math.floor(value);
    return value instanceof Date ? value.getTime() : Number.NaN;
}

/** Decimals are spelled as texts: a JSON number would pass through a double on its way into Parquet. */
function decimalCoercer(type: string, refuse: Refuse): Coercer {
    const [precision, scale] = type.match(/\d+/g)!.map(Number) as [number, number];
    const places = { before: precision - scale, after: scale };
    return (value) => {
        if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "string")
            return refuse(value);
        const decimal = parseDecimal(String(value));
        if (decimal === undefined) return refuse(value);
        const text = writeDecimal(decimal, places);
        if (text !== undefined) return `"${text}"`;
        const tooFine = decimal.scale > scale;
        return refuse(
            value,
            tooFine ? `more than ${scale} decimal places` : `more than ${places.before} whole digits`,
        );
    };
}

function kindOf(value: unknown): string {
    if (Array.isArray(value)) return "array";
    if (value instanceof Date) return "date";
    return typeof value === "bigint" ? "number" : typeof value;
}

/** Characters of a value that a rejection repeats. */
const SHOWN = 60;

/** The value for people: its beginning, and of arrays and objects only what they are. */
function shorten(value: unknown, found: string): string {
    switch (typeof value) {
        case "string":
            return JSON.stringify(cut(value));
        case "number":
        case "bigint":
            return `number ${cut(String(value))}`;
        case "boolean":
            return `boolean ${value}`;
        default:
            return found;
    }
}

function cut(text: string): string {
    return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
