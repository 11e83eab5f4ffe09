import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmArgs, alarm } from "../../aws/alarm";
import type { NodeFunction } from "../../aws/nodeFunction";
import type { SearchApi } from "./api";
import type { IndexDelivery } from "./delivery";
import { type SearchIndexArgs, searchIndexName } from "./indexArgs";
import type { Indexer } from "./indexer";

/** What an index is made of, as far as it is watched. */
export interface WatchedIndex {
    readonly rule?: aws.iot.TopicRule;
    readonly delivery?: IndexDelivery;
    readonly indexer?: Indexer;
    readonly api?: SearchApi;
}

type IndexAlarm = Omit<AlarmArgs, "nameParts" | "topicArn"> & { readonly suffix: string };

/** Seconds for which documents may wait to be indexed. */
const LATE_SECONDS = 900;

/** The alarms of one index, in the order in which documents pass. */
export function watchIndex(
    name: string,
    args: SearchIndexArgs,
    { rule, delivery, indexer, api }: WatchedIndex,
    opts: pulumi.CustomResourceOptions,
): void {
    const alarms: IndexAlarm[] = [
        ...(rule ? ruleAlarms(name, rule) : []),
        ...(delivery ? deliveryAlarms(name, delivery) : []),
        ...(indexer ? indexerAlarms(name, args, indexer) : []),
        ...(api ? functionAlarms(name, "api", api.function) : []),
    ];
    for (const { suffix, ...settings } of alarms) {
        alarm(
            `${name}-${suffix}`,
            { ...settings, nameParts: [args.environment, name, suffix], topicArn: args.alarmTopicArn },
            opts,
        );
    }
}

function ruleAlarms(name: string, rule: aws.iot.TopicRule): IndexAlarm[] {
    return [
        {
            suffix: "rule-failures",
            description: `Messages of ${name} were not handed on; they lie in the raw zone under errors/. Look at the rule's role.`,
            namespace: "AWS/IoT",
            metric: "Failure",
            dimensions: { RuleName: rule.name, ActionType: "Firehose" },
            statistic: "Sum",
            above: 0,
            periodSeconds: 300,
        },
    ];
}

function deliveryAlarms(name: string, { stream }: IndexDelivery): IndexAlarm[] {
    const dimensions = { DeliveryStreamName: stream.name };
    return [
        {
            suffix: "delivery-freshness",
            description: `The oldest document of ${name} has waited for a quarter of an hour. Look at the delivery stream's log group, then at the domain's health.`,
            namespace: "AWS/Firehose",
            metric: "DeliveryToAmazonOpenSearchService.DataFreshness",
            dimensions,
            statistic: "Maximum",
            above: LATE_SECONDS,
            periodSeconds: 300,
        },
        {
            suffix: "documents-set-aside",
            description: `The index of ${name} did not take some documents; they lie in the raw zone under errors/, each with its reason.`,
            namespace: "AWS/Firehose",
            metric: "DeliveryToS3.Records",
            dimensions,
            statistic: "Sum",
            above: 0,
            periodSeconds: 300,
        },
    ];
}

function indexerAlarms(
    name: string,
    args: SearchIndexArgs,
    { function: fn, deadLetters }: Indexer,
): IndexAlarm[] {
    return [
        ...functionAlarms(name, "index", fn),
        ...(args.source.dynamodb
            ? [
                  {
                      suffix: "index-age",
                      description: `The index of ${name} is a quarter of an hour behind its table. Changes are lost after a day: look at the function's log.`,
                      namespace: "AWS/Lambda",
                      metric: "IteratorAge",
                      dimensions: { FunctionName: fn.name },
                      statistic: "Maximum" as const,
                      above: LATE_SECONDS * 1000,
                      periodSeconds: 300,
                  },
              ]
            : []),
        {
            suffix: "documents-rejected",
            description: `The index of ${name} did not take some documents; they lie in the raw zone under errors/, each with its reason.`,
            namespace: "Tributary",
            metric: "DocumentsRejected",
            dimensions: { index: searchIndexName(args) },
            statistic: "Sum",
            above: 0,
            periodSeconds: 300,
        },
        {
            suffix: "dead-letters",
            description: `Something could not be indexed in ${name}, however often it was tried. Messages of the queue say what; deliver it again once the reason is gone.`,
            namespace: "AWS/SQS",
            metric: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: deadLetters.name },
            statistic: "Maximum",
            above: 0,
            periodSeconds: 300,
        },
    ];
}

function functionAlarms(name: string, what: string, fn: NodeFunction): IndexAlarm[] {
    const common = {
        namespace: "AWS/Lambda",
        dimensions: { FunctionName: fn.name },
        statistic: "Sum",
        above: 0,
        periodSeconds: 300,
    } as const;
    return [
        {
            ...common,
            suffix: `${what}-errors`,
            description: `The ${what} function of ${name} failed. Its log tells why.`,
            metric: "Errors",
        },
        {
            ...common,
            suffix: `${what}-throttles`,
            description: `Calls of the ${what} function of ${name} were refused: the account's functions run too often at once.`,
            metric: "Throttles",
        },
    ];
}
