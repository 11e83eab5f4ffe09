import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import type { DynamoDBStreamEvent } from "aws-lambda";
import fc from "fast-check";
import { documentId } from "../../../functions/search/indexer/change";
import { createIndexer } from "../../../functions/search/indexer/indexer";
import { checkSettings, type IndexerSettings } from "../../../functions/search/indexer/settings";
import { OpenSearch } from "../../../functions/search/openSearch";
import { openSearchEndpoint } from "../openSearchEndpoint";

const TABLE: IndexerSettings = {
    endpoint: "http://localhost",
    index: "flights.airports",
    source: "dynamodb",
    key: ["iata"],
    fields: ["iata", "name", "runways"],
};
const LOGS: IndexerSettings = {
    endpoint: "http://localhost",
    index: "weather.gateway",
    source: "cloudwatchLogs",
    rotation: "day",
    fields: ["timestamp", "message", "level", "log_group"],
};

type Change = readonly [event: "INSERT" | "MODIFY" | "REMOVE", iata: string, name?: string];

/** A stream's records, exactly as Lambda hands them over. */
const streamOf = (...changes: readonly Change[]): DynamoDBStreamEvent => ({
    Records: changes.map(([eventName, iata, name], position) => ({
        eventID: String(position),
        eventName,
        eventSource: "aws:dynamodb",
        dynamodb: {
            Keys: { iata: { S: iata } },
            SequenceNumber: `10000000000000000000${position}`,
            StreamViewType: "NEW_AND_OLD_IMAGES",
            ...(name === undefined
                ? {}
                : {
                      NewImage: {
                          iata: { S: iata },
                          name: { S: name },
                          runways: { N: "3" },
                          secret: { S: "x" },
                      },
                  }),
        },
    })),
});

const logsOf = (messages: readonly string[], messageType = "DATA_MESSAGE") => ({
    awslogs: {
        data: gzipSync(
            JSON.stringify({
                messageType,
                owner: "123456789012",
                logGroup: "/gateway",
                logStream: "one",
                subscriptionFilters: ["all"],
                logEvents: messages.map((message, position) => ({
                    id: `event-${position}`,
                    timestamp: Date.UTC(2026, 0, 31, 23),
                    message,
                })),
            }),
        ).toString("base64"),
    },
});

describe("the function that fills an index", () => {
    let server: Awaited<ReturnType<typeof openSearchEndpoint>>;
    const kept: string[] = [];
    const counts: Record<string, number>[] = [];
    /** Status of each item of a bulk request, by document id. */
    let statuses: Record<string, number> = {};
    const requests = () =>
        server.received.map(({ body }) =>
            body
                .trim()
                .split("\n")
                .map((line) => JSON.parse(line)),
        );

    beforeEach(async () => {
        server = await openSearchEndpoint();
        kept.length = 0;
        counts.length = 0;
        statuses = {};
        server.domain.intercept = ({ body }) => {
            const actions = body
                .trim()
                .split("\n")
                .map((line) => JSON.parse(line))
                .filter((line) => "index" in line || "delete" in line);
            const items = actions.map((action) => {
                const [verb, { _id }] = Object.entries(action)[0] as [string, { _id: string }];
                const status = statuses[_id] ?? 200;
                return { [verb]: { _id, status, ...(status < 400 ? {} : { error: { reason: "refused" } }) } };
            });
            return { status: 200, body: { items } };
        };
    });
    afterEach(() => server.close());

    const indexer = (settings: IndexerSettings) =>
        createIndexer({
            settings,
            client: new OpenSearch({ endpoint: server.endpoint, region: "eu-west-1", backoffMs: 1 }),
            keep: async (key, lines) => void kept.push(`${key}\n${lines}`),
            now: () => Date.UTC(2026, 0, 31),
            observe: (given) => void counts.push({ ...given }),
        });

    it("an item of the table becomes a document with the declared fields, under its key", async () => {
        await indexer(TABLE)(streamOf(["INSERT", "SEA", "Seattle"]));
        assert.deepEqual(requests(), [
            [
                { index: { _index: "flights.airports", _id: "SEA" } },
                { iata: "SEA", name: "Seattle", runways: 3 },
            ],
        ]);
    });

    it("a removed item's document is removed, and one that is gone already is no failure", async () => {
        statuses = { SEA: 404 };
        const answer = await indexer(TABLE)(streamOf(["REMOVE", "SEA"]));
        assert.deepEqual(requests(), [[{ delete: { _index: "flights.airports", _id: "SEA" } }]]);
        assert.deepEqual(answer, { batchItemFailures: [] });
    });

    it("of several changes to one item the last one counts", async () => {
        await indexer(TABLE)(
            streamOf(["INSERT", "SEA", "Old"], ["INSERT", "JFK", "Other"], ["MODIFY", "SEA", "New"]),
        );
        const documents = requests()[0]!
            .filter((line) => "name" in line)
            .map(({ name }) => name);
        assert.deepEqual(documents, ["New", "Other"]);
    });

    it("a retry begins at the earliest record that failed for now", async () => {
        statuses = { JFK: 429, LAX: 503 };
        const answer = await indexer(TABLE)(
            streamOf(["INSERT", "SEA", "a"], ["INSERT", "JFK", "b"], ["INSERT", "LAX", "c"]),
        );
        assert.deepEqual(answer, { batchItemFailures: [{ itemIdentifier: "100000000000000000001" }] });
        assert.equal(kept.length, 0);
    });

    it("a document that the index will never take is kept with its reason, and holds up nothing", async () => {
        statuses = { JFK: 400 };
        const answer = await indexer(TABLE)(streamOf(["INSERT", "SEA", "a"], ["INSERT", "JFK", "b"]));
        assert.deepEqual(answer, { batchItemFailures: [] });
        const [key, line] = kept[0]!.split("\n");
        assert.match(key!, /^2026\/01\/31\/[0-9a-f]{32}\.json$/);
        assert.deepEqual(JSON.parse(line!), {
            reason: "refused",
            index: "flights.airports",
            id: "JFK",
            record: { iata: "JFK", name: "b", runways: 3 },
        });
        assert.deepEqual(counts, [
            { DocumentsIndexed: 1, DocumentsRemoved: 0, DocumentsRejected: 1, DocumentsFailed: 0 },
        ]);
    });

    it("lines of a log go to the index of their day, under their own id, with the fields of JSON lines", async () => {
        await indexer(LOGS)(logsOf(['{"level":"warn","other":1}', "plain"]));
        assert.deepEqual(requests()[0], [
            { index: { _index: "weather.gateway-2026-01-31", _id: "event-0" } },
            {
                timestamp: "2026-01-31T23:00:00.000Z",
                message: '{"level":"warn","other":1}',
                level: "warn",
                log_group: "/gateway",
            },
            { index: { _index: "weather.gateway-2026-01-31", _id: "event-1" } },
            { timestamp: "2026-01-31T23:00:00.000Z", message: "plain", log_group: "/gateway" },
        ]);
    });

    it("a test message of CloudWatch Logs indexes nothing", async () => {
        await indexer(LOGS)(logsOf(["x"], "CONTROL_MESSAGE"));
        assert.equal(server.received.length, 0);
    });

    it("lines that failed for now fail the invocation, so that they are delivered again", async () => {
        statuses = { "event-0": 503 };
        await assert.rejects(indexer(LOGS)(logsOf(["x", "y"])), /1 of 2 lines were not indexed/);
    });

    it("many documents go in several requests, each below the domain's limit", async () => {
        const name = "x".repeat(1_500_000);
        await indexer(TABLE)(streamOf(["INSERT", "A", name], ["INSERT", "B", name], ["INSERT", "C", name]));
        assert.equal(server.received.length, 2);
        assert.ok(server.received.every(({ body }) => body.length < 10 * 1024 * 1024));
    });

    it("different keys never share a document, and no id is longer than OpenSearch takes", () => {
        const key = fc.array(fc.string(), { minLength: 1, maxLength: 2 });
        fc.assert(
            fc.property(key, key, (one, other) => {
                assert.ok(Buffer.byteLength(documentId(one)) <= 512);
                if (one.length === other.length && JSON.stringify(one) !== JSON.stringify(other)) {
                    assert.notEqual(documentId(one), documentId(other));
                }
            }),
        );
        assert.ok(documentId(["x".repeat(600)]).length <= 512);
    });

    it("wrong settings fail the function's start, and tell why", () => {
        assert.throws(
            () => checkSettings({ source: "sqs", index: "a.b" }),
            /indexer\.json: endpoint is missing; source is "sqs"; allowed: dynamodb, cloudwatchLogs; fields is empty/,
        );
    });
});
