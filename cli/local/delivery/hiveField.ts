import type { ColumnType } from "../athena/columnType";
import { JsonNumber, type JsonValue } from "./jsonDocuments";

/** Why a value does not fit its column. */
export class Mismatch extends Error {}

/** How values of one column are read. A JSON null is null in every column and never gets here. */
export interface Field {
    /** Whether the value, as JSON.parse gives it, can be taken as it stands. False means: look at it closely. */
    plain(value: unknown): boolean;
    /**
     * The value as JSON that DuckDB reads into the column without loss.
     * @throws Mismatch
     */
    write(value: JsonValue): string;
}

export function fieldOf(type: ColumnType): Field {
    switch (type.kind) {
        case "string":
            return textField(type.length);
        case "boolean":
            return {
                plain: (value) => typeof value === "boolean",
                write: (value) =>
                    typeof value === "boolean" ? String(value) : mismatch(value, "true or false"),
            };
        case "integer":
            return integerField(type.bits);
        case "double":
        case "float":
            return {
                plain: (value) => typeof value === "number" && Number.isFinite(value),
                write: (value) =>
                    value instanceof JsonNumber && Number.isFinite(Number(value.source))
                        ? value.source
                        : mismatch(value, "a number"),
            };
        case "decimal":
            return decimalField(type.precision, type.scale);
        case "date":
            return {
                plain: (value) => typeof value === "string" && value.length === 10 && isPlainDay(value),
                write: (value) => JSON.stringify(day(value) ?? mismatch(value, "a date such as 2001-02-03")),
            };
        case "timestamp":
            return {
                plain: isPlainTimestamp,
                write: (value) =>
                    JSON.stringify(
                        timestamp(value) ?? mismatch(value, "a timestamp such as 2001-02-03 04:05:06.789"),
                    ),
            };
    }
}

function textField(length: number | undefined): Field {
    return {
        plain: (value) => typeof value === "string" && (length === undefined || value.length <= length),
        write: (value) => {
            const text =
                typeof value === "string"
                    ? value
                    : typeof value === "boolean"
                      ? String(value)
                      : value instanceof JsonNumber
                        ? value.source
                        : mismatch(value, "a text");
            return JSON.stringify(length === undefined ? text : [...text].slice(0, length).join(""));
        },
    };
}

function integerField(bits: 8 | 16 | 32 | 64): Field {
    const bound = 2n ** BigInt(bits - 1);
    const safe = bits === 64 ? Number.MAX_SAFE_INTEGER : Number(bound) - 1;
    return {
        plain: (value) => Number.isInteger(value) && (value as number) <= safe && (value as number) >= -safe,
        write: (value) => {
            const whole = value instanceof JsonNumber ? wholePart(value.source) : undefined;
            if (whole === undefined) {
                return mismatch(value, "a number");
            }
            return whole >= -bound && whole < bound
                ? String(whole)
                : mismatch(value, `a number of ${bits} bits`);
        },
    };
}

/** Java's conversion of a JSON number to an integer type drops the fraction. */
function wholePart(source: string): bigint | undefined {
    if (/^-?\d+$/.test(source)) {
        return BigInt(source);
    }
    const value = Math.trunc(Number(source));
    return Number.isFinite(value) ? BigInt(value) : undefined;
}

function decimalField(precision: number, scale: number): Field {
    const wholeDigits = precision - scale;
    const limit = 10 ** Math.min(wholeDigits, 15) - 1;
    return {
        // Up to fifteen digits survive being a double on the way.
        plain: (value) =>
            typeof value === "number" &&
            value < limit &&
            value > -limit &&
            (Number.isInteger(value) || String(value).length <= 15),
        write: (value) => {
            const text = value instanceof JsonNumber ? plainDigits(value.source) : value;
            if (typeof text !== "string" || !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) {
                return mismatch(value, "a decimal number");
            }
            // Half up, away from zero, as Hive rounds what has more digits than the column.
            const [, sign = "", whole = "", fraction = ""] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text) ?? [];
            const kept = BigInt(`${whole}${fraction.slice(0, scale).padEnd(scale, "0")}` || "0");
            const rounded = kept + (Number(fraction[scale] ?? 0) >= 5 ? 1n : 0n);
            const digits = String(rounded).padStart(scale + 1, "0");
            if (digits.length > precision && digits.replace(/^0+/, "").length > precision) {
                return mismatch(value, `a number of ${wholeDigits} digits before the point`);
            }
            const point = digits.length - scale;
            const result = scale === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
            return JSON.stringify(sign === "-" ? `-${result}` : result);
        },
    };
}

/** A JSON number without an exponent. */
function plainDigits(source: string): string {
    return /e/i.test(source) ? Number(source).toLocaleString("en", WHOLE) : source;
}

const WHOLE: Intl.NumberFormatOptions = { useGrouping: false, maximumSignificantDigits: 21 };

const DAY = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const TIMESTAMP = /^(\d{4}-\d{1,2}-\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9}))?$/;

/** The date with two digits for month and day; undefined for a day that does not exist. */
function day(value: unknown): string | undefined {
    const match = typeof value === "string" ? DAY.exec(value) : null;
    if (match === null) {
        return undefined;
    }
    const [, year = "", month = "", date = ""] = match;
    const written = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
    // Every month has 28 days; only what is beyond needs the calendar.
    const ordinary = Number(month) >= 1 && Number(month) <= 12 && Number(date) >= 1 && Number(date) <= 28;
    if (ordinary) {
        return written;
    }
    const time = Date.parse(`${written}T00:00:00Z`);
    return Number.isNaN(time) || !new Date(time).toISOString().startsWith(written) ? undefined : written;
}

/**
 * `yyyy-MM-dd HH:mm:ss` with up to six digits of a fraction, which is as fine as the Parquet files here are.
 * Written without expressions, because it runs for every record.
 */
function isPlainTimestamp(value: unknown): boolean {
    if (typeof value !== "string" || !isPlainDay(value) || value.length < 19 || value.length > 26) {
        return false;
    }
    const punctuated =
        value.charCodeAt(10) === SPACE && value.charCodeAt(13) === COLON && value.charCodeAt(16) === COLON;
    if (!punctuated || twoDigits(value, 11) > 23 || twoDigits(value, 14) > 59 || twoDigits(value, 17) > 59) {
        return false;
    }
    if (value.length === 19) {
        return true;
    }
    for (let index = 20; index < value.length; index++) {
        if (!isDigit(value.charCodeAt(index))) {
            return false;
        }
    }
    return value.charCodeAt(19) === POINT && value.length > 20;
}

/** Whether the text begins with `yyyy-MM-dd`; of 29 February nothing is said. */
function isPlainDay(value: string): boolean {
    const month = twoDigits(value, 5);
    const date = twoDigits(value, 8);
    return (
        twoDigits(value, 0) < 100 &&
        twoDigits(value, 2) < 100 &&
        value.charCodeAt(4) === DASH &&
        value.charCodeAt(7) === DASH &&
        month >= 1 &&
        month <= 12 &&
        date >= 1 &&
        date <= PLAIN_DAYS[month]!
    );
}

/** By month, from 1. */
const PLAIN_DAYS = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const SPACE = " ".charCodeAt(0);
const COLON = ":".charCodeAt(0);
const POINT = ".".charCodeAt(0);
const DASH = "-".charCodeAt(0);
const ZERO = "0".charCodeAt(0);

/** The number that two digits make; 100 where there are no digits. */
function twoDigits(text: string, index: number): number {
    const first = text.charCodeAt(index);
    const second = text.charCodeAt(index + 1);
    return isDigit(first) && isDigit(second) ? (first - ZERO) * 10 + second - ZERO : 100;
}

function isDigit(code: number): boolean {
    return code >= ZERO && code <= ZERO + 9;
}

function timestamp(value: unknown): string | undefined {
    const match = typeof value === "string" ? TIMESTAMP.exec(value) : null;
    return match === null ? undefined : timestampOf(match);
}

function timestampOf(match: RegExpExecArray): string | undefined {
    const [, date, hour = "", minute = "", second = "", fraction = ""] = match;
    const written = day(date);
    if (written === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
        return undefined;
    }
    const time = [hour, minute, second].map((digits) => digits.padStart(2, "0")).join(":");
    return `${written} ${time}${fraction === "" ? "" : `.${fraction.slice(0, 6)}`}`;
}

function mismatch(value: JsonValue, wanted: string): never {
    const found =
        value instanceof JsonNumber
            ? value.source
            : typeof value === "object" && value !== null
              ? Array.isArray(value)
                  ? "a list"
                  : "an object"
              : JSON.stringify(value);
    throw new Mismatch(`${found} was found; the column takes ${wanted}`);
}
