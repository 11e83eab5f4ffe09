/** Checks of the settings that the program lays beside a bundle: a wrong one is told at cold start, with its path. */

export type Json = Readonly<Record<string, unknown>>;

/** @throws Error naming the setting and what is expected. */
export function text(from: Json, key: string, where: string): string {
    const value = from[key];
    if (typeof value !== "string" || value === "") {
        throw new Error(`${where}.${key}: ${JSON.stringify(value)}; a text is expected`);
    }
    return value;
}

/** @throws Error naming the setting and what is expected. */
export function list(from: Json, key: string, where: string): Json[] {
    const value = from[key];
    if (!Array.isArray(value) || value.some((item) => typeof item !== "object" || item === null)) {
        throw new Error(`${where}.${key}: ${JSON.stringify(value)}; a list of objects is expected`);
    }
    return value as Json[];
}

/** @throws Error naming the setting and what is expected. */
export function object(from: unknown, key: string, where: string): Json {
    const value = (from as Json | undefined)?.[key];
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new Error(`${where}.${key}: ${JSON.stringify(value)}; an object is expected`);
    }
    return value as Json;
}

/** @throws Error naming the setting and what is expected. */
export function optionalText(from: Json, key: string, where: string): string | undefined {
    return from[key] === undefined ? undefined : text(from, key, where);
}
