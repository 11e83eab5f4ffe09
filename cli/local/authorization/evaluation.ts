/** Source: IAM User Guide, "Policy evaluation for requests within a single account" and "Cross-account policy evaluation logic". */
import { applies, type Policy, type Question, type Statement, type StatementReference } from "./document";
import { Unjudgeable } from "./match";

/** The documents that have a say in one request. */
export interface Policies {
    /** Of the calling role; a service has none. */
    readonly identity: readonly Policy[];
    /** Of the resource. */
    readonly resource: readonly Policy[];
    /** The most that the calling role can be allowed. */
    readonly boundary?: Policy;
    /**
     * Who has to agree. `either`: within one account the role's or the resource's policy; `resource`: the
     * resource's, which may let the account's IAM policies decide (keys, trust policies); `both`: across accounts.
     */
    readonly consent: "either" | "resource" | "both";
}

export type Verdict =
    | { readonly kind: "allowed"; readonly by: readonly StatementReference[] }
    | { readonly kind: "denied"; readonly by: StatementReference }
    | { readonly kind: "unjudgeable"; readonly why: string; readonly urn: string }
    | {
          readonly kind: "missing";
          /** Whose policy lacks a statement. */
          readonly where: "identity" | "resource" | "boundary";
      };

/** The rules of IAM for one question: a denial wins, then everybody who has a say has to allow it. */
export function evaluate(question: Question, policies: Policies): Verdict {
    const boundary = policies.boundary ? [policies.boundary] : [];
    const denial = deny(question, [...policies.identity, ...policies.resource, ...boundary]);
    if (denial) {
        return denial;
    }
    const by: StatementReference[] = [];
    for (const { where, consent } of required(question, policies)) {
        if (!consent.by) {
            return consent.unjudgeable ?? { kind: "missing", where };
        }
        by.push(consent.by);
    }
    return { kind: "allowed", by };
}

interface Required {
    readonly where: "identity" | "resource" | "boundary";
    readonly consent: Consent;
}

/** Those whose consent the request needs; where one of two is enough, the one that gives it. */
function required(question: Question, policies: Policies): readonly Required[] {
    const direct: Required = { where: "resource", consent: allow(question, policies.resource, namesCaller) };
    if (question.caller.kind === "service") {
        return [direct];
    }
    // A boundary limits what a resource's policy grants to a role, too (IAM User Guide, "Permissions boundaries").
    const limit: readonly Required[] = policies.boundary
        ? [{ where: "boundary", consent: allow(question, [policies.boundary]) }]
        : [];
    const identity: Required = { where: "identity", consent: allow(question, policies.identity) };
    const account: Required = { where: "resource", consent: allow(question, policies.resource) };
    switch (policies.consent) {
        case "either": {
            const undecided = identity.consent.unjudgeable
                ? identity
                : direct.consent.unjudgeable
                  ? direct
                  : identity;
            return [identity.consent.by ? identity : direct.consent.by ? direct : undecided, ...limit];
        }
        case "resource":
            return direct.consent.by ? [direct, ...limit] : [account, identity, ...limit];
        case "both":
            return [account, identity, ...limit];
    }
}

/** Whether the statement names the caller itself: an account as principal only lets its IAM policies decide. */
function namesCaller(statement: Statement, question: Question): boolean {
    return statement.principal?.of(question.caller).direct ?? true;
}

/** What a group of policies says to a request: a statement that allows it, or what cannot be told. */
interface Consent {
    readonly by?: StatementReference;
    readonly unjudgeable?: Verdict;
}

function allow(
    question: Question,
    policies: readonly Policy[],
    counts: (statement: Statement, question: Question) => boolean = () => true,
): Consent {
    let unjudgeable: Verdict | undefined;
    for (const policy of policies) {
        if (policy.unjudgeable !== undefined) {
            unjudgeable ??= { kind: "unjudgeable", why: policy.unjudgeable, urn: policy.urn };
        }
        for (const statement of policy.statements) {
            if (statement.effect !== "Allow" || !counts(statement, question)) {
                continue;
            }
            const match = applies(statement, question);
            if (match === true) {
                return { by: statement.reference };
            }
            if (match instanceof Unjudgeable) {
                unjudgeable ??= cannotTell(statement, match);
            }
        }
    }
    return unjudgeable ? { unjudgeable } : {};
}

function deny(question: Question, policies: readonly Policy[]): Verdict | undefined {
    let unjudgeable: Verdict | undefined;
    for (const policy of policies) {
        if (policy.unjudgeable !== undefined && policy.mayDeny) {
            unjudgeable ??= { kind: "unjudgeable", why: policy.unjudgeable, urn: policy.urn };
        }
        for (const statement of policy.statements) {
            if (statement.effect !== "Deny") {
                continue;
            }
            const match = applies(statement, question);
            if (match === true) {
                return { kind: "denied", by: statement.reference };
            }
            if (match instanceof Unjudgeable) {
                unjudgeable ??= cannotTell(statement, match);
            }
        }
    }
    return unjudgeable;
}

function cannotTell(statement: Statement, match: Unjudgeable): Verdict {
    const { urn, sid, index } = statement.reference;
    return { kind: "unjudgeable", why: `${sid ?? `statement ${index + 1}`}: ${match.why}`, urn };
}
