import type { StoredObject } from "../objects/listing";
import type { ObjectStore } from "../objects/objectStore";
import { QueryFailure } from "./athenaError";
import type { GlueTable, S3Location } from "./catalog";
import { partitionFilter } from "./projection";

/** The objects of a table that a query reads, and those that it does not see. */
export interface TableFiles {
    readonly files: readonly StoredObject[];
    /** Below the location, but not in a partition that Athena would look at. */
    readonly hidden: readonly StoredObject[];
}

/**
 * Lists a table's objects as Athena's engine does: everything below a partition's folder, except names that begin
 * with a dot or an underscore.
 *
 * @param now in milliseconds since the epoch
 * @throws QueryFailure where Athena would fail, or for a layout of folders that a local run does not read
 */
export function tableFiles(table: GlueTable, store: ObjectStore, now: number): TableFiles {
    const { location } = table;
    if (location === undefined || store.bucket(location.bucket) === undefined) {
        throw new QueryFailure(
            `HIVE_FILESYSTEM_ERROR: table ${table.database}.${table.name} has no location in a bucket of the plan`,
        );
    }
    checkTemplate(table, location);
    const visible = partitionFilter(table, now);
    const files: StoredObject[] = [];
    const hidden: StoredObject[] = [];
    for (const object of store.list(location.bucket, location.prefix)) {
        const parts = object.key.slice(location.prefix.length).split("/");
        const name = parts.at(-1)!;
        if (name === "" || name.startsWith(".") || name.startsWith("_")) {
            continue;
        }
        const values = partitionValues(table, parts);
        (values !== undefined && visible(values) ? files : hidden).push(object);
    }
    return { files, hidden };
}

/** The partition that an object lies in; undefined if its folders are not those of the table's partitions. */
function partitionValues(table: GlueTable, parts: readonly string[]): Map<string, string> | undefined {
    const values = new Map<string, string>();
    for (const [index, { name }] of table.partitionKeys.entries()) {
        const folder = parts[index] ?? "";
        if (index >= parts.length - 1 || !folder.startsWith(`${name}=`)) {
            return undefined;
        }
        values.set(name, folder.slice(name.length + 1));
    }
    return values;
}

/** Source: Athena User Guide, "Set up partition projection": storage.location.template. */
function checkTemplate(table: GlueTable, location: S3Location): void {
    const template = table.parameters["storage.location.template"];
    if (template === undefined || table.parameters["projection.enabled"]?.toLowerCase() !== "true") {
        return;
    }
    const folders = table.partitionKeys.map(({ name }) => `${name}=\${${name}}`).join("/");
    const expected = `s3://${location.bucket}/${location.prefix}${folders}`;
    if (template.replace(/\/$/, "") !== expected) {
        throw new QueryFailure(
            `INVALID_TABLE_PROPERTY: storage.location.template of ${table.database}.${table.name} is "${template}"; ` +
                `a local run reads ${expected}`,
        );
    }
}
