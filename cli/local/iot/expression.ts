/**
 * The part of AWS IoT SQL that a local run evaluates. Source: AWS IoT Core Developer Guide, AWS IoT SQL reference.
 */

/** A message on its way through a rule; the payload is parsed once, when the first expression needs it. */
export interface RuleMessage {
    readonly topic: string;
    readonly payload: Buffer;
    /** Milliseconds since the epoch. */
    readonly receivedAt: number;
    json?: unknown;
}

/** Anything that the rule's SQL may hold and a local run does not evaluate. */
export class UnsupportedSql extends Error {
    override readonly name = "UnsupportedSql";
}

/** A payload that the rule's SQL cannot read: AWS then runs the rule's error action. */
export class RuleEvaluationError extends Error {
    override readonly name = "RuleEvaluationError";
}

export type Expression = (message: RuleMessage) => unknown;

type Token =
    | { readonly kind: "text"; readonly value: string; readonly at: number }
    | { readonly kind: "number"; readonly value: string; readonly at: number }
    | { readonly kind: "word"; readonly value: string; readonly at: number }
    | { readonly kind: "sign"; readonly value: string; readonly at: number };

const TOKEN =
    /\s*(?:'((?:[^']|'')*)'|(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|"((?:[^"\\]|\\.)*)"|(<>|!=|<=|>=|[(),.*=<>]))/y;

/** Reads the tokens of a statement, and names what it cannot read. */
export class Tokens {
    private readonly tokens: Token[] = [];
    private position = 0;

    constructor(private readonly sql: string) {
        TOKEN.lastIndex = 0;
        while (sql.slice(TOKEN.lastIndex).trim() !== "") {
            const at = TOKEN.lastIndex;
            const match = TOKEN.exec(sql);
            if (match === null) {
                throw new UnsupportedSql(`"${sql.slice(at).trim().slice(0, 30)}"`);
            }
            const [, single, digits, word, quoted, sign] = match;
            if (single !== undefined) {
                this.tokens.push({ kind: "text", value: single.replaceAll("''", "'"), at });
            } else if (quoted !== undefined) {
                this.tokens.push({ kind: "text", value: quoted.replace(/\\(.)/g, "$1"), at });
            } else if (digits !== undefined) {
                this.tokens.push({ kind: "number", value: digits, at });
            } else if (word !== undefined) {
                this.tokens.push({ kind: "word", value: word, at });
            } else {
                this.tokens.push({ kind: "sign", value: sign!, at });
            }
        }
    }

    /** The next token, which stays. */
    get next(): Token | undefined {
        return this.tokens[this.position];
    }

    get following(): Token | undefined {
        return this.tokens[this.position + 1];
    }

    /** Takes the next token if it is this sign or (in any case) this keyword. */
    take(value: string): boolean {
        const token = this.next;
        const same = token?.kind === "word" || token?.kind === "sign";
        if (!same || token.value.toUpperCase() !== value) {
            return false;
        }
        this.position++;
        return true;
    }

    /** Takes the next token, which has to be this one. */
    expect(value: string): void {
        if (!this.take(value)) {
            throw new UnsupportedSql(`${this.rest()} where ${value} belongs`);
        }
    }

    /** Takes the next token of a kind. */
    of(kind: Token["kind"]): string {
        const token = this.next;
        if (token?.kind !== kind) {
            throw new UnsupportedSql(`${this.rest()} where a ${kind} belongs`);
        }
        this.position++;
        return token.value;
    }

    /** What has not been read, shortened, for messages. */
    rest(): string {
        const token = this.next;
        return token === undefined
            ? "the statement's end"
            : `"${this.sql.slice(token.at).trim().slice(0, 30)}"`;
    }
}

/** A condition of WHERE: comparisons of expressions, joined by AND, OR, NOT and parentheses. */
export function parseCondition(tokens: Tokens): Expression {
    let left = parseConjunction(tokens);
    while (tokens.take("OR")) {
        const [a, b] = [left, parseConjunction(tokens)];
        left = (message) => a(message) === true || b(message) === true;
    }
    return left;
}

function parseConjunction(tokens: Tokens): Expression {
    let left = parseNegation(tokens);
    while (tokens.take("AND")) {
        const [a, b] = [left, parseNegation(tokens)];
        left = (message) => a(message) === true && b(message) === true;
    }
    return left;
}

function parseNegation(tokens: Tokens): Expression {
    if (tokens.take("NOT")) {
        const condition = parseNegation(tokens);
        return (message) => condition(message) !== true;
    }
    if (tokens.take("(")) {
        const condition = parseCondition(tokens);
        tokens.expect(")");
        return condition;
    }
    return parseComparison(tokens);
}

/** A comparison with something undefined, or of two types, is not true. */
function parseComparison(tokens: Tokens): Expression {
    const left = parseExpression(tokens);
    for (const [sign, holds] of COMPARISONS) {
        if (tokens.take(sign)) {
            const right = parseExpression(tokens);
            return (message) => {
                const [a, b] = [left(message), right(message)];
                return a !== undefined && b !== undefined && typeof a === typeof b && holds(a, b);
            };
        }
    }
    return left;
}

// The operands are compared only when they are of one type, and the rules' messages hold texts and numbers.
const COMPARISONS: readonly [string, (a: unknown, b: unknown) => boolean][] = [
    ["<>", (a, b) => a !== b],
    ["!=", (a, b) => a !== b],
    ["<=", (a, b) => (a as number) <= (b as number)],
    [">=", (a, b) => (a as number) >= (b as number)],
    ["=", (a, b) => a === b],
    ["<", (a, b) => (a as number) < (b as number)],
    [">", (a, b) => (a as number) > (b as number)],
];

/** One value: a literal, a function call or a path into the payload. */
export function parseExpression(tokens: Tokens): Expression {
    const token = tokens.next;
    if (token?.kind === "text") {
        const value = tokens.of("text");
        return () => value;
    }
    if (token?.kind === "number") {
        const value = Number(tokens.of("number"));
        return () => value;
    }
    if (token?.kind === "word" && ["TRUE", "FALSE"].includes(token.value.toUpperCase())) {
        const value = tokens.of("word").toUpperCase() === "TRUE";
        return () => value;
    }
    if (token?.kind !== "word") {
        throw new UnsupportedSql(tokens.rest());
    }
    return tokens.following?.value === "(" && tokens.following.kind === "sign"
        ? parseCall(tokens)
        : parsePath(tokens);
}

function parsePath(tokens: Tokens): Expression {
    const path = [tokens.of("word")];
    while (tokens.take(".")) {
        path.push(tokens.of("word"));
    }
    return (message) => {
        let value = document(message);
        for (const field of path) {
            const found: unknown = typeof value === "object" && value !== null ? value : {};
            value = Object.hasOwn(found as object, field)
                ? (found as Record<string, unknown>)[field]
                : undefined;
        }
        return value;
    };
}

function parseCall(tokens: Tokens): Expression {
    const call = tokens.rest();
    const name = tokens.of("word").toLowerCase();
    tokens.expect("(");
    switch (name) {
        case "topic": {
            if (tokens.take(")")) {
                return (message) => message.topic;
            }
            const level = Number(tokens.of("number"));
            tokens.expect(")");
            return (message) => message.topic.split("/")[level - 1];
        }
        case "timestamp":
            tokens.expect(")");
            return (message) => message.receivedAt;
        case "newuuid":
            tokens.expect(")");
            return () => crypto.randomUUID();
        case "encode": {
            const whole = tokens.take("*");
            const value = whole ? undefined : parseExpression(tokens);
            tokens.expect(",");
            const scheme = tokens.of("text");
            tokens.expect(")");
            if (scheme !== "base64") {
                throw new UnsupportedSql(`encode(…, '${scheme}')`);
            }
            if (value === undefined) {
                return (message) => message.payload.toString("base64");
            }
            return (message) => {
                const found = value(message);
                const shown = typeof found === "string" ? found : JSON.stringify(found);
                return found === undefined ? undefined : Buffer.from(shown).toString("base64");
            };
        }
        default:
            throw new UnsupportedSql(`the call ${call}`);
    }
}

/** The payload as JSON. */
export function document(message: RuleMessage): unknown {
    if (message.json === undefined) {
        try {
            message.json = JSON.parse(message.payload.toString("utf8"));
        } catch {
            throw new RuleEvaluationError("the payload is not JSON, and the rule's SQL reads its fields");
        }
    }
    return message.json;
}

/** Replaces `${expression}` in a text, as rule actions do. Source: AWS IoT Core, Substitution templates. */
export function parseTemplate(template: string): (message: RuleMessage) => string {
    const parts = template.split(/\$\{([^}]*)\}/);
    const expressions = parts.map((part, index) => {
        if (index % 2 === 0) {
            return () => part;
        }
        const tokens = new Tokens(part);
        const expression = parseExpression(tokens);
        if (tokens.next !== undefined) {
            throw new UnsupportedSql(tokens.rest());
        }
        return expression;
    });
    if (expressions.length === 1) {
        return () => template;
    }
    return (message) =>
        expressions
            .map((expression) => {
                const value = expression(message);
                return value === undefined ? "" : String(value);
            })
            .join("");
}
