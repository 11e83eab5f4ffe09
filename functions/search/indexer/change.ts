import { createHash } from "node:crypto";

/** One document to write, or to remove. */
export interface Change {
    /** Name of the index, with its date where it has one. */
    readonly index: string;
    readonly id: string;
    /** Absent: the document is removed. */
    readonly document?: Readonly<Record<string, unknown>>;
    /** What a retry is asked for by: the record's sequence number. */
    readonly record: string;
}

/** OpenSearch, "Index document": an id has at most 512 bytes. */
const LONGEST_ID = 512;

/** The id of a document: the values of its key, kept apart, and hashed where they are too long. */
export function documentId(values: readonly unknown[]): string {
    const id =
        values.length === 1
            ? String(values[0])
            : values.map((value) => encodeURIComponent(String(value))).join("|");
    return Buffer.byteLength(id) <= LONGEST_ID && id !== ""
        ? id
        : createHash("sha256").update(JSON.stringify(values)).digest("hex");
}

/** The declared fields of a record. */
export function projected(
    values: Readonly<Record<string, unknown>>,
    fields: readonly string[],
): Record<string, unknown> {
    return Object.fromEntries(
        fields.flatMap((field) =>
            Object.hasOwn(values, field) && values[field] !== undefined ? [[field, values[field]]] : [],
        ),
    );
}
