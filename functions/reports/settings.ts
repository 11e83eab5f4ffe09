/** What `reports.json`, beside the bundle, says about the function's pipeline. */

export interface ReportSettings {
    readonly name: string;
    /** One SELECT. */
    readonly sql: string;
    /** Where results go: `s3://<bucket>/<prefix>/`. */
    readonly output: string;
}

export interface ReportsSettings {
    readonly environment: string;
    readonly domain: string;
    readonly pipeline: string;
    /** `queue`: notifications come through SQS, delayed by a window; `direct`: S3 calls the function at once. */
    readonly onArrival: "queue" | "direct";
    /** Seconds of arrivals that one run of the reports covers: 1 to 900; at most 10 with `direct`. */
    readonly windowSeconds: number;
    /** Database of the Glue catalog in which the reports' tables are. */
    readonly database: string;
    readonly workGroup: string;
    readonly reports: readonly ReportSettings[];
}

/** Longest window of direct notifications: the function waits for its end, and is paid for waiting. */
const MAX_DIRECT_SECONDS = 10;
const MAX_QUEUE_SECONDS = 900;

/**
 * Checks settings at cold start, so that a wrong deployment fails at once and as a whole.
 *
 * @throws Error naming every problem.
 */
export function checkSettings(value: unknown): ReportsSettings {
    const settings = (value ?? {}) as Partial<ReportsSettings>;
    const problems: string[] = [];
    for (const key of ["environment", "domain", "pipeline", "database", "workGroup"] as const) {
        if (typeof settings[key] !== "string" || settings[key] === "") problems.push(`${key} is missing`);
    }
    const { onArrival, windowSeconds } = settings;
    if (onArrival !== "queue" && onArrival !== "direct") {
        problems.push(`onArrival is ${JSON.stringify(onArrival)}; allowed: queue, direct`);
    }
    const most = onArrival === "direct" ? MAX_DIRECT_SECONDS : MAX_QUEUE_SECONDS;
    if (!(Number.isInteger(windowSeconds) && windowSeconds! >= 1 && windowSeconds! <= most)) {
        problems.push(`windowSeconds is ${JSON.stringify(windowSeconds)}; allowed: 1 to ${most}`);
    }
    if (!Array.isArray(settings.reports)) problems.push("reports is no list");
    (settings.reports ?? []).forEach((report: Partial<ReportSettings>, index) => {
        const at = `reports[${index}]`;
        if (typeof report?.name !== "string" || report.name === "") problems.push(`${at}.name is missing`);
        if (typeof report?.sql !== "string" || report.sql.trim() === "") problems.push(`${at}.sql is empty`);
        if (!/^s3:\/\/[^/']+\/[^']+\/$/.test(String(report?.output))) {
            problems.push(
                `${at}.output is ${JSON.stringify(report?.output)}; s3://<bucket>/<prefix>/ is needed`,
            );
        }
    });
    if (problems.length > 0) throw new Error(`reports.json: ${problems.join("; ")}`);
    return settings as ReportsSettings;
}
