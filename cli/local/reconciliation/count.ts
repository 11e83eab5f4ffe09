import { gunzipSync } from "node:zlib";
import { parseErrorLines } from "../delivery/errorRecord";
import { type Connection, fileList } from "../duckdb";
import type { RejectedRecords } from "../ledger";
import type { ObjectStore } from "../objects/objectStore";
import type { PipelinePlaces, Place } from "./places";

/** Files whose rows DuckDB counts in one statement. */
const FILES_AT_ONCE = 500;

/** What lies on disk for one pipeline. */
export interface StoredRecords {
    /** Rows in Parquet objects. */
    readonly delivered: number;
    readonly objects: number;
    readonly bytes: number;
    readonly rejected: readonly RejectedRecords[];
}

/**
 * Counts a pipeline's records where they lie, by reading the files again: nothing that happened in memory counts.
 */
export async function countStored(
    objects: ObjectStore,
    database: Connection,
    places: PipelinePlaces,
    source: string,
): Promise<StoredRecords> {
    const curated = list(objects, places.curated).filter(({ key }) => key.endsWith(".parquet"));
    let delivered = 0;
    for (let start = 0; start < curated.length; start += FILES_AT_ONCE) {
        const files = curated.slice(start, start + FILES_AT_ONCE).map(({ path }) => path);
        const { rows } = await database.table(
            `SELECT count(*)::DOUBLE FROM read_parquet(${fileList(files)}, hive_partitioning = false)`,
        );
        delivered += Number(rows[0]?.[0] ?? 0);
    }
    return {
        delivered,
        objects: curated.length,
        bytes: curated.reduce((sum, { size }) => sum + size, 0),
        rejected: [
            ...countLines(objects, places.rejected, rejectedReasons),
            ...countLines(objects, places.errors, (content) => failedReasons(content, source)),
            ...places.ruleErrors.flatMap((place) => countLines(objects, place, ruleReasons)),
        ],
    };
}

function list(objects: ObjectStore, place: Place | undefined) {
    return place === undefined ? [] : objects.list(place.bucket, place.prefix);
}

/** Counts the reasons in all objects of a place. */
function countLines(
    objects: ObjectStore,
    place: Place | undefined,
    reasonsIn: (content: string) => Iterable<readonly [reason: string, count: number]>,
): RejectedRecords[] {
    const counts = new Map<string, number>();
    for (const { key } of list(objects, place)) {
        const body = objects.read(place!.bucket, key);
        const content = (key.endsWith(".gz") ? gunzipSync(body) : body).toString("utf8");
        for (const [reason, count] of reasonsIn(content)) {
            counts.set(reason, (counts.get(reason) ?? 0) + count);
        }
    }
    return [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([reason, count]) => ({ reason, count, location: `s3://${place!.bucket}/${place!.prefix}` }));
}

/** Lines that the transform function wrote: `{ reason, column?, … }`. */
function* rejectedReasons(content: string): Iterable<readonly [string, number]> {
    for (const line of content.split("\n")) {
        if (line !== "") {
            const { reason } = JSON.parse(line) as { readonly reason: string };
            yield [general(reason), 1];
        }
    }
}

/** Lines that the delivery stream wrote; one record of a log subscription holds many events. */
function* failedReasons(content: string, source: string): Iterable<readonly [string, number]> {
    for (const { reason, data } of parseErrorLines(content)) {
        yield [general(reason), source === "cloudwatchLogs" ? logEvents(data) : 1];
    }
}

function* ruleReasons(content: string): Iterable<readonly [string, number]> {
    const { failures } = JSON.parse(content) as { readonly failures: readonly { errorMessage: string }[] };
    yield [failures[0]?.errorMessage ?? "the rule's action failed", 1];
}

function logEvents(data: Buffer): number {
    try {
        const text = (data[0] === 0x1f ? gunzipSync(data) : data).toString("utf8");
        return (JSON.parse(text) as { readonly logEvents: readonly unknown[] }).logEvents.length;
    } catch {
        return 1;
    }
}

/** A reason without the values of one record: quoted texts and long numbers would make each one of a kind. */
function general(reason: string): string {
    return reason.replace(/"(?:[^"\\]|\\.){12,}"/g, '"…"').replace(/\b\d{6,}\b/g, "…");
}
