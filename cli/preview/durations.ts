/** Durations as Pulumi's resource options write them: `30m`, `1h30m`, `45s` (Go's `time.ParseDuration`). */

const SECONDS: Readonly<Record<string, number>> = {
    h: 3600,
    m: 60,
    s: 1,
    ms: 1e-3,
    us: 1e-6,
    µs: 1e-6,
    ns: 1e-9,
};

/** A duration in seconds; undefined where it is none. */
export function secondsOf(text: string): number | undefined {
    if (!/^(\d+(\.\d+)?(h|ms|m|s|us|µs|ns))+$/.test(text)) {
        return undefined;
    }
    return [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g)].reduce(
        (sum, [, number, unit]) => sum + Number(number) * (SECONDS[unit ?? ""] ?? 0),
        0,
    );
}

/** Seconds as a duration in its shortest form: 5400 is `1h30m`. */
export function durationOf(seconds: number): string {
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    const rest = Number((seconds % 60).toFixed(9));
    const text = `${hours > 0 ? `${hours}h` : ""}${minutes > 0 ? `${minutes}m` : ""}${rest > 0 ? `${rest}s` : ""}`;
    return text === "" ? "0s" : text;
}

/** A duration in its shortest form; a text that is none stays as it is. */
export function duration(text: string): string {
    const seconds = secondsOf(text);
    return seconds === undefined ? text : durationOf(seconds);
}
