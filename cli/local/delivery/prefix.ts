import { createHash } from "node:crypto";
import { DateTimePattern } from "../objects/dateTimePattern";

/**
 * Prefixes of a delivery stream's objects, with their expressions `!{namespace:value}`.
 * Source: Firehose Developer Guide, "Understand custom prefixes for Amazon S3 objects".
 */

/** What is appended to a prefix that has no expressions. */
const DEFAULT_TIME = "!{timestamp:yyyy}/!{timestamp:MM}/!{timestamp:dd}/!{timestamp:HH}/";

type Part =
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "timestamp"; readonly pattern: DateTimePattern }
    | { readonly kind: "errorOutputType" }
    | { readonly kind: "randomString" }
    | { readonly kind: "partitionKey"; readonly name: string };

/** What one object's prefix is made from. */
export interface PrefixValues {
    /** Arrival of the oldest record in the object, in milliseconds since the epoch. */
    readonly oldestArrival: number;
    readonly partitionKeys?: Readonly<Record<string, string>>;
    /** E.g. `processing-failed`. */
    readonly errorOutputType?: string;
    /** Distinguishes objects that get a random string. */
    readonly seed: string;
}

/** A prefix, parsed once and evaluated for each object. */
export class Prefix {
    private readonly parts: readonly Part[];
    /** Keys that a transform function must give to each record. */
    readonly partitionKeys: readonly string[];

    /** @throws Error that names the expression which Firehose or the local run does not take */
    constructor(
        readonly text: string,
        use: "objects" | "errors",
    ) {
        let parts = parse(text);
        const errorOutputType = parts.some((part) => part.kind === "errorOutputType");
        if (use === "objects" && errorOutputType) {
            throw new Error("!{firehose:error-output-type} is allowed in errorOutputPrefix only");
        }
        if (use === "errors" && parts.some((part) => part.kind === "partitionKey")) {
            throw new Error("partition keys are not allowed in errorOutputPrefix");
        }
        if (parts.every((part) => part.kind === "text")) {
            parts = [
                ...(use === "errors" && text !== "" ? parts : []),
                ...(use === "errors" ? parse("!{firehose:error-output-type}/") : parts),
                ...parse(DEFAULT_TIME),
            ];
        } else if (use === "errors" && !errorOutputType) {
            throw new Error("errorOutputPrefix has expressions but not !{firehose:error-output-type}");
        }
        this.parts = parts;
        this.partitionKeys = [
            ...new Set(parts.flatMap((part) => (part.kind === "partitionKey" ? [part.name] : []))),
        ];
    }

    evaluate(values: PrefixValues): string {
        return this.parts.map((part) => evaluatePart(part, values)).join("");
    }
}

function evaluatePart(part: Part, values: PrefixValues): string {
    switch (part.kind) {
        case "text":
            return part.text;
        case "timestamp":
            return part.pattern.format(values.oldestArrival);
        case "errorOutputType":
            return values.errorOutputType ?? "";
        case "randomString":
            return randomString(values.seed);
        case "partitionKey":
            return values.partitionKeys?.[part.name] ?? "";
    }
}

function parse(text: string): Part[] {
    const parts: Part[] = [];
    let end = 0;
    for (const match of text.matchAll(/!\{([^:}]*):([^}]*)\}/g)) {
        if (match.index > end) {
            parts.push({ kind: "text", text: text.slice(end, match.index) });
        }
        end = match.index + match[0].length;
        parts.push(expression(match[0], match[1]!, match[2]!));
    }
    if (end < text.length) {
        parts.push({ kind: "text", text: text.slice(end) });
    }
    const rest = parts.find((part) => part.kind === "text" && part.text.includes("!{"));
    if (rest) {
        throw new Error(`"${text}" has an expression without its end`);
    }
    return parts;
}

function expression(whole: string, namespace: string, value: string): Part {
    if (namespace === "timestamp") {
        return { kind: "timestamp", pattern: new DateTimePattern(value) };
    }
    if (namespace === "partitionKeyFromLambda" && value !== "") {
        return { kind: "partitionKey", name: value };
    }
    if (namespace === "firehose" && value === "error-output-type") {
        return { kind: "errorOutputType" };
    }
    if (namespace === "firehose" && value === "random-string") {
        return { kind: "randomString" };
    }
    throw new Error(
        `${whole} cannot be evaluated; supported: !{timestamp:<pattern>}, !{partitionKeyFromLambda:<key>}, ` +
            "!{firehose:error-output-type}, !{firehose:random-string}",
    );
}

/** Eleven letters and digits, the same ones in every run. */
function randomString(seed: string): string {
    return createHash("sha256").update(seed).digest("base64").replace(/[+/=]/g, "").slice(0, 11);
}

/**
 * The rest of an object's key: stream, its version, time and a UUID, which is derived from the seed so that a run
 * can be repeated. Source: Firehose Developer Guide, "Configure Amazon S3 object name format".
 */
export function objectName(
    stream: string,
    version: string,
    time: number,
    seed: string,
    extension: string,
): string {
    const digits = createHash("sha256").update(seed).digest("hex");
    const uuid = [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(13, 16)}`,
        `${"89ab"[Number.parseInt(digits[16]!, 16) % 4]}${digits.slice(17, 20)}`,
        digits.slice(20, 32),
    ].join("-");
    return `${stream}-${version}-${NAME_TIME.format(time)}-${uuid}${extension}`;
}

const NAME_TIME = new DateTimePattern("yyyy-MM-dd-HH-mm-ss");
