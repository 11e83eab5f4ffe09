/** What `search.json`, beside the bundle, says about the index that is searched. */
export interface SearchSettings {
    /** `https://` and the domain's endpoint. */
    readonly endpoint: string;
    /** `<domain>.<index>`, or of a series `<domain>.<index>-*`. */
    readonly indexPattern: string;
    /** Field → OpenSearch's type of it. */
    readonly fields: Readonly<Record<string, string>>;
}

/**
 * Checks settings at cold start, so that a wrong deployment fails at once and as a whole.
 *
 * @throws Error naming every problem.
 */
export function checkSettings(value: unknown): SearchSettings {
    const settings = (value ?? {}) as Partial<SearchSettings>;
    const problems = (["endpoint", "indexPattern"] as const)
        .filter((name) => typeof settings[name] !== "string" || settings[name] === "")
        .map((name) => `${name} is missing`);
    if (!(settings.fields instanceof Object)) problems.push("fields is no map");
    if (problems.length > 0) throw new Error(`search.json: ${problems.join("; ")}`);
    return settings as SearchSettings;
}
