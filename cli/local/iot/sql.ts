import {
    document,
    type Expression,
    parseCondition,
    parseExpression,
    RuleEvaluationError,
    type RuleMessage,
    Tokens,
    UnsupportedSql,
} from "./expression";

/** A topic rule's statement, ready to run. */
export interface RuleStatement {
    /** MQTT topic filter. */
    readonly filter: string;
    /** JSON text of what the rule's actions receive; nothing when WHERE does not hold. */
    readonly evaluate: (message: RuleMessage) => string | undefined;
}

/**
 * Reads `SELECT … FROM '<filter>' [WHERE …]`.
 * @throws {UnsupportedSql} naming the construct that a local run does not evaluate
 */
export function parseRuleSql(sql: string): RuleStatement {
    const tokens = new Tokens(sql);
    tokens.expect("SELECT");
    const items = [parseItem(tokens)];
    while (tokens.take(",")) {
        items.push(parseItem(tokens));
    }
    tokens.expect("FROM");
    const filter = tokens.of("text");
    const condition = tokens.take("WHERE") ? parseCondition(tokens) : undefined;
    if (tokens.next !== undefined) {
        throw new UnsupportedSql(tokens.rest());
    }
    const project = items.some((item) => item === "*") ? mergeItems(items) : concatenateItems(items);
    return {
        filter,
        evaluate: (message) =>
            condition === undefined || condition(message) === true ? project(message) : undefined,
    };
}

interface Item {
    readonly name: string;
    readonly value: Expression;
}

function parseItem(tokens: Tokens): Item | "*" {
    if (tokens.take("*")) {
        return "*";
    }
    const first = tokens.next;
    const path = first?.kind === "word" && tokens.following?.value !== "(";
    const written = tokens.rest();
    const value = parseExpression(tokens);
    if (tokens.take("AS")) {
        return { name: tokens.next?.kind === "text" ? tokens.of("text") : tokens.of("word"), value };
    }
    if (!path) {
        throw new UnsupportedSql(`${written} without AS`);
    }
    // A path without AS keeps its last field's name.
    return { name: /[A-Za-z0-9_.]+/.exec(written)![0].split(".").at(-1)!, value };
}

/** Without `*` the JSON is put together from texts: there are a million of these. */
function concatenateItems(items: readonly (Item | "*")[]): (message: RuleMessage) => string {
    const named = items.filter((item) => item !== "*");
    const heads = named.map(({ name }) => `${JSON.stringify(name)}:`);
    return (message) => {
        let json = "{";
        for (let index = 0; index < named.length; index++) {
            const value = named[index]!.value(message);
            if (value !== undefined) {
                json += `${json.length > 1 ? "," : ""}${heads[index]}${toJson(value)}`;
            }
        }
        return `${json}}`;
    };
}

/** With `*` the payload's own fields come first; later items replace those of the same name. */
function mergeItems(items: readonly (Item | "*")[]): (message: RuleMessage) => string {
    return (message) => {
        const merged: Record<string, unknown> = {};
        for (const item of items) {
            if (item === "*") {
                const payload = document(message);
                if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
                    throw new RuleEvaluationError("the payload is not a JSON object, and the rule selects *");
                }
                Object.assign(merged, payload);
            } else {
                merged[item.name] = item.value(message);
            }
        }
        return JSON.stringify(merged);
    };
}

const NEEDS_ESCAPE = /[^ !#-[\]-~]/;

function toJson(value: unknown): string {
    return typeof value === "string" && !NEEDS_ESCAPE.test(value) ? `"${value}"` : JSON.stringify(value);
}
