import type { OpenSearch } from "../openSearch";
import type { Change } from "./change";

/** A document that the index does not take, and why. */
export interface Rejection {
    readonly change: Change;
    readonly reason: string;
}

export interface Outcome {
    readonly indexed: number;
    readonly removed: number;
    /** A retry would not help: their values do not fit the mapping. */
    readonly rejected: readonly Rejection[];
    /** The domain was busy or had a fault: worth another delivery. */
    readonly failed: readonly Change[];
}

/** Smaller domains take 10 MiB a request (OpenSearch Service Developer Guide, "Network quotas"). */
const REQUEST_BYTES = 4 * 1024 * 1024;

/** Writes and removes documents in as few requests as their size allows. */
export async function writeChanges(client: OpenSearch, changes: readonly Change[]): Promise<Outcome> {
    let indexed = 0;
    let removed = 0;
    const rejected: Rejection[] = [];
    const failed: Change[] = [];
    for (const part of parts(changes)) {
        const { body } = await client.request("POST", ["_bulk"], part.map(({ lines }) => lines).join(""));
        const items = (body as BulkAnswer).items ?? [];
        part.forEach(({ change }, position) => {
            const result = Object.values(items[position] ?? {})[0];
            const status = result?.status ?? 0;
            // A document that is to be removed may be gone already.
            if (status < 300 && status >= 200) change.document ? indexed++ : removed++;
            else if (status === 404 && change.document === undefined) removed++;
            else if (status >= 400 && status < 500 && status !== 429)
                rejected.push({ change, reason: reasonOf(result) });
            else failed.push(change);
        });
    }
    return { indexed, removed, rejected, failed };
}

interface BulkAnswer {
    readonly items?: readonly Readonly<Record<string, BulkResult>>[];
}

interface BulkResult {
    readonly status: number;
    readonly error?: { readonly reason?: string; readonly caused_by?: { readonly reason?: string } };
}

function reasonOf(result: BulkResult | undefined): string {
    const { reason, caused_by } = result?.error ?? {};
    return [reason ?? "refused", caused_by?.reason].filter((text) => text !== undefined).join(": ");
}

interface Line {
    readonly change: Change;
    readonly lines: string;
}

function parts(changes: readonly Change[]): Line[][] {
    const all: Line[][] = [];
    let size = Number.POSITIVE_INFINITY;
    for (const change of changes) {
        const target = { _index: change.index, _id: change.id };
        const lines =
            change.document === undefined
                ? `${JSON.stringify({ delete: target })}\n`
                : `${JSON.stringify({ index: target })}\n${JSON.stringify(change.document)}\n`;
        const bytes = Buffer.byteLength(lines);
        if (size + bytes > REQUEST_BYTES) {
            all.push([]);
            size = 0;
        }
        size += bytes;
        all.at(-1)?.push({ change, lines });
    }
    return all;
}
