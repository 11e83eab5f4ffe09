import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../aws/bundle";
import { acceptDeadLettersOf, encryptedQueue, queuePolicy } from "../../aws/encryptedQueue";
import { type NodeFunction, nodeFunction } from "../../aws/nodeFunction";
import type { ArrivalRoute } from "../arrivalNotifications";
import { type EtlJobArgs, JOB_DEFAULTS } from "./args";
import { uploadPrefix } from "./keys";

/** How S3 tells of uploads, and where a message goes that cannot be handled. */
export interface Uploads {
    readonly route: ArrivalRoute;
    readonly startFunction: NodeFunction;
    readonly deadLetters: aws.sqs.Queue;
}

const FUNCTION_TIMEOUT_SECONDS = 30;
const BATCH_SIZE = 100;
/** Seconds that the poller collects messages for one invocation. */
const BATCHING_SECONDS = 5;
/** Deliveries besides those that wait for a run to end. */
const SPARE_RECEIVES = 5;
/** SQS sets a message aside after 1000 deliveries at most. */
const MOST_WAITS = 900;

/**
 * How often a message comes back while the job is busy: often enough to start soon, seldom enough that it is not set
 * aside before the longest run ends.
 */
export function patience(timeoutMinutes: number): { visibilitySeconds: number; receives: number } {
    const longest = timeoutMinutes * 60;
    // Lambda Developer Guide, "Using Lambda with Amazon SQS": six times the function's time-out, at least.
    const visibilitySeconds = Math.max(
        6 * FUNCTION_TIMEOUT_SECONDS + BATCHING_SECONDS,
        Math.ceil(longest / MOST_WAITS),
    );
    return { visibilitySeconds, receives: Math.ceil(longest / visibilitySeconds) + SPARE_RECEIVES };
}

/** S3 → SQS → Lambda → job: uploads are collected for a window, and one run reads them all. */
export function startOnArrival(
    name: string,
    args: EtlJobArgs,
    windowSeconds: number,
    job: aws.glue.Job,
    opts: pulumi.CustomResourceOptions,
): Uploads {
    const { account, lake } = args;
    const { visibilitySeconds, receives } = patience(args.timeoutMinutes ?? JOB_DEFAULTS.timeoutMinutes);
    const { keyArn } = args.domain;
    const nameParts = (suffix: string) => [args.environment, name, suffix];
    const deadLetters = encryptedQueue(
        `${name}-uploads-dlq`,
        { nameParts: nameParts("uploads-dlq"), keyArn },
        opts,
    );
    const queue = encryptedQueue(
        `${name}-uploads`,
        {
            nameParts: nameParts("uploads"),
            keyArn,
            // Uploads are handled once their window has closed, so that one run reads them all.
            delaySeconds: windowSeconds,
            visibilityTimeoutSeconds: visibilitySeconds,
            redrive: { deadLetters, maxReceives: receives },
        },
        opts,
    );
    acceptDeadLettersOf(`${name}-uploads-dlq`, deadLetters, queue, opts);
    queuePolicy(`${name}-uploads-dlq`, deadLetters, [], opts);
    const policy = queuePolicy(
        `${name}-uploads`,
        queue,
        [
            {
                sid: "S3MaySendUploads",
                principal: { service: "s3.amazonaws.com" },
                actions: ["sqs:SendMessage"],
                resources: [queue.arn],
                conditions: {
                    StringEquals: { "aws:SourceAccount": account.id },
                    ArnEquals: { "aws:SourceArn": lake.raw.arn },
                },
            },
        ],
        opts,
    );
    const startFunction = createStartFunction(name, args, { queue, job }, opts);
    new aws.lambda.EventSourceMapping(
        `${name}-uploads`,
        {
            eventSourceArn: queue.arn,
            functionName: startFunction.arn,
            batchSize: BATCH_SIZE,
            maximumBatchingWindowInSeconds: BATCHING_SECONDS,
            functionResponseTypes: ["ReportBatchItemFailures"],
            scalingConfig: { maximumConcurrency: 2 },
        },
        opts,
    );
    return {
        route: { prefix: uploadPrefix(args), suffix: "", queueArn: queue.arn, ready: [policy] },
        startFunction,
        deadLetters,
    };
}

function createStartFunction(
    name: string,
    args: EtlJobArgs,
    { queue, job }: { readonly queue: aws.sqs.Queue; readonly job: aws.glue.Job },
    opts: pulumi.CustomResourceOptions,
): NodeFunction {
    return nodeFunction(
        `${name}-start`,
        {
            nameParts: [args.environment, name, "start"],
            description: `Starts the job ${name} when files have arrived`,
            bundle: bundle({ name: "start-job", entry: "functions/startJob/handler.ts" }),
            settings: {
                "job.json": {
                    domain: args.domainName,
                    job: args.tableName,
                    jobName: job.name,
                    prefix: uploadPrefix(args),
                },
            },
            environment: { POWERTOOLS_SERVICE_NAME: name, POWERTOOLS_METRICS_NAMESPACE: "Tributary" },
            statements: [
                {
                    sid: "ReceiveUploads",
                    actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
                    resources: [queue.arn],
                },
                { sid: "DecryptUploads", actions: ["kms:Decrypt"], resources: [args.domain.keyArn] },
                {
                    sid: "StartOwnJob",
                    actions: ["glue:GetJobRuns", "glue:StartJobRun"],
                    resources: [job.arn],
                },
            ],
            keyArn: args.domain.keyArn,
            logRetentionDays: args.logRetentionDays,
            timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
            memoryMib: 256,
        },
        opts,
    );
}
