import { holdsUnknown, isUnknown, UnknownValue } from "./unknown";

/** A policy document's text that is no policy document: AWS would refuse it, so no rule may call it good. */
export class InvalidDocument extends Error {
    constructor(path: string, problem: string) {
        super(`${path} is ${problem}; it must be the JSON text of an IAM policy document`);
        this.name = "InvalidDocument";
    }
}

/** A statement of an IAM policy document, with lists where the language allows a single value. */
export interface Statement {
    readonly sid?: string;
    readonly effect: string;
    /** `type` is `AWS`, `Service`, `Federated` or `CanonicalUser`; `Principal: "*"` is `{ type: "*", id: "*" }`. */
    readonly principals: readonly { readonly type: string; readonly id: string }[];
    /** Everybody except those named. */
    readonly excludesPrincipals: boolean;
    readonly actions: readonly string[];
    /** Everything except the actions named. */
    readonly excludesActions: boolean;
    readonly resources: readonly string[];
    readonly excludesResources: boolean;
    readonly conditions: readonly Condition[];
}

export interface Condition {
    /** E.g. `StringEquals`. */
    readonly operator: string;
    /** In lower case: condition keys are not case-sensitive. */
    readonly key: string;
    readonly values: readonly string[];
}

/**
 * The statements of a policy document; none when there is no document.
 *
 * @param document JSON text, or the object that some Pulumi classes take.
 * @param path for the error message, e.g. `policy`.
 * @throws UnknownValue when a part of the text is not known yet, InvalidDocument when it is no policy document.
 */
export function statements(document: unknown, path: string): Statement[] {
    if (document === undefined || document === null || document === "") {
        return [];
    }
    const parsed = typeof document === "string" ? parse(document, path) : document;
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
        throw new InvalidDocument(path, "not an object");
    }
    return elements((parsed as Json).Statement).map((statement) => {
        if (typeof statement !== "object" || statement === null) {
            throw new InvalidDocument(path, "a document whose statement is not an object");
        }
        return toStatement(statement as Json);
    });
}

type Json = { readonly [key: string]: unknown };

function parse(text: string, path: string): unknown {
    if (holdsUnknown(text)) {
        throw new UnknownValue(path);
    }
    try {
        return JSON.parse(text);
    } catch {
        throw new InvalidDocument(path, "not JSON");
    }
}

function toStatement(json: Json): Statement {
    return {
        sid: typeof json.Sid === "string" ? json.Sid : undefined,
        effect: typeof json.Effect === "string" ? json.Effect : "",
        principals: principals(json.Principal ?? json.NotPrincipal),
        excludesPrincipals: json.NotPrincipal !== undefined,
        actions: texts(json.Action ?? json.NotAction),
        excludesActions: json.NotAction !== undefined,
        resources: texts(json.Resource ?? json.NotResource),
        excludesResources: json.NotResource !== undefined,
        conditions: conditions(json.Condition),
    };
}

function principals(principal: unknown): Statement["principals"] {
    if (typeof principal !== "object" || principal === null) {
        return texts(principal).map((id) => ({ type: id === "*" ? "*" : "AWS", id }));
    }
    return Object.entries(principal).flatMap(([type, ids]) => texts(ids).map((id) => ({ type, id })));
}

function conditions(condition: unknown): Condition[] {
    if (typeof condition !== "object" || condition === null) {
        return [];
    }
    return Object.entries(condition).flatMap(([operator, keys]) =>
        typeof keys === "object" && keys !== null
            ? Object.entries(keys).map(([key, values]) => ({
                  operator,
                  key: key.toLowerCase(),
                  values: texts(values),
              }))
            : [],
    );
}

function elements(value: unknown): readonly unknown[] {
    if (value === undefined || value === null) {
        return [];
    }
    return Array.isArray(value) ? value : [value];
}

function texts(value: unknown): string[] {
    return elements(value).map((element) => {
        if (isUnknown(element)) {
            throw new UnknownValue("policy");
        }
        return typeof element === "object" ? JSON.stringify(element) : String(element);
    });
}

/** Whether an action pattern of a policy covers an action. */
export function coversAction(pattern: string, action: string): boolean {
    return covers(pattern.toLowerCase(), action.toLowerCase());
}

/**
 * Whether a pattern of an IAM policy (`*` any text, `?` one character) covers a text.
 * It goes back to the last star only: patterns come from foreign programs, and a regular expression could be made to hang.
 */
export function covers(pattern: string, text: string): boolean {
    let p = 0;
    let t = 0;
    let star = -1;
    let retry = 0;
    while (t < text.length) {
        if (pattern[p] === "*") {
            star = p++;
            retry = t;
        } else if (pattern[p] === "?" || pattern[p] === text[t]) {
            p++;
            t++;
        } else if (star >= 0) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    while (pattern[p] === "*") {
        p++;
    }
    return p === pattern.length;
}
