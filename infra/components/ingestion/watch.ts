import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmArgs, alarm } from "../../aws/alarm";
import type { NodeFunction } from "../../aws/nodeFunction";
import type { IngestionPipelineArgs } from "./args";
import type { Arrival } from "./arrival";
import type { IotSource } from "./iotSource";

/** What a pipeline is made of, as far as it is watched. */
export interface Watched {
    readonly iot?: IotSource;
    readonly deliveryStream: aws.kinesis.FirehoseDeliveryStream;
    readonly transform: NodeFunction;
    readonly arrival?: Arrival;
}

/** Multiple of the delivery buffer's time after which data counts as late. */
const LATE = 3;
/** Milliseconds that a reader may be behind: a stream keeps a day at least, so there is time to act. */
const BEHIND_MS = 15 * 60 * 1000;

type PipelineAlarm = Omit<AlarmArgs, "nameParts" | "topicArn"> & { readonly suffix: string };

/** The alarms of one pipeline, from its source to its reports, in the order in which data passes. */
export function watchPipeline(
    name: string,
    args: IngestionPipelineArgs,
    watched: Watched,
    opts: pulumi.CustomResourceOptions,
): void {
    const alarms: PipelineAlarm[] = [
        ...(watched.iot ? sourceAlarms(name, watched.iot) : []),
        freshness(name, args, watched.deliveryStream),
        ...functionAlarms(name, "transform", watched.transform),
        ...(watched.arrival ? arrivalAlarms(name, watched.arrival) : []),
    ];
    for (const { suffix, ...settings } of alarms) {
        alarm(
            `${name}-${suffix}`,
            { ...settings, nameParts: [args.environment, name, suffix], topicArn: args.alarmTopicArn },
            opts,
        );
    }
}

function sourceAlarms(name: string, { stream, rule }: IotSource): PipelineAlarm[] {
    return [
        {
            suffix: "rule-failures",
            description: `Messages of ${name} did not reach its stream; they lie in the raw zone under errors/. Look at the rule's role and at the stream's limits.`,
            namespace: "AWS/IoT",
            metric: "Failure",
            dimensions: { RuleName: rule.name, ActionType: "Kinesis" },
            statistic: "Sum",
            above: 0,
            periodSeconds: 300,
        },
        {
            suffix: "rule-error-action-failures",
            description: `Messages of ${name} could be neither forwarded nor kept: they are lost. Look at the role of the rule's error action and at the lake's key.`,
            namespace: "AWS/IoT",
            metric: "ErrorActionFailure",
            dimensions: { RuleName: rule.name },
            statistic: "Sum",
            above: 0,
            periodSeconds: 300,
        },
        {
            suffix: "iterator-age",
            description: `The delivery stream of ${name} is more than 15 minutes behind its stream. Records are lost when they reach the stream's retention: look at the delivery stream's errors.`,
            namespace: "AWS/Kinesis",
            metric: "GetRecords.IteratorAgeMilliseconds",
            dimensions: { StreamName: stream.name },
            statistic: "Maximum",
            above: BEHIND_MS,
            periodSeconds: 300,
        },
    ];
}

function freshness(
    name: string,
    args: IngestionPipelineArgs,
    deliveryStream: aws.kinesis.FirehoseDeliveryStream,
): PipelineAlarm {
    return {
        suffix: "delivery-freshness",
        description: `The oldest record of ${name} that is not yet in S3 waits longer than ${LATE} buffers. Look at the delivery stream's log group.`,
        namespace: "AWS/Firehose",
        metric: "DeliveryToS3.DataFreshness",
        dimensions: { DeliveryStreamName: deliveryStream.name },
        statistic: "Maximum",
        above: LATE * args.delivery.bufferSeconds,
        periodSeconds: 300,
    };
}

function functionAlarms(name: string, suffix: string, fn: NodeFunction): PipelineAlarm[] {
    const watch = (kind: "errors" | "throttles", metric: string, description: string): PipelineAlarm => ({
        suffix: `${suffix}-${kind}`,
        description,
        namespace: "AWS/Lambda",
        metric,
        dimensions: { FunctionName: fn.name },
        statistic: "Sum",
        above: 0,
        periodSeconds: 300,
    });
    return [
        watch(
            "errors",
            "Errors",
            `The ${suffix} function of ${name} failed. Look at its log group; what keeps failing is set aside.`,
        ),
        watch(
            "throttles",
            "Throttles",
            `The ${suffix} function of ${name} was throttled. Look at the account's concurrency.`,
        ),
    ];
}

function arrivalAlarms(name: string, arrival: Arrival): PipelineAlarm[] {
    return [
        ...functionAlarms(name, "reports", arrival.reportFunction),
        {
            suffix: "reports-dlq-depth",
            description: `Arrivals of ${name} were set aside after several attempts. Mend the cause, then redrive the queue.`,
            namespace: "AWS/SQS",
            metric: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: arrival.deadLetters.name },
            statistic: "Maximum",
            above: 0,
            periodSeconds: 300,
        },
    ];
}
