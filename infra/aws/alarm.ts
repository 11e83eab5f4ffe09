import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { nameFor } from "./names";

export interface AlarmArgs {
    readonly nameParts: readonly string[];
    /** What it means that this alarm fires, and what to look at first. */
    readonly description: string;
    readonly namespace: string;
    readonly metric: string;
    /** Without them CloudWatch watches a metric that nobody publishes: the alarm would never fire. */
    readonly dimensions: Readonly<Record<string, pulumi.Input<string>>>;
    readonly statistic: "Sum" | "Minimum" | "Maximum" | "Average" | "SampleCount";
    /** The alarm fires above this value; give it or `below`. */
    readonly above?: number;
    /** The alarm fires below this value. */
    readonly below?: number;
    /** Seconds of one evaluation period: a multiple of 60. */
    readonly periodSeconds: number;
    /** Periods in a row above the threshold before it fires; default: 1. */
    readonly periods?: number;
    /** What silence means. Default: `notBreaching`; `breaching` where somebody has to report all the time. */
    readonly missingData?: "notBreaching" | "breaching";
    /** ARN of the topic that is told, when it fires and when it is over. */
    readonly topicArn: pulumi.Input<string>;
}

/**
 * An alarm that watches one resource and tells somebody. Silence is no breach unless said otherwise: idle pipelines
 * publish no metrics.
 */
export function alarm(
    name: string,
    args: AlarmArgs,
    opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
    return new aws.cloudwatch.MetricAlarm(
        name,
        {
            name: nameFor("alarm", ...args.nameParts),
            alarmDescription: args.description,
            namespace: args.namespace,
            metricName: args.metric,
            dimensions: args.dimensions,
            statistic: args.statistic,
            comparisonOperator: args.below === undefined ? "GreaterThanThreshold" : "LessThanThreshold",
            threshold: args.below ?? args.above,
            period: args.periodSeconds,
            evaluationPeriods: args.periods ?? 1,
            treatMissingData: args.missingData ?? "notBreaching",
            alarmActions: [args.topicArn],
            okActions: [args.topicArn],
        },
        opts,
    );
}
