/**
 * Lambda's runtimes, by whether AWS still patches them, as of 2026-11.
 * Source: AWS Lambda Developer Guide, "Lambda runtimes" (tables "Supported runtimes" and "Deprecated runtimes").
 * Dates are those of the deprecation, in ISO form, and plans of AWS that may still move.
 */
export const SUPPORTED_RUNTIMES: Readonly<Record<string, string>> = {
    "nodejs24.x": "2028-04-30",
    "nodejs22.x": "2027-04-30",
    "python3.14": "2029-06-30",
    "python3.13": "2029-06-30",
    "python3.12": "2028-10-31",
    "python3.11": "2027-06-30",
    java25: "2029-06-30",
    java21: "2029-06-30",
    java17: "2027-06-30",
    java11: "2027-06-30",
    "java8.al2": "2027-06-30",
    dotnet10: "2028-11-14",
    "ruby3.4": "2028-03-31",
    "ruby3.3": "2027-03-31",
    "provided.al2023": "2029-06-30",
};

/** Whether AWS patches a runtime: `nodejs20.x` no longer, `nodejs22.x` still. */
export function isSupportedRuntime(runtime: string): boolean {
    return Object.hasOwn(SUPPORTED_RUNTIMES, runtime);
}

/** The newest supported runtime of the same language, to recommend; `undefined` for a language that AWS does not know. */
export function successorOf(runtime: string): string | undefined {
    const language = /^[a-z]+/.exec(runtime)?.[0];
    return Object.keys(SUPPORTED_RUNTIMES).find((name) => /^[a-z]+/.exec(name)?.[0] === language);
}
