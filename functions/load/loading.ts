import { type Database, StatementFailed } from "../redshift/database";
import { ledgerTable } from "../redshift/ledger";
import { identifier, literal } from "../redshift/sql";
import type { Arrival } from "./arrival";
import { type Manifest, manifestOf } from "./manifest";
import type { LoadSettings } from "./settings";

export interface LoadingParts {
    readonly settings: LoadSettings;
    readonly database: Database;
    readonly putManifest: (manifest: Manifest) => Promise<void>;
    readonly now: () => number;
}

/** What became of the objects of one table. */
export interface Outcome {
    readonly loaded: readonly Arrival[];
    /** Loaded before, by another message of the same object. */
    readonly known: readonly Arrival[];
    readonly failed: ReadonlyMap<Arrival, Error>;
}

/** What Redshift says of {@link guard} when it fails. */
const LOADED_MEANWHILE = /divi(de|sion) by zero/i;
/** Times that a load starts over because another one was faster. */
const MOST_RACES = 3;

/**
 * Loads the objects of one table, each exactly once, however often it is told of them. A table in the warehouse
 * remembers what has been loaded, and is written in the transaction of the COPY itself.
 *
 * Where a COPY fails, its objects are loaded in halves, until the one that cannot be loaded is found.
 */
export async function loadOnce(parts: LoadingParts, arrivals: readonly Arrival[]): Promise<Outcome> {
    const distinct = [...new Map(arrivals.map((arrival) => [arrival.key, arrival])).values()];
    return load(parts, distinct, MOST_RACES);
}

async function load(parts: LoadingParts, arrivals: readonly Arrival[], races: number): Promise<Outcome> {
    const [first] = arrivals;
    if (first === undefined) {
        return NOTHING;
    }
    let pending = arrivals;
    try {
        const known = await loadedKeys(parts, first.table.name, arrivals);
        pending = arrivals.filter(({ key }) => !known.has(key));
        if (pending.length > 0) {
            await copy(parts, first.table.name, pending);
        }
        return { loaded: pending, known: arrivals.filter(({ key }) => known.has(key)), failed: new Map() };
    } catch (error) {
        if (error instanceof StatementFailed && LOADED_MEANWHILE.test(error.message) && races > 0) {
            return load(parts, arrivals, races - 1);
        }
        if (error instanceof StatementFailed && pending.length > 1) {
            return halves(parts, arrivals, pending);
        }
        const failed = new Map(pending.map((arrival) => [arrival, error as Error]));
        return { loaded: [], known: arrivals.filter((arrival) => !failed.has(arrival)), failed };
    }
}

async function halves(
    parts: LoadingParts,
    arrivals: readonly Arrival[],
    pending: readonly Arrival[],
): Promise<Outcome> {
    const middle = Math.ceil(pending.length / 2);
    const first = await load(parts, pending.slice(0, middle), MOST_RACES);
    const second = await load(parts, pending.slice(middle), MOST_RACES);
    const still = new Set(pending);
    return {
        loaded: [...first.loaded, ...second.loaded],
        known: [...arrivals.filter((arrival) => !still.has(arrival)), ...first.known, ...second.known],
        failed: new Map([...first.failed, ...second.failed]),
    };
}

const NOTHING: Outcome = { loaded: [], known: [], failed: new Map() };

async function loadedKeys(
    { database, settings }: LoadingParts,
    table: string,
    arrivals: readonly Arrival[],
): Promise<ReadonlySet<string | undefined>> {
    const rows = await database.rows(
        `SELECT object_key FROM ${ledgerTable(settings.schema)} WHERE ${among(table, arrivals)}`,
    );
    return new Set(rows.map(([key]) => key));
}

async function copy(
    { database, settings, putManifest, now }: LoadingParts,
    table: string,
    arrivals: readonly Arrival[],
): Promise<void> {
    const manifest = manifestOf(settings, arrivals, new Date(now()));
    await putManifest(manifest);
    const ledger = ledgerTable(settings.schema);
    const rows = arrivals.map(({ key }) => `(${literal(table)}, ${literal(key)})`);
    await database.transaction([
        // First of all: the transaction sees what others had written when the lock was its own.
        `LOCK ${ledger}`,
        guard(ledger, table, arrivals),
        // New columns stand at the end of newer files; older files are filled up with NULL.
        `COPY ${identifier(settings.schema, table)} FROM ${literal(`s3://${manifest.bucket}/${manifest.key}`)} IAM_ROLE ${literal(settings.roleArn)} FORMAT AS PARQUET MANIFEST FILLRECORD`,
        `INSERT INTO ${ledger} (table_name, object_key) VALUES ${rows.join(", ")}`,
    ]);
}

/**
 * Ends the transaction when another one has loaded some of these objects since we looked: SQL without procedures has
 * no other way to fail on purpose than to divide by zero.
 */
function guard(ledger: string, table: string, arrivals: readonly Arrival[]): string {
    return `SELECT 1 / (CASE WHEN count(*) = 0 THEN 1 ELSE 0 END) FROM ${ledger} WHERE ${among(table, arrivals)}`;
}

function among(table: string, arrivals: readonly Arrival[]): string {
    const keys = arrivals.map(({ key }) => literal(key)).join(", ");
    return `table_name = ${literal(table)} AND object_key IN (${keys})`;
}
