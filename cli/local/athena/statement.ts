import { QueryFailure } from "./athenaError";
import { parseS3Uri, type S3Location } from "./catalog";

/** A statement that a local run executes. */
export type Statement =
    | { readonly kind: "select"; readonly query: string }
    | {
          readonly kind: "unload";
          readonly query: string;
          /** As written. */
          readonly uri: string;
          readonly target: S3Location;
          /** As DuckDB spells the codec of Parquet pages. */
          readonly codec: string;
      };

interface Token {
    readonly text: string;
    readonly start: number;
    readonly end: number;
}

/** Codecs of Parquet in UNLOAD; gzip is Athena's default. Source: Athena User Guide, "UNLOAD". */
const CODECS: Readonly<Record<string, string>> = {
    SNAPPY: "snappy",
    GZIP: "gzip",
    ZSTD: "zstd",
    LZ4: "lz4_raw",
    NONE: "uncompressed",
};

const TOKEN = /--[^\n]*|\/\*.*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\s+|[\w$]+|./gs;

/**
 * Tells what a query string asks for: `SELECT …`, or `UNLOAD (SELECT …) TO '…' WITH (…)`.
 *
 * @throws QueryFailure for anything else, in Athena's words where it would fail, too
 */
export function parseStatement(sql: string): Statement {
    const tokens: Token[] = [];
    for (const match of sql.matchAll(TOKEN)) {
        if (!/^(?:--|\/\*|\s)/.test(match[0])) {
            tokens.push({ text: match[0], start: match.index, end: match.index + match[0].length });
        }
    }
    if (tokens.at(-1)?.text === ";") {
        throw new QueryFailure(
            "Queries of this type are not supported: the query string ends with a semicolon; leave it out",
        );
    }
    if (tokens.some((token) => token.text === ";")) {
        throw new QueryFailure("Only one sql statement is allowed.");
    }
    const first = tokens[0]?.text.toUpperCase();
    switch (first) {
        case "SELECT":
        case "WITH":
        case "(":
        case "VALUES":
            return { kind: "select", query: sql };
        case "UNLOAD":
            return parseUnload(sql, tokens);
        case undefined:
            throw new QueryFailure("Syntax error: the query string is empty");
        default:
            throw new QueryFailure(
                `Queries of this type are not supported: ${first} was found; a local run executes SELECT and UNLOAD`,
            );
    }
}

function parseUnload(sql: string, tokens: readonly Token[]): Statement {
    const close = matchingParenthesis(sql, tokens, 1);
    const query = sql.slice(tokens[1]!.end, tokens[close]!.start);
    let next = close + 1;
    const expect = (wanted: string): void => {
        const found = tokens[next];
        if (found?.text.toUpperCase() !== wanted) {
            throw syntaxError(sql, found, `expecting '${wanted}'`);
        }
        next++;
    };
    expect("TO");
    const uri = textOf(sql, tokens[next++]);
    const target = parseS3Uri(uri);
    if (target === undefined || target.prefix === "") {
        throw new QueryFailure(
            `INVALID_TABLE_PROPERTY: "${uri}" was found; the target of UNLOAD is a folder in S3: s3://bucket/folder/`,
        );
    }
    const properties = new Map<string, string>();
    expect("WITH");
    expect("(");
    for (;;) {
        const name = tokens[next++];
        if (name === undefined || !/^\w+$/.test(name.text)) {
            throw syntaxError(sql, name, "expecting a property");
        }
        expect("=");
        const value = tokens[next++];
        properties.set(
            name.text.toLowerCase(),
            value?.text.startsWith("'") ? textOf(sql, value) : (value?.text ?? ""),
        );
        if (tokens[next]?.text !== ",") {
            break;
        }
        next++;
    }
    expect(")");
    if (next < tokens.length) {
        throw syntaxError(sql, tokens[next], "expecting the end of the query");
    }
    return { kind: "unload", query, uri, target, codec: codecOf(properties) };
}

function codecOf(properties: ReadonlyMap<string, string>): string {
    const unknown = [...properties.keys()].filter((name) => name !== "format" && name !== "compression");
    if (unknown.length > 0) {
        throw new QueryFailure(
            `INVALID_TABLE_PROPERTY: ${unknown.join(", ")} was found; a local run knows format and compression`,
        );
    }
    const format = properties.get("format")?.toUpperCase();
    if (format !== "PARQUET") {
        throw new QueryFailure(
            `INVALID_TABLE_PROPERTY: format = '${format ?? ""}' was found; a local run writes 'PARQUET'`,
        );
    }
    const compression = (properties.get("compression") ?? "GZIP").toUpperCase();
    const codec = CODECS[compression];
    if (codec === undefined) {
        throw new QueryFailure(
            `INVALID_TABLE_PROPERTY: compression = '${compression}' was found; allowed: ${Object.keys(CODECS).join(", ")}`,
        );
    }
    return codec;
}

function matchingParenthesis(sql: string, tokens: readonly Token[], open: number): number {
    if (tokens[open]?.text !== "(") {
        throw syntaxError(sql, tokens[open], "expecting '('");
    }
    let depth = 0;
    for (let index = open; index < tokens.length; index++) {
        const { text } = tokens[index]!;
        depth += text === "(" ? 1 : text === ")" ? -1 : 0;
        if (depth === 0) {
            return index;
        }
    }
    throw syntaxError(sql, undefined, "expecting ')'");
}

function textOf(sql: string, token: Token | undefined): string {
    if (token === undefined || !/^'.*'$/s.test(token.text)) {
        throw syntaxError(sql, token, "expecting a text in single quotes");
    }
    return token.text.slice(1, -1).replaceAll("''", "'");
}

function syntaxError(sql: string, token: Token | undefined, expecting: string): QueryFailure {
    const at = position(sql, token?.start ?? sql.length);
    return new QueryFailure(
        `SYNTAX_ERROR: ${at}: mismatched input '${token?.text ?? "<EOF>"}'. ${expecting}`,
    );
}

/** `line 1:8`, as Trino says it. */
export function position(sql: string, index: number): string {
    const lines = sql.slice(0, index).split("\n");
    return `line ${lines.length}:${lines.at(-1)!.length + 1}`;
}
