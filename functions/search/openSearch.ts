import { createHash, createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { SignatureV4 } from "@smithy/signature-v4";

/** An answer of the domain. */
export interface Answer {
    readonly status: number;
    /** The JSON that was answered; a text where it is none. */
    readonly body: unknown;
}

/** The domain refused a request, or could not be reached. */
export class OpenSearchError extends Error {
    override readonly name = "OpenSearchError";

    constructor(
        message: string,
        /** HTTP status; 0 where there was no answer. */
        readonly status: number,
        readonly body?: unknown,
    ) {
        super(message);
    }
}

export interface OpenSearchOptions {
    /** `https://` and the domain's endpoint. */
    readonly endpoint: string;
    readonly region: string;
    /** Milliseconds before the second attempt; doubled for each further one. Default: 200. */
    readonly backoffMs?: number;
    /** Milliseconds after which an attempt counts as unanswered. Default: 10,000. */
    readonly timeoutMs?: number;
}

/** Busy, or not there for a moment: worth another attempt. */
const TRANSIENT: ReadonlySet<number> = new Set([0, 429, 502, 503, 504]);
const ATTEMPTS = 4;

/**
 * Requests to an OpenSearch domain, signed with the function's own role.
 *
 * Source: Amazon OpenSearch Service Developer Guide, "Signing HTTP requests to Amazon OpenSearch Service".
 */
export class OpenSearch {
    private readonly signer: SignatureV4;

    constructor(private readonly options: OpenSearchOptions) {
        this.signer = new SignatureV4({
            service: "es",
            region: options.region,
            sha256: Sha256,
            credentials: async () => ({
                accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? "",
                secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? "",
                sessionToken: process.env.AWS_SESSION_TOKEN,
            }),
        });
    }

    /**
     * @param path its segments, not yet encoded, e.g. `["weather.alerts", "_search"]`
     * @param body JSON, or a text that is sent as it is (`_bulk` takes lines)
     * @throws OpenSearchError where the answer is an error that `allowed` does not name, after the retries of transient ones.
     */
    async request(
        method: "GET" | "PUT" | "POST" | "DELETE",
        path: readonly string[],
        body?: unknown,
        { query = {}, allowed = [] }: { query?: Record<string, string>; allowed?: readonly number[] } = {},
    ): Promise<Answer> {
        let answer: Answer = { status: 0, body: "no answer" };
        for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (attempt > 0) await sleep((this.options.backoffMs ?? 200) * 2 ** (attempt - 1));
            answer = await this.attempt(method, path, body, query);
            if (!TRANSIENT.has(answer.status)) break;
        }
        if ((answer.status >= 200 && answer.status < 300) || allowed.includes(answer.status)) return answer;
        throw new OpenSearchError(
            `${method} /${path.join("/")}: ${answer.status || "no answer"}: ${reasonOf(answer.body)}`,
            answer.status,
            answer.body,
        );
    }

    private async attempt(
        method: string,
        path: readonly string[],
        body: unknown,
        query: Record<string, string>,
    ): Promise<Answer> {
        const url = new URL(this.options.endpoint);
        const lines = typeof body === "string";
        const text = body === undefined || lines ? body : JSON.stringify(body);
        const signed = await this.signer.sign({
            method,
            protocol: url.protocol,
            hostname: url.hostname,
            ...(url.port === "" ? {} : { port: Number(url.port) }),
            path: `/${path.map(encoded).join("/")}`,
            query,
            headers: {
                host: url.host,
                ...(text === undefined
                    ? {}
                    : { "content-type": lines ? "application/x-ndjson" : "application/json" }),
            },
            body: text,
        });
        const { host: _host, ...headers } = signed.headers;
        const search = new URLSearchParams(query).toString();
        try {
            const response = await fetch(`${url.origin}${signed.path}${search === "" ? "" : `?${search}`}`, {
                method,
                headers,
                body: text,
                signal: AbortSignal.timeout(this.options.timeoutMs ?? 10_000),
            });
            return { status: response.status, body: parsed(await response.text()) };
        } catch (error) {
            const { message, cause } = error as Error;
            return { status: 0, body: cause instanceof Error ? `${message}: ${cause.message}` : message };
        }
    }
}

/** As SigV4 wants a segment: `*` and `,` of index patterns, too. */
function encoded(segment: string): string {
    return encodeURIComponent(segment).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return text;
    }
}

function reasonOf(body: unknown): string {
    const { error, message } = (typeof body === "object" && body !== null ? body : {}) as {
        error?: { reason?: string } | string;
        message?: string;
    };
    if (typeof error === "string") return error;
    return error?.reason ?? message ?? (typeof body === "string" ? body.slice(0, 500) : JSON.stringify(body));
}

/** Node's own digest, in the shape that the signer asks for. */
class Sha256 {
    private readonly hash;

    constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
        this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", bytes(secret));
    }

    update(data: string | ArrayBuffer | ArrayBufferView): void {
        this.hash.update(bytes(data));
    }

    async digest(): Promise<Uint8Array> {
        return new Uint8Array(this.hash.digest());
    }

    /** The signer makes a new one for each digest. */
    reset(): void {}
}

function bytes(data: string | ArrayBuffer | ArrayBufferView): Buffer {
    if (typeof data === "string") return Buffer.from(data, "utf8");
    return ArrayBuffer.isView(data)
        ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
        : Buffer.from(data);
}
