import type { Statement } from "./documents";
import { isEveryone } from "./principals";

/**
 * Whether a statement of a resource policy refuses every call of a service that comes without TLS, whoever makes it.
 * A second condition would let through what does not meet it. Its resources are for the caller to judge.
 *
 * @param service e.g. `s3`.
 */
export function refusesPlainHttp(statement: Statement, service: string): boolean {
    const [condition, ...more] = statement.conditions;
    return (
        statement.effect === "Deny" &&
        isEveryone(statement) &&
        !statement.excludesPrincipals &&
        !statement.excludesActions &&
        !statement.excludesResources &&
        statement.actions.some((action) => action === "*" || action.toLowerCase() === `${service}:*`) &&
        condition?.operator === "Bool" &&
        condition.key === "aws:securetransport" &&
        condition.values.includes("false") &&
        more.length === 0
    );
}
