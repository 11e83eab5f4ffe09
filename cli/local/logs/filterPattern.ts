/** A filter pattern that a local run does not evaluate. */
export class UnsupportedPattern extends Error {
    override readonly name = "UnsupportedPattern";
}

/**
 * Reads a filter pattern: nothing (every event), terms (`ERROR -timeout ?WARN "two words"`), or one or several
 * JSON comparisons (`{ $.level = "error" && $.ms > 5 }`).
 * Source: Amazon CloudWatch Logs User Guide, Filter pattern syntax.
 * @throws {UnsupportedPattern} naming what else was found
 */
export function parseFilterPattern(pattern: string): (message: string) => boolean {
    const trimmed = pattern.trim();
    if (trimmed === "") {
        return () => true;
    }
    if (trimmed.startsWith("{") && trimmed.endsWith("}")) {
        return parseJsonPattern(trimmed.slice(1, -1));
    }
    if (/^[[%]/.test(trimmed)) {
        throw new UnsupportedPattern(`"${trimmed}"`);
    }
    return parseTerms(trimmed);
}

function parseTerms(pattern: string): (message: string) => boolean {
    const terms = [...pattern.matchAll(/([?-]?)(?:"([^"]*)"|(\S+))/g)].map(([, sign, quoted, plain]) => ({
        sign,
        word: quoted ?? plain ?? "",
    }));
    const required = terms.filter((term) => term.sign === "").map((term) => term.word);
    const optional = terms.filter((term) => term.sign === "?").map((term) => term.word);
    const excluded = terms.filter((term) => term.sign === "-").map((term) => term.word);
    return (message) =>
        required.every((word) => message.includes(word)) &&
        !excluded.some((word) => message.includes(word)) &&
        // Optional terms count only when nothing is required, as CloudWatch has it.
        (required.length > 0 || optional.length === 0 || optional.some((word) => message.includes(word)));
}

type Comparison = (event: unknown) => boolean;

const COMPARISON =
    /^\s*\$((?:\.[A-Za-z0-9_-]+)+)\s*(?:(=|!=|<=|>=|<|>)\s*(?:"([^"]*)"|([A-Za-z0-9_.*-]+))|(IS\s+NULL|IS\s+TRUE|IS\s+FALSE|NOT\s+EXISTS))\s*$/;

function parseJsonPattern(body: string): (message: string) => boolean {
    const alternatives = body
        .split("||")
        .map((alternative) => alternative.split("&&").map((text) => parseComparison(text)));
    return (message) => {
        let event: unknown;
        try {
            event = JSON.parse(message);
        } catch {
            return false;
        }
        return alternatives.some((comparisons) => comparisons.every((comparison) => comparison(event)));
    };
}

function parseComparison(source: string): Comparison {
    const match = COMPARISON.exec(source);
    if (match === null) {
        throw new UnsupportedPattern(`"${source.trim()}"`);
    }
    const [, path, sign, quoted, plain, test] = match;
    const fields = path!.slice(1).split(".");
    const valueIn = (event: unknown): unknown => {
        let value = event;
        for (const field of fields) {
            value = typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;
        }
        return value;
    };
    if (test !== undefined) {
        const expected = { NULL: null, TRUE: true, FALSE: false, EXISTS: undefined }[test.split(/\s+/)[1]!];
        return (event) => valueIn(event) === expected;
    }
    const wanted = quoted ?? plain!;
    const asNumber = Number(wanted);
    if (sign === "=" || sign === "!=") {
        const pattern = new RegExp(
            `^${wanted
                .split("*")
                .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
                .join(".*")}$`,
            "s",
        );
        const same = (value: unknown) =>
            typeof value === "string" ? pattern.test(value) : typeof value === "number" && value === asNumber;
        return (event) => {
            const value = valueIn(event);
            return value !== undefined && same(value) === (sign === "=");
        };
    }
    return (event) => {
        const value = valueIn(event);
        if (typeof value !== "number") {
            return false;
        }
        switch (sign) {
            case "<":
                return value < asNumber;
            case "<=":
                return value <= asNumber;
            case ">":
                return value > asNumber;
            default:
                return value >= asNumber;
        }
    };
}
