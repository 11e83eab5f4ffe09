/**
 * Ids, ARNs, URLs and names that AWS would give, filled in deterministically and plausibly, so that wiring can be
 * followed from one resource to the next. What no table knows stays unknown.
 */

import { s3 } from "./s3";
import type { Compute, Computed, Subject } from "./subject";

const TABLES: Readonly<Record<string, Compute>> = { ...s3 };

/** What AWS would answer to this registration; undefined for a type in no table. */
export function compute(type: string, subject: Subject): Computed | undefined {
    return TABLES[type]?.(subject);
}
