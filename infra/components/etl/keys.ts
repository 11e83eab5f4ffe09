import { curatedPrefix } from "../lakeDomain";
import type { EtlJobArgs } from "./args";

/** Where a job's objects lie: one place for the keys that writers, readers and permissions must agree on. */
type Located = Pick<EtlJobArgs, "domainName" | "tableName">;

/** Raw zone: where people and programs put a job's files. */
export function uploadPrefix({ domainName, tableName }: Located): string {
    return `uploads/${domainName}/${tableName}/`;
}

/** Raw zone: rows that were rejected, with their reasons. */
export function rejectedRowsPrefix({ domainName, tableName }: Located): string {
    return `rejected/${domainName}/${tableName}/`;
}

/** Curated zone: the table's data and metadata. */
export function jobTablePrefix({ domainName, tableName }: Located): string {
    return `${curatedPrefix(domainName, tableName)}/`;
}
