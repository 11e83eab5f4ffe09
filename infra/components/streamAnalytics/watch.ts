import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { alarm } from "../../aws/alarm";
import { FLINK_RUNTIMES, type FlinkRuntimeName } from "../../aws/flinkRuntimes";
import { nameFor } from "../../aws/names";
import type { StreamAnalyticsArgs } from "./args";

const NAMESPACE = "AWS/KinesisAnalytics";
const MINUTE_MS = 60_000;
/** Minutes that reading may be behind: a stream keeps a day at least, so there is time to act. */
export const LAG_ALARM_MINUTES = 15;

/**
 * The alarms of one application: it is down, it restarts, its checkpoints fail, it falls behind. Restarts and failed
 * checkpoints are counted since the job was submitted, so what is watched is their increase: an alarm on the number
 * itself would stay for ever.
 */
export function watchApplication(
    name: string,
    args: StreamAnalyticsArgs,
    runtime: FlinkRuntimeName,
    application: aws.kinesisanalyticsv2.Application,
    opts: pulumi.CustomResourceOptions,
): void {
    const { restarts, downtime } = FLINK_RUNTIMES[runtime];
    const dimensions = { Application: application.name };
    const minutes = args.lagAlarmMinutes ?? LAG_ALARM_MINUTES;
    const common = {
        namespace: NAMESPACE,
        dimensions,
        statistic: "Maximum",
        topicArn: args.alarmTopicArn,
    } as const;
    alarm(
        `${name}-downtime`,
        {
            ...common,
            nameParts: [args.environment, name, "downtime"],
            description: `The application ${name} is not running. Its log group has the exception; after it is mended, the application goes on from its last snapshot or checkpoint.`,
            metric: downtime,
            above: 0,
            periodSeconds: 60,
            // A restart that succeeds at once is told by the alarm on restarts.
            periods: 3,
        },
        opts,
    );
    alarm(
        `${name}-lag`,
        {
            ...common,
            nameParts: [args.environment, name, "lag"],
            description: `The application ${name} is more than ${minutes} minutes behind its stream. Records are lost when they reach the stream's retention: look at cpuUtilization, and raise the parallelism.`,
            metric: "millisBehindLatest",
            above: minutes * MINUTE_MS,
            periodSeconds: 300,
        },
        opts,
    );
    increaseAlarm(
        name,
        "restarts",
        { metric: restarts, dimensions },
        `The application ${name} was restarted, and read the records since its last checkpoint again. Its log group has the exception; AWS's own maintenance restarts it, too, now and then.`,
        args,
        opts,
    );
    increaseAlarm(
        name,
        "failed-checkpoints",
        { metric: "numberOfFailedCheckpoints", dimensions },
        `Checkpoints of the application ${name} fail: after a failure it would read again from the last good one. Look at lastCheckpointDuration and lastCheckpointSize, and at what its state holds.`,
        args,
        opts,
    );
}

interface Counter {
    readonly metric: string;
    readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Fires while a number that only grows has grown; a job that was submitted anew begins at 0, which is no growth. */
function increaseAlarm(
    name: string,
    suffix: string,
    counter: Counter,
    description: string,
    args: StreamAnalyticsArgs,
    opts: pulumi.CustomResourceOptions,
): void {
    new aws.cloudwatch.MetricAlarm(
        `${name}-${suffix}`,
        {
            name: nameFor("alarm", args.environment, name, suffix),
            alarmDescription: description,
            comparisonOperator: "GreaterThanThreshold",
            threshold: 0,
            evaluationPeriods: 1,
            treatMissingData: "notBreaching",
            metricQueries: [
                {
                    id: "increase",
                    expression: "DIFF(total)",
                    label: `Increase of ${counter.metric}`,
                    returnData: true,
                },
                {
                    id: "total",
                    returnData: false,
                    metric: {
                        namespace: NAMESPACE,
                        metricName: counter.metric,
                        dimensions: counter.dimensions,
                        stat: "Maximum",
                        period: 300,
                    },
                },
            ],
            alarmActions: [args.alarmTopicArn],
            okActions: [args.alarmTopicArn],
        },
        opts,
    );
}
