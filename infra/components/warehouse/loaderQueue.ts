import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import { policyDocument, type Statement } from "../../aws/policyDocument";
import type { WarehouseDomainArgs } from "./domainArgs";

/**
 * Deliveries of one message before it is set aside. A cluster may be paused for a night: with half an hour between
 * two of them, they outlast fifteen hours.
 */
export const MAX_RECEIVES = 30;
/** SQS's longest: two weeks to look at what failed. */
const DEAD_LETTER_SECONDS = 14 * 24 * 3600;

/** Parts of the names of everything of a domain's loader; they begin with the warehouse's, whose key they use. */
export function loaderNameParts({
    environment,
    warehouseName,
    domainName,
}: Pick<WarehouseDomainArgs, "environment" | "warehouseName" | "domainName">): string[] {
    return [environment, warehouseName, "load", domainName];
}

/** Where new objects of the domain wait for the loader, and where those go that it cannot load. */
export interface LoaderQueues {
    readonly queue: aws.sqs.Queue;
    readonly deadLetters: aws.sqs.Queue;
}

/**
 * The queue of new objects. EventBridge fills it, because S3's own notifications of the same objects go to the reports,
 * and S3 takes one destination an object.
 *
 * @param visibilitySeconds Seconds in which a message that is being handled is not delivered again.
 */
export function createLoaderQueues(
    name: string,
    args: WarehouseDomainArgs,
    visibilitySeconds: number,
    opts: pulumi.CustomResourceOptions,
): LoaderQueues {
    const deadLetters = createQueue(
        name,
        args,
        "dlq",
        { messageRetentionSeconds: DEAD_LETTER_SECONDS },
        opts,
    );
    const queue = createQueue(
        name,
        args,
        "arrivals",
        {
            visibilityTimeoutSeconds: visibilitySeconds,
            messageRetentionSeconds: DEAD_LETTER_SECONDS,
            redrivePolicy: pulumi.jsonStringify({
                deadLetterTargetArn: deadLetters.arn,
                maxReceiveCount: MAX_RECEIVES,
            }),
        },
        opts,
    );
    new aws.sqs.RedriveAllowPolicy(
        `${name}-load-dlq`,
        {
            queueUrl: deadLetters.url,
            redriveAllowPolicy: pulumi.jsonStringify({
                redrivePermission: "byQueue",
                sourceQueueArns: [queue.arn],
            }),
        },
        opts,
    );
    tlsOnlyQueue(`${name}-load-dlq`, deadLetters, [], opts);
    announce(name, args, queue, opts);
    return { queue, deadLetters };
}

/** New objects of the domain, as EventBridge tells of them. */
function announce(
    name: string,
    args: WarehouseDomainArgs,
    queue: aws.sqs.Queue,
    opts: pulumi.CustomResourceOptions,
): void {
    const rule = new aws.cloudwatch.EventRule(
        `${name}-load`,
        {
            name: nameFor("eventRule", ...loaderNameParts(args)),
            description: `New objects of ${args.domainName} in the curated zone, for the warehouse`,
            eventPattern: pulumi.jsonStringify({
                source: ["aws.s3"],
                "detail-type": ["Object Created"],
                detail: {
                    bucket: { name: [args.lake.curated.name] },
                    object: { key: [{ prefix: `${args.domainName}/` }] },
                },
            }),
        },
        opts,
    );
    const policy = tlsOnlyQueue(
        `${name}-load-arrivals`,
        queue,
        [
            {
                sid: "EventBridgeMaySendArrivals",
                principal: { service: "events.amazonaws.com" },
                actions: ["sqs:SendMessage"],
                resources: [queue.arn],
                conditions: {
                    StringEquals: { "aws:SourceAccount": args.account.id },
                    ArnEquals: { "aws:SourceArn": rule.arn },
                },
            },
        ],
        opts,
    );
    new aws.cloudwatch.EventTarget(
        `${name}-load`,
        { rule: rule.name, targetId: "loader", arn: queue.arn },
        { ...opts, dependsOn: [policy] },
    );
}

function createQueue(
    name: string,
    args: WarehouseDomainArgs,
    suffix: string,
    settings: Partial<aws.sqs.QueueArgs>,
    opts: pulumi.CustomResourceOptions,
): aws.sqs.Queue {
    return new aws.sqs.Queue(
        `${name}-load-${suffix}`,
        {
            name: nameFor("queue", ...loaderNameParts(args), suffix),
            kmsMasterKeyId: args.warehouse.keyArn,
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
