import { gunzipSync } from "node:zlib";
import type { CloudWatchLogsDecodedData, FirehoseTransformationEventRecord } from "aws-lambda";
import { Binary, decodeBase64 } from "./text";
import { LATEST } from "./timestamps";
import { type Message, Rejection } from "./transform";

/** What a source sent, unwrapped from its transport. */
export interface Unwrapped {
    /** The message's JSON, or bytes that are no text. */
    readonly payload: string | Binary;
    readonly topic?: string;
    /** Epoch milliseconds. */
    readonly receivedAt: number;
    /** Why the payload could not be unwrapped; it is then the record as Firehose handed it over. */
    readonly rejection?: Rejection;
}

const NO_ENVELOPE = new Rejection("not a message of the topic rule");

/** The JSON that the topic rule's SQL selects: `{ payload: base64, topic, receivedAt }`. */
export function unwrapIot(record: FirehoseTransformationEventRecord): Unwrapped {
    const text = decodeBase64(record.data);
    const arrivedAt = record.approximateArrivalTimestamp;
    if (text instanceof Binary) return { payload: text, receivedAt: arrivedAt, rejection: NO_ENVELOPE };
    let envelope: { payload?: unknown; topic?: unknown; receivedAt?: unknown } | null;
    try {
        envelope = JSON.parse(text);
    } catch {
        return { payload: text, receivedAt: arrivedAt, rejection: NO_ENVELOPE };
    }
    if (envelope === null || typeof envelope.payload !== "string") {
        return { payload: text, receivedAt: arrivedAt, rejection: NO_ENVELOPE };
    }
    return {
        payload: decodeBase64(envelope.payload),
        topic: typeof envelope.topic === "string" ? envelope.topic : undefined,
        receivedAt: isTime(envelope.receivedAt) ? envelope.receivedAt : arrivedAt,
    };
}

function isTime(value: unknown): value is number {
    return typeof value === "number" && value >= 0 && value <= LATEST;
}

/** Streams and direct put carry the message itself. */
export function unwrapPlain(record: FirehoseTransformationEventRecord): Unwrapped {
    return { payload: decodeBase64(record.data), receivedAt: record.approximateArrivalTimestamp };
}

/** A log event: its line and the message that the line makes. */
export interface LogEvent {
    readonly line: string;
    readonly message: Message;
}

/** CloudWatch Logs sends at most 1 MB a record, compressed; lines that repeat themselves may unfold a hundredfold. */
const MAX_LOG_BYTES = 64 * 1024 * 1024;

/**
 * The log events of a subscription's record (CloudWatch Logs User Guide, "Real-time processing of log data with
 * subscriptions"). A line that is a JSON object gives its fields; every message also has `id`, `timestamp` (epoch
 * milliseconds), `message` (the line), `logGroup`, `logStream` and the filter pattern's extracted fields, unless the
 * line has fields of these names.
 *
 * @param parse Parses a line that looks like a JSON object.
 * @returns no events when CloudWatch Logs only checked whether it can deliver.
 */
export function unwrapLogs(
    record: FirehoseTransformationEventRecord,
    parse: (text: string) => Message | Rejection,
): readonly LogEvent[] | Rejection {
    let data: Partial<CloudWatchLogsDecodedData> | null;
    try {
        const bytes = gunzipSync(Buffer.from(record.data, "base64"), { maxOutputLength: MAX_LOG_BYTES });
        data = JSON.parse(bytes.toString("utf8"));
    } catch (error) {
        const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
        return new Rejection(
            tooLarge ? "log data unfolds to more than 64 MiB" : "not a record of CloudWatch Logs",
        );
    }
    if (data?.messageType === "CONTROL_MESSAGE") return [];
    const events =
        data?.messageType === "DATA_MESSAGE" && Array.isArray(data.logEvents) ? data.logEvents : [];
    if (
        data === null ||
        events.length === 0 ||
        !events.every((event) => typeof event?.message === "string")
    ) {
        return new Rejection("not a record of CloudWatch Logs");
    }
    const { logGroup, logStream } = data;
    return events.map(({ id, timestamp, message: line, extractedFields }) => {
        const fields = /^\s*\{/.test(line) ? parse(line) : undefined;
        const ownFields = fields instanceof Rejection ? undefined : fields;
        const message = {
            id,
            timestamp,
            message: line,
            logGroup,
            logStream,
            ...extractedFields,
            ...ownFields,
        };
        return { line, message };
    });
}
