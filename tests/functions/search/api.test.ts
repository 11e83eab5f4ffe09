import assert from "node:assert/strict";
import { createSearch } from "../../../functions/search/api/search";
import { OpenSearch } from "../../../functions/search/openSearch";
import { openSearchEndpoint } from "../openSearchEndpoint";

const FIELDS = { name: "text", state: "keyword", opened: "date", runways: "integer" };

describe("the search API", () => {
    let server: Awaited<ReturnType<typeof openSearchEndpoint>>;
    const logged: string[] = [];
    beforeEach(async () => {
        server = await openSearchEndpoint();
        logged.length = 0;
        server.domain.intercept = () => ({
            status: 200,
            body: {
                hits: {
                    total: { value: 1 },
                    hits: [{ _id: "SEA", _score: 2, _source: { name: "Seattle" } }],
                },
            },
        });
    });
    afterEach(() => server.close());

    const get = async (queryStringParameters?: Record<string, string>, method = "GET") => {
        const search = createSearch({
            settings: { endpoint: server.endpoint, indexPattern: "flights.airports", fields: FIELDS },
            client: new OpenSearch({ endpoint: server.endpoint, region: "eu-west-1", backoffMs: 1 }),
            log: (message) => void logged.push(message),
        });
        const { statusCode, body } = await search({
            queryStringParameters,
            requestContext: { http: { method } },
        });
        return { statusCode, body: JSON.parse(body) };
    };

    it("finds words in text fields, filters by the others, sorts and pages", async () => {
        const { statusCode, body } = await get({
            q: "seattle",
            state: "WA",
            "opened.gte": "1990-01-01",
            "opened.lt": "2000-01-01",
            sort: "-opened",
            size: "5",
            from: "10",
        });
        assert.equal(statusCode, 200);
        assert.deepEqual(body, {
            total: 1,
            hits: [{ id: "SEA", score: 2, document: { name: "Seattle" } }],
            from: 10,
            size: 5,
        });
        assert.match(server.received[0]!.url, /^\/flights\.airports\/_search\?/);
        assert.deepEqual(JSON.parse(server.received[0]!.body), {
            from: 10,
            size: 5,
            query: {
                bool: {
                    filter: [
                        { term: { state: "WA" } },
                        { range: { opened: { gte: "1990-01-01", lt: "2000-01-01" } } },
                    ],
                    must: [
                        {
                            simple_query_string: {
                                query: "seattle",
                                fields: ["name"],
                                default_operator: "and",
                            },
                        },
                    ],
                },
            },
            sort: [{ opened: { order: "desc" } }],
            track_total_hits: true,
        });
    });

    it("tells a caller all mistakes at once, and asks the domain nothing", async () => {
        const { statusCode, body } = await get({ size: "1000", sort: "name", sate: "WA", name: "x" });
        assert.equal(statusCode, 400);
        assert.equal(body.problems.length, 4, body.problems.join("\n"));
        assert.match(body.problems.join("\n"), /size is "1000"; 1 to 100 are allowed/);
        assert.match(body.problems.join("\n"), /sort is "name".*allowed: state, opened, runways/);
        assert.match(body.problems.join("\n"), /"name" is of type text, which q searches/);
        assert.equal(server.received.length, 0);
    });

    it("passes no query language on: names of other fields and scripts are refused", async () => {
        const { statusCode } = await get({ _source: "*" });
        assert.equal(statusCode, 400);
        await get({ q: "_exists_:secret OR script" });
        const { query } = JSON.parse(server.received[0]!.body);
        assert.deepEqual(query.bool.must[0].simple_query_string.fields, ["name"]);
    });

    it("only reads", async () => {
        assert.equal((await get({}, "POST")).statusCode, 405);
    });

    it("a value that does not fit its field is the caller's mistake", async () => {
        server.domain.intercept = () => ({
            status: 400,
            body: { error: { root_cause: [{ reason: "failed to parse date field [x]" }] } },
        });
        const { statusCode, body } = await get({ opened: "x" });
        assert.equal(statusCode, 400);
        assert.deepEqual(body.problems, ["failed to parse date field [x]"]);
    });

    it("a fault of the domain is logged, and its details are not for callers", async () => {
        server.domain.intercept = () => ({
            status: 403,
            body: { message: "no permissions for role secret" },
        });
        const { statusCode, body } = await get({});
        assert.equal(statusCode, 502);
        assert.doesNotMatch(JSON.stringify(body), /secret/);
        assert.deepEqual(logged, ["search failed"]);
    });
});
