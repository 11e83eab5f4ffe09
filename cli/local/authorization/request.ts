/** What is asked of the authoriser, and what it answers. */
import type { AuthorizationDecision, AuthorizationRequest } from "../runtime";
import type { StatementReference } from "./document";

export type { StatementReference } from "./document";

/** One call, as IAM would be asked. */
export interface AccessRequest extends AuthorizationRequest {
    /**
     * The KMS key that the call names, or that an object lies under: id, ARN or alias.
     * Default: the key that the plan's resource is encrypted with.
     */
    readonly encryptionKey?: string;
    /** An object is put in parts, which needs `kms:Decrypt` besides. Default: false. */
    readonly multipart?: boolean;
}

/** One look at a table of the Data Catalog, or at its data. */
export interface TableRequest {
    /** ARN of a role. */
    readonly role: string;
    readonly database: string;
    readonly table: string;
    /** `DESCRIBE` sees the definition; `SELECT` reads the objects as well, `INSERT` writes them. */
    readonly permission: "DESCRIBE" | "SELECT" | "INSERT";
    /** Columns that are read. Default: all. */
    readonly columns?: readonly string[];
    /** Glue's calls that look up the definition. Default: `glue:GetTable`. */
    readonly actions?: readonly string[];
}

export interface Decision extends AuthorizationDecision {
    /** The statements that decided: those that allow together, or the one that denies. */
    readonly statements: readonly StatementReference[];
    /** What to add, in words: which action on which resource, and where. */
    readonly missing?: string;
    /** What was taken for granted because it is not in the plan. */
    readonly assumptions: readonly string[];
}

/** `WriteCurated in urn:…`, or the statement's position where it has no Sid. */
export function describeStatement(reference: StatementReference): string {
    return `${reference.sid ?? `statement ${reference.index + 1}`} in ${reference.urn}`;
}

export function allowed(
    statements: readonly StatementReference[],
    assumptions: readonly string[] = [],
): Decision {
    const by = statements.map(describeStatement).join(" and ");
    const reason = [by === "" ? "nothing has to allow it" : `allowed by ${by}`, ...assumptions].join("; ");
    return { allowed: true, reason, ...(by === "" ? {} : { by }), statements, assumptions };
}

export function refused(
    reason: string,
    details: { readonly by?: StatementReference; readonly missing?: string } = {},
): Decision {
    const { by, missing } = details;
    return {
        allowed: false,
        reason,
        ...(by ? { by: describeStatement(by) } : {}),
        statements: by ? [by] : [],
        ...(missing === undefined ? {} : { missing }),
        assumptions: [],
    };
}

/** All of them are needed: the first refusal, or everything that allowed. */
export function together(decisions: Iterable<Decision>): Decision {
    const statements: StatementReference[] = [];
    const assumptions: string[] = [];
    for (const decision of decisions) {
        if (!decision.allowed) {
            return decision;
        }
        statements.push(...decision.statements);
        assumptions.push(...decision.assumptions);
    }
    return allowed(unique(statements), [...new Set(assumptions)]);
}

function unique(statements: readonly StatementReference[]): readonly StatementReference[] {
    return [...new Map(statements.map((one) => [`${one.urn} ${one.index}`, one])).values()];
}
