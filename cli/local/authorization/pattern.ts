/**
 * Texts of policies: `*` and `?`, and variables such as `${aws:PrincipalTag/team}`.
 * Sources: IAM User Guide, "IAM JSON policy elements: Resource", "Variables and tags".
 */
import { UNKNOWN } from "../../preview/plan";
import type { RequestContext } from "./context";
import { type Match, Unjudgeable } from "./match";

/** A UTF-16 code unit that stands for itself, or one of the two wildcards. */
type Token = number;
const ANY: Token = -1;
const ONE: Token = -2;
const COLON = ":".charCodeAt(0);

interface Variable {
    readonly key: string;
    readonly fallback?: string;
}

export interface PatternOptions {
    /** Whether `*` and `?` are wildcards; otherwise they stand for themselves. */
    readonly wildcards: boolean;
    /** Whether `${…}` is a variable: only in documents of version 2012-10-17. */
    readonly variables: boolean;
    readonly ignoreCase?: boolean;
}

/** One text of a policy, compiled once. */
export class Pattern {
    private readonly parts: readonly (readonly Token[] | Variable)[];
    private readonly fixed: readonly Token[] | undefined;
    private expression: RegExp | undefined;

    constructor(
        readonly text: string,
        private readonly options: PatternOptions,
    ) {
        this.parts = options.variables ? split(text, options) : [literal(text, options)];
        this.fixed = this.parts.every(isTokens) ? this.parts.flat() : undefined;
    }

    /** Whether the whole text matches, wildcards reaching over anything. */
    matches(actual: string, context: RequestContext): Match {
        return this.test(context, (tokens) => glob(tokens, this.fold(actual)));
    }

    /**
     * As the Resource element is matched: a wildcard stays within its segment of the ARN, except that `*` as a
     * segment's last character reaches beyond the colon, and that the last segment has no bounds.
     */
    matchesResource(arn: string, context: RequestContext): Match {
        return this.test(context, (tokens) => {
            if (!this.fixed) {
                return resourceExpression(tokens).test(arn);
            }
            this.expression ??= resourceExpression(tokens);
            return this.expression.test(arn);
        });
    }

    /** As ArnLike and ArnEquals match: each of the six components by itself. */
    matchesArn(arn: string, context: RequestContext): Match {
        return this.test(context, (tokens) => {
            const patterns = components(tokens);
            if (patterns.length < 6) {
                return new Unjudgeable(`"${this.text}" is not an ARN of six components`);
            }
            const actual = components(codes(arn)).map((component) => String.fromCharCode(...component));
            return actual.length === 6 && patterns.every((pattern, at) => glob(pattern, actual[at]!));
        });
    }

    private test(context: RequestContext, matches: (tokens: readonly Token[]) => Match): Match {
        if (this.text.includes(UNKNOWN)) {
            return new Unjudgeable("it holds a value that is known only after deployment");
        }
        const tokens = this.fixed ?? this.resolve(context);
        if (tokens === undefined) {
            return false;
        }
        return tokens instanceof Unjudgeable ? tokens : matches(tokens);
    }

    /** Undefined if a variable without a default has no value. */
    private resolve(context: RequestContext): readonly Token[] | Unjudgeable | undefined {
        const tokens: Token[] = [];
        for (const part of this.parts) {
            if (isTokens(part)) {
                tokens.push(...part);
                continue;
            }
            const found = context.get(part.key);
            if (found instanceof Unjudgeable) {
                return found;
            }
            // A key with several values cannot be used as a variable (IAM User Guide, "Policy variables").
            const value = found?.length === 1 ? found[0] : part.fallback;
            if (value === undefined) {
                return undefined;
            }
            tokens.push(...codes(this.fold(value)));
        }
        return tokens;
    }

    /** Whether a variable of the text has no value, so that a comparison means nothing. */
    lacksValue(context: RequestContext): boolean {
        return this.fixed === undefined && this.resolve(context) === undefined;
    }

    private fold(text: string): string {
        return this.options.ignoreCase ? text.toLowerCase() : text;
    }
}

function isTokens(part: readonly Token[] | Variable): part is readonly Token[] {
    return Array.isArray(part);
}

function split(text: string, options: PatternOptions): (readonly Token[] | Variable)[] {
    const parts: (readonly Token[] | Variable)[] = [];
    let end = 0;
    for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
        parts.push(literal(text.slice(end, match.index), options));
        const inner = (match[1] ?? "").trim();
        if (inner === "*" || inner === "?" || inner === "$") {
            parts.push(codes(inner));
        } else {
            const [, key = inner, fallback] = /^([^,]*?)\s*(?:,\s*'([^']*)')?$/.exec(inner) ?? [];
            parts.push(fallback === undefined ? { key } : { key, fallback });
        }
        end = match.index + match[0].length;
    }
    parts.push(literal(text.slice(end), options));
    return parts;
}

function literal(text: string, options: PatternOptions): readonly Token[] {
    const tokens = codes(options.ignoreCase ? text.toLowerCase() : text);
    if (!options.wildcards) {
        return tokens;
    }
    return tokens.map((code) => (code === 42 ? ANY : code === 63 ? ONE : code));
}

function codes(text: string): Token[] {
    return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
}

/** The six components; the last one keeps its colons. */
function components(tokens: readonly Token[]): Token[][] {
    const result: Token[][] = [[]];
    for (const token of tokens) {
        if (token === COLON && result.length < 6) {
            result.push([]);
        } else {
            result.at(-1)!.push(token);
        }
    }
    return result;
}

/** Greedy with one step back to the last `*`: linear in practice, never exponential. */
export function glob(pattern: readonly Token[], text: string): boolean {
    let at = 0;
    let position = 0;
    let star = -1;
    let resume = 0;
    while (position < text.length) {
        const token = pattern[at];
        if (token === ANY) {
            star = at++;
            resume = position;
        } else if (token === ONE || token === text.charCodeAt(position)) {
            at++;
            position++;
        } else if (star >= 0) {
            at = star + 1;
            position = ++resume;
        } else {
            return false;
        }
    }
    while (pattern[at] === ANY) {
        at++;
    }
    return at === pattern.length;
}

function resourceExpression(tokens: readonly Token[]): RegExp {
    let colons = 0;
    let source = "";
    tokens.forEach((token, at) => {
        const unbounded = colons >= 5;
        if (token === ANY) {
            const endsSegment = at === tokens.length - 1 || tokens[at + 1] === COLON;
            source += unbounded || endsSegment ? ".*" : "[^:]*";
        } else if (token === ONE) {
            source += unbounded ? "." : "[^:]";
        } else {
            colons += token === COLON ? 1 : 0;
            source += String.fromCharCode(token).replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&");
        }
    });
    return new RegExp(`^${source}$`, "s");
}
