/**
 * An exception inside `apply` reaches nobody: it rejects an output's promise, which Node reports to the process.
 * While programs are recorded these reports are sorted by the recording that they belong to.
 */

export interface Rejections {
    readonly reasons: unknown[];
    stop(): void;
}

type Listener = (reason: unknown, promise: Promise<unknown>) => void;

const watchers = new Set<{ readonly mine: () => boolean; readonly reasons: unknown[] }>();
let displaced: Listener[] = [];

/**
 * Starts to collect unhandled rejections.
 *
 * @param mine tells, in the context of a rejected promise, whether it belongs to the caller.
 */
export function watchRejections(mine: () => boolean): Rejections {
    const watcher = { mine, reasons: [] as unknown[] };
    if (watchers.size === 0) {
        displaced = process.listeners("unhandledRejection") as Listener[];
        process.removeAllListeners("unhandledRejection");
        process.on("unhandledRejection", sort);
    }
    watchers.add(watcher);
    return {
        reasons: watcher.reasons,
        stop() {
            watchers.delete(watcher);
            if (watchers.size === 0) {
                process.removeListener("unhandledRejection", sort);
                for (const listener of displaced) {
                    process.on("unhandledRejection", listener);
                }
            }
        },
    };
}

/** Nobody's rejection is treated as it would have been without us. */
function sort(reason: unknown, promise: Promise<unknown>): void {
    const owner = [...watchers].find(({ mine }) => mine());
    if (owner !== undefined) {
        owner.reasons.push(reason);
        return;
    }
    if (displaced.length === 0) {
        throw reason;
    }
    for (const listener of displaced) {
        listener.call(process, reason, promise);
    }
}
