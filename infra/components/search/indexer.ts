import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../aws/bundle";
import { encryptedQueue, queuePolicy } from "../../aws/encryptedQueue";
import { nameFor } from "../../aws/names";
import { type NodeFunction, nodeFunction } from "../../aws/nodeFunction";
import type { Statement } from "../../aws/policyDocument";
import { securityGroup } from "../../aws/securityGroup";
import {
    type IndexLogsArgs,
    IndexRotation,
    type SearchIndexArgs,
    searchIndexName,
    unindexedPrefix,
} from "./indexArgs";
import type { TableStream } from "./table";

/** Seconds that one batch may take. */
const TIMEOUT_SECONDS = 60;
/** SQS API, CreateQueue: fourteen days, the longest. */
const KEEP_SECONDS = 1_209_600;
/** A stream keeps records for a day: what fails for so long is put aside before it is lost. */
const OLDEST_RECORD_SECONDS = 82_800;

export interface Indexer {
    readonly function: NodeFunction;
    /** What could not be indexed, for whatever reason, is told here. */
    readonly deadLetters: aws.sqs.Queue;
}

/** A table's changes into the index: each batch in order, and again from where it failed. */
export function indexTable(
    name: string,
    args: SearchIndexArgs,
    table: TableStream,
    opts: pulumi.CustomResourceOptions,
): Indexer {
    const deadLetters = createDeadLetters(name, args, opts);
    const created = createFunction(
        name,
        args,
        { source: "dynamodb", key: args.source.dynamodb?.key ?? [] },
        [
            {
                sid: "ReadStream",
                actions: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
                resources: [table.streamArn],
            },
            {
                // DynamoDB lists streams of all tables, or of none.
                sid: "ListStreams",
                actions: ["dynamodb:ListStreams"],
                resources: ["*"],
            },
            ...(table.keyArn === undefined
                ? []
                : [{ sid: "DecryptStream", actions: ["kms:Decrypt"], resources: [table.keyArn] }]),
            ...maySetAside(args, deadLetters),
        ],
        opts,
    );
    new aws.lambda.EventSourceMapping(
        name,
        {
            eventSourceArn: table.streamArn,
            functionName: created.arn,
            startingPosition: "TRIM_HORIZON",
            batchSize: 100,
            maximumBatchingWindowInSeconds: 1,
            functionResponseTypes: ["ReportBatchItemFailures"],
            bisectBatchOnFunctionError: true,
            maximumRecordAgeInSeconds: OLDEST_RECORD_SECONDS,
            destinationConfig: { onFailure: { destinationArn: deadLetters.arn } },
        },
        opts,
    );
    return { function: created, deadLetters };
}

/** Lines of a log group into the index, as CloudWatch Logs hands them to a function. */
export function indexLogs(
    name: string,
    args: SearchIndexArgs,
    { logGroup, filterPattern }: IndexLogsArgs,
    opts: pulumi.CustomResourceOptions,
): Indexer {
    const { account } = args;
    const deadLetters = createDeadLetters(name, args, opts);
    const rotation = args.rotation ?? IndexRotation.Day;
    const created = createFunction(
        name,
        args,
        { source: "cloudwatchLogs", rotation },
        maySetAside(args, deadLetters),
        opts,
    );
    new aws.lambda.FunctionEventInvokeConfig(
        name,
        {
            functionName: created.name,
            maximumRetryAttempts: 2,
            destinationConfig: { onFailure: { destination: deadLetters.arn } },
        },
        opts,
    );
    const permission = new aws.lambda.Permission(
        name,
        {
            statementId: "LogsMayInvoke",
            action: "lambda:InvokeFunction",
            function: created.name,
            principal: "logs.amazonaws.com",
            sourceArn: pulumi.interpolate`arn:${account.partition}:logs:${account.region}:${account.id}:log-group:${logGroup}:*`,
            sourceAccount: account.id,
        },
        opts,
    );
    new aws.cloudwatch.LogSubscriptionFilter(
        name,
        {
            name: nameFor("alarm", args.environment, name),
            logGroup,
            filterPattern,
            destinationArn: created.arn,
        },
        // CloudWatch Logs tries the function when the filter is made.
        { ...opts, dependsOn: [permission] },
    );
    return { function: created, deadLetters };
}

function createFunction(
    name: string,
    args: SearchIndexArgs,
    settings: Readonly<Record<string, unknown>>,
    statements: readonly Statement[],
    opts: pulumi.CustomResourceOptions,
): NodeFunction {
    const { environment, lake, network, search } = args;
    const index = searchIndexName(args);
    const group = securityGroup(
        name,
        { vpcId: network.vpcId, nameParts: [environment, name], description: `Indexing of ${index}` },
        opts,
    );
    search.connectFrom(name, { from: group.id, description: `Indexing of ${index}` }, opts);
    network.services?.open(`${name}-services`, { from: group.id, services: ["s3"] }, opts);
    const prefix = unindexedPrefix(args);
    return nodeFunction(
        `${name}-index`,
        {
            nameParts: [environment, name, "index"],
            description: `Fills the index ${index}`,
            bundle: bundle({ name: "search-indexer", entry: "functions/search/indexer/handler.ts" }),
            settings: {
                "indexer.json": {
                    ...settings,
                    endpoint: pulumi.interpolate`https://${search.endpoint}`,
                    index,
                    fields: Object.keys(args.fields),
                },
            },
            environment: {
                POWERTOOLS_SERVICE_NAME: name,
                REJECTED_BUCKET: lake.raw.name,
                REJECTED_PREFIX: prefix,
            },
            statements: [
                {
                    sid: "WriteDocuments",
                    actions: ["es:ESHttpPost"],
                    resources: [pulumi.interpolate`${search.arn}/_bulk`],
                },
                {
                    sid: "KeepRejected",
                    actions: ["s3:PutObject"],
                    resources: [pulumi.interpolate`${lake.raw.arn}/${prefix}*`],
                },
                { sid: "EncryptRejected", actions: ["kms:GenerateDataKey"], resources: [lake.keyArn] },
                ...statements,
            ],
            keyArn: args.keyArn,
            logRetentionDays: args.logRetentionDays,
            timeoutSeconds: TIMEOUT_SECONDS,
            memoryMib: 512,
            placement: { subnetIds: network.privateSubnetIds, securityGroupIds: [group.id] },
        },
        opts,
    );
}

function createDeadLetters(
    name: string,
    args: SearchIndexArgs,
    opts: pulumi.CustomResourceOptions,
): aws.sqs.Queue {
    const queue = encryptedQueue(
        `${name}-dlq`,
        { nameParts: [args.environment, name, "dlq"], keyArn: args.keyArn, retentionSeconds: KEEP_SECONDS },
        opts,
    );
    queuePolicy(`${name}-dlq`, queue, [], opts);
    return queue;
}

/** Lambda puts failures aside with the function's own role. */
function maySetAside({ keyArn }: SearchIndexArgs, deadLetters: aws.sqs.Queue): Statement[] {
    return [
        { sid: "SetAsideFailures", actions: ["sqs:SendMessage"], resources: [deadLetters.arn] },
        { sid: "EncryptFailures", actions: ["kms:GenerateDataKey", "kms:Decrypt"], resources: [keyArn] },
    ];
}
