/**
 * The part of Java's DateTimeFormatter patterns that prefixes and partition values are written with: digits of
 * year, month, day and time, names of months and weekdays, and quoted text. Always UTC.
 * Sources: "Understand custom prefixes for Amazon S3 objects"; "Supported types for partition projection".
 */
export class DateTimePattern {
    private readonly parts: readonly (string | Field)[];

    /** @throws Error for a pattern that Java refuses, or a letter that is not supported here */
    constructor(readonly text: string) {
        this.parts = parse(text);
    }

    format(time: number): string {
        const date = new Date(time);
        return this.parts.map((part) => (typeof part === "string" ? part : write(part, date))).join("");
    }

    /** The instant that the text begins, e.g. midnight for a day; undefined if the text is not of the pattern. */
    parse(value: string): number | undefined {
        let expression = "";
        const fields: Field[] = [];
        for (const part of this.parts) {
            if (typeof part === "string") {
                expression += part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
                continue;
            }
            const digits = READABLE[part.letter];
            if (digits === undefined || part.width > 4) {
                return undefined;
            }
            fields.push(part);
            expression += part.width === 1 ? `(\\d{1,${digits}})` : `(\\d{${part.width}})`;
        }
        const match = new RegExp(`^${expression}$`).exec(value);
        if (match === null) {
            return undefined;
        }
        const found: Record<string, number> = { y: 1970, M: 1, d: 1, H: 0, m: 0, s: 0 };
        for (const [index, field] of fields.entries()) {
            found[field.letter === "u" ? "y" : field.letter] = Number(match[index + 1]);
        }
        const time = Date.UTC(found.y!, found.M! - 1, found.d!, found.H!, found.m!, found.s!);
        // A day such as 31 February is carried into March by Date and refused by Java.
        return this.format(time) === value || fields.some((field) => field.width === 1) ? time : undefined;
    }

    /** The shortest unit that the pattern distinguishes: what one step of a projected range is by default. */
    get unit(): DateTimeUnit {
        const letters = new Set(this.parts.map((part) => (typeof part === "string" ? "" : part.letter)));
        const shortest = (["s", "m", "H", "d", "M"] as const).find((letter) => letters.has(letter));
        return shortest === undefined ? "YEARS" : UNITS[shortest];
    }
}

export type DateTimeUnit = "YEARS" | "MONTHS" | "WEEKS" | "DAYS" | "HOURS" | "MINUTES" | "SECONDS";

const UNITS = { s: "SECONDS", m: "MINUTES", H: "HOURS", d: "DAYS", M: "MONTHS" } as const;

interface Field {
    readonly letter: string;
    readonly width: number;
}

/** Letters that {@link DateTimePattern.parse} reads, and how many digits they may have. */
const READABLE: Readonly<Record<string, number>> = { y: 4, u: 4, M: 2, d: 2, H: 2, m: 2, s: 2 };

const MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const WRITERS: Readonly<Record<string, (date: Date, width: number) => string>> = {
    y: year,
    u: year,
    M: (date, width) =>
        width < 3 ? pad(date.getUTCMonth() + 1, width) : name(MONTHS[date.getUTCMonth()]!, width),
    d: (date, width) => pad(date.getUTCDate(), width),
    D: (date, width) =>
        pad(Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1, width),
    E: (date, width) => name(WEEKDAYS[date.getUTCDay()]!, width),
    a: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
    H: (date, width) => pad(date.getUTCHours(), width),
    h: (date, width) => pad(date.getUTCHours() % 12 || 12, width),
    m: (date, width) => pad(date.getUTCMinutes(), width),
    s: (date, width) => pad(date.getUTCSeconds(), width),
    S: (date, width) => pad(date.getUTCMilliseconds(), 3).padEnd(width, "0").slice(0, width),
};

function parse(text: string): (string | Field)[] {
    const parts: (string | Field)[] = [];
    for (const token of text.match(/'(?:[^']|'')*'|([A-Za-z])\1*|./gs) ?? []) {
        if (token === "'") {
            throw new Error(`"${text}" has a quotation mark without its counterpart`);
        }
        if (token.startsWith("'")) {
            parts.push(token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'"));
        } else if (!/[A-Za-z]/.test(token)) {
            parts.push(token);
        } else if (WRITERS[token[0]!] === undefined) {
            throw new Error(
                `"${text}" has the pattern letter "${token[0]}"; supported here: ${Object.keys(WRITERS).join(" ")}` +
                    (token[0] === "Y"
                        ? '; "Y" is the year of the week, write "yyyy" for the calendar year'
                        : ""),
            );
        } else {
            parts.push({ letter: token[0]!, width: token.length });
        }
    }
    return parts;
}

function write(field: Field, date: Date): string {
    return WRITERS[field.letter]!(date, field.width);
}

function year(date: Date, width: number): string {
    const full = date.getUTCFullYear();
    return width === 2 ? pad(full % 100, 2) : pad(full, width);
}

/** Up to three letters give the short name, four the whole, five the first letter. */
function name(full: string, width: number): string {
    return width < 4 ? full.slice(0, 3) : width === 5 ? full.slice(0, 1) : full;
}

function pad(value: number, width: number): string {
    return String(value).padStart(width, "0");
}
