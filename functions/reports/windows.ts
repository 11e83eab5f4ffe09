/**
 * A window of arrivals, e.g. the minute from 10:00:00 to 10:01:00: all objects that arrive in it are covered by one run
 * of each report.
 */
export interface Window {
    /** Epoch milliseconds, a multiple of the window's length. */
    readonly start: number;
    /** Epoch milliseconds of the first instant after it. */
    readonly end: number;
}

/** The window in which something arrived. */
export function windowOf(arrivedAt: number, windowSeconds: number): Window {
    const length = windowSeconds * 1000;
    const start = Math.floor(arrivedAt / length) * length;
    return { start, end: start + length };
}

/** A window's name in keys and partitions: `yyyy-MM-dd-HH-mm-ss` of its start in UTC. */
export function windowName({ start }: Window): string {
    return new Date(start).toISOString().slice(0, 19).replace(/[T:]/g, "-");
}
