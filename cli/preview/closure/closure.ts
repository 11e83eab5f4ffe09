/**
 * Proves that a plan is closed: whoever reads or writes encrypted data may use its key, what resources are set to do is
 * allowed, and what is to be connected can connect. Each of these fails on AWS long after the deployment succeeded.
 */

import { Authorizer } from "../../local/authorization/authorizer";
import { PlanIndex } from "../../local/authorization/planIndex";
import type { Decision } from "../../local/authorization/request";
import type { Plan, PlanResource } from "../plan";
import type { Access } from "./access";
import { withBearers } from "./bearers";
import { connectionGaps } from "./connections";
import { endpointGaps } from "./endpoints";
import { describeResource, type Gap } from "./gap";
import { roleAccess } from "./roleAccess";
import { serviceAccess } from "./serviceAccess";

export type { Gap } from "./gap";

/** Everything that does not close, each missing grant once; empty for a plan that does. */
export function closureGaps(given: Plan): Gap[] {
    const plan = withBearers(given);
    const index = new PlanIndex(plan);
    const authorizer = new Authorizer(plan);
    const gaps: Finding[] = [
        ...accessGaps(authorizer, [...roleAccess(index), ...serviceAccess(index)]),
        ...[...connectionGaps(index), ...endpointGaps(index)].map((gap) => ({ gap })),
    ];
    const once = new Map<string, Gap>();
    for (const { gap, missing } of gaps) {
        const key = `${gap.urn} ${missing ?? gap.message}`;
        once.set(key, once.get(key) ?? gap);
    }
    return [...once.values()];
}

/** A gap, and the grant that closes it, which may close others as well. */
interface Finding {
    readonly gap: Gap;
    readonly missing?: string | undefined;
}

function* accessGaps(authorizer: Authorizer, accesses: readonly Access[]): Iterable<Finding> {
    for (const { by, request, callIsGiven } of accesses) {
        const key = authorizer.useOfKey(request);
        if (key && !key.allowed) {
            yield finding("key", by, key);
            continue;
        }
        const call = callIsGiven ? undefined : authorizer.authorize(request);
        if (call && !call.allowed) {
            yield finding("permission", by, call);
        }
    }
}

function finding(kind: Gap["kind"], by: PlanResource, { reason, missing }: Decision): Finding {
    return { gap: { kind, urn: by.urn, message: `${describeResource(by)}: ${reason}` }, missing };
}
