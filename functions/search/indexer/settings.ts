/** What `indexer.json`, beside the bundle, says about the index that the function fills. */
export interface IndexerSettings {
    /** `https://` and the domain's endpoint. */
    readonly endpoint: string;
    /** `<domain>.<index>`. */
    readonly index: string;
    readonly source: "dynamodb" | "cloudwatchLogs";
    /** Attributes of the table's key, whose values identify a document; with `dynamodb` only. */
    readonly key?: readonly string[];
    /** One index each day or month; with `cloudwatchLogs` only. */
    readonly rotation?: "day" | "month";
    /** Names of the fields that documents have; others stay where they came from. */
    readonly fields: readonly string[];
}

/**
 * Checks settings at cold start, so that a wrong deployment fails at once and as a whole.
 *
 * @throws Error naming every problem.
 */
export function checkSettings(value: unknown): IndexerSettings {
    const settings = (value ?? {}) as Partial<IndexerSettings>;
    const problems: string[] = [];
    for (const name of ["endpoint", "index"] as const) {
        if (typeof settings[name] !== "string" || settings[name] === "") problems.push(`${name} is missing`);
    }
    if (settings.source !== "dynamodb" && settings.source !== "cloudwatchLogs") {
        problems.push(`source is ${JSON.stringify(settings.source)}; allowed: dynamodb, cloudwatchLogs`);
    }
    if (settings.source === "dynamodb" && !(settings.key && settings.key.length > 0)) {
        problems.push("key is missing; the attributes of the table's key are needed");
    }
    if (settings.source === "cloudwatchLogs" && !["day", "month"].includes(String(settings.rotation))) {
        problems.push(`rotation is ${JSON.stringify(settings.rotation)}; allowed: day, month`);
    }
    if (!Array.isArray(settings.fields) || settings.fields.length === 0) problems.push("fields is empty");
    if (problems.length > 0) throw new Error(`indexer.json: ${problems.join("; ")}`);
    return settings as IndexerSettings;
}
