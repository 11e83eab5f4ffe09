/** Fresh processes and what they take. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(__dirname, "..");

/** What one process took, from its start to its end. */
export interface Measured {
    readonly seconds: number;
    /** Of all its threads. */
    readonly cpuSeconds: number;
    /** Largest resident set. */
    readonly peakMiB: number;
    readonly stdout: string;
}

/**
 * Runs a script in a Node process of its own.
 *
 * @param env variables beyond this process's.
 * @throws Error when the process fails, with what it said.
 */
export function measure(
    script: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
): Measured {
    const folder = mkdtempSync(join(tmpdir(), "tributary-bench-"));
    const usageFile = join(folder, "usage.json");
    try {
        const start = process.hrtime.bigint();
        const result = spawnSync(
            process.execPath,
            ["-r", join(__dirname, "measured.js"), join(ROOT, script), ...args],
            {
                cwd: ROOT,
                encoding: "utf8",
                maxBuffer: 1 << 28,
                env: { ...process.env, ...env, TRIBUTARY_BENCH_USAGE: usageFile },
            },
        );
        const seconds = Number(process.hrtime.bigint() - start) / 1e9;
        if (result.status !== 0) {
            const said = `${result.stderr}`.trim() || `${result.error?.message ?? result.signal}`;
            throw new Error(`${script} ${args.join(" ")} ended with ${result.status}:\n${said}`);
        }
        const usage = JSON.parse(readFileSync(usageFile, "utf8")) as { cpuSeconds: number; peakMiB: number };
        return { seconds, ...usage, stdout: result.stdout };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** The middle one, or the mean of the middle two. */
export function median(numbers: readonly number[]): number {
    const sorted = [...numbers].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}
