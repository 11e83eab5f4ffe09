import type { PartitionSettings, PartitionUnit } from "./settings";
import { formatDate } from "./timestamps";
import { Rejection } from "./transform";

const DAY = 86_400_000;

/** How a unit's value is cut out of `yyyy-MM-dd[ HH:mm:ss.SSS]`. */
const VALUE_OF: Readonly<Record<PartitionUnit, (value: string) => string>> = {
    year: (value) => value.slice(0, 4),
    month: (value) => value.slice(0, 7),
    day: (value) => value.slice(0, 10),
    hour: (value) => `${value.slice(0, 10)}-${value.slice(11, 13) || "00"}`,
};

/**
 * Where a row lies: `2010`, `2010-01`, `2010-01-31` or `2010-01-31-23`.
 *
 * The table's partition projection spans from `since` to one day from now; a row outside of it would be written and
 * never be seen by any query, so it is rejected.
 */
export class Partition {
    readonly name: PartitionUnit;
    readonly #since: string;
    readonly #valueOf: (value: string) => string;
    readonly #tooOld: Rejection;
    readonly #tooNew: Rejection;
    #latestDay = Number.NaN;
    #latestAllowed = "";

    constructor({ name, column, since }: PartitionSettings) {
        this.name = name;
        this.#since = since;
        this.#valueOf = VALUE_OF[name];
        this.#tooOld = new Rejection(`column "${column}": before ${since}, the first partition`, column);
        this.#tooNew = new Rejection(`column "${column}": more than one day after arrival`, column);
    }

    /**
     * @param value The partition column's value, `yyyy-MM-dd` or `yyyy-MM-dd HH:mm:ss.SSS`.
     * @param receivedAt Epoch milliseconds.
     */
    of(value: string, receivedAt: number): string | Rejection {
        const day = value.slice(0, 10);
        if (day < this.#since) return withValue(this.#tooOld, value);
        if (day > this.#lastVisibleDay(receivedAt)) return withValue(this.#tooNew, value);
        return this.#valueOf(value);
    }

    #lastVisibleDay(receivedAt: number): string {
        const day = Math.floor(receivedAt / DAY);
        if (day !== this.#latestDay) {
            this.#latestDay = day;
            this.#latestAllowed = formatDate(receivedAt + DAY);
        }
        return this.#latestAllowed;
    }
}

function withValue(rejection: Rejection, value: string): Rejection {
    return new Rejection(rejection.reason, rejection.column, `${rejection.reason}: ${value}`);
}
