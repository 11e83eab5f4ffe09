import type { DeliveryError } from "./errorRecord";
import type { DeliveryRecord } from "./transformEvent";

/** What became of one record in the transform function. */
export type Transformed =
    | {
          readonly result: "Ok";
          readonly data: Buffer;
          readonly partitionKeys?: Readonly<Record<string, string>>;
      }
    | { readonly result: "Dropped" }
    | { readonly result: "Failed"; readonly error: DeliveryError };

/**
 * Judges a transform function's response as Firehose does: each record by its own entry; a response that is not
 * of the status model at all fails the whole batch, and is not tried again.
 * Source: Firehose Developer Guide, "Required parameters for data transformation"; the error codes are those of
 * "Monitor Amazon Data Firehose Using CloudWatch Logs".
 *
 * @returns in the order of the records
 */
export function judgeResponse(records: readonly DeliveryRecord[], payload: string): Transformed[] {
    const all = (result: Transformed) => records.map(() => result);
    let response: unknown;
    try {
        response = JSON.parse(payload);
    } catch {
        return all(UNREADABLE);
    }
    const entries = (response as { records?: unknown } | null)?.records;
    if (!Array.isArray(entries)) {
        return all(UNREADABLE);
    }
    const byId = new Map<string, Transformed>();
    for (const entry of entries as unknown[]) {
        const id = (entry as { recordId?: unknown } | null)?.recordId;
        if (typeof id !== "string") {
            return all(UNREADABLE);
        }
        byId.set(id, byId.has(id) ? DUPLICATED : judgeEntry(entry as ResponseEntry));
    }
    return records.map(({ recordId }) => byId.get(recordId) ?? MISSING);
}

interface ResponseEntry {
    readonly result?: unknown;
    readonly data?: unknown;
    readonly metadata?: unknown;
}

function judgeEntry(entry: ResponseEntry): Transformed {
    switch (entry.result) {
        case "Dropped":
            return DROPPED;
        case "ProcessingFailed":
            return PROCESSING_FAILED;
        case "Ok":
            break;
        default:
            return UNREADABLE;
    }
    if (typeof entry.data !== "string") {
        return NO_DATA;
    }
    const data = Buffer.from(entry.data, "base64");
    // Node skips what is not base64; data that was so is shorter than its text says.
    if (data.length !== decodedLength(entry.data)) {
        return NOT_BASE64;
    }
    const partitionKeys = readPartitionKeys(entry.metadata);
    return { result: "Ok", data, ...(partitionKeys ? { partitionKeys } : {}) };
}

/** Bytes that a text of base64 stands for; -1 if it is not of a length that base64 has. */
function decodedLength(text: string): number {
    if (text.length % 4 !== 0) {
        return -1;
    }
    const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
    return (text.length / 4) * 3 - padding;
}

function readPartitionKeys(metadata: unknown): Record<string, string> | undefined {
    const keys = (metadata as { partitionKeys?: unknown } | null | undefined)?.partitionKeys;
    if (typeof keys !== "object" || keys === null) {
        return undefined;
    }
    const found: Record<string, string> = {};
    for (const [key, value] of Object.entries(keys)) {
        if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
            found[key] = String(value);
        }
    }
    return found;
}

function failed(code: string, message: string): Transformed {
    return { result: "Failed", error: { type: "processing-failed", code, message } };
}

const DROPPED: Transformed = { result: "Dropped" };
const PROCESSING_FAILED = failed("Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record");
const MISSING = failed(
    "Lambda.MissingRecordId",
    "One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.",
);
const DUPLICATED = failed(
    "Lambda.DuplicatedRecordId",
    "Multiple records were returned with the same record ID. Ensure that the Lambda function returns unique " +
        "record IDs for each record.",
);
const UNREADABLE = failed(
    "Lambda.JsonProcessingException",
    "There was an error parsing returned records from the Lambda function. Ensure that the returned records " +
        "follow the status model required for data transformation.",
);
const NO_DATA = failed(
    "Lambda.InvalidReturnFormat",
    "One or more records were returned without data. Ensure that records with the result Ok have data.",
);
const NOT_BASE64 = failed(
    "Lambda.InvalidReturnFormat",
    "The data of one or more records is not valid base64. Ensure that the Lambda function encodes all data.",
);
