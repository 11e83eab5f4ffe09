import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../usage";

/** Everything that a run writes; nothing else in its folder is touched. */
const OURS = [
    "s3",
    "incoming",
    "spool",
    "scratch",
    "functions",
    "logs",
    "queues",
    "ledger.json",
    "dashboard.html",
] as const;

/** Where the run of an environment writes. */
export function runDirectory(root: string, environment: string): string {
    return join(root, ".tributary", "run", environment);
}

/** What a run needs only until it has come to rest. */
const INTERMEDIATE = ["incoming", "scratch", "spool"] as const;

/** Removes what was on its way; to be called when nothing is. */
export function forgetIntermediates(directory: string): void {
    for (const name of INTERMEDIATE) {
        rmSync(join(directory, name), { recursive: true, force: true });
    }
}

/** A run's folder while the run lasts. */
export interface ReservedDirectory {
    /** Lets the next run have it; what the run wrote stays. */
    release(): void;
}

/**
 * Removes what an earlier run left, and keeps other runs out until this one is over.
 * @throws UsageError when another run of the environment is under way
 */
export function reserveRunDirectory(directory: string): ReservedDirectory {
    mkdirSync(directory, { recursive: true });
    const lock = join(directory, "run.lock");
    const holder = holderOf(lock);
    if (holder !== undefined) {
        throw new UsageError(
            `another run (process ${holder}) is writing to ${directory}; wait for its end, or stop it with Ctrl-C`,
        );
    }
    writeFileSync(lock, String(process.pid));
    for (const name of OURS) {
        rmSync(join(directory, name), { recursive: true, force: true });
    }
    mkdirSync(join(directory, "scratch"), { recursive: true });
    return { release: () => rmSync(lock, { force: true }) };
}

/** The process that holds the lock; nothing when there is none, or when it ended without giving the lock back. */
function holderOf(lock: string): number | undefined {
    const pid = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : Number.NaN;
    if (!Number.isInteger(pid) || pid <= 0) {
        return undefined;
    }
    try {
        process.kill(pid, 0);
        return pid;
    } catch (error) {
        // A process of somebody else's is a process all the same.
        return (error as NodeJS.ErrnoException).code === "EPERM" ? pid : undefined;
    }
}
