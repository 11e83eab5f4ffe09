import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { alarm } from "../../aws/alarm";
import { bundle } from "../../aws/bundle";
import { customerKey } from "../../aws/customerKey";
import { nameFor } from "../../aws/names";
import { type NodeFunction, nodeFunction } from "../../aws/nodeFunction";
import { functionEntry } from "../ingestion/functionEntry";
import type { DisasterRecoveryArgs, WarehouseArgs } from "./args";

const RETENTION_DAYS = 7;
const EVERY_HOURS = 4;
/** Snapshots that may be missing before somebody is told: one that failed is repeated by the next. */
const MISSED_SNAPSHOTS = 3;
/** Namespace and name of the metric that the function of `functions/snapshotAge` publishes. */
const METRIC = { namespace: "Tributary", name: "SnapshotCopyAge" } as const;
const SECONDS_PER_HOUR = 3600;

/**
 * Copies every snapshot to another region, and tells somebody when the newest copy there is too old.
 *
 * Grant and key of the copies live in the *destination* region: anywhere else Redshift answers
 * SnapshotCopyGrantNotFoundFault.
 */
export function copySnapshots(
    name: string,
    args: WarehouseArgs,
    recovery: DisasterRecoveryArgs,
    parts: {
        readonly cluster: aws.redshift.Cluster;
        readonly keyArn: pulumi.Output<string>;
        readonly mayDelete: boolean;
    },
    opts: pulumi.CustomResourceOptions,
): { readonly destinationKeyArn: pulumi.Output<string> } {
    const { environment, account } = args;
    const { cluster, mayDelete } = parts;
    const key = customerKey(
        `${name}-copy`,
        {
            nameParts: [environment, name, "copy"],
            description: `Copies of the snapshots of ${name} of ${environment}`,
            account,
            deletionWindowDays: mayDelete ? 7 : 30,
            region: recovery.region,
        },
        { ...opts, protect: !mayDelete },
    );
    const grant = new aws.redshift.SnapshotCopyGrant(
        name,
        {
            region: recovery.region,
            snapshotCopyGrantName: nameFor("redshiftSchedule", environment, name, "copy"),
            kmsKeyId: key.arn,
        },
        opts,
    );
    const retentionDays = recovery.retentionDays ?? RETENTION_DAYS;
    new aws.redshift.SnapshotCopy(
        name,
        {
            clusterIdentifier: cluster.clusterIdentifier,
            destinationRegion: recovery.region,
            snapshotCopyGrantName: grant.snapshotCopyGrantName,
            retentionPeriod: retentionDays,
            manualSnapshotRetentionPeriod: retentionDays,
        },
        opts,
    );
    takeSnapshots(name, environment, recovery, cluster, opts);
    watchCopies(name, args, recovery, parts, opts);
    return { destinationKeyArn: key.arn };
}

/** Redshift's own rhythm is eight hours; the schedule replaces it. */
function takeSnapshots(
    name: string,
    environment: string,
    { everyHours = EVERY_HOURS }: DisasterRecoveryArgs,
    cluster: aws.redshift.Cluster,
    opts: pulumi.CustomResourceOptions,
): void {
    const schedule = new aws.redshift.SnapshotSchedule(
        name,
        {
            identifier: nameFor("redshiftSchedule", environment, name, "snapshots"),
            description: `Snapshots of ${name} every ${everyHours} hours`,
            definitions: [`rate(${everyHours} hours)`],
            forceDestroy: true,
        },
        opts,
    );
    new aws.redshift.SnapshotScheduleAssociation(
        name,
        { clusterIdentifier: cluster.clusterIdentifier, scheduleIdentifier: schedule.identifier },
        opts,
    );
}

/**
 * No metric of AWS tells how old the newest copy is, so a function looks every hour. Its silence is as bad as an old
 * copy, and fires the alarm as well.
 */
function watchCopies(
    name: string,
    args: WarehouseArgs,
    recovery: DisasterRecoveryArgs,
    { cluster, keyArn }: { readonly cluster: aws.redshift.Cluster; readonly keyArn: pulumi.Output<string> },
    opts: pulumi.CustomResourceOptions,
): void {
    const { environment } = args;
    const everyHours = recovery.everyHours ?? EVERY_HOURS;
    const tooOldHours = recovery.tooOldHours ?? MISSED_SNAPSHOTS * everyHours;
    const fn = nodeFunction(
        `${name}-copy-age`,
        {
            nameParts: [environment, name, "copy-age"],
            description: `Tells how old the newest copy of the snapshots of ${name} in ${recovery.region} is`,
            bundle: bundle({ name: "snapshotAge", entry: functionEntry("snapshotAge") }),
            settings: {
                "copies.json": {
                    clusterIdentifier: cluster.clusterIdentifier,
                    region: recovery.region,
                    namespace: METRIC.namespace,
                    metric: METRIC.name,
                },
            },
            environment: { POWERTOOLS_SERVICE_NAME: name, POWERTOOLS_METRICS_NAMESPACE: METRIC.namespace },
            statements: [
                {
                    // Describing snapshots has no resources to name (Service Authorization Reference, Amazon Redshift).
                    sid: "ListSnapshots",
                    actions: ["redshift:DescribeClusterSnapshots"],
                    resources: ["*"],
                },
            ],
            keyArn,
            logRetentionDays: args.logRetentionDays,
            timeoutSeconds: 60,
            memoryMib: 256,
        },
        opts,
    );
    everyHour(name, environment, fn, opts);
    alarm(
        `${name}-copy-too-old`,
        {
            nameParts: [environment, name, "copy-too-old"],
            description: `The newest copy of a snapshot of ${name} in ${recovery.region} is older than ${tooOldHours} hours, or nobody looks. More than that is lost if the region fails now: see docs/runbooks/warehouse-disaster-recovery.md.`,
            namespace: METRIC.namespace,
            metric: METRIC.name,
            dimensions: { ClusterIdentifier: cluster.clusterIdentifier, DestinationRegion: recovery.region },
            statistic: "Maximum",
            above: tooOldHours * SECONDS_PER_HOUR,
            periodSeconds: SECONDS_PER_HOUR,
            // A function that is late once is no disaster.
            periods: 2,
            missingData: "breaching",
            topicArn: args.alarmTopicArn,
        },
        opts,
    );
}

function everyHour(
    name: string,
    environment: string,
    fn: NodeFunction,
    opts: pulumi.CustomResourceOptions,
): void {
    const rule = new aws.cloudwatch.EventRule(
        `${name}-copy-age`,
        {
            name: nameFor("eventRule", environment, name, "copy-age"),
            description: `Looks for copies of the snapshots of ${name}`,
            scheduleExpression: "rate(1 hour)",
        },
        opts,
    );
    const permission = new aws.lambda.Permission(
        `${name}-copy-age`,
        {
            statementId: "EventBridgeMayInvoke",
            action: "lambda:InvokeFunction",
            function: fn.name,
            principal: "events.amazonaws.com",
            sourceArn: rule.arn,
        },
        opts,
    );
    new aws.cloudwatch.EventTarget(
        `${name}-copy-age`,
        { rule: rule.name, targetId: "copy-age", arn: fn.arn },
        { ...opts, dependsOn: [permission] },
    );
}
