import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { acceptDeadLettersOf, encryptedQueue, queuePolicy } from "../../aws/encryptedQueue";
import type { NodeFunction } from "../../aws/nodeFunction";
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
/** Seconds that an arrival waits for a function that cannot run: four days. */
const ARRIVAL_SECONDS = 4 * 24 * 3600;
/** Seconds that the poller collects messages for one invocation. */
const BATCHING_SECONDS = 5;
const BATCH_SIZE = 100;

export function createArrival(
    name: string,
    args: IngestionPipelineArgs,
    opts: pulumi.CustomResourceOptions,
): Arrival {
    const deadLetters = encryptedQueue(
        `${name}-reports-dlq`,
        { nameParts: [args.environment, name, "reports-dlq"], keyArn: args.domain.keyArn },
        opts,
    );
    queuePolicy(`${name}-reports-dlq`, deadLetters, [], opts);
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
    const queue = encryptedQueue(
        `${name}-arrivals`,
        {
            nameParts: [args.environment, name, "arrivals"],
            keyArn: args.domain.keyArn,
            // Arrivals are handled once their window has closed, so that one run of the reports covers them all.
            delaySeconds: args.windowSeconds,
            // Lambda Developer Guide, "Using Lambda with Amazon SQS": six times the function's time-out.
            visibilityTimeoutSeconds: 6 * REPORT_TIMEOUT_SECONDS + BATCHING_SECONDS,
            retentionSeconds: ARRIVAL_SECONDS,
            redrive: { deadLetters, maxReceives: MAX_RECEIVES },
        },
        opts,
    );
    acceptDeadLettersOf(`${name}-reports-dlq`, deadLetters, queue, opts);
    const policy = queuePolicy(
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
        route: routeTo(args, { queueArn: queue.arn, ready: [policy] }),
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
