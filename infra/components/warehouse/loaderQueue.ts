import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { acceptDeadLettersOf, encryptedQueue, queuePolicy } from "../../aws/encryptedQueue";
import { nameFor } from "../../aws/names";
import type { WarehouseDomainArgs } from "./domainArgs";

/**
 * Deliveries of one message before it is set aside. A cluster may be paused for a night: with half an hour between
 * two of them, they outlast fifteen hours.
 */
export const MAX_RECEIVES = 30;
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
    const keyArn = args.warehouse.keyArn;
    const deadLetters = encryptedQueue(
        `${name}-load-dlq`,
        { nameParts: [...loaderNameParts(args), "dlq"], keyArn },
        opts,
    );
    const queue = encryptedQueue(
        `${name}-load-arrivals`,
        {
            nameParts: [...loaderNameParts(args), "arrivals"],
            keyArn,
            visibilityTimeoutSeconds: visibilitySeconds,
            redrive: { deadLetters, maxReceives: MAX_RECEIVES },
        },
        opts,
    );
    acceptDeadLettersOf(`${name}-load-dlq`, deadLetters, queue, opts);
    queuePolicy(`${name}-load-dlq`, deadLetters, [], opts);
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
    const policy = queuePolicy(
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
