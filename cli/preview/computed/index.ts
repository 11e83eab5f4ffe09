/**
 * Ids, ARNs, URLs and names that AWS would give, filled in deterministically and plausibly, so that wiring can be
 * followed from one resource to the next. What no table knows stays unknown.
 */

import { cloudtrail } from "./cloudtrail";
import { emr } from "./emr";
import { iam } from "./iam";
import { iot } from "./iot";
import { kms } from "./kms";
import { lake } from "./lake";
import { lambda } from "./lambda";
import { messaging } from "./messaging";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { opensearch } from "./opensearch";
import { quicksight } from "./quicksight";
import { redshift } from "./redshift";
import { s3 } from "./s3";
import { stores } from "./stores";
import { streams } from "./streams";
import type { Compute, Computed, Subject } from "./subject";

const TABLES: Readonly<Record<string, Compute>> = {
    ...cloudtrail,
    ...emr,
    ...iam,
    ...iot,
    ...kms,
    ...lake,
    ...lambda,
    ...messaging,
    ...monitoring,
    ...network,
    ...opensearch,
    ...quicksight,
    ...redshift,
    ...s3,
    ...stores,
    ...streams,
};

/** Every type in a table. */
export const COMPUTED_TYPES: readonly string[] = Object.keys(TABLES);

/** What AWS would answer to this registration; undefined for a type in no table. */
export function compute(type: string, subject: Subject): Computed | undefined {
    return TABLES[type]?.(subject);
}
