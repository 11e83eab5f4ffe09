import { createHash } from "node:crypto";
import type { Arrival } from "./arrival";
import type { LoadSettings } from "./settings";

/** A list of objects that one COPY loads: those, all of those, and no others. */
export interface Manifest {
    readonly bucket: string;
    readonly key: string;
    readonly body: string;
}

/**
 * The manifest of some objects of one table. The same objects give the same key, whatever their order.
 * Source: Database Developer Guide, "Using a manifest to specify data files" (`meta` is needed for Parquet).
 */
export function manifestOf(settings: LoadSettings, arrivals: readonly Arrival[], at: Date): Manifest {
    const sorted = [...arrivals].sort((a, b) => (a.key < b.key ? -1 : 1));
    const entries = sorted.map(({ key, size }) => ({
        url: `s3://${settings.bucket}/${key}`,
        mandatory: true,
        meta: { content_length: size },
    }));
    const body = `${JSON.stringify({ entries }, undefined, 2)}\n`;
    const hash = createHash("sha256").update(body).digest("hex");
    const day = at.toISOString().slice(0, "yyyy-MM-dd".length).replaceAll("-", "/");
    const table = sorted[0]?.table.name ?? "none";
    return {
        bucket: settings.manifests.bucket,
        key: `${settings.manifests.prefix}${table}/${day}/${hash}.json`,
        body,
    };
}
