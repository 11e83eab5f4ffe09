/** Policy documents, compiled once. Source: IAM User Guide, "Grammar of the IAM JSON policy language". */
import { type PlanValue, UNKNOWN } from "../../preview/plan";
import { type Condition, compileCondition } from "./condition";
import type { RequestContext } from "./context";
import { allOf, anyOf, type Match, not } from "./match";
import { Pattern } from "./pattern";
import { type Caller, PrincipalMatcher, textList } from "./principal";

/** Where a statement stands: the resource that carries the document, and the statement in it. */
export interface StatementReference {
    /** URN of the plan's resource, or a name such as `AWS managed policy AWSLambdaBasicExecutionRole`. */
    readonly urn: string;
    readonly sid?: string;
    /** Position in the document, from 0. */
    readonly index: number;
}

/** What is asked of a statement. */
export interface Question {
    readonly caller: Caller;
    readonly action: string;
    /** ARN, or `*` for an action without a resource. */
    readonly resource: string;
    readonly context: RequestContext;
}

export interface Statement {
    readonly reference: StatementReference;
    readonly effect: "Allow" | "Deny";
    /** Only in policies of resources. */
    readonly principal?: PrincipalMatcher;
    readonly actions: Element;
    /** Absent in trust policies: the role itself. */
    readonly resources?: Element;
    readonly conditions: readonly Condition[];
}

/** Action or Resource, or the negation of one. */
export interface Element {
    readonly texts: readonly string[];
    readonly negated: boolean;
    matches(actual: string, context: RequestContext): Match;
}

/** One document, or the reason why it cannot be judged. */
export interface Policy {
    /** URN of the plan's resource that carries the document. */
    readonly urn: string;
    readonly statements: readonly Statement[];
    /** Why nothing can be said of a request that the document may concern. */
    readonly unjudgeable?: string;
    /** Whether the unknown part may hold a denial. */
    readonly mayDeny: boolean;
}

/** Whether everything in the statement, save its effect, fits the request. */
export function applies(statement: Statement, question: Question): Match {
    return allOf(tests(statement, question), (test) => test());
}

function* tests(statement: Statement, question: Question): Iterable<() => Match> {
    const { context } = question;
    yield () => statement.actions.matches(question.action, context);
    if (statement.principal) {
        const { principal } = statement;
        yield () => principal.of(question.caller).match;
    }
    if (statement.resources) {
        const { resources } = statement;
        yield () => resources.matches(question.resource, context);
    }
    for (const condition of statement.conditions) {
        yield () => condition.holds(context);
    }
}

/** Whether a document belongs to an identity or to a resource: a resource's statements name principals. */
export type PolicyKind = "identity" | "resource";

/** Compiles a document as it stands in a plan: JSON text or an object. What AWS would refuse is unjudgeable. */
export function compilePolicy(urn: string, document: PlanValue | undefined, kind: PolicyKind): Policy {
    if (document === UNKNOWN) {
        return unjudgeablePolicy(urn, "its document is known only after deployment", true);
    }
    try {
        const parsed: unknown = typeof document === "string" ? JSON.parse(document) : document;
        if (!isRecord(parsed)) {
            throw new Error("it is not a JSON object");
        }
        const variables = parsed.Version === "2012-10-17";
        const list = Array.isArray(parsed.Statement) ? parsed.Statement : [parsed.Statement];
        const statements = list.map((statement: unknown, index) => {
            return compileStatement({ urn, index }, statement, kind, variables);
        });
        return { urn, statements, mayDeny: false };
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return unjudgeablePolicy(urn, `AWS would refuse its document: ${why}`, true);
    }
}

export function unjudgeablePolicy(urn: string, why: string, mayDeny: boolean): Policy {
    return { urn, statements: [], unjudgeable: why, mayDeny };
}

const ELEMENTS = new Set([
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
]);

function compileStatement(
    place: { readonly urn: string; readonly index: number },
    json: unknown,
    kind: PolicyKind,
    variables: boolean,
): Statement {
    if (!isRecord(json)) {
        throw new Error(`statement ${place.index + 1} is not an object`);
    }
    const name = typeof json.Sid === "string" ? json.Sid : `statement ${place.index + 1}`;
    const stray = Object.keys(json).find((key) => !ELEMENTS.has(key));
    if (stray !== undefined) {
        throw new Error(`${name} has the element ${stray}, which does not exist`);
    }
    if (json.Effect !== "Allow" && json.Effect !== "Deny") {
        throw new Error(`${name} has no Effect of Allow or Deny`);
    }
    const actions = element(json, "Action", name, (text) => {
        const pattern = new Pattern(text, { wildcards: true, variables: false, ignoreCase: true });
        return (actual, context) => pattern.matches(actual, context);
    });
    const resources = element(json, "Resource", name, (text) => {
        const pattern = new Pattern(text, { wildcards: true, variables });
        return (actual, context) => pattern.matchesResource(actual, context);
    });
    if (!actions) {
        throw new Error(`${name} has neither Action nor NotAction`);
    }
    if (!resources && kind === "identity") {
        throw new Error(`${name} has neither Resource nor NotResource`);
    }
    return {
        reference: { ...place, ...(typeof json.Sid === "string" ? { sid: json.Sid } : {}) },
        effect: json.Effect,
        ...(kind === "resource" ? { principal: principal(json, name) } : {}),
        actions,
        ...(resources ? { resources } : {}),
        conditions: conditions(json.Condition, name, variables),
    };
}

function element(
    json: Record<string, unknown>,
    key: "Action" | "Resource",
    name: string,
    compile: (text: string) => (actual: string, context: RequestContext) => Match,
): Element | undefined {
    const positive = json[key];
    const negative = json[`Not${key}`];
    if (positive !== undefined && negative !== undefined) {
        throw new Error(`${name} has both ${key} and Not${key}`);
    }
    const texts = positive ?? negative;
    if (texts === undefined) {
        return undefined;
    }
    const list = textList(texts);
    const tests = list.map(compile);
    const negated = positive === undefined;
    return {
        texts: list,
        negated,
        matches: (actual, context) => {
            const match = anyOf(tests, (test) => test(actual, context));
            return negated ? not(match) : match;
        },
    };
}

function principal(json: Record<string, unknown>, name: string): PrincipalMatcher {
    if ((json.Principal === undefined) === (json.NotPrincipal === undefined)) {
        throw new Error(`${name} must have either Principal or NotPrincipal`);
    }
    return new PrincipalMatcher(json.Principal ?? json.NotPrincipal, json.Principal === undefined);
}

function conditions(json: unknown, name: string, variables: boolean): readonly Condition[] {
    if (json === undefined) {
        return [];
    }
    if (!isRecord(json)) {
        throw new Error(`the Condition of ${name} is not an object`);
    }
    return Object.entries(json).flatMap(([operator, keys]) => {
        if (!isRecord(keys)) {
            throw new Error(`${operator} in ${name} is not an object`);
        }
        return Object.entries(keys).map(([key, values]) => {
            return compileCondition(operator, key, textList(values), variables);
        });
    });
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
