/** Three answers: a policy matches, does not match, or the plan does not say enough to tell. */

/** What the plan alone cannot answer; requests that hang on it are refused with this reason. */
export class Unjudgeable {
    constructor(readonly why: string) {}
}

export type Match = boolean | Unjudgeable;

export function not(match: Match): Match {
    return match instanceof Unjudgeable ? match : !match;
}

/** True if any is; otherwise unjudgeable if any is. */
export function anyOf<T>(items: Iterable<T>, test: (item: T) => Match): Match {
    let result: Match = false;
    for (const item of items) {
        const match = test(item);
        if (match === true) {
            return true;
        }
        if (match instanceof Unjudgeable && result === false) {
            result = match;
        }
    }
    return result;
}

/** False if any is; otherwise unjudgeable if any is. */
export function allOf<T>(items: Iterable<T>, test: (item: T) => Match): Match {
    return not(anyOf(items, (item) => not(test(item))));
}
