import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import type { NodeFunction } from "../../aws/nodeFunction";
import { policyDocument, type Statement } from "../../aws/policyDocument";
import type { ArrivalRoute } from "../arrivalNotifications";
import { type IngestionPipelineArgs, OnArrival } from "./args";
import { tablePrefix } from "./keys";
import { createReportFunction, REPORT_TIMEOUT_SECONDS } from "./reportFunction";

/** How S3 tells the report function of new objects, and where an arrival goes that cannot be handled. */
export interface Arrival {
    readonly route: ArrivalRoute;
    readonly reportFunction: NodeFunction;
    readonly deadLetters: aws.sqs.Queue;
    /** With {@link OnArrival.Queue} only. */
    readonly queue?: aws.sqs.Queue;
}

/** Deliveries of one message before it is set aside. */
const MAX_RECEIVES = 5;
/** SQS's longest: two weeks to look at what failed. */
const DEAD_LETTER_SECONDS = 14 * 24 * 3600;
/** Seconds that the poller collects messages for one invocation. */
const BATCHING_SECONDS = 5;
const BATCH_SIZE = 100;

export function createArrival(
    name: string,
    args: IngestionPipelineArgs,
    opts: pulumi.CustomResourceOptions,
): Arrival {
    const deadLetters = createQueue(
        name,
        "reports-dlq",
        args,
        { messageRetentionSeconds: DEAD_LETTER_SECONDS },
        opts,
    );
    return args.onArrival === OnArrival.Queue
        ? arrivalByQueue(name, args, deadLetters, opts)
        : arrivalDirect(name, args, deadLetters, opts);
}

function arrivalByQueue(
    name: string,
    args: IngestionPipelineArgs,
    deadLetters: aws.sqs.Queue,
    opts: pulumi.CustomResourceOptions,
): Arrival {
    const { account, lake } = args;
    const queue = createQueue(
        name,
        "arrivals",
        args,
        {
            // Arrivals are handled once their window has closed, so that one run of the reports covers them all.
            delaySeconds: args.windowSeconds,
            // Lambda Developer Guide, "Using Lambda with Amazon SQS": six times the function's time-out.
            visibilityTimeoutSeconds: 6 * REPORT_TIMEOUT_SECONDS + BATCHING_SECONDS,
            messageRetentionSeconds: 4 * 24 * 3600,
            redrivePolicy: pulumi.jsonStringify({
                deadLetterTargetArn: deadLetters.arn,
                maxReceiveCount: MAX_RECEIVES,
            }),
        },
        opts,
    );
    new aws.sqs.RedriveAllowPolicy(
        `${name}-reports-dlq`,
        {
            queueUrl: deadLetters.url,
            redriveAllowPolicy: pulumi.jsonStringify({
                redrivePermission: "byQueue",
                sourceQueueArns: [queue.arn],
            }),
        },
        opts,
    );
    tlsOnlyQueue(`${name}-reports-dlq`, deadLetters, [], opts);
    const queuePolicy = tlsOnlyQueue(
        `${name}-arrivals`,
        queue,
        [
            {
                sid: "S3MaySendArrivals",
                principal: { service: "s3.amazonaws.com" },
                actions: ["sqs:SendMessage"],
                resources: [queue.arn],
                conditions: {
                    StringEquals: { "aws:SourceAccount": account.id },
                    ArnEquals: { "aws:SourceArn": lake.curated.arn },
                },
            },
        ],
        opts,
    );
    const reportFunction = createReportFunction(
        name,
        args,
        [
            {
                sid: "ReceiveArrivals",
                actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
                resources: [queue.arn],
            },
            { sid: "DecryptArrivals", actions: ["kms:Decrypt"], resources: [args.domain.keyArn] },
        ],
        opts,
    );
    new aws.lambda.EventSourceMapping(
        `${name}-arrivals`,
        {
            eventSourceArn: queue.arn,
            functionName: reportFunction.arn,
            batchSize: BATCH_SIZE,
            maximumBatchingWindowInSeconds: BATCHING_SECONDS,
            functionResponseTypes: ["ReportBatchItemFailures"],
            scalingConfig: { maximumConcurrency: 2 },
        },
        opts,
    );
    return {
        route: routeTo(args, { queueArn: queue.arn, ready: [queuePolicy] }),
        reportFunction,
        deadLetters,
        queue,
    };
}

function arrivalDirect(
    name: string,
    args: IngestionPipelineArgs,
    deadLetters: aws.sqs.Queue,
    opts: pulumi.CustomResourceOptions,
): Arrival {
    const { account, lake } = args;
    tlsOnlyQueue(`${name}-reports-dlq`, deadLetters, [], opts);
    const reportFunction = createReportFunction(
        name,
        args,
        [
            { sid: "SetAsideFailures", actions: ["sqs:SendMessage"], resources: [deadLetters.arn] },
            {
                sid: "EncryptFailures",
                actions: ["kms:GenerateDataKey", "kms:Decrypt"],
                resources: [args.domain.keyArn],
            },
        ],
        opts,
    );
    new aws.lambda.FunctionEventInvokeConfig(
        `${name}-reports`,
        {
            functionName: reportFunction.name,
            maximumRetryAttempts: 2,
            destinationConfig: { onFailure: { destination: deadLetters.arn } },
        },
        opts,
    );
    const permission = new aws.lambda.Permission(
        `${name}-arrivals`,
        {
            statementId: "S3MayInvokeOnArrival",
            action: "lambda:InvokeFunction",
            function: reportFunction.name,
            principal: "s3.amazonaws.com",
            sourceArn: lake.curated.arn,
            sourceAccount: account.id,
        },
        opts,
    );
    return {
        route: routeTo(args, { functionArn: reportFunction.arn, ready: [permission] }),
        reportFunction,
        deadLetters,
    };
}

function routeTo(
    args: IngestionPipelineArgs,
    destination: Pick<ArrivalRoute, "queueArn" | "functionArn" | "ready">,
): ArrivalRoute {
    return { prefix: tablePrefix(args), suffix: ".parquet", ...destination };
}

function createQueue(
    name: string,
    suffix: string,
    args: IngestionPipelineArgs,
    settings: Partial<aws.sqs.QueueArgs>,
    opts: pulumi.CustomResourceOptions,
): aws.sqs.Queue {
    return new aws.sqs.Queue(
        `${name}-${suffix}`,
        {
            name: nameFor("queue", args.environment, name, suffix),
            kmsMasterKeyId: args.domain.keyArn,
            kmsDataKeyReusePeriodSeconds: 300,
            ...settings,
        },
        opts,
    );
}

/** The queue's policy: nobody without TLS, and the writers that are named. */
function tlsOnlyQueue(
    name: string,
    queue: aws.sqs.Queue,
    writers: readonly Statement[],
    opts: pulumi.CustomResourceOptions,
): aws.sqs.QueuePolicy {
    return new aws.sqs.QueuePolicy(
        name,
        {
            queueUrl: queue.url,
            policy: policyDocument(...writers, {
                sid: "TlsOnly",
                effect: "Deny",
                principal: "*",
                actions: ["sqs:*"],
                resources: [queue.arn],
                conditions: { Bool: { "aws:SecureTransport": "false" } },
            }),
        },
        opts,
    );
}
