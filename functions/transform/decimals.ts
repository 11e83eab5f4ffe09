/** Decimal numbers as digits: a `number` could not carry `decimal(38,18)`, nor a `bigint` column's last digits. */

/** The value is ±`digits` × 10^-`scale`; `digits` has no leading zero, and is "" for zero. */
export interface Decimal {
    readonly negative: boolean;
    readonly digits: string;
    /** May be negative: 12e3 is the digits 12 with scale -3. */
    readonly scale: number;
}

/** Longer texts are no numbers that anybody meant; looking at each digit of a megabyte would hold up the others. */
const MAX_LENGTH = 400;

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,5}))?$/;

/** Reads a decimal number, with or without fraction and exponent; undefined when the text is none. */
export function parseDecimal(text: string): Decimal | undefined {
    const match = text.length <= MAX_LENGTH ? NUMBER.exec(text) : null;
    if (!match) return undefined;
    const fraction = match[3] ?? "";
    const significant = (match[2]! + fraction).replace(/^0+/, "");
    const digits = significant.replace(/0+$/, "");
    if (digits === "") return { negative: false, digits: "", scale: 0 };
    const trailingZeros = significant.length - digits.length;
    return {
        negative: match[1] === "-",
        digits,
        scale: fraction.length - Number(match[4] ?? 0) - trailingZeros,
    };
}

/** The number written out without an exponent, e.g. `-0.05`; undefined when it has more than `places` of digits. */
export function writeDecimal(
    decimal: Decimal,
    places: { before: number; after: number },
): string | undefined {
    const { digits, scale } = decimal;
    if (digits === "") return "0";
    if (scale > places.after || digits.length - scale > places.before) return undefined;
    const sign = decimal.negative ? "-" : "";
    if (scale <= 0) return sign + digits + "0".repeat(-scale);
    if (digits.length > scale) return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
    return `${sign}0.${digits.padStart(scale, "0")}`;
}

/** Whether a number's own digits are those of the JSON that it was read from. */
export function isExact(value: number, source: string): boolean {
    const [read, written] = [parseDecimal(String(value)), parseDecimal(source)];
    return read?.digits === written?.digits && read?.scale === written?.scale;
}

/** The integer that a JSON number spells, digit by digit; undefined when it has a fraction or over 40 digits. */
export function exactInteger(source: string): bigint | undefined {
    const decimal = parseDecimal(source);
    const text = decimal && writeDecimal(decimal, { before: 40, after: 0 });
    return text === undefined ? undefined : BigInt(text);
}
