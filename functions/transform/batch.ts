import type {
    FirehoseTransformationEvent,
    FirehoseTransformationEventRecord,
    FirehoseTransformationResult,
    FirehoseTransformationResultRecord,
} from "aws-lambda";
import { type PutRejected, RejectedRecords, rejectedKey } from "./rejected";
import { type MadeRow, RowMaker } from "./rows";
import type { PipelineSettings, SourceKind } from "./settings";
import { unwrapIot, unwrapLogs, unwrapPlain } from "./sources";
import { Binary, encodeBase64 } from "./text";
import { Rejection, type Transform } from "./transform";

/** What the handler is made of; the entry point gives the real ones, tests give theirs. */
export interface TransformParts {
    readonly settings: PipelineSettings;
    /** The domain's transform; absent: messages are rows. */
    readonly transform?: Transform;
    /** Key prefix of rejected records, ending in a slash. */
    readonly rejectedPrefix: string;
    readonly putRejected: PutRejected;
    /** Told once an invocation. */
    readonly report: (counts: BatchCounts) => void;
}

/** What became of the messages of one invocation: `received` = `delivered` + `rejected`. */
export interface BatchCounts {
    readonly invocationId: string;
    readonly received: number;
    readonly delivered: number;
    readonly rejected: number;
    /** By reason, most frequent first. */
    readonly reasons: readonly (readonly [reason: string, count: number])[];
    /** Fields of delivered rows that are not declared as columns, and were left out. */
    readonly unknownFields: number;
    /** Where the rejected messages lie. */
    readonly rejectedKey?: string;
}

/** Lambda refuses responses over 6 MB (Lambda quotas, "Invocation payload"); the rest is room for what is not counted. */
const MAX_RESPONSE_BYTES = 6_000_000;
/** JSON around a record's id, result and data, and its partition key. */
const RECORD_OVERHEAD_BYTES = 120;

const TOO_LARGE = new Rejection("too large: the response to Firehose would exceed 6 MB");

/**
 * The handler of a pipeline's Firehose transformation: every record comes back exactly once, in order, `Ok` with the
 * row's JSON, or `Dropped` after it was stored with the reason of its rejection.
 *
 * @returns a handler that throws only when rejected records could not be stored: Firehose then sends the batch again.
 */
export function createHandler(parts: TransformParts) {
    const rows = new RowMaker(parts.settings, parts.transform);
    const { source } = parts.settings;
    return async (event: FirehoseTransformationEvent): Promise<FirehoseTransformationResult> => {
        const batch = new Batch(rows, source, event.records);
        const records = event.records.map((record) => batch.transform(record));
        const { rejected } = batch;
        let key: string | undefined;
        if (rejected.size > 0) {
            key = rejectedKey(
                parts.rejectedPrefix,
                event.records.map(({ recordId }) => recordId),
                event.records[0]!.approximateArrivalTimestamp,
            );
            await parts.putRejected(key, rejected.body());
        }
        parts.report({
            invocationId: event.invocationId,
            received: batch.delivered + rejected.size,
            delivered: batch.delivered,
            rejected: rejected.size,
            reasons: rejected.reasons,
            unknownFields: batch.unknownFields,
            rejectedKey: key,
        });
        return { records };
    };
}

/** The records of one invocation. */
class Batch {
    readonly rejected = new RejectedRecords();
    /** Messages; a record of CloudWatch Logs holds many. */
    delivered = 0;
    unknownFields = 0;
    readonly #rows: RowMaker;
    readonly #source: SourceKind;
    #responseBytes: number;

    constructor(rows: RowMaker, source: SourceKind, records: readonly FirehoseTransformationEventRecord[]) {
        this.#rows = rows;
        this.#source = source;
        // Dropped or not, each record takes its place in the response.
        this.#responseBytes = records.reduce(
            (sum, { recordId }) => sum + recordId.length + RECORD_OVERHEAD_BYTES,
            0,
        );
    }

    transform(record: FirehoseTransformationEventRecord): FirehoseTransformationResultRecord {
        if (this.#source === "cloudwatchLogs") return this.#transformLogs(record);
        const { recordId } = record;
        const { payload, topic, receivedAt, rejection } =
            this.#source === "iot" ? unwrapIot(record) : unwrapPlain(record);
        const row = this.#admit(rejection ?? this.#rows.fromPayload(payload, topic, receivedAt));
        if (row instanceof Rejection) {
            this.rejected.add(row, { recordId, topic, receivedAt, payload });
            return { recordId, result: "Dropped" };
        }
        const data = encodeBase64(row.json);
        if (row.partitionKey === undefined) return { recordId, result: "Ok", data };
        const partitionKeys = { [this.#rows.partitionName!]: row.partitionKey };
        return { recordId, result: "Ok", data, metadata: { partitionKeys } };
    }

    /** Rows of one record follow each other without a separator, as Firehose's format conversion wants them. */
    #transformLogs(record: FirehoseTransformationEventRecord): FirehoseTransformationResultRecord {
        const { recordId, approximateArrivalTimestamp: receivedAt } = record;
        const events = unwrapLogs(record, this.#rows.parse);
        let json = "";
        if (events instanceof Rejection) {
            this.rejected.add(events, { recordId, receivedAt, payload: new Binary(record.data) });
        } else {
            for (const { line, message } of events) {
                const row = this.#admit(this.#rows.fromMessage(message, undefined, receivedAt));
                if (row instanceof Rejection) this.rejected.add(row, { recordId, receivedAt, payload: line });
                else json += row.json;
            }
        }
        return json === ""
            ? { recordId, result: "Dropped" }
            : { recordId, result: "Ok", data: encodeBase64(json) };
    }

    /** Counts a row as delivered, if the response has room for it. */
    #admit(row: MadeRow | Rejection): MadeRow | Rejection {
        if (row instanceof Rejection) return row;
        const bytes = Math.ceil(Buffer.byteLength(row.json) / 3) * 4;
        if (this.#responseBytes + bytes > MAX_RESPONSE_BYTES) return TOO_LARGE;
        this.#responseBytes += bytes;
        this.delivered++;
        this.unknownFields += row.unknownFields;
        return row;
    }
}
