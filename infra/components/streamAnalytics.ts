import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FlinkRuntimeName } from "../aws/flinkRuntimes";
import { encryptedLogGroup } from "../aws/logGroup";
import { nameFor } from "../aws/names";
import { securityGroup } from "../aws/securityGroup";
import type { ServiceRole } from "../aws/serviceRole";
import type { StreamAnalyticsArgs } from "./streamAnalytics/args";
import { codeBucket } from "./streamAnalytics/bucket";
import { createDestinations, type Destination } from "./streamAnalytics/destinations";
import { type ApplicationPackage, libraryPath, packageApplication } from "./streamAnalytics/package";
import { applicationRole } from "./streamAnalytics/role";
import { PROPERTY } from "./streamAnalytics/sql";
import { validateStreamAnalytics } from "./streamAnalytics/validation";
import { watchApplication } from "./streamAnalytics/watch";

export type { StreamAnalyticsArgs } from "./streamAnalytics/args";

const DEFAULT_RUNTIME: FlinkRuntimeName = "FLINK-1_20";
const DEFAULT_CHECKPOINT_SECONDS = 60;
/** Milliseconds between the end of a checkpoint and the beginning of the next: the service's own default. */
const CHECKPOINT_PAUSE_MS = 5000;

/**
 * SQL over a Kinesis stream, in windows of time, on Managed Service for Apache Flink: each output is one SELECT whose
 * rows go to a stream, a delivery stream, or through one into the lake. What an application remembers survives
 * failures (checkpoints) and deployments (snapshots).
 *
 * @example
 * new StreamAnalytics("flights-congestion", {
 *     source: { tableName: "departures", streamArn, keyArn, enveloped: true, columns, timeColumn: "departed_at", lateSeconds: 60 },
 *     references: [],
 *     outputs: [{ name: "delays", sql, columns, window: { sizeSeconds: 600, slideSeconds: 60 }, destination: { stream: { retentionHours: 24 } } }],
 *     keyArn, alarmTopicArn, …
 * });
 */
export class StreamAnalytics extends pulumi.ComponentResource {
    public readonly applicationName: pulumi.Output<string>;
    public readonly applicationArn: pulumi.Output<string>;
    /** Output → ARN of the stream or delivery stream that its rows go to. */
    public readonly outputArns: Readonly<Record<string, pulumi.Output<string>>>;

    constructor(name: string, args: StreamAnalyticsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:StreamAnalytics", name, args, opts);
        validateStreamAnalytics(name, args);
        const runtime = args.runtime ?? DEFAULT_RUNTIME;
        const applicationName = nameFor("flinkApplication", args.environment, name);

        const destinations = createDestinations(name, args, { parent: this });
        const bucket = codeBucket(name, args, { parent: this });
        const code = packageApplication(name, args, runtime, bucket, { parent: this });
        const logs = this.log(name, args, applicationName);
        const role = applicationRole(
            name,
            args,
            { applicationName, bucket, codeKey: code.codeKey, destinations, logGroup: logs.group },
            { parent: this },
        );
        const place = this.placeInNetwork(name, args);
        const application = new aws.kinesisanalyticsv2.Application(
            name,
            {
                name: applicationName,
                description: args.description,
                runtimeEnvironment: runtime,
                serviceExecutionRole: role.arn,
                startApplication: true,
                cloudwatchLoggingOptions: { logStreamArn: logs.stream.arn },
                applicationConfiguration: {
                    applicationCodeConfiguration: {
                        codeContentType: "ZIPFILE",
                        codeContent: { s3ContentLocation: { bucketArn: bucket.arn, fileKey: code.codeKey } },
                    },
                    environmentProperties: {
                        propertyGroups: propertyGroups(args, runtime, destinations, code),
                    },
                    applicationSnapshotConfiguration: { snapshotsEnabled: true },
                    flinkApplicationConfiguration: flinkConfiguration(args),
                    runConfiguration: {
                        applicationRestoreConfiguration: {
                            applicationRestoreType: "RESTORE_FROM_LATEST_SNAPSHOT",
                        },
                        // SQL that was changed so much that old state does not fit is told, not restarted from nothing.
                        flinkRunConfiguration: { allowNonRestoredState: false },
                    },
                    ...(place === undefined ? {} : { vpcConfiguration: place.configuration }),
                },
            },
            { parent: this, dependsOn: startsAfter(role, code, place?.ready) },
        );
        watchApplication(name, args, runtime, application, { parent: this });

        this.applicationName = application.name;
        this.applicationArn = application.arn;
        this.outputArns = Object.fromEntries(destinations.map(({ output, arn }) => [output, arn]));
        this.registerOutputs({
            applicationName: this.applicationName,
            applicationArn: this.applicationArn,
            outputArns: this.outputArns,
        });
    }

    private log(name: string, args: StreamAnalyticsArgs, applicationName: string): ApplicationLogs {
        const group = encryptedLogGroup(
            name,
            {
                logGroupName: `/aws/kinesis-analytics/${applicationName}`,
                keyArn: args.keyArn,
                retentionDays: args.logRetentionDays,
            },
            { parent: this },
        );
        const stream = new aws.cloudwatch.LogStream(
            name,
            { name: "application", logGroupName: group.name },
            { parent: this },
        );
        return { group, stream };
    }

    /** A group without members from outside: the application opens connections, nobody opens one to it. */
    private placeInNetwork(name: string, args: StreamAnalyticsArgs): ApplicationPlace | undefined {
        const { network, environment } = args;
        if (network === undefined) {
            return undefined;
        }
        const group = securityGroup(
            name,
            {
                vpcId: network.vpcId,
                nameParts: [environment, name],
                description: `Application ${name} on Managed Service for Apache Flink`,
            },
            { parent: this },
        );
        const ready = network.services?.open(
            `${name}-services`,
            { from: group.id, services: ["s3", "kinesis", "firehose", "kms", "logs", "cloudwatch"] },
            { parent: this },
        );
        return {
            configuration: { subnetIds: network.privateSubnetIds, securityGroupIds: [group.id] },
            ready: ready ?? [],
        };
    }
}

interface ApplicationLogs {
    readonly group: aws.cloudwatch.LogGroup;
    readonly stream: aws.cloudwatch.LogStream;
}

interface ApplicationPlace {
    readonly configuration: {
        subnetIds: pulumi.Input<string>[];
        securityGroupIds: pulumi.Input<string>[];
    };
    readonly ready: readonly pulumi.Resource[];
}

/** It is started as soon as it exists: its code has to be there, and its role allowed to read it. */
function startsAfter(
    role: ServiceRole,
    code: ApplicationPackage,
    network: readonly pulumi.Resource[] = [],
): pulumi.Resource[] {
    return [role.policy, ...code.ready, ...network];
}

function propertyGroups(
    args: StreamAnalyticsArgs,
    runtime: FlinkRuntimeName,
    destinations: readonly Destination[],
    code: ApplicationPackage,
) {
    const references = Object.entries(code.referencePaths).map(([reference, path]) => [
        PROPERTY.referencePath(reference),
        path,
    ]);
    return [
        {
            // The service's own group: which files of the archive to run.
            propertyGroupId: "kinesis.analytics.flink.run.options",
            propertyMap: { python: "main.py", jarfile: libraryPath("kinesis", runtime) },
        },
        {
            propertyGroupId: "tributary",
            propertyMap: {
                [PROPERTY.region]: args.account.region,
                [PROPERTY.sourceArn]: args.source.streamArn,
                ...Object.assign({}, ...destinations.map(({ properties }) => properties)),
                ...Object.fromEntries(references),
            },
        },
    ];
}

function flinkConfiguration(args: StreamAnalyticsArgs) {
    return {
        checkpointConfiguration: {
            configurationType: "CUSTOM",
            checkpointingEnabled: true,
            checkpointInterval: (args.checkpointSeconds ?? DEFAULT_CHECKPOINT_SECONDS) * 1000,
            minPauseBetweenCheckpoints: CHECKPOINT_PAUSE_MS,
        },
        monitoringConfiguration: {
            configurationType: "CUSTOM",
            logLevel: "INFO",
            // Finer levels cost by the task, and tell nothing that the alarms watch.
            metricsLevel: "APPLICATION",
        },
        parallelismConfiguration: {
            configurationType: "CUSTOM",
            autoScalingEnabled: args.autoScaling ?? true,
            parallelism: args.parallelism ?? 1,
            parallelismPerKpu: args.parallelismPerKpu ?? 1,
        },
    };
}
