import { type Decimal, parseDecimal, writeDecimal } from "./decimals";
import type { ColumnSettings } from "./settings";
import { EARLIEST, formatDate, formatTimestamp, LATEST, parseDate, parseTimestamp } from "./timestamps";
import { Rejection, type Row } from "./transform";

/**
 * Checks a value against its column's type and spells it in JSON as the Hive JSON SerDe of the delivery stream reads
 * it. A coercer never changes a value's meaning: it refuses.
 */
type Coercer = (value: unknown) => string | Rejection;

interface Column {
    readonly name: string;
    readonly coerce: Coercer;
    /** What is refused when there is no value; absent: the column may be empty. */
    readonly absent?: Rejection;
    /** The JSON text between the value before and this column's value, e.g. `,"at":`. */
    readonly key: string;
    /** The same for the first value of a row. */
    readonly firstKey: string;
    readonly decidesPartition: boolean;
}

/** A row in JSON, and how many of its fields are no columns. */
export interface CheckedRow {
    readonly json: string;
    readonly unknownFields: number;
    /** The partition column's value as it is written, `yyyy-MM-dd[ HH:mm:ss.SSS]`; empty without such a column. */
    readonly partitionValue: string;
}

/** The columns of one pipeline, compiled once, for a million rows. */
export class Columns {
    readonly #columns: readonly Column[];
    readonly #names: ReadonlySet<string>;

    /** @param partitionColumn A timestamp or date column whose value decides on the partition. */
    constructor(columns: readonly ColumnSettings[], partitionColumn?: string) {
        this.#columns = columns.map((column) => compile(column, column.name === partitionColumn));
        this.#names = new Set(columns.map((column) => column.name));
    }

    /** The row's JSON, columns in declared order and empty ones left out; or what is wrong with the first bad column. */
    check(row: Row): CheckedRow | Rejection {
        let json = "";
        let partitionValue = "";
        for (const column of this.#columns) {
            const value = own(row, column.name);
            if (value === undefined || value === null) {
                if (column.absent) return column.absent;
                continue;
            }
            const text = column.coerce(value);
            if (typeof text !== "string") return text;
            json += json === "" ? column.firstKey : column.key;
            json += text;
            if (column.decidesPartition) partitionValue = text.slice(1, -1);
        }
        let unknownFields = 0;
        for (const name in row) if (!this.#names.has(name)) unknownFields++;
        return { json: `{${json}}`, unknownFields, partitionValue };
    }
}

/** `constructor` and the like are valid column names, and every object inherits a value for them. */
function own(row: Row, name: string): unknown {
    const value = row[name];
    const inheritable = typeof value === "function" || typeof value === "object";
    return inheritable && value !== null && !Object.hasOwn(row, name) ? undefined : value;
}

function compile(column: ColumnSettings, decidesPartition: boolean): Column {
    const { name } = column;
    const key = `${JSON.stringify(name)}:`;
    const required = column.required || decidesPartition;
    return {
        name,
        coerce: coercerOf(column),
        absent: required
            ? new Rejection(`column "${name}": required, but the record has no value`, name)
            : undefined,
        key: `,${key}`,
        firstKey: key,
        decidesPartition,
    };
}

function coercerOf({ name, type }: ColumnSettings): Coercer {
    /** @param found What the ledger groups by: never the value itself. */
    const refuse = (value: unknown, found = kindOf(value)) => {
        const expectation = `column "${name}": expected ${type}, found `;
        return new Rejection(expectation + found, name, expectation + shorten(value, found));
    };
    switch (type) {
        case "string":
            return (value) => (typeof value === "string" ? quote(value, refuse) : refuse(value));
        case "boolean":
            return (value) => (value === true ? "true" : value === false ? "false" : refuse(value));
        case "int":
            return (value) => {
                if (typeof value !== "number" && typeof value !== "bigint") return refuse(value);
                const number = Number(value);
                if (!Number.isInteger(number)) return refuse(value, "a number with a fraction");
                return number >= -2_147_483_648 && number <= 2_147_483_647
                    ? String(number)
                    : refuse(value, "a number beyond 32 bits");
            };
        case "bigint":
            return (value) => coerceBigint(value, refuse);
        case "double":
            return (value) => {
                if (typeof value !== "number" && typeof value !== "bigint") return refuse(value);
                const number = Number(value);
                return Number.isFinite(number)
                    ? String(number)
                    : refuse(value, "a number that is not finite");
            };
        case "date":
            return (value) => {
                const time =
                    typeof value === "string"
                        ? parseDate(value)
                        : value instanceof Date
                          ? value.getTime()
                          : Number.NaN;
                if (!(time >= EARLIEST && time <= LATEST)) return refuse(value);
                return `"${formatDate(time)}"`;
            };
        case "timestamp":
            return (value) => {
                const time = instantOf(value);
                if (!(time >= EARLIEST && time <= LATEST)) return refuse(value);
                return `"${formatTimestamp(time)}"`;
            };
        default:
            return decimalCoercer(type, refuse);
    }
}

type Refuse = (value: unknown, found?: string) => Rejection;

/** Texts as quoted JSON; most need no escapes, and finding that out is cheaper than `JSON.stringify`. */
function quote(text: string, refuse: Refuse): string | Rejection {
    if (!NEEDS_ESCAPES.test(text)) return `"${text}"`;
    return LONE_SURROGATE.test(text)
        ? refuse(text, "a text with half a surrogate pair")
        : JSON.stringify(text);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what JSON must escape
const NEEDS_ESCAPES = /["\\\u0000-\u001f\ud800-\udfff]/;

const LONE_SURROGATE = /\p{Surrogate}/u;

const MIN_BIGINT = -(2n ** 63n);
const MAX_BIGINT = 2n ** 63n - 1n;

/** Integers of 64 bits; as digits in a text, too, since many senders' JSON cannot carry them otherwise. */
function coerceBigint(value: unknown, refuse: Refuse): string | Rejection {
    if (typeof value === "number") {
        if (Number.isSafeInteger(value)) return String(value);
        return refuse(
            value,
            Number.isInteger(value)
                ? "a number that has lost digits beyond 2^53"
                : "a number with a fraction",
        );
    }
    if (typeof value === "string" && !/^-?\d{1,19}$/.test(value)) return refuse(value);
    if (typeof value !== "bigint" && typeof value !== "string") return refuse(value);
    const integer = BigInt(value);
    return integer >= MIN_BIGINT && integer <= MAX_BIGINT
        ? String(integer)
        : refuse(value, "a number beyond 64 bits");
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
        const decimal: Decimal | undefined = parseDecimal(String(value));
        if (decimal === undefined) return refuse(value);
        const text = writeDecimal(decimal, places);
        if (text !== undefined) return `"${text}"`;
        return refuse(
            value,
            decimal.scale > scale
                ? `more than ${scale} decimal places`
                : `more than ${precision - scale} digits before the point`,
        );
    };
}

function kindOf(value: unknown): string {
    if (value === null) return "null";
    if (Array.isArray(value)) return "array";
    if (value instanceof Date) return "date";
    if (typeof value === "bigint") return "number";
    return typeof value;
}

const SHOWN = 60;

/** The value for people: at most {@link SHOWN} characters of it, and of arrays and objects only what they are. */
function shorten(value: unknown, found: string): string {
    if (typeof value === "string") {
        return JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
    }
    if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
        const text = String(value);
        return `${typeof value === "boolean" ? "boolean" : "number"} ${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`;
    }
    return found;
}
