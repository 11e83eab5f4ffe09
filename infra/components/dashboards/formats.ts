import type { DateTimeFormatConfiguration, NumberFormatConfiguration } from "@aws-sdk/client-quicksight";

/** d3-format, "locale.format": `[[fill]align][sign][symbol][0][width][,][.precision][~][type]`. */
const D3_NUMBER =
    /^(?:.?[<>=^])?[+\-( ]?(?<currency>[$#]?)0?\d*(?<comma>,?)(?:\.(?<precision>\d+))?~?(?<type>[a-z%]?)$/i;

/** Types whose precision counts significant digits, which QuickSight cannot say. */
const SIGNIFICANT = new Set(["g", "r", "s", "p", "e", "c", "b", "o", "x", "X", "n"]);

/**
 * A d3-format pattern as QuickSight writes numbers.
 *
 * @returns undefined where QuickSight has no such format; it then writes numbers as it always does.
 */
export function numberFormat(pattern: string | undefined): NumberFormatConfiguration | undefined {
    const parts = D3_NUMBER.exec(pattern ?? "")?.groups;
    if (pattern === undefined || parts === undefined || SIGNIFICANT.has(parts.type ?? "")) {
        return undefined;
    }
    const type = parts.type ?? "";
    // `,` alone writes whole numbers as they are; `f` and `%` have six decimals unless told otherwise.
    const decimals =
        parts.precision === undefined ? (type === "" || type === "d" ? 0 : 6) : Number(parts.precision);
    const written = {
        DecimalPlacesConfiguration: { DecimalPlaces: Math.min(decimals, MAX_DECIMALS) },
        SeparatorConfiguration: {
            ThousandsSeparator: { Visibility: parts.comma === "," ? "VISIBLE" : "HIDDEN" },
        },
    } as const;
    return {
        FormatConfiguration:
            type === "%"
                ? { PercentageDisplayFormatConfiguration: written }
                : {
                      NumberDisplayFormatConfiguration: {
                          ...written,
                          ...(parts.currency === "$" ? { Prefix: "$" } : {}),
                      },
                  },
    };
}

/** QuickSight API Reference, "DecimalPlacesConfiguration": 0 to 20. */
const MAX_DECIMALS = 20;

/** d3-time-format's directives in the letters of QuickSight's date formats. */
const DATE_LETTERS: Readonly<Record<string, string>> = {
    a: "ddd",
    A: "dddd",
    b: "MMM",
    B: "MMMM",
    d: "DD",
    e: "D",
    "-d": "D",
    H: "HH",
    I: "hh",
    m: "MM",
    "-m": "M",
    M: "mm",
    p: "A",
    S: "ss",
    y: "YY",
    Y: "YYYY",
};

/**
 * A d3-time-format pattern as QuickSight writes times.
 *
 * @returns undefined where it has a directive that QuickSight lacks, such as the week of the year, or letters that
 * QuickSight would take for directives.
 */
export function dateFormat(pattern: string | undefined): DateTimeFormatConfiguration | undefined {
    if (pattern === undefined) {
        return undefined;
    }
    let format = "";
    for (const [text, directive] of pattern.matchAll(/%(-?[a-zA-Z])|[^%]+|%/g)) {
        const letters = directive === undefined ? plain(text) : DATE_LETTERS[directive];
        if (letters === undefined) {
            return undefined;
        }
        format += letters;
    }
    return { DateTimeFormat: format };
}

function plain(text: string): string | undefined {
    return /[a-z%]/i.test(text) ? undefined : text;
}
