/** The Condition element. Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
import { BlockList, isIP } from "node:net";
import { UNKNOWN } from "../../preview/plan";
import type { RequestContext } from "./context";
import { allOf, anyOf, type Match, not, Unjudgeable } from "./match";
import { Pattern } from "./pattern";

/** One value of a policy, ready to be compared with a value of a request. */
type Comparison = (actual: string, context: RequestContext) => Match;
type Compile = (expected: string, variables: boolean) => Comparison;

const NUMERIC: Readonly<Record<string, (actual: number, expected: number) => boolean>> = {
    Equals: (actual, expected) => actual === expected,
    LessThan: (actual, expected) => actual < expected,
    LessThanEquals: (actual, expected) => actual <= expected,
    GreaterThan: (actual, expected) => actual > expected,
    GreaterThanEquals: (actual, expected) => actual >= expected,
};

/** The operators without their prefixes, suffix and negations. */
const OPERATORS: ReadonlyMap<string, Compile> = new Map<string, Compile>([
    ["StringEquals", text({ wildcards: false })],
    ["StringEqualsIgnoreCase", text({ wildcards: false, ignoreCase: true })],
    ["StringLike", text({ wildcards: true })],
    ["ArnEquals", arn],
    ["ArnLike", arn],
    ["Bool", (expected) => (actual) => actual.toLowerCase() === expected.toLowerCase()],
    ["BinaryEquals", (expected) => (actual) => actual === expected],
    ["IpAddress", ipAddress],
    ...Object.entries(NUMERIC).flatMap(([name, holds]): [string, Compile][] => [
        [`Numeric${name}`, ordered(Number, holds)],
        [`Date${name}`, ordered(time, holds)],
    ]),
]);

const NEGATIONS: ReadonlyMap<string, string> = new Map([
    ["StringNotEquals", "StringEquals"],
    ["StringNotEqualsIgnoreCase", "StringEqualsIgnoreCase"],
    ["StringNotLike", "StringLike"],
    ["ArnNotEquals", "ArnEquals"],
    ["ArnNotLike", "ArnLike"],
    ["NumericNotEquals", "NumericEquals"],
    ["DateNotEquals", "DateEquals"],
    ["NotIpAddress", "IpAddress"],
]);

/** One operator on one key. All conditions of a statement must hold. */
export interface Condition {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
    holds(context: RequestContext): Match;
}

/** @throws Error for an operator that does not exist: AWS refuses such a document */
export function compileCondition(
    operator: string,
    key: string,
    values: readonly string[],
    variables: boolean,
): Condition {
    const parts = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
    const [, set, name = "", ifExists] = parts;
    if (values.some((value) => value.includes(UNKNOWN))) {
        const why = new Unjudgeable(
            `its condition on ${key} holds a value that is known only after deployment`,
        );
        return { operator, key, values, holds: () => why };
    }
    if (name === "Null") {
        return { operator, key, values, holds: (context) => isAbsent(context, key, values) };
    }
    const negated = NEGATIONS.has(name);
    const compile = OPERATORS.get(NEGATIONS.get(name) ?? name);
    if (!compile) {
        throw new Error(`${operator} is not a condition operator`);
    }
    const comparisons = values.map((value) => compile(value, variables));
    const patterns = negated && variables ? values.map((value) => new Pattern(value, PLAIN)) : [];

    const one = (actual: string, context: RequestContext): Match => {
        if (patterns.some((pattern) => pattern.lacksValue(context))) {
            return new Unjudgeable(`a variable in its condition on ${key} has no value`);
        }
        const match = anyOf(comparisons, (comparison) => comparison(actual, context));
        return negated ? not(match) : match;
    };
    const holds = (context: RequestContext): Match => {
        const actual = context.get(key);
        if (actual instanceof Unjudgeable) {
            return actual;
        }
        if (actual === undefined || actual.length === 0) {
            return set === "ForAllValues" || ifExists !== undefined || (negated && set === undefined);
        }
        const every = set === "ForAllValues" || (set === undefined && negated);
        return every
            ? allOf(actual, (value) => one(value, context))
            : anyOf(actual, (value) => one(value, context));
    };
    return { operator, key, values, holds };
}

const PLAIN = { wildcards: false, variables: true } as const;

function isAbsent(context: RequestContext, key: string, values: readonly string[]): Match {
    const actual = context.get(key);
    if (actual instanceof Unjudgeable) {
        return actual;
    }
    const absent = actual === undefined || actual.length === 0;
    return values.some((value) => (value.toLowerCase() === "true") === absent);
}

function text(options: { wildcards: boolean; ignoreCase?: boolean }): Compile {
    return (expected, variables) => {
        const pattern = new Pattern(expected, { ...options, variables });
        return (actual, context) => pattern.matches(actual, context);
    };
}

function arn(expected: string, variables: boolean): Comparison {
    const pattern = new Pattern(expected, { wildcards: true, variables });
    return (actual, context) => pattern.matchesArn(actual, context);
}

function ordered(
    parse: (text: string) => number,
    holds: (actual: number, expected: number) => boolean,
): Compile {
    return (expected) => {
        const bound = parse(expected);
        return (actual) => {
            const value = parse(actual);
            if (Number.isNaN(bound) || Number.isNaN(value)) {
                return new Unjudgeable(`"${Number.isNaN(bound) ? expected : actual}" cannot be compared`);
            }
            return holds(value, bound);
        };
    };
}

/** ISO 8601, or seconds since the epoch. */
function time(value: string): number {
    return /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value);
}

function ipAddress(expected: string): Comparison {
    const [address = "", prefix] = expected.split("/");
    const version = isIP(address);
    if (version === 0) {
        return () => new Unjudgeable(`"${expected}" is not an IP address range`);
    }
    const family = version === 6 ? "ipv6" : "ipv4";
    const range = new BlockList();
    range.addSubnet(address, prefix === undefined ? (version === 6 ? 128 : 32) : Number(prefix), family);
    return (actual) => isIP(actual) === version && range.check(actual, family);
}
