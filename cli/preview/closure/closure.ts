/**
 * Proves that a plan is closed: whoever reads or writes encrypted data may use its key, what resources are set to do is
 * allowed, and what is to be connected can connect. Each of these fails on AWS long after the deployment succeeded.
 */

import { Authorizer } from "../../local/authorization/authorizer";
import { PlanIndex } from "../../local/authorization/planIndex";
import type { Plan } from "../plan";
import type { Access } from "./access";
import { connectionGaps } from "./connections";
import { endpointGaps } from "./endpoints";
import { describeResource, type Gap } from "./gap";
import { roleAccess } from "./roleAccess";
import { serviceAccess } from "./serviceAccess";

export type { Gap } from "./gap";

/** Everything that does not close, each gap once; empty for a plan that does. */
export function closureGaps(plan: Plan): Gap[] {
    const index = new PlanIndex(plan);
    const authorizer = new Authorizer(plan);
    const gaps = [
        ...accessGaps(authorizer, [...roleAccess(index), ...serviceAccess(index)]),
        ...connectionGaps(index),
        ...endpointGaps(index),
    ];
    return [...new Map(gaps.map((gap) => [`${gap.urn} ${gap.message}`, gap])).values()];
}

function* accessGaps(authorizer: Authorizer, accesses: readonly Access[]): Iterable<Gap> {
    for (const { by, request, callIsGiven } of accesses) {
        const key = authorizer.useOfKey(request);
        if (key && !key.allowed) {
            yield { kind: "key", urn: by.urn, message: `${describeResource(by)}: ${key.reason}` };
            continue;
        }
        const call = callIsGiven ? undefined : authorizer.authorize(request);
        if (call && !call.allowed) {
            yield { kind: "permission", urn: by.urn, message: `${describeResource(by)}: ${call.reason}` };
        }
    }
}
