import type { GenerateEmbedUrlForRegisteredUserCommandInput } from "@aws-sdk/client-quicksight";
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { EmbedSettings } from "./settings";

/** What the handler is made of; the entry point gives the real ones, tests give theirs. */
export interface EmbedParts {
    readonly settings: EmbedSettings;
    readonly embedUrl: (request: GenerateEmbedUrlForRegisteredUserCommandInput) => Promise<string>;
    readonly observer: EmbedObserver;
}

/** Is told what happens, for logs. */
export interface EmbedObserver {
    embedded(dashboard: string): void;
    refused(dashboard: string, reason: string): void;
}

/** QuickSight API Reference, "GenerateEmbedUrlForRegisteredUser": the address has to be used within five minutes. */
const URL_SECONDS = 300;

/**
 * The handler of `GET /dashboards/{domain}/{dashboard}`: an address under which the signed-in person sees the dashboard
 * in the website that asks. The API has checked the person's token; QuickSight checks that the dashboard is shared with
 * them. Its answer is never kept by caches, since the address lets in whoever has it.
 */
export function createHandler({ settings, embedUrl, observer }: EmbedParts) {
    return async (
        event: APIGatewayProxyEventV2WithJWTAuthorizer,
    ): Promise<APIGatewayProxyStructuredResultV2> => {
        const { domain = "", dashboard = "" } = event.pathParameters ?? {};
        const name = `${domain}/${dashboard}`;
        const refuse = (statusCode: number, reason: string) => {
            observer.refused(name, reason);
            return answer(statusCode, { message: reason });
        };
        const origin = event.headers?.origin;
        if (origin === undefined || !settings.allowedDomains.includes(origin)) {
            return refuse(403, "this website may not show dashboards");
        }
        const user = event.requestContext.authorizer?.jwt?.claims?.[settings.claim];
        if (typeof user !== "string" || !isUserName(user)) {
            return refuse(403, `the token has no usable claim "${settings.claim}"`);
        }
        // A token is as good as its issuer's sign-up: there, anybody may write an address that is not theirs.
        if (
            settings.claim === "email" &&
            !isTrue(event.requestContext.authorizer.jwt.claims.email_verified)
        ) {
            return refuse(403, "the e-mail address in the token has not been verified by its issuer");
        }
        const id = Object.hasOwn(settings.dashboards, name) ? settings.dashboards[name] : undefined;
        if (id === undefined) {
            return refuse(404, "there is no such dashboard");
        }
        try {
            const url = await embedUrl({
                AwsAccountId: settings.accountId,
                UserArn: `${settings.userArnPrefix}${user}`,
                SessionLifetimeInMinutes: settings.sessionMinutes,
                // Of all websites only the one that asks: the address does not work in another one.
                AllowedDomains: [withoutPort(origin)],
                ExperienceConfiguration: { Dashboard: { InitialDashboardId: id } },
            });
            observer.embedded(name);
            return answer(200, { url, expiresInSeconds: URL_SECONDS });
        } catch (error) {
            const reason = REFUSALS[(error as Error).name];
            if (reason === undefined) throw error;
            return refuse(403, reason);
        }
    };
}

/** What QuickSight says of people that it does not let in. */
const REFUSALS: Readonly<Record<string, string>> = {
    QuickSightUserNotFoundException: "you are not a QuickSight user yet; ask the owner of the dashboard",
    ResourceNotFoundException: "you are not a QuickSight user yet; ask the owner of the dashboard",
    UnsupportedUserEditionException: "your QuickSight user may not see embedded dashboards",
};

/** Characters of QuickSight users' names; a wildcard or a slash too many would make another ARN of it. */
function isUserName(name: string): boolean {
    return /^[\w+=,.@-]+(\/[\w+=,.@-]+)?$/.test(name) && name.length <= 255;
}

/** API Gateway hands claims over as texts. */
function isTrue(claim: unknown): boolean {
    return claim === true || claim === "true";
}

/** QuickSight lists localhost without a port; other origins stay as they are. */
function withoutPort(origin: string): string {
    return origin.startsWith("http://localhost") ? "http://localhost" : origin;
}

function answer(statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 {
    return {
        statusCode,
        headers: { "content-type": "application/json", "cache-control": "no-store" },
        body: JSON.stringify(body),
    };
}
