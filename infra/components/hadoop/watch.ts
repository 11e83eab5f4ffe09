import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AlarmArgs, alarm } from "../../aws/alarm";
import { nameFor } from "../../aws/names";
import { type HadoopClusterArgs, HadoopLifecycle } from "./args";

type HadoopAlarm = Omit<AlarmArgs, "nameParts" | "topicArn"> & { readonly suffix: string };

function raise(
    name: string,
    args: HadoopClusterArgs,
    alarms: readonly HadoopAlarm[],
    opts: pulumi.CustomResourceOptions,
): void {
    for (const { suffix, ...settings } of alarms) {
        alarm(
            `${name}-${suffix}`,
            { ...settings, nameParts: [args.environment, name, suffix], topicArn: args.alarmTopicArn },
            opts,
        );
    }
}

/** A cluster that stays: its nodes, its room, and work that waits. */
export function watchCluster(
    name: string,
    args: HadoopClusterArgs,
    cluster: aws.emr.Cluster,
    opts: pulumi.CustomResourceOptions,
): void {
    watchEnds(name, args, opts);
    if (args.lifecycle === HadoopLifecycle.Transient) {
        return;
    }
    const of = {
        namespace: "AWS/ElasticMapReduce",
        dimensions: { JobFlowId: cluster.id },
        periodSeconds: 300,
    };
    raise(
        name,
        args,
        [
            {
                ...of,
                suffix: "unhealthy-nodes",
                description: `YARN has given up nodes of ${name}, often because their disk is full. Look at the cluster's instances; managed scaling replaces task nodes.`,
                metric: "MRUnhealthyNodes",
                statistic: "Maximum",
                above: 0,
                periods: 3,
            },
            {
                ...of,
                suffix: "hdfs-full",
                description: `HDFS of ${name} is nearly full: steps will fail. Write to S3, or give the core fleet more vCPUs or larger disks.`,
                metric: "HDFSUtilization",
                statistic: "Maximum",
                above: 80,
                periods: 2,
            },
            {
                ...of,
                suffix: "applications-pending",
                description: `Applications have waited on ${name} for half an hour. The task fleet is at its bound, or Spot nodes are not to be had: look at the fleet, and give it more instance types.`,
                metric: "AppsPending",
                statistic: "Maximum",
                above: 0,
                periods: 6,
            },
        ],
        opts,
    );
    tell(
        `${name}-failed-step`,
        args,
        [args.environment, name, "failed-step"],
        {
            "detail-type": ["EMR Step Status Change"],
            detail: { clusterId: [cluster.id], state: ["FAILED"] },
        },
        `A step of ${name} failed. Its log lies in the component's bucket below logs/.`,
        opts,
    );
}

/** Clusters that a schedule starts: metrics are told apart by ids that nobody knows before, so events tell by name. */
export function watchScheduledClusters(
    name: string,
    args: HadoopClusterArgs,
    group: aws.scheduler.ScheduleGroup,
    opts: pulumi.CustomResourceOptions,
): void {
    watchEnds(name, args, opts);
    watchSchedule(name, args, group, opts);
}

/** A schedule that cannot start what it should. */
export function watchSchedule(
    name: string,
    args: HadoopClusterArgs,
    group: aws.scheduler.ScheduleGroup,
    opts: pulumi.CustomResourceOptions,
): void {
    raise(
        name,
        args,
        [
            {
                suffix: "not-started",
                description: `The schedule of ${name} could not start its steps. Look at CloudTrail for what its role was refused.`,
                namespace: "AWS/Scheduler",
                metric: "TargetErrorCount",
                dimensions: { ScheduleGroup: group.name },
                statistic: "Sum",
                above: 0,
                periodSeconds: 300,
            },
        ],
        opts,
    );
}

/** The sequence of steps on EMR Serverless. */
export function watchSequence(
    name: string,
    args: HadoopClusterArgs,
    stateMachine: aws.sfn.StateMachine,
    opts: pulumi.CustomResourceOptions,
): void {
    const watch = (suffix: string, metric: string, description: string): HadoopAlarm => ({
        suffix,
        description,
        namespace: "AWS/States",
        metric,
        dimensions: { StateMachineArn: stateMachine.arn },
        statistic: "Sum",
        above: 0,
        periodSeconds: 300,
    });
    raise(
        name,
        args,
        [
            watch(
                "failed",
                "ExecutionsFailed",
                `A step of ${name} failed, and those after it did not run. The state machine's execution names the job; its log lies below logs/.`,
            ),
            watch(
                "timed-out",
                "ExecutionsTimedOut",
                `A step of ${name} did not end in time, and was stopped.`,
            ),
        ],
        opts,
    );
}

function watchEnds(name: string, args: HadoopClusterArgs, opts: pulumi.CustomResourceOptions): void {
    tell(
        `${name}-failed`,
        args,
        [args.environment, name, "failed"],
        {
            "detail-type": ["EMR Cluster State Change"],
            detail: {
                name: [nameFor("emrCluster", args.environment, name)],
                state: ["TERMINATED_WITH_ERRORS"],
            },
        },
        `A cluster of ${name} ended with errors. Its logs lie in the component's bucket below logs/.`,
        opts,
    );
}

/** Tells the environment's topic of an event. */
function tell(
    name: string,
    args: HadoopClusterArgs,
    nameParts: readonly string[],
    pattern: {
        readonly "detail-type": readonly string[];
        readonly detail: Record<string, pulumi.Input<unknown>>;
    },
    meaning: string,
    opts: pulumi.CustomResourceOptions,
): void {
    const rule = new aws.cloudwatch.EventRule(
        name,
        {
            name: nameFor("eventRule", ...nameParts),
            description: meaning,
            eventPattern: pulumi.jsonStringify({ source: ["aws.emr"], ...pattern }),
        },
        opts,
    );
    new aws.cloudwatch.EventTarget(
        name,
        {
            rule: rule.name,
            arn: args.alarmTopicArn,
            inputTransformer: {
                inputPaths: { id: "$.detail.clusterId", message: "$.detail.message" },
                inputTemplate: JSON.stringify(`${meaning} Cluster <id>: <message>`),
            },
        },
        opts,
    );
}
