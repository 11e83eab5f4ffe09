import type { Clock, Deadline } from "./runtime";

/**
 * How long before the present a run starts: more than what buffers (15 min), windows (15 min) and a message's
 * visits to a failing function (hours at worst) can add up to, so that time never has to be waited for.
 */
const HEAD_START_MS = 6 * 3600 * 1000;

interface Entry extends Deadline {
    readonly time: number;
    readonly order: number;
    readonly action: () => void | Promise<void>;
}

/** The run's own time: see {@link Clock}. */
export class VirtualClock implements Clock {
    private time: number;
    private tickingSince: number | undefined;
    private timer: NodeJS.Timeout | undefined;
    private readonly entries: Entry[] = [];
    private order = 0;
    private active = 0;
    private stopped = false;
    private wake: (() => void) | undefined;
    private readonly failures: unknown[] = [];

    /** @param start milliseconds since the epoch; default: six hours ago, at a full second */
    constructor(start = Math.floor((Date.now() - HEAD_START_MS) / 1000) * 1000) {
        this.time = start;
    }

    now(): number {
        return this.tickingSince === undefined
            ? this.time
            : this.time + Math.floor(performance.now() - this.tickingSince);
    }

    at(time: number, action: () => void | Promise<void>): Deadline {
        const entry: Entry = {
            time,
            order: this.order++,
            action,
            cancel: () => {
                const index = this.entries.indexOf(entry);
                if (index >= 0) {
                    this.entries.splice(index, 1);
                }
            },
        };
        let low = 0;
        let high = this.entries.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if (this.entries[middle]!.time <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        this.entries.splice(low, 0, entry);
        if (this.tickingSince !== undefined) {
            this.arm();
        }
        this.wake?.();
        return entry;
    }

    async during<T>(work: Promise<T>): Promise<T> {
        this.active++;
        try {
            return await work;
        } finally {
            this.active--;
            if (this.active === 0) {
                this.wake?.();
            }
        }
    }

    /** Is any work under way, or anything still due? */
    get busy(): boolean {
        return this.active > 0;
    }

    /** Lets time pass as it does outside, as long as devices send in real time. */
    tick(): void {
        if (this.tickingSince === undefined) {
            this.tickingSince = performance.now();
            this.arm();
        }
    }

    /** Stops time again. */
    freeze(): void {
        this.time = this.now();
        this.tickingSince = undefined;
        clearTimeout(this.timer);
    }

    /**
     * Jumps from deadline to deadline until nothing is under way and nothing is due.
     * @throws what an action threw: a defect of the run itself, not of what it runs
     */
    async settle(): Promise<void> {
        const wasTicking = this.tickingSince !== undefined;
        this.freeze();
        for (;;) {
            await this.idle();
            if (this.failures.length > 0) {
                throw this.failures[0];
            }
            const next = this.stopped ? undefined : this.entries.shift();
            if (next === undefined) {
                break;
            }
            if (next.time > Date.now()) {
                await this.present(next.time);
            }
            this.time = Math.max(this.time, next.time);
            this.run(next);
        }
        if (wasTicking) {
            this.tick();
        }
    }

    /** Forgets all deadlines; what is under way may end. */
    stop(): void {
        this.stopped = true;
        this.entries.length = 0;
        this.freeze();
        this.wake?.();
    }

    /** Resolves when no counted work has been under way for a turn of the event loop. */
    private async idle(): Promise<void> {
        for (;;) {
            await new Promise<void>((resolve) => setImmediate(resolve));
            if (this.active === 0) {
                return;
            }
            await new Promise<void>((resolve) => {
                this.wake = resolve;
            });
            this.wake = undefined;
        }
    }

    /** Waits in real time, because no function may see an event of the future. */
    private async present(time: number): Promise<void> {
        while (!this.stopped && time > Date.now()) {
            await new Promise<void>((resolve) => setTimeout(resolve, Math.min(time - Date.now(), 250)));
        }
    }

    private run(entry: Entry): void {
        this.during(Promise.resolve().then(entry.action)).catch((error: unknown) => {
            this.failures.push(error);
        });
    }

    private arm(): void {
        clearTimeout(this.timer);
        const next = this.entries[0];
        if (next === undefined || this.tickingSince === undefined) {
            return;
        }
        this.timer = setTimeout(
            () => {
                while (this.entries[0] !== undefined && this.entries[0].time <= this.now()) {
                    this.run(this.entries.shift()!);
                }
                this.arm();
            },
            Math.max(0, Math.min(next.time - this.now(), 0x7fffffff)),
        );
    }
}
