/**
 * A generator of numbers in [0, 1) that a seed determines, so that a run can be repeated: mulberry32, whose
 * 32 bits of state are plenty for choosing which records to damage.
 */
export function randomNumbers(seed: number): () => number {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

/** A seed for one purpose, so that one purpose's choices do not move another's. */
export function seedFor(seed: number, purpose: string): number {
    let hash = seed >>> 0;
    for (const character of purpose) {
        hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
    }
    return hash;
}
