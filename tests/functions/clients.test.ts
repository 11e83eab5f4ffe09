import assert from "node:assert/strict";
import { awsEndpoint, type Received, type Reply } from "./awsEndpoint";

type Clients = typeof import("../../functions/clients");

const QUERY = { QueryString: "SELECT 1", WorkGroup: "dev-weather", ClientRequestToken: "0".repeat(64) };

const json = (body: unknown, status = 200): Reply => ({
    status,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(body),
});

/** Runs calls against an endpoint that answers so. */
async function against(
    answer: (request: Received, index: number) => Reply,
    run: (clients: Clients) => Promise<void>,
): Promise<Received[]> {
    let index = 0;
    const endpoint = await awsEndpoint((request) => answer(request, index++));
    const before = { ...process.env };
    Object.assign(process.env, endpoint.environment);
    // Clients are made once a process, as in Lambda; each test has an endpoint of its own.
    delete require.cache[require.resolve("../../functions/clients")];
    try {
        await run(require("../../functions/clients"));
        return endpoint.received;
    } finally {
        endpoint.close();
        for (const name of Object.keys(endpoint.environment)) {
            if (before[name] === undefined) delete process.env[name];
            else process.env[name] = before[name];
        }
    }
}

describe("AWS calls of functions", () => {
    it("a query is started at the endpoint of the environment, with its token", async () => {
        const received = await against(
            () => json({ QueryExecutionId: "11111111-2222-3333-4444-555555555555" }),
            async ({ startQuery }) => {
                assert.equal(await startQuery(QUERY), "11111111-2222-3333-4444-555555555555");
            },
        );
        assert.equal(received[0]!.headers["x-amz-target"], "AmazonAthena.StartQueryExecution");
        assert.deepEqual(JSON.parse(received[0]!.body), QUERY);
        assert.match(
            received[0]!.headers.authorization!,
            /Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-west-1\/athena/,
        );
    });

    it("a throttled start is tried again", async () => {
        const received = await against(
            (_request, index) =>
                index < 2
                    ? json(
                          {
                              __type: "TooManyRequestsException",
                              message: "Rate exceeded",
                              Reason: "CONCURRENT_QUERY_LIMIT_EXCEEDED",
                          },
                          400,
                      )
                    : json({ QueryExecutionId: "id" }),
            async ({ startQuery }) => assert.equal(await startQuery(QUERY), "id"),
        );
        assert.equal(received.length, 3);
        assert.equal(new Set(received.map(({ body }) => body)).size, 1);
    });

    it("what trying again cannot help is thrown at once, under its name", async () => {
        const received = await against(
            () => json({ __type: "InvalidRequestException", message: "WorkGroup is not found." }, 400),
            async ({ startQuery }) => {
                await assert.rejects(startQuery(QUERY), {
                    name: "InvalidRequestException",
                    message: "WorkGroup is not found.",
                });
            },
        );
        assert.equal(received.length, 1);
    });

    it("a window whose query was started before a deployment changed the SQL counts as started", async () => {
        const error = {
            __type: "InvalidRequestException",
            message: "Idempotent parameters do not match",
            AthenaErrorCode: "INVALID_INPUT",
        };
        await against(
            () => json(error, 400),
            async ({ startQuery }) => assert.equal(await startQuery(QUERY), "already started"),
        );
    });

    it("an object is put under its bucket's path, since an endpoint has no host name per bucket", async () => {
        const received = await against(
            () => ({ headers: { etag: '"0"' } }),
            ({ putObject }) =>
                putObject({ Bucket: "raw", Key: "rejected/weather/stations/a.json", Body: "{}\n" }),
        );
        assert.equal(received[0]!.method, "PUT");
        assert.match(received[0]!.url, /^\/raw\/rejected\/weather\/stations\/a\.json(\?|$)/);
        assert.equal(received[0]!.body, "{}\n");
    });

    it("an object that may not be put is an error", async () => {
        await against(
            () => ({
                status: 403,
                body: "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
            }),
            async ({ putObject }) => {
                await assert.rejects(putObject({ Bucket: "raw", Key: "k", Body: "{}" }), {
                    name: "AccessDenied",
                });
            },
        );
    });
});
