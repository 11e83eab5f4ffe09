import { createHash } from "node:crypto";
import { Binary } from "./text";
import type { Rejection } from "./transform";

/** One line of a `rejected/` object: enough to see what went wrong, and to send the record again. */
export interface RejectedLine {
    /** Groups lines: it never holds a record's own values, except in a transform's own reasons. */
    readonly reason: string;
    /** The column at fault, where there is one. */
    readonly column?: string;
    /** The reason with the value that was found, shortened. */
    readonly detail?: string;
    /** Firehose's id of the record. */
    readonly recordId: string;
    readonly topic?: string;
    /** ISO 8601. */
    readonly arrivedAt: string;
    /** What was sent: text, or base64 of what is no UTF-8 text. */
    readonly record: string | { readonly base64: string };
}

/** Stores an object. A failure must reach the caller: Firehose then sends the batch again. */
export type PutRejected = (key: string, body: string) => Promise<void>;

/** The rejected records of one invocation. */
export class RejectedRecords {
    readonly #lines: string[] = [];
    readonly #counts = new Map<string, number>();

    add(
        { reason, column, detail }: Rejection,
        of: { recordId: string; topic?: string; receivedAt: number; payload: string | Binary },
    ): void {
        const line: RejectedLine = {
            reason,
            column,
            detail,
            recordId: of.recordId,
            topic: of.topic,
            arrivedAt: isoTime(of.receivedAt),
            record: of.payload instanceof Binary ? { base64: of.payload.base64 } : of.payload,
        };
        this.#lines.push(JSON.stringify(line));
        this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    }

    get size(): number {
        return this.#lines.length;
    }

    /** Records by reason, most frequent first. */
    get reasons(): [reason: string, count: number][] {
        return [...this.#counts].sort(([, a], [, b]) => b - a);
    }

    /** Newline-delimited JSON. */
    body(): string {
        return `${this.#lines.join("\n")}\n`;
    }
}

/** Hex digits of a batch's fingerprint: enough that two batches of one day never share a key. */
const FINGERPRINT_LENGTH = 32;

/**
 * Where a batch's rejected records lie: it depends on the batch alone, so that a repeated one replaces its object
 * instead of adding another. A retry has an invocation id of its own, but the same records.
 *
 * @param recordIds Firehose's ids of all records of the batch, in order.
 * @param arrivedAt Epoch milliseconds at which the batch's first record arrived.
 */
export function rejectedKey(prefix: string, recordIds: readonly string[], arrivedAt: number): string {
    const hash = createHash("sha256");
    for (const recordId of recordIds) {
        hash.update(recordId).update("\n");
    }
    const fingerprint = hash.digest("hex").slice(0, FINGERPRINT_LENGTH);
    return `${prefix}${isoTime(arrivedAt).slice(0, 10).replaceAll("-", "/")}/${fingerprint}.json`;
}

/** A sender's clock is not to be trusted with `toISOString`, which throws beyond the year 275760. */
function isoTime(time: number): string {
    const date = new Date(time);
    return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}
