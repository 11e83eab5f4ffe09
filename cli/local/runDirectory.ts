import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

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

/** Removes what an earlier run left, and makes the folder. */
export function emptyRunDirectory(directory: string): void {
    for (const name of OURS) {
        rmSync(join(directory, name), { recursive: true, force: true });
    }
    mkdirSync(join(directory, "scratch"), { recursive: true });
}
