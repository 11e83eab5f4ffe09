import assert from "node:assert/strict";
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from "aws-lambda";
import { createHandler } from "../../../functions/embed/embedder";

const ask = async (
    claims: Record<string, string>,
    origin = "https://portal.example.com",
    dashboard = "overview",
) => {
    const requests: unknown[] = [];
    const handle = createHandler({
        settings: {
            accountId: "123456789012",
            userArnPrefix: "arn:aws:quicksight:us-east-1:123456789012:user/default/",
            claim: "email",
            sessionMinutes: 60,
            allowedDomains: ["https://portal.example.com"],
            dashboards: { "weather/overview": "test-overview" },
        },
        embedUrl: async (request) => {
            requests.push(request);
            return "https://quicksight/embed";
        },
        observer: { embedded: () => undefined, refused: () => undefined },
    });
    const event = {
        headers: { origin },
        pathParameters: { domain: "weather", dashboard },
        requestContext: { authorizer: { jwt: { claims } } },
    } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
    return { answer: await handle(event), requests };
};

const ANN = { email: "ann@example.com", email_verified: "true" };

describe("embedded dashboards", () => {
    it("are shown to the signed-in person, in the website that asks only", async () => {
        const { answer, requests } = await ask(ANN);
        assert.equal(answer.statusCode, 200);
        assert.deepEqual(requests, [
            {
                AwsAccountId: "123456789012",
                UserArn: "arn:aws:quicksight:us-east-1:123456789012:user/default/ann@example.com",
                SessionLifetimeInMinutes: 60,
                AllowedDomains: ["https://portal.example.com"],
                ExperienceConfiguration: { Dashboard: { InitialDashboardId: "test-overview" } },
            },
        ]);
    });

    it("are refused to other websites, unverified addresses, names with wildcards and other dashboards", async () => {
        const refusals = [
            await ask(ANN, "https://evil.example.com"),
            await ask({ email: "ann@example.com" }),
            await ask({ email: "*", email_verified: "true" }),
            await ask(ANN, undefined, "secret"),
        ];
        assert.deepEqual(
            refusals.map(({ answer }) => answer.statusCode),
            [403, 403, 403, 404],
        );
        assert.ok(refusals.every(({ requests }) => requests.length === 0));
    });
});
