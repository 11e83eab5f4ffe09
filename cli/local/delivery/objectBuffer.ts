import type { Clock, Deadline } from "../runtime";
import type { BufferingHints } from "./configuration";

/** What is being collected for one object. */
export interface Collected {
    /** Bytes so far. */
    readonly bytes: number;
}

/** One open buffer: what it collects, and since when. */
export interface OpenBuffer<Content extends Collected> {
    readonly content: Content;
    /** Arrival of the oldest record. */
    oldestArrival: number;
    records: number;
}

/**
 * Buffers by partition: each is released when it holds the size or has been open for the interval of its hints,
 * whichever comes first. Source: Firehose Developer Guide, "Configure buffering hints".
 */
export class ObjectBuffers<Content extends Collected> {
    private readonly open = new Map<string, OpenBuffer<Content> & { deadline: Deadline }>();
    private delivering = 0;
    private tail: Promise<void> = Promise.resolve();

    constructor(
        private readonly clock: Clock,
        private readonly hints: BufferingHints,
        private readonly create: (partition: string) => Content,
        /** Writes the object. Called for one buffer at a time, in the order of their release. */
        private readonly deliver: (partition: string, buffer: OpenBuffer<Content>) => Promise<void>,
    ) {}

    /** Partitions that are collecting or being delivered. */
    get active(): number {
        return this.open.size + this.delivering;
    }

    has(partition: string): boolean {
        return this.open.has(partition);
    }

    /** Adds one record by what the action does to the partition's content. */
    add(partition: string, arrivedAt: number, action: (content: Content) => void): void {
        let buffer = this.open.get(partition);
        if (buffer === undefined) {
            const deadline = this.clock.at(this.clock.now() + this.hints.milliseconds, () =>
                this.release(partition),
            );
            buffer = { content: this.create(partition), oldestArrival: arrivedAt, records: 0, deadline };
            this.open.set(partition, buffer);
        }
        action(buffer.content);
        buffer.records++;
        if (arrivedAt < buffer.oldestArrival) {
            buffer.oldestArrival = arrivedAt;
        }
        if (buffer.content.bytes >= this.hints.bytes) {
            // A defect must end the run: the clock reports what its deadlines throw.
            this.release(partition).catch((error: unknown) => {
                this.clock.at(this.clock.now(), () => Promise.reject(error));
            });
        }
    }

    private release(partition: string): Promise<void> {
        const buffer = this.open.get(partition);
        if (buffer === undefined) {
            return this.tail;
        }
        this.open.delete(partition);
        buffer.deadline.cancel();
        this.delivering++;
        const delivered = this.tail.then(() => this.deliver(partition, buffer));
        const settled = delivered.finally(() => {
            this.delivering--;
        });
        this.tail = settled.catch(() => {});
        return this.clock.during(settled);
    }
}
