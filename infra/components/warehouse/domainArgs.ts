import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import { type PropertyProblem, refuseProperties } from "../../aws/propertiesError";
import type { DataLake } from "../dataLake";
import type { LakeDomain } from "../lakeDomain";
import type { TableColumnArgs } from "../lakeTable";
import type { Warehouse } from "../warehouse";

/** How a table of the lake is in the warehouse. */
export enum TableInto {
    /** The loader copies each object that arrives. */
    Loaded = "loader",
    /** A `WarehouseDelivery` fills it. */
    Delivered = "firehose",
    /** Not at all: Spectrum reads it where it lies. */
    Lake = "lake",
}

/** A table of the domain in the lake. */
export interface WarehouseTableArgs {
    /** As in the lake's catalog. */
    readonly name: string;
    readonly description?: string;
    /** In the order in which they stand in the lake's files; new ones at the end. */
    readonly columns: readonly TableColumnArgs[];
    /** Its partition key, e.g. `day`. */
    readonly partition: string;
    readonly into: TableInto;
}

/** SQL that Redshift computes whenever a table has been loaded. */
export interface WarehouseReportArgs {
    /** Also the name of the result's table in the lake. */
    readonly name: string;
    /** The loaded table whose arrivals start it. */
    readonly table: string;
    readonly sql: string;
    /** What the query returns, in order. */
    readonly columns: readonly TableColumnArgs[];
}

export interface WarehouseDomainArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    readonly warehouse: Warehouse;
    /** The warehouse's logical name: its key's policy knows the loader by it. */
    readonly warehouseName: string;
    readonly lake: DataLake;
    readonly domain: LakeDomain;
    /** The domain's logical name: one of the warehouse's domains. */
    readonly domainName: string;
    readonly tables: readonly WarehouseTableArgs[];
    readonly reports: readonly WarehouseReportArgs[];
    /** Seconds of arrivals that one load collects: 0 to 300; default: 60. */
    readonly collectSeconds?: number;
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
}

/** Lambda Developer Guide, "Using Lambda with Amazon SQS": the longest batching window. */
const LONGEST_COLLECTION = 300;

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateWarehouseDomain(name: string, args: WarehouseDomainArgs): void {
    const problems: PropertyProblem[] = [];
    const { tables, reports, collectSeconds = 0 } = args;
    if (tables.length === 0) {
        problems.push({
            propertyPath: "tables",
            reason: "none was given; give one or more: a domain without tables has no place in a warehouse",
        });
    }
    if (!Number.isInteger(collectSeconds) || collectSeconds < 0 || collectSeconds > LONGEST_COLLECTION) {
        problems.push({
            propertyPath: "collectSeconds",
            reason: `${collectSeconds} is not allowed; give 0 to ${LONGEST_COLLECTION} seconds`,
        });
    }
    for (const [index, { name: report, table }] of reports.entries()) {
        if (!tables.some((one) => one.name === table && one.into === TableInto.Loaded)) {
            const loaded = tables.filter(({ into }) => into === TableInto.Loaded).map((one) => one.name);
            problems.push({
                propertyPath: `reports[${index}].table`,
                reason: `"${table}" is not loaded, so nothing would start "${report}"; give one of: ${loaded.join(", ") || "none is loaded: set into on a table"}`,
            });
        }
    }
    refuseProperties(`WarehouseDomain "${name}"`, problems);
}
