/** Refusals in sentences that a platform engineer acts on. */
import type { RequestContext } from "./context";
import type { Policy, Question, Statement } from "./document";
import type { Policies, Verdict } from "./evaluation";
import { Unjudgeable } from "./match";
import { describeCaller } from "./principal";
import { type Decision, describeStatement, refused } from "./request";

/** What a refusal speaks of. */
export interface Refusal {
    readonly question: Question;
    readonly policies: Policies;
    /** URNs, or types to add: where a statement for the caller, or in the resource's policy, belongs. */
    readonly places: { readonly identity?: string; readonly resource: string };
    /** Why the call is made, e.g. `needed for kinesis:PutRecord on …, which is encrypted under it`. */
    readonly purpose?: string;
}

/** A verdict other than "allowed", in words. */
export function explain(verdict: Exclude<Verdict, { kind: "allowed" }>, refusal: Refusal): Decision {
    const what = describeRequest(refusal);
    switch (verdict.kind) {
        case "denied":
            return refused(
                `${what}: ${describeStatement(verdict.by)} denies it; take the denial out or narrow it`,
                {
                    by: verdict.by,
                },
            );
        case "unjudgeable":
            return refused(
                `${what} as far as the plan tells: it cannot be judged, because of ${verdict.urn}: ${verdict.why}`,
            );
        case "missing":
            return missing(verdict.where, what, refusal);
    }
}

/** `role x may not kinesis:PutRecord on …`, with the purpose where there is one. */
export function describeRequest({ question, purpose }: Refusal): string {
    const { caller, action, resource } = question;
    const verb = action === "sts:AssumeRole" ? `assume ${resource}` : `${action} on ${resource}`;
    return `${describeCaller(caller)} may not ${verb}${purpose === undefined ? "" : ` (${purpose})`}`;
}

function missing(where: "identity" | "resource" | "boundary", what: string, refusal: Refusal): Decision {
    const { question, policies, places } = refusal;
    const boundary = policies.boundary?.urn ?? "";
    const place = { identity: places.identity ?? places.resource, resource: places.resource, boundary }[
        where
    ];
    const group = { identity: policies.identity, resource: policies.resource, boundary: [] }[where];
    const whose = {
        identity: "no statement of the role's policies allows it",
        resource: `no statement of the resource's policy allows ${describeCaller(question.caller)}`,
        boundary: "the role's permissions boundary does not allow it",
    }[where];
    const isTrust = question.action === "sts:AssumeRole";
    const reason = isTrust ? "its trust policy does not allow it" : whose;
    const near = nearest(question, group);
    const grant = `${question.action}${isTrust ? "" : ` on ${question.resource}`}`;
    const advice = where === "resource" ? `${grant} for ${describeCaller(question.caller)}` : grant;
    return refused(`${what}: ${reason}${near === undefined ? "" : ` (${near})`}; add it to ${place}`, {
        missing: `${advice} in ${place}`,
    });
}

/** The statement that comes closest to allowing the request, and what keeps it from doing so. */
function nearest(question: Question, policies: readonly Policy[]): string | undefined {
    let best: { rank: number; text: string } | undefined;
    for (const statement of policies.flatMap((policy) => policy.statements)) {
        const near = statement.effect === "Allow" ? shortfall(statement, question) : undefined;
        if (near && near.rank > (best?.rank ?? 0)) {
            best = near;
        }
    }
    return best?.text;
}

function shortfall(statement: Statement, question: Question): { rank: number; text: string } | undefined {
    const { context } = question;
    if (statement.actions.matches(question.action, context) !== true) {
        return undefined;
    }
    const name = describeStatement(statement.reference);
    if (statement.principal && statement.principal.of(question.caller).match !== true) {
        return { rank: 1, text: `${name} allows others` };
    }
    if (statement.resources && statement.resources.matches(question.resource, context) !== true) {
        const { texts, negated } = statement.resources;
        return {
            rank: 2,
            text: `${name} allows it ${negated ? "except on" : "only on"} ${texts.join(", ")}`,
        };
    }
    const unmet = statement.conditions.find((condition) => condition.holds(context) !== true);
    if (!unmet) {
        return undefined;
    }
    const wanted = `${unmet.operator} ${unmet.values.join(" or ")}`;
    return {
        rank: 3,
        text: `${name} asks for ${unmet.key} ${wanted}; the request has ${has(context, unmet.key)}`,
    };
}

function has(context: RequestContext, key: string): string {
    const value = context.get(key);
    if (value instanceof Unjudgeable) {
        return "an unknown value";
    }
    return value === undefined || value.length === 0 ? "none" : value.join(", ");
}
