import { curatedPrefix } from "../lakeDomain";
import type { IngestionPipelineArgs } from "./args";

/** Where a pipeline's objects lie: one place for the keys that writers, readers and permissions must agree on. */
type Located = Pick<IngestionPipelineArgs, "domainName" | "tableName">;

/** Curated zone: the table's Parquet. */
export function tablePrefix({ domainName, tableName }: Located): string {
    return `${curatedPrefix(domainName, tableName)}/`;
}

/** Curated zone: what Firehose could not process, by kind of failure. */
export function deliveryErrorPrefix({ domainName, tableName }: Located): string {
    return `errors/${domainName}/${tableName}/`;
}

/** Raw zone: records as they came. */
export function rawPrefix({ domainName, tableName }: Located): string {
    return `${domainName}/${tableName}/`;
}

/** Raw zone: what the raw copy itself could not be written for. */
export function rawErrorPrefix({ domainName, tableName }: Located): string {
    return `errors/${domainName}/${tableName}/backup/`;
}

/** Raw zone: records that the transform rejected, with their reasons. */
export function rejectedPrefix({ domainName, tableName }: Located): string {
    return `rejected/${domainName}/${tableName}/`;
}

/** Raw zone: messages that the topic rule could not forward. */
export function rulePrefix({ domainName, tableName }: Located): string {
    return `errors/${domainName}/${tableName}/rule/`;
}

/** Results zone: one report's results. */
export function reportPrefix({ domainName }: Located, report: string): string {
    return `reports/${domainName}/${report}/`;
}
