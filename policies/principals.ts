import { EXTERNAL_ID_IS_ACCOUNT, isDeputy, SOURCE_KEYS } from "../infra/aws/confusedDeputy";
import type { Condition, Statement } from "./documents";

/**
 * Condition keys that narrow "everybody" down to somebody, in lower case.
 * Source: S3 User Guide, "The meaning of public"; IAM User Guide, "AWS global condition context keys".
 */
const NARROWING_KEYS: ReadonlySet<string> = new Set([
    ...SOURCE_KEYS,
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceip",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "kms:calleraccount",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
]);

/** Operators that need the key to be there; `…IfExists` and `ForAllValues:` are true without it. */
const NARROWING_OPERATOR =
    /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/;

/** Whether an allowing statement speaks of everybody, without a condition that narrows it down. */
export function allowsEveryone(statement: Statement): boolean {
    return (
        statement.effect === "Allow" &&
        isEveryone(statement) &&
        !statement.conditions.some((condition) => narrows(condition, NARROWING_KEYS))
    );
}

/** Whether a statement, of any effect, speaks of everybody. */
export function isEveryone(statement: Statement): boolean {
    return statement.excludesPrincipals || statement.principals.some(({ id }) => id === "*");
}

/** Services that an allowing statement lets act for any other customer, too. */
export function unboundDeputies(statement: Statement): string[] {
    if (
        statement.effect !== "Allow" ||
        statement.conditions.some((condition) => narrows(condition, SOURCE_KEYS))
    ) {
        return [];
    }
    const named = (service: string) =>
        EXTERNAL_ID_IS_ACCOUNT.has(service) &&
        statement.conditions.some((condition) => narrows(condition, EXTERNAL_ID));
    return statement.principals
        .filter(({ type, id }) => type === "Service" && isDeputy(id) && !named(id))
        .map(({ id }) => id);
}

const EXTERNAL_ID: ReadonlySet<string> = new Set(["sts:externalid"]);

/** Whether a condition lets through only requests that carry one of some keys with a real value. */
export function narrows({ operator, key, values }: Condition, keys: ReadonlySet<string>): boolean {
    return (
        keys.has(key) && NARROWING_OPERATOR.test(operator) && values.length > 0 && !values.some(meansAnything)
    );
}

/** `*`, `arn:aws:s3:::*`, `0.0.0.0/0`: a value that every request has. */
function meansAnything(value: string): boolean {
    return (
        /^[*?]*$/.test(value) || /^arn:[^:]*:[^:]*:[*:/]*$/.test(value) || /^(0\.0\.0\.0|::)\/0$/.test(value)
    );
}

/** How a message names a statement. */
export function statementName(statement: Statement, index: number): string {
    return statement.sid ? `statement "${statement.sid}"` : `statement ${index + 1}`;
}

/** How a message says what a statement is about. */
export function actionsOf({ actions, excludesActions }: Statement): string {
    return `${excludesActions ? "everything but " : ""}${actions.join(", ")}`;
}

/**
 * Messages for a resource policy that lets in strangers: everybody, or a service that acts for any customer.
 *
 * @param path where the document is, e.g. `policy`.
 */
export function* strangersIn(policy: readonly Statement[], path: string): Generator<string> {
    for (const [index, statement] of policy.entries()) {
        const name = statementName(statement, index);
        if (allowsEveryone(statement)) {
            yield `${path}: ${name} allows ${actionsOf(statement)} to everybody; name the principals, or add a condition such as aws:SourceAccount`;
        }
        for (const service of unboundDeputies(statement)) {
            yield `${path}: ${name} lets ${service} act for any AWS account; add a condition on aws:SourceAccount or aws:SourceArn`;
        }
    }
}
