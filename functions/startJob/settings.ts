/** What `job.json`, beside the bundle, says about the function's job. */
export interface StartJobSettings {
    readonly domain: string;
    /** The job's name in the domain's file. */
    readonly job: string;
    /** Its name in Glue. */
    readonly jobName: string;
    /** Keys of its files begin with this, e.g. `uploads/weather/calibrations/`. */
    readonly prefix: string;
}

/**
 * Checks settings at cold start, so that a wrong deployment fails at once and as a whole.
 *
 * @throws Error naming every problem.
 */
export function checkSettings(value: unknown): StartJobSettings {
    const settings = (value ?? {}) as Partial<StartJobSettings>;
    const problems = (["domain", "job", "jobName", "prefix"] as const).flatMap((key) =>
        typeof settings[key] === "string" && settings[key] !== "" ? [] : [`${key} is missing`],
    );
    if (typeof settings.prefix === "string" && !settings.prefix.endsWith("/")) {
        problems.push(`prefix is ${JSON.stringify(settings.prefix)}; it must end with a slash`);
    }
    if (problems.length > 0) throw new Error(`job.json: ${problems.join("; ")}`);
    return settings as StartJobSettings;
}
