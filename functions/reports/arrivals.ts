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
 * The arrivals that a queue's message tells of. S3 sends one `s3:TestEvent` when a notification is set up; it tells of
 * none.
 *
 * @throws Error when the message is no notification of S3.
 */
export function arrivalsOf(message: Pick<SQSRecord, "body">): Arrival[] {
    let notification: Partial<S3Event> & { Event?: unknown };
    try {
        notification = JSON.parse(message.body);
    } catch {
        throw new Error("message: not JSON; an S3 event notification is expected");
    }
    if (notification?.Event === "s3:TestEvent") return [];
    if (!Array.isArray(notification?.Records)) {
        throw new Error("message: no Records in it; an S3 event notification is expected");
    }
    return notification.Records.flatMap(arrivalOf);
}

/**
 * The object that one record of a notification tells of; none for another event than a creation.
 *
 * @throws Error when the record is not S3's.
 */
export function arrivalOf(record: S3EventRecord): Arrival[] {
    const at = Date.parse(record?.eventTime);
    const key = record?.s3?.object?.key;
    if (record?.eventSource !== "aws:s3" || Number.isNaN(at) || typeof key !== "string") {
        throw new Error("notification: no record of S3 with eventTime and s3.object.key");
    }
    if (!record.eventName.startsWith("ObjectCreated:")) return [];
    return [{ bucket: record.s3.bucket.name, key: decodeKey(key), at }];
}

/** Keys in notifications are URL-encoded as in a form (S3 User Guide, "Event message structure"). */
function decodeKey(key: string): string {
    return decodeURIComponent(key.replaceAll("+", " "));
}
