import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../aws/bundle";
import { nameFor } from "../../aws/names";
import { type NodeFunction, nodeFunction } from "../../aws/nodeFunction";
import { securityGroup } from "../../aws/securityGroup";
import { type SearchApiArgs, type SearchIndexArgs, searchIndexName } from "./indexArgs";

export interface SearchApi {
    readonly function: NodeFunction;
    /** `https://…/`, for requests that are signed. */
    readonly url: pulumi.Output<string>;
}

/** A function with a URL that searches one index: for the roles that are named, and for reading only. */
export function createSearchApi(
    name: string,
    args: SearchIndexArgs,
    { callers }: SearchApiArgs,
    opts: pulumi.CustomResourceOptions,
): SearchApi {
    const { environment, network, search } = args;
    const index = searchIndexName(args);
    const group = securityGroup(
        `${name}-api`,
        { vpcId: network.vpcId, nameParts: [environment, name, "api"], description: `Search of ${index}` },
        opts,
    );
    search.connectFrom(`${name}-api`, { from: group.id, description: `Search of ${index}` }, opts);
    const created = nodeFunction(
        `${name}-api`,
        {
            nameParts: [environment, name, "api"],
            description: `Searches the index ${index}`,
            bundle: bundle({ name: "search-api", entry: "functions/search/api/handler.ts" }),
            settings: {
                "search.json": {
                    endpoint: pulumi.interpolate`https://${search.endpoint}`,
                    indexPattern: args.source.dynamodb ? index : `${index}-*`,
                    fields: args.fields,
                },
            },
            environment: { POWERTOOLS_SERVICE_NAME: name },
            statements: [
                {
                    // A search with a body is a POST.
                    sid: "Search",
                    actions: ["es:ESHttpPost"],
                    resources: [pulumi.interpolate`${search.arn}/${index}*`],
                },
            ],
            keyArn: args.keyArn,
            logRetentionDays: args.logRetentionDays,
            timeoutSeconds: 30,
            memoryMib: 512,
            placement: { subnetIds: network.privateSubnetIds, securityGroupIds: [group.id] },
        },
        opts,
    );
    const url = new aws.lambda.FunctionUrl(
        `${name}-api`,
        { functionName: created.name, authorizationType: "AWS_IAM", invokeMode: "BUFFERED" },
        opts,
    );
    for (const [position, caller] of callers.entries()) {
        permitCaller(`${name}-api-${position + 1}`, created, caller, opts);
    }
    return { function: created, url: url.functionUrl };
}

/**
 * Both permissions that a call of a URL needs.
 * Source: Lambda Developer Guide, "Control access to Lambda function URLs" (since October 2025).
 */
function permitCaller(
    name: string,
    called: NodeFunction,
    caller: string,
    opts: pulumi.CustomResourceOptions,
): void {
    new aws.lambda.Permission(
        `${name}-url`,
        {
            statementId: nameFor("lambdaFunction", name, "url"),
            action: "lambda:InvokeFunctionUrl",
            function: called.name,
            principal: caller,
            functionUrlAuthType: "AWS_IAM",
        },
        opts,
    );
    new aws.lambda.Permission(
        `${name}-function`,
        {
            statementId: nameFor("lambdaFunction", name, "function"),
            action: "lambda:InvokeFunction",
            function: called.name,
            principal: caller,
            invokedViaFunctionUrl: true,
        },
        opts,
    );
}
