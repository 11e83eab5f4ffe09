import type { S3Event, S3EventRecord, SQSRecord } from "aws-lambda";

/** An object that arrived in the curated zone. */
export interface Arrival {
    readonly bucket: string;
    /** As the object is named, without URL encoding. */
    readonly key: string;
    /** When S3 stored it, in epoch milliseconds. */
    readonly at: number;
}

/**
 * The arrivals that a queue's message tells of.
 *
 * @throws Error when the message is no notification of S3.
 */
export function arrivalsIn(message: Pick<SQSRecord, "body">): Arrival[] {
    let notification: unknown;
    try {
        notification = JSON.parse(message.body);
    } catch {
        throw new Error("message: not JSON; an S3 event notification is expected");
    }
    return arrivalsOf(notification);
}

/**
 * The arrivals that a notification tells of. S3 sends one `s3:TestEvent` when a notification is set up; it tells of none.
 *
 * @throws Error when the value is no notification of S3 (S3 User Guide, "Event message structure").
 */
export function arrivalsOf(notification: unknown): Arrival[] {
    const { Event: event, Records: records } = (notification ?? {}) as Partial<S3Event> & { Event?: unknown };
    if (event === "s3:TestEvent") return [];
    if (!Array.isArray(records))
        throw new Error("notification: has no Records; an S3 event notification is expected");
    return records.flatMap(arrivalOf);
}

/** The object that a record tells of; none for another event than a creation. */
function arrivalOf(record: S3EventRecord): Arrival[] {
    const at = Date.parse(record?.eventTime);
    const bucket = record?.s3?.bucket?.name;
    const key = record?.s3?.object?.key;
    if (record?.eventSource !== "aws:s3" || Number.isNaN(at) || typeof key !== "string") {
        throw new Error("notification: a record is not S3's, with eventTime and s3.object.key");
    }
    return record.eventName?.startsWith("ObjectCreated:") ? [{ bucket, key: decodeKey(key), at }] : [];
}

/** Keys in notifications are URL-encoded as in a form. */
function decodeKey(key: string): string {
    return decodeURIComponent(key.replaceAll("+", " "));
}
