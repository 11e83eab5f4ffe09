import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { keyOfPath, pathOfKey } from "./objectPath";

export interface StoredObject {
    readonly key: string;
    /** Bytes. */
    readonly size: number;
    /** Absolute path of its file. */
    readonly path: string;
}

/**
 * The objects of a bucket's folder whose keys begin with the prefix, in the order of S3's listings: that of the
 * keys' bytes. Only the folder that the prefix leads to is read. Source: S3 API, "ListObjectsV2".
 */
export function objectsUnder(bucketFolder: string, prefix: string): StoredObject[] {
    const slash = prefix.lastIndexOf("/");
    const start = slash < 0 ? "" : pathOfKey(prefix.slice(0, slash));
    const found: StoredObject[] = [];
    collect(join(bucketFolder, start), start, prefix, found);
    return found.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
}

function collect(folder: string, path: string, prefix: string, found: StoredObject[]): void {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isDirectory()) {
        return;
    }
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const below = path === "" ? entry.name : `${path}/${entry.name}`;
        const file = join(folder, entry.name);
        if (entry.isDirectory()) {
            collect(file, below, prefix, found);
            continue;
        }
        const key = keyOfPath(below);
        if (key.startsWith(prefix)) {
            found.push({ key, size: statSync(file).size, path: file });
        }
    }
}
