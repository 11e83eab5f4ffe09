import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type AlarmArgs, alarm } from "../../aws/alarm";
import type { EtlJobArgs } from "./args";
import type { Uploads } from "./arrival";

type JobAlarm = Omit<AlarmArgs, "nameParts" | "topicArn"> & { readonly suffix: string };

/** The alarms of one load job: the job itself, and the way in which it is started. */
export function watchJob(
    name: string,
    args: EtlJobArgs,
    job: aws.glue.Job,
    uploads: Uploads | undefined,
    opts: pulumi.CustomResourceOptions,
): void {
    for (const { suffix, ...settings } of [
        failures(name, job),
        ...(uploads ? startAlarms(name, uploads) : []),
    ]) {
        alarm(
            `${name}-${suffix}`,
            { ...settings, nameParts: [args.environment, name, suffix], topicArn: args.alarmTopicArn },
            opts,
        );
    }
}

/** AWS Glue Developer Guide, "Monitoring with AWS Glue Observability metrics": all four dimensions, or no metric. */
function failures(name: string, job: aws.glue.Job): JobAlarm {
    return {
        suffix: "failed-runs",
        description: `A run of the load job ${name} failed, took too long, or stopped bad data; nothing of it was loaded. Look at its error log: broken rules and wrong files are named there. Mend the input, then run the job again: it reads what it left.`,
        namespace: "Glue",
        metric: "glue.error.ALL",
        dimensions: { JobName: job.name, JobRunId: "ALL", Type: "count", ObservabilityGroup: "error" },
        statistic: "Sum",
        above: 0,
        periodSeconds: 300,
    };
}

function startAlarms(name: string, { startFunction, deadLetters }: Uploads): JobAlarm[] {
    return [
        {
            suffix: "start-errors",
            description: `The function that starts the load job ${name} failed. Look at its log group; what keeps failing is set aside.`,
            namespace: "AWS/Lambda",
            metric: "Errors",
            dimensions: { FunctionName: startFunction.name },
            statistic: "Sum",
            above: 0,
            periodSeconds: 300,
        },
        {
            suffix: "uploads-dlq-depth",
            description: `Uploads of the load job ${name} were set aside after several attempts to start it. Mend the cause, then redrive the queue.`,
            namespace: "AWS/SQS",
            metric: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: deadLetters.name },
            statistic: "Maximum",
            above: 0,
            periodSeconds: 300,
        },
    ];
}
