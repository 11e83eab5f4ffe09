import { type OpenSearch, OpenSearchError } from "../openSearch";
import { BadQuery, readQuery } from "./query";
import type { SearchSettings } from "./settings";

/** As much of a function URL's event as is read (Lambda Developer Guide, "Request payload format"). */
export interface UrlRequest {
    readonly queryStringParameters?: Readonly<Record<string, string | undefined>>;
    readonly requestContext: { readonly http: { readonly method: string } };
}

export interface UrlResponse {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}

export interface SearchParts {
    readonly settings: SearchSettings;
    readonly client: OpenSearch;
    readonly log: (message: string, details: Readonly<Record<string, unknown>>) => void;
}

/**
 * The search of one index over HTTP. Answers `{ total, from, size, hits: [{ id, score, document }] }`; a caller's
 * mistakes with 400 and all of them, faults of the domain with 502 and no detail.
 */
export function createSearch({ settings, client, log }: SearchParts) {
    return async (request: UrlRequest): Promise<UrlResponse> => {
        const { method } = request.requestContext.http;
        if (method !== "GET") {
            return respond(405, { problems: [`${method} is not allowed; a search is a GET`] });
        }
        try {
            const { from, size, body } = readQuery(request.queryStringParameters ?? {}, settings.fields);
            const answer = await client.request("POST", [settings.indexPattern, "_search"], body, {
                query: { ignore_unavailable: "true", allow_no_indices: "true" },
            });
            return respond(200, { ...found(answer.body), from, size });
        } catch (error) {
            if (error instanceof BadQuery) return respond(400, { problems: error.problems });
            // A value that does not fit its field, e.g. a word for a date: OpenSearch's reason tells the caller.
            if (error instanceof OpenSearchError && error.status === 400) {
                return respond(400, {
                    problems: [rootCause(error.body) ?? "the query does not fit the fields"],
                });
            }
            log("search failed", { error });
            return respond(502, { problems: ["the search is not available for a moment; try again"] });
        }
    };
}

interface SearchAnswer {
    readonly hits?: {
        readonly total?: { readonly value?: number };
        readonly hits?: readonly { _id: string; _score: number | null; _source?: unknown }[];
    };
}

function found(body: unknown) {
    const { hits } = body as SearchAnswer;
    return {
        total: hits?.total?.value ?? 0,
        hits: (hits?.hits ?? []).map(({ _id, _score, _source }) => ({
            id: _id,
            score: _score,
            document: _source,
        })),
    };
}

function rootCause(body: unknown): string | undefined {
    const { error } = (body ?? {}) as { error?: { root_cause?: { reason?: string }[] } };
    return error?.root_cause?.[0]?.reason;
}

function respond(statusCode: number, body: unknown): UrlResponse {
    return {
        statusCode,
        headers: { "content-type": "application/json", "cache-control": "no-store" },
        body: JSON.stringify(body),
    };
}
