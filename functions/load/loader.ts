import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { Database } from "../redshift/database";
import { type Arrival, arrivalIn } from "./arrival";
import { loadOnce } from "./loading";
import type { Manifest } from "./manifest";
import { type Catalog, Partitions } from "./partitions";
import { runReport } from "./report";
import type { LoadedTable, LoadSettings } from "./settings";

/** What the loader is made of; the entry point gives the real ones, tests give theirs. */
export interface LoaderParts {
    readonly settings: LoadSettings;
    readonly catalog: Catalog;
    readonly putManifest: (manifest: Manifest) => Promise<void>;
    readonly observer: LoadObserver;
    /** Epoch milliseconds. */
    readonly now: () => number;
}

/** Is told what happens, for logs and metrics. */
export interface LoadObserver {
    loaded(table: string, objects: number, bytes: number): void;
    reported(report: string): void;
    /** A message goes back to the queue. */
    returned(messageId: string, error: Error): void;
}

/**
 * The handler that brings arrived objects into the warehouse: registers their partitions, for Spectrum; loads the tables
 * that are loaded; and computes the reports that read them.
 *
 * @returns a handler that reports the messages which failed, each by itself, for SQS to deliver again.
 */
export function createLoader(parts: LoaderParts) {
    const partitions = new Partitions(parts.settings, parts.catalog);
    return async (event: SQSEvent, database: Database): Promise<SQSBatchResponse> => {
        const failures = new Map<string, Error>();
        const messages = new Map<Arrival, string>();
        for (const { messageId, body } of event.Records) {
            try {
                const arrival = arrivalIn(body, parts.settings);
                if (arrival) {
                    messages.set(arrival, messageId);
                }
            } catch (error) {
                failures.set(messageId, error as Error);
            }
        }
        const arrivals = [...messages.keys()];
        for (const table of parts.settings.tables) {
            const own = arrivals.filter((arrival) => arrival.table === table);
            if (own.length === 0) {
                continue;
            }
            for (const [key, error] of await handleTable(parts, partitions, database, table, own)) {
                // Of several messages that tell of one object, all are told again.
                for (const arrival of own.filter((other) => other.key === key)) {
                    failures.set(messages.get(arrival)!, error);
                }
            }
        }
        for (const [messageId, error] of failures) {
            parts.observer.returned(messageId, error);
        }
        return { batchItemFailures: [...failures.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
    };
}

/** Keys of the objects that have to be handled again, and why. */
async function handleTable(
    parts: LoaderParts,
    partitions: Partitions,
    database: Database,
    table: LoadedTable,
    arrivals: readonly Arrival[],
): Promise<ReadonlyMap<string, Error>> {
    const all = (error: unknown) => new Map(arrivals.map(({ key }) => [key, error as Error]));
    const { settings, observer, now } = parts;
    try {
        await partitions.cover(table, arrivals);
        if (!table.load) {
            return new Map();
        }
        const { loaded, failed } = await loadOnce({ ...parts, database }, arrivals);
        if (loaded.length > 0) {
            observer.loaded(
                table.name,
                loaded.length,
                loaded.reduce((bytes, { size }) => bytes + size, 0),
            );
        }
        if (failed.size === arrivals.length) {
            return new Map([...failed].map(([{ key }, error]) => [key, error]));
        }
        // Also when all was known: then an earlier attempt may have ended before its reports.
        for (const report of settings.reports.filter((one) => one.table === table.name)) {
            await runReport(database, settings, report, new Date(now()));
            observer.reported(report.name);
        }
        return new Map([...failed].map(([{ key }, error]) => [key, error]));
    } catch (error) {
        return all(error);
    }
}
