import type { LoadedTable, LoadSettings } from "./settings";

/** An object of a table that arrived in the lake. */
export interface Arrival {
    readonly table: LoadedTable;
    readonly key: string;
    /** Bytes. */
    readonly size: number;
}

/**
 * The object that an event tells of; `undefined` for one that belongs to no table, such as an error of a delivery stream.
 * Keys in EventBridge's events are not URL-encoded, other than in S3's own notifications.
 *
 * @throws Error when the text is no event of S3 through EventBridge (S3 User Guide, "EventBridge event message structure").
 */
export function arrivalIn(body: string, { bucket, tables }: LoadSettings): Arrival | undefined {
    let event: unknown;
    try {
        event = JSON.parse(body);
    } catch {
        throw new Error("message: not JSON; an event of S3 through EventBridge is expected");
    }
    const detail = (
        event as { detail?: { bucket?: { name?: unknown }; object?: { key?: unknown; size?: unknown } } }
    )?.detail;
    const key = detail?.object?.key;
    const size = detail?.object?.size;
    if (typeof key !== "string" || typeof size !== "number" || typeof detail?.bucket?.name !== "string") {
        throw new Error(
            "message: no detail.bucket.name, detail.object.key and size; an event of S3 is expected",
        );
    }
    const table = tables.find(({ prefix }) => key.startsWith(prefix));
    if (detail.bucket.name !== bucket || table === undefined || !key.endsWith(".parquet")) {
        return undefined;
    }
    return { table, key, size };
}
