import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { alarm } from "../aws/alarm";
import { bundle } from "../aws/bundle";
import { customerKey, type KeyReference, logsMayUseKey } from "../aws/customerKey";
import { encryptedLogGroup } from "../aws/logGroup";
import { nameFor } from "../aws/names";
import { functionLogGroups, type NodeFunction, nodeFunction } from "../aws/nodeFunction";
import { type PropertyProblem, refuseProperties } from "../aws/propertiesError";
import { functionEntry } from "./ingestion/functionEntry";

export interface EmbeddingArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** Region where the account's QuickSight users live. */
    readonly identityRegion: string;
    readonly namespace: string;
    /** `<domain>/<dashboard>` → id. */
    readonly dashboards: Readonly<Record<string, pulumi.Input<string>>>;
    /** Origins of the websites, e.g. `https://portal.example.com`: 1 to 20, without a wildcard. */
    readonly allowedDomains: readonly string[];
    /** Minutes that an embedded dashboard works: 15 to 600. */
    readonly sessionMinutes: number;
    readonly signIn: {
        /** Issuer of the OpenID Connect tokens, an https URL. */
        readonly issuer: string;
        /** Client ids that the tokens are for: 1 or more. */
        readonly audience: readonly string[];
        /** Claim that is the name of the QuickSight user; of `email`, only a verified one is taken. */
        readonly claim: string;
    };
    /** Encrypts logs; default: a key of its own. Its policy must let CloudWatch Logs use it. */
    readonly existingKey?: KeyReference;
    /** ARN of the topic that alarms tell. */
    readonly alarmTopicArn: pulumi.Input<string>;
    readonly logRetentionDays: number;
    /** Days in which the key's deletion can be taken back: 7 to 30. */
    readonly keyDeletionWindowDays: number;
}

/** Requests a second that the API takes, and at once: people who open pages, not programs. */
const RATE = { steady: 20, burst: 40 };

/**
 * Dashboards in websites: an HTTP API that checks who has signed in, and a function that asks QuickSight for an address
 * under which that person, and nobody else, sees the dashboard. The API takes tokens of one issuer only; the function's
 * role may ask for users of one namespace and for the allowed websites only; what a person sees is decided by
 * QuickSight's sharing.
 */
export class Embedding extends pulumi.ComponentResource {
    /** Where websites ask: `GET <endpoint>/dashboards/<domain>/<dashboard>` with the person's token. */
    public readonly endpoint: pulumi.Output<string>;

    constructor(name: string, args: EmbeddingArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:Embedding", name, args, opts);
        validate(name, args);

        const keyArn = this.chooseKey(name, args);
        const embedder = this.createFunction(name, args, keyArn);
        const api = this.createApi(name, args, embedder);
        this.openStage(name, args, api, keyArn);
        this.watch(name, args, embedder);

        this.endpoint = api.apiEndpoint;
        this.registerOutputs({ endpoint: this.endpoint });
    }

    private chooseKey(name: string, args: EmbeddingArgs): pulumi.Output<string> {
        if (args.existingKey) {
            return pulumi.output(args.existingKey.arn);
        }
        const { account, environment } = args;
        return customerKey(
            name,
            {
                nameParts: [environment, name],
                description: `Logs of embedded dashboards in ${environment}`,
                account,
                serviceStatements: [
                    logsMayUseKey(
                        account,
                        functionLogGroups(environment, name),
                        apiLogGroup(environment, name),
                    ),
                ],
                deletionWindowDays: args.keyDeletionWindowDays,
            },
            { parent: this },
        ).arn;
    }

    private createFunction(name: string, args: EmbeddingArgs, keyArn: pulumi.Output<string>): NodeFunction {
        const { account, environment, identityRegion, namespace } = args;
        const users = pulumi.interpolate`arn:${account.partition}:quicksight:${identityRegion}:${account.id}:user/${namespace}/`;
        return nodeFunction(
            name,
            {
                nameParts: [environment, name],
                description: "Asks QuickSight for the address of an embedded dashboard",
                bundle: bundle({ name: "embed", entry: functionEntry("embed") }),
                settings: {
                    "embed.json": {
                        accountId: account.id,
                        userArnPrefix: users,
                        claim: args.signIn.claim,
                        sessionMinutes: args.sessionMinutes,
                        allowedDomains: args.allowedDomains,
                        dashboards: args.dashboards,
                    },
                },
                environment: { POWERTOOLS_SERVICE_NAME: name },
                statements: [
                    {
                        sid: "EmbedForUsersOfNamespace",
                        actions: ["quicksight:GenerateEmbedUrlForRegisteredUser"],
                        resources: [pulumi.interpolate`${users}*`],
                        conditions: {
                            "ForAllValues:StringEquals": {
                                "quicksight:AllowedEmbeddingDomains":
                                    args.allowedDomains.map(embeddingDomain),
                            },
                        },
                    },
                ],
                keyArn,
                logRetentionDays: args.logRetentionDays,
                timeoutSeconds: 10,
                memoryMib: 256,
            },
            { parent: this },
        );
    }

    private createApi(name: string, args: EmbeddingArgs, embedder: NodeFunction): aws.apigatewayv2.Api {
        const api = new aws.apigatewayv2.Api(
            name,
            {
                name: nameFor("httpApi", args.environment, name),
                description: "Addresses of embedded dashboards, for people who are signed in",
                protocolType: "HTTP",
                corsConfiguration: {
                    allowOrigins: [...args.allowedDomains],
                    allowMethods: ["GET"],
                    allowHeaders: ["authorization"],
                    maxAge: 3600,
                },
            },
            { parent: this },
        );
        const authorizer = new aws.apigatewayv2.Authorizer(
            name,
            {
                apiId: api.id,
                name: "signed-in",
                authorizerType: "JWT",
                identitySources: ["$request.header.Authorization"],
                jwtConfiguration: { issuer: args.signIn.issuer, audiences: [...args.signIn.audience] },
            },
            { parent: this },
        );
        const integration = new aws.apigatewayv2.Integration(
            name,
            {
                apiId: api.id,
                integrationType: "AWS_PROXY",
                integrationUri: embedder.arn,
                payloadFormatVersion: "2.0",
            },
            { parent: this },
        );
        new aws.apigatewayv2.Route(
            name,
            {
                apiId: api.id,
                routeKey: "GET /dashboards/{domain}/{dashboard}",
                target: pulumi.interpolate`integrations/${integration.id}`,
                authorizationType: "JWT",
                authorizerId: authorizer.id,
            },
            { parent: this },
        );
        new aws.lambda.Permission(
            name,
            {
                statementId: "ApiMayInvoke",
                action: "lambda:InvokeFunction",
                function: embedder.name,
                principal: "apigateway.amazonaws.com",
                sourceArn: pulumi.interpolate`${api.executionArn}/*/GET/dashboards/*`,
                sourceAccount: args.account.id,
            },
            { parent: this },
        );
        return api;
    }

    private openStage(
        name: string,
        args: EmbeddingArgs,
        api: aws.apigatewayv2.Api,
        keyArn: pulumi.Output<string>,
    ): void {
        const logGroup = encryptedLogGroup(
            `${name}-requests`,
            {
                logGroupName: apiLogGroup(args.environment, name),
                keyArn,
                retentionDays: args.logRetentionDays,
            },
            { parent: this },
        );
        new aws.apigatewayv2.Stage(
            name,
            {
                apiId: api.id,
                name: "$default",
                autoDeploy: true,
                accessLogSettings: {
                    destinationArn: logGroup.arn,
                    // Neither the person nor the answer: only what is needed to see that something goes wrong.
                    format: JSON.stringify({
                        requestId: "$context.requestId",
                        time: "$context.requestTime",
                        path: "$context.path",
                        status: "$context.status",
                        authorizerError: "$context.authorizer.error",
                        integrationError: "$context.integrationErrorMessage",
                    }),
                },
                defaultRouteSettings: {
                    throttlingRateLimit: RATE.steady,
                    throttlingBurstLimit: RATE.burst,
                    detailedMetricsEnabled: true,
                },
            },
            { parent: this },
        );
    }

    private watch(name: string, args: EmbeddingArgs, embedder: NodeFunction): void {
        for (const metric of ["Errors", "Throttles"]) {
            alarm(
                `${name}-${metric.toLowerCase()}`,
                {
                    nameParts: [args.environment, name, metric.toLowerCase()],
                    description: `Websites cannot show dashboards: ${metric.toLowerCase()} of the function. Its log group tells the reason.`,
                    namespace: "AWS/Lambda",
                    metric,
                    dimensions: { FunctionName: embedder.name },
                    statistic: "Sum",
                    above: 0,
                    periodSeconds: 300,
                    topicArn: args.alarmTopicArn,
                },
                { parent: this },
            );
        }
    }
}

/** Log group of the API's requests. */
function apiLogGroup(environment: string, name: string): string {
    return `/aws/apigateway/${environment}-${name}`;
}

/** As QuickSight lists websites: localhost has no port there. */
function embeddingDomain(origin: string): string {
    return origin.startsWith("http://localhost") ? "http://localhost" : origin;
}

const ORIGIN = /^(https:\/\/([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?|http:\/\/localhost(:\d+)?)$/;

function validate(name: string, args: EmbeddingArgs): void {
    const problems: PropertyProblem[] = [];
    const { allowedDomains, sessionMinutes, signIn, dashboards } = args;
    if (allowedDomains.length === 0 || allowedDomains.length > 20) {
        const reason = `${allowedDomains.length} were given; give 1 to 20 origins of websites`;
        problems.push({ propertyPath: "allowedDomains", reason });
    }
    for (const [index, origin] of allowedDomains.entries()) {
        if (!ORIGIN.test(origin)) {
            const reason = `"${origin}" is not an origin; give https://<host> without path, wildcard or slash at the end`;
            problems.push({ propertyPath: `allowedDomains[${index}]`, reason });
        }
    }
    if (!(Number.isInteger(sessionMinutes) && sessionMinutes >= 15 && sessionMinutes <= 600)) {
        const reason = `${sessionMinutes} is not allowed; give 15 to 600 minutes`;
        problems.push({ propertyPath: "sessionMinutes", reason });
    }
    if (!/^https:\/\/[^\s?#]+$/.test(signIn.issuer)) {
        const reason = `"${signIn.issuer}" is not an issuer; give the https URL of the tokens' iss claim`;
        problems.push({ propertyPath: "signIn.issuer", reason });
    }
    if (signIn.audience.length === 0) {
        const reason = "is empty, and any token of the issuer would do; give the client ids of the websites";
        problems.push({ propertyPath: "signIn.audience", reason });
    }
    if (Object.keys(dashboards).length === 0) {
        problems.push({ propertyPath: "dashboards", reason: "is empty; give the dashboards that are shown" });
    }
    refuseProperties(`Embedding "${name}"`, problems);
}
