import {
    type Alias,
    type Document,
    isAlias,
    isMap,
    isNode,
    isSeq,
    LineCounter,
    type Node,
    parseDocument,
    visit,
} from "yaml";
import { formatPath, type Problem } from "./problem";
import { displayPath, readText } from "./textFile";

/** More than any file that a person writes, little enough to be parsed at once. */
const MAX_BYTES = 256 * 1024;
/** An alias may stand for other aliases: this many at most, or a small file becomes a large tree. */
const MAX_ALIASES = 100;
/** The parser calls itself once a level: without a bound, brackets alone would exhaust its stack. */
const MAX_DEPTH = 64;

/** A YAML file that was read, with the places of its keys. */
export class YamlFile {
    constructor(
        /** Relative to the repository. */
        public readonly file: string,
        /** Maps, lists, texts, numbers: as JSON would have them. */
        public readonly data: unknown,
        private readonly document: Document,
        private readonly lines: LineCounter,
    ) {}

    /** A problem with the value at `path`; where there is none, it points to the nearest key above. */
    public problem(path: readonly PropertyKey[], message: string): Problem {
        return this.place(this.offset(path, "value"), path, message);
    }

    /** A problem with the key that ends `path`. */
    public keyProblem(path: readonly PropertyKey[], message: string): Problem {
        return this.place(this.offset(path, "key"), path, message);
    }

    private place(offset: number, path: readonly PropertyKey[], message: string): Problem {
        const { line, col } = this.lines.linePos(offset);
        return {
            file: this.file,
            line: Math.max(line, 1),
            column: Math.max(col, 1),
            path: formatPath(path),
            message,
        };
    }

    private offset(path: readonly PropertyKey[], end: "key" | "value"): number {
        let node: unknown = this.document.contents;
        let offset = startOf(node) ?? 0;
        let ownKey = offset;
        for (const [index, part] of path.entries()) {
            const last = index === path.length - 1;
            const target: unknown = isAlias(node) ? (node as Alias).resolve(this.document) : node;
            if (isSeq(target) && typeof part === "number") {
                node = target.items[part];
                offset = startOf(node) ?? offset;
                ownKey = offset;
                continue;
            }
            const pair = isMap(target)
                ? target.items.find(({ key }) => keyText(key) === String(part))
                : undefined;
            if (pair === undefined) {
                return ownKey;
            }
            ownKey = startOf(pair.key) ?? offset;
            node = pair.value;
            offset = last && end === "key" ? ownKey : (startOf(node) ?? ownKey);
        }
        return offset;
    }
}

function startOf(node: unknown): number | undefined {
    return isNode(node) ? (node as Node).range?.[0] : undefined;
}

function keyText(key: unknown): string {
    const plain: unknown = isNode(key) && "value" in key ? key.value : key;
    return plain === null || plain === undefined ? "" : String(plain);
}

/**
 * Reads one YAML 1.2 document. Refuses, each with its place: bad syntax, duplicate keys, tabs as indentation, several
 * documents, tags of other programs, aliases that multiply, deep nesting, files that are empty, large or not UTF-8.
 *
 * @param expected What an empty file should have held, e.g. `a domain`.
 * @param maxBytes A longer file is refused.
 */
export function readYaml(
    root: string,
    absolute: string,
    expected: string,
    maxBytes = MAX_BYTES,
): { yaml: YamlFile } | { problems: readonly Problem[] } {
    const file = displayPath(root, absolute);
    const whole = (message: string, line = 1, column = 1) => ({
        problems: [{ file, line, column, path: "", message }],
    });
    const text = readText(absolute, maxBytes);
    if ("problem" in text) {
        return whole(text.problem === "is empty" ? `is empty; ${expected} is expected` : text.problem);
    }
    const tooDeep = firstTooDeep(text.value);
    if (tooDeep !== undefined) {
        return whole(`is nested more than ${MAX_DEPTH} levels deep; no key needs that`, tooDeep);
    }
    const lines = new LineCounter();
    const document = parseDocument(text.value, { lineCounter: lines, prettyErrors: false });
    const complaints = [...document.errors, ...document.warnings];
    if (complaints.length > 0) {
        return {
            problems: complaints.map(({ code, message, pos }) => {
                const { line, col } = lines.linePos(pos[0]);
                return {
                    file,
                    line: Math.max(line, 1),
                    column: Math.max(col, 1),
                    path: "",
                    message: explain(code, message),
                };
            }),
        };
    }
    if (document.contents === null) {
        return whole(`is empty but for comments; ${expected} is expected`);
    }
    try {
        const data: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
        if (isCircular(data)) {
            const { line, col } = lines.linePos(firstAlias(document));
            return whole("has an alias that contains itself; write the values out", line, col);
        }
        return { yaml: new YamlFile(file, data, document, lines) };
    } catch {
        const { line, col } = lines.linePos(firstAlias(document));
        return whole(
            `has aliases that stand for more than ${MAX_ALIASES} others; write the values out`,
            line,
            col,
        );
    }
}

function explain(code: string, message: string): string {
    const explanations: Record<string, string> = {
        MULTIPLE_DOCS: "a second document begins here (`---`); one file holds one document",
        DUPLICATE_KEY: "this key stands twice in the same map; remove one of them",
        TAB_AS_INDENT: "a tab is used as indentation; YAML takes spaces only",
        TAG_RESOLVE_FAILED: `${message.replace(/\.$/, "")}; tags are not used here, remove it`,
    };
    return explanations[code] ?? `is not valid YAML: ${message}`;
}

/** The line where brackets or indentation nest too deeply: counted before the parser sees them. */
function firstTooDeep(text: string): number | undefined {
    let line = 1;
    let brackets = 0;
    for (const character of text) {
        if (character === "\n") {
            line += 1;
        } else if (character === "[" || character === "{") {
            brackets += 1;
        } else if (character === "]" || character === "}") {
            brackets = Math.max(0, brackets - 1);
        }
        if (brackets > MAX_DEPTH) {
            return line;
        }
    }
    const deepest = text.split("\n").findIndex((row) => compactLevels(row) > MAX_DEPTH);
    return deepest === -1 ? undefined : deepest + 1;
}

/** Levels that one line can open: an indentation of so many spaces, or `- - - x`, or `? ? ? x`. */
function compactLevels(row: string): number {
    const lead = /^[\s?-]*/.exec(row)?.[0] ?? "";
    return Math.floor(lead.length / 2);
}

function firstAlias(document: Document): number {
    let offset = 0;
    visit(document, {
        Alias(_key, node) {
            offset = node.range?.[0] ?? 0;
            return visit.BREAK;
        },
    });
    return offset;
}

function isCircular(data: unknown, above: readonly unknown[] = []): boolean {
    if (!(data instanceof Object)) {
        return false;
    }
    return above.includes(data) || Object.values(data).some((value) => isCircular(value, [...above, data]));
}
