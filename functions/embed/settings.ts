/** What `embed.json`, beside the bundle, says about the dashboards that websites show. */

export interface EmbedSettings {
    /** 12 digits. */
    readonly accountId: string;
    /** ARN of the namespace's users but for the name, with a slash at the end. */
    readonly userArnPrefix: string;
    /** Claim of the token that names the QuickSight user. */
    readonly claim: string;
    /** 15 to 600. */
    readonly sessionMinutes: number;
    /** Origins that show dashboards. */
    readonly allowedDomains: readonly string[];
    /** `<domain>/<dashboard>` → id of the dashboard: no other one is shown. */
    readonly dashboards: Readonly<Record<string, string>>;
}

/**
 * Checks settings at cold start, so that a wrong deployment fails at once and as a whole.
 *
 * @throws Error naming every problem.
 */
export function checkSettings(value: unknown): EmbedSettings {
    const settings = (value ?? {}) as Partial<EmbedSettings>;
    const problems: string[] = [];
    if (!/^\d{12}$/.test(settings.accountId ?? "")) problems.push("accountId is not 12 digits");
    if (!/^arn:[^*]+:user\/[^/*]+\/$/.test(settings.userArnPrefix ?? "")) {
        problems.push("userArnPrefix is not an ARN that ends with user/<namespace>/");
    }
    if (typeof settings.claim !== "string" || settings.claim === "") problems.push("claim is missing");
    const minutes = settings.sessionMinutes ?? 0;
    if (!(Number.isInteger(minutes) && minutes >= 15 && minutes <= 600)) {
        problems.push(`sessionMinutes is ${JSON.stringify(settings.sessionMinutes)}; allowed: 15 to 600`);
    }
    if (!Array.isArray(settings.allowedDomains) || settings.allowedDomains.length === 0) {
        problems.push("allowedDomains names no website");
    }
    if (!(settings.dashboards instanceof Object)) problems.push("dashboards is no map");
    if (problems.length > 0) throw new Error(`embed.json: ${problems.join("; ")}`);
    return settings as EmbedSettings;
}
