import type { Cell } from "./cells";
import type { Field, Point } from "./fields";

/**
 * Adds a point without a value where times that come regularly leave some out, so that a line breaks there and
 * does not claim what nobody measured.
 */
export function withBreaks(points: readonly Point[], x: Field): readonly Point[] {
    if (x.kind !== "temporal") return points;
    return [...Map.groupBy(points, (point) => point.color ?? null).values()].flatMap(broken);
}

/** A month has up to 31 days, which is not yet a gap after one of 28. */
const TOLERANCE = 1.5;
/** The share of steps that have to be alike before the others count as gaps. */
const REGULAR = 0.8;

function broken(line: readonly Point[]): readonly Point[] {
    const sorted = [...line].sort((a, b) => timeOf(a.x) - timeOf(b.x));
    const steps = sorted.slice(1).map((point, index) => timeOf(point.x) - timeOf(sorted[index]?.x));
    const step = steps.reduce(
        (least, one) => (one > 0 && one < least ? one : least),
        Number.POSITIVE_INFINITY,
    );
    const even = steps.filter((one) => one > 0 && one <= step * TOLERANCE).length;
    if (!Number.isFinite(step) || even < steps.length * REGULAR) return sorted;
    return sorted.flatMap((point, index) => {
        const gap = (steps[index] ?? 0) > step * TOLERANCE;
        return gap ? [point, { ...point, x: timeOf(point.x) + step, y: null }] : [point];
    });
}

function timeOf(cell: Cell | undefined): number {
    return Number(cell ?? 0);
}
