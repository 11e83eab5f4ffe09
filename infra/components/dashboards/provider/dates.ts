const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
/** Parts of a definition that are about times: parameters, filters on times, forecasts. */
const ABOUT_TIME = /Time|WhatIf/;

/**
 * The moments of a definition as dates again: in a file and in the state they are texts, and the SDK sends nothing but
 * dates for them. Only texts in the parts that are about times are meant; a name that looks like a moment stays one.
 */
export function withDates<T>(definition: T): T {
    return revived(definition, false) as T;
}

function revived(value: unknown, aboutTime: boolean): unknown {
    if (typeof value === "string") {
        return aboutTime && INSTANT.test(value) ? new Date(value) : value;
    }
    if (Array.isArray(value)) {
        return value.map((item) => revived(item, aboutTime));
    }
    if (value instanceof Object && !(value instanceof Date)) {
        return Object.fromEntries(
            Object.entries(value).map(([key, inner]) => [
                key,
                revived(inner, aboutTime || ABOUT_TIME.test(key)),
            ]),
        );
    }
    return value;
}
