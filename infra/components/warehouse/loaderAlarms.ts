import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { alarm } from "../../aws/alarm";
import type { NodeFunction } from "../../aws/nodeFunction";
import type { WarehouseDomainArgs } from "./domainArgs";
import { loaderNameParts, MAX_RECEIVES } from "./loaderQueue";

/** An object that has waited longer than this is late: a load takes minutes. */
const LATE_SECONDS = 3600;

/** The loader and where its arrivals wait. */
export interface Loader {
    readonly loaderFunction: NodeFunction;
    readonly queue: aws.sqs.Queue;
    readonly deadLetters: aws.sqs.Queue;
}

/** The alarms of a domain's loader. */
export function watchLoader(
    name: string,
    args: WarehouseDomainArgs,
    { loaderFunction, queue, deadLetters }: Loader,
    opts: pulumi.CustomResourceOptions,
): void {
    const watch = (
        suffix: string,
        description: string,
        metric: Pick<
            Parameters<typeof alarm>[1],
            "namespace" | "metric" | "dimensions" | "statistic" | "above"
        >,
    ) =>
        alarm(
            `${name}-${suffix}`,
            {
                ...metric,
                nameParts: [...loaderNameParts(args), suffix],
                description,
                periodSeconds: 300,
                topicArn: args.alarmTopicArn,
            },
            opts,
        );
    const ofFunction = { namespace: "AWS/Lambda", dimensions: { FunctionName: loaderFunction.name } };
    watch("load-errors", `The loader of ${args.domainName} failed. Look at its log group.`, {
        ...ofFunction,
        metric: "Errors",
        statistic: "Sum",
        above: 0,
    });
    watch(
        "load-throttles",
        `The loader of ${args.domainName} was throttled. Look at the account's concurrency.`,
        {
            ...ofFunction,
            metric: "Throttles",
            statistic: "Sum",
            above: 0,
        },
    );
    watch(
        "load-late",
        `Objects of ${args.domainName} have waited for the warehouse for more than an hour. Look at the loader's log group; a paused cluster takes them when it resumes.`,
        {
            namespace: "AWS/SQS",
            metric: "ApproximateAgeOfOldestMessage",
            dimensions: { QueueName: queue.name },
            statistic: "Maximum",
            above: LATE_SECONDS,
        },
    );
    watch(
        "load-dlq-depth",
        `Objects of ${args.domainName} were set aside after ${MAX_RECEIVES} attempts and are not in the warehouse. Mend the cause, then redrive the queue: what is loaded already is not loaded again.`,
        {
            namespace: "AWS/SQS",
            metric: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: deadLetters.name },
            statistic: "Maximum",
            above: 0,
        },
    );
}
