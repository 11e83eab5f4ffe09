import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { architectureOf } from "../../aws/emr";
import { encryptedLogGroup } from "../../aws/logGroup";
import { nameFor } from "../../aws/names";
import type { Statement } from "../../aws/policyDocument";
import { securityGroup } from "../../aws/securityGroup";
import { type ServiceRole, serviceRole } from "../../aws/serviceRole";
import { stateMachineLogGroup } from "../lakeDomain";
import type { NetworkPlacement } from "../network/args";
import { type HadoopClusterArgs, StepEngine } from "./args";
import { catalogClassifications } from "./catalog";
import { actingFor, jobRole, mayPassTo } from "./roles";
import { hiveVariables, sparkArguments } from "./steps";
import { type HadoopStorage, outputPrefix, type StagedStep } from "./storage";

/** GiB of memory that come with a vCPU. */
const MEMORY_PER_VCPU = 4;
/** GiB of disk that come with a vCPU. */
const DISK_PER_VCPU = 20;
/** Hours after which a job that does not end is stopped. */
const LONGEST_JOB_HOURS = 12;

/** Applications, and what runs the steps on them one after another. */
export interface ServerlessPlatform {
    readonly stateMachine: aws.sfn.StateMachine;
    readonly applications: readonly aws.emrserverless.Application[];
    readonly role: ServiceRole;
}

type Applications = ReadonlyMap<StepEngine, aws.emrserverless.Application>;

/**
 * EMR Serverless: an application for each engine that the steps need, and a state machine that runs the steps in
 * their order, because an application takes jobs and knows no sequence of them.
 */
export function serverlessPlatform(
    name: string,
    args: HadoopClusterArgs,
    storage: HadoopStorage,
    steps: readonly StagedStep[],
    opts: pulumi.CustomResourceOptions,
): ServerlessPlatform {
    const role = jobRole(name, args, storage, opts);
    const engines = [...new Set(steps.map(({ engine }) => engine))];
    const place = args.network ? placement(name, args, args.network, opts) : undefined;
    const applications: Applications = new Map(
        engines.map((engine) => [engine, createApplication(name, args, engine, storage, place, opts)]),
    );
    const stateMachine = createStateMachine(name, args, { applications, role, storage, steps }, opts);
    return { stateMachine, applications: [...applications.values()], role };
}

interface Placement {
    readonly network: NetworkPlacement;
    readonly group: aws.ec2.SecurityGroup;
    readonly ready: readonly pulumi.Resource[];
}

function placement(
    name: string,
    args: HadoopClusterArgs,
    network: NetworkPlacement,
    opts: pulumi.CustomResourceOptions,
): Placement {
    const group = securityGroup(
        `${name}-workers`,
        {
            vpcId: network.vpcId,
            nameParts: [args.environment, name, "workers"],
            description: `Serverless workers of ${name}`,
        },
        opts,
    );
    const ready =
        network.services?.open(
            `${name}-workers-services`,
            { from: group.id, services: ["s3", "kms", "glue", "sts"] },
            opts,
        ) ?? [];
    return { network, group, ready };
}

function createApplication(
    name: string,
    args: HadoopClusterArgs,
    engine: StepEngine,
    storage: HadoopStorage,
    place: Placement | undefined,
    opts: pulumi.CustomResourceOptions,
): aws.emrserverless.Application {
    const vcpus = args.core.vcpus + args.task.maxVcpus;
    const classes = catalogClassifications(args).filter(({ classification }) =>
        engine === StepEngine.Spark
            ? classification.startsWith("spark-")
            : classification.startsWith("hive-"),
    );
    return new aws.emrserverless.Application(
        `${name}-${engine}`,
        {
            name: nameFor("emrServerlessApplication", args.environment, name, engine),
            type: engine,
            releaseLabel: args.release,
            architecture: architectureOf(args.core.types[0] ?? ""),
            maximumCapacity: {
                cpu: `${vcpus} vCPU`,
                memory: `${vcpus * MEMORY_PER_VCPU} GB`,
                disk: `${vcpus * DISK_PER_VCPU} GB`,
            },
            autoStartConfiguration: { enabled: true },
            autoStopConfiguration: { enabled: true, idleTimeoutMinutes: args.idleMinutes },
            runtimeConfigurations: classes
                .map(({ classification, properties }) => ({
                    // Applications call Spark's part of the metastore's settings by the name of Spark's file.
                    classification: classification === "spark-hive-site" ? "spark-defaults" : classification,
                    properties: classification === "spark-hive-site" ? prefixed(properties) : properties,
                }))
                .reduce(merged, []),
            monitoringConfiguration: {
                s3MonitoringConfiguration: { logUri: storage.logUri, encryptionKeyArn: storage.keyArn },
                // Besides S3, AWS would keep a copy for 30 days under a key of its own.
                managedPersistenceMonitoringConfiguration: { enabled: false },
            },
            ...(place === undefined
                ? {}
                : {
                      networkConfiguration: {
                          subnetIds: place.network.privateSubnetIds,
                          securityGroupIds: [place.group.id],
                      },
                  }),
        },
        { ...opts, dependsOn: [...storage.ready, ...(place?.ready ?? [])] },
    );
}

interface RuntimeConfiguration {
    readonly classification: string;
    readonly properties: Readonly<Record<string, string>>;
}

/** Spark hands on to Hive's client what begins with `spark.hadoop.`. */
function prefixed(properties: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(properties).map(([key, value]) => [`spark.hadoop.${key}`, value]),
    );
}

/** An application takes each classification once. */
function merged(all: RuntimeConfiguration[], next: RuntimeConfiguration): RuntimeConfiguration[] {
    const same = all.find(({ classification }) => classification === next.classification);
    return same === undefined
        ? [...all, next]
        : all.map((one) =>
              one === same ? { ...one, properties: { ...one.properties, ...next.properties } } : one,
          );
}

interface Sequence {
    readonly applications: Applications;
    readonly role: ServiceRole;
    readonly storage: HadoopStorage;
    readonly steps: readonly StagedStep[];
}

function createStateMachine(
    name: string,
    args: HadoopClusterArgs,
    sequence: Sequence,
    opts: pulumi.CustomResourceOptions,
): aws.sfn.StateMachine {
    const { account, domain, domainName, environment } = args;
    // The domain's key lets CloudWatch Logs use it for log groups whose names begin with the domain's.
    const named = name === domainName || name.startsWith(`${domainName}-`) ? [name] : [domainName, name];
    const stateMachineName = nameFor("stateMachine", environment, ...named);
    const logGroup = encryptedLogGroup(
        name,
        {
            logGroupName: stateMachineLogGroup(stateMachineName),
            keyArn: domain.keyArn,
            retentionDays: args.logRetentionDays,
        },
        opts,
    );
    const role = serviceRole(
        `${name}-sequence`,
        {
            nameParts: [environment, name, "sequence"],
            description: `Runs the steps of ${name} one after another`,
            service: "states.amazonaws.com",
            trustConditions: actingFor(args, "states", `stateMachine:${stateMachineName}`),
            statements: mayRunJobs(args, sequence),
        },
        opts,
    );
    const definition = pulumi.jsonStringify({
        Comment: `Steps of ${name}`,
        StartAt: sequence.steps[0]?.name,
        States: Object.fromEntries(
            sequence.steps.map((step, index) => [
                step.name,
                {
                    Type: "Task",
                    Resource: `arn:${account.partition}:states:::emr-serverless:startJobRun.sync`,
                    TimeoutSeconds: LONGEST_JOB_HOURS * 3600,
                    Parameters: jobRun(args, sequence, step),
                    ResultPath: null,
                    ...(index + 1 < sequence.steps.length
                        ? { Next: sequence.steps[index + 1]?.name }
                        : { End: true }),
                },
            ]),
        ),
    });
    return new aws.sfn.StateMachine(
        name,
        {
            name: stateMachineName,
            type: "STANDARD",
            roleArn: role.arn,
            definition,
            loggingConfiguration: {
                level: "ERROR",
                includeExecutionData: true,
                logDestination: pulumi.interpolate`${logGroup.arn}:*`,
            },
            tracingConfiguration: { enabled: true },
        },
        { ...opts, dependsOn: [role.policy] },
    );
}

/** The request that starts a job. Source: Amazon EMR Serverless API, StartJobRun. */
function jobRun(args: HadoopClusterArgs, sequence: Sequence, step: StagedStep): Record<string, unknown> {
    const driver =
        step.engine === StepEngine.Spark
            ? { SparkSubmit: { EntryPoint: step.script, EntryPointArguments: sparkArguments(args, step) } }
            : { Hive: { Query: step.script, Parameters: hiveParameters(args, step) } };
    return {
        Name: step.name,
        ApplicationId: sequence.applications.get(step.engine)?.id,
        ExecutionRoleArn: sequence.role.arn,
        ExecutionTimeoutMinutes: LONGEST_JOB_HOURS * 60,
        JobDriver: driver,
        Tags: args.tags,
    };
}

/** Hive has no cluster to keep its scratch files on: they lie beside the output. */
function hiveParameters(args: HadoopClusterArgs, step: StagedStep): pulumi.Output<string> {
    const folder = pulumi.interpolate`s3://${args.lake.results.name}/${outputPrefix(args.domainName)}`;
    const variables = [
        pulumi.interpolate`hive.exec.scratchdir=${folder}/scratch`,
        pulumi.interpolate`hive.metastore.warehouse.dir=${folder}/warehouse`,
        ...hiveVariables(args, step),
    ];
    return pulumi.all(variables).apply((all) => all.map((variable) => `--hiveconf ${variable}`).join(" "));
}

/** Step Functions Developer Guide, "Start and manage EMR Serverless applications" and "Logging using CloudWatch Logs". */
function mayRunJobs({ account }: HadoopClusterArgs, { applications, role }: Sequence): Statement[] {
    const arns = [...applications.values()].map(({ arn }) => arn);
    return [
        {
            sid: "StartJobs",
            actions: ["emr-serverless:StartJobRun", "emr-serverless:TagResource"],
            resources: [...arns, ...arns.map((arn) => pulumi.interpolate`${arn}/jobruns/*`)],
        },
        {
            sid: "FollowJobs",
            actions: ["emr-serverless:CancelJobRun", "emr-serverless:GetJobRun"],
            resources: arns.map((arn) => pulumi.interpolate`${arn}/jobruns/*`),
        },
        mayPassTo(role.arn, "emr-serverless.amazonaws.com"),
        {
            sid: "LearnThatJobsHaveEnded",
            actions: ["events:DescribeRule", "events:PutRule", "events:PutTargets"],
            resources: [
                pulumi.interpolate`arn:${account.partition}:events:${account.region}:${account.id}:rule/StepFunctionsGetEventsForEMRServerlessJobRule`,
            ],
        },
        {
            // Log deliveries belong to the account: CloudWatch Logs knows no resources for them.
            sid: "SetUpLogging",
            actions: [
                "logs:CreateLogDelivery",
                "logs:DeleteLogDelivery",
                "logs:DescribeLogGroups",
                "logs:DescribeResourcePolicies",
                "logs:GetLogDelivery",
                "logs:ListLogDeliveries",
                "logs:PutResourcePolicy",
                "logs:UpdateLogDelivery",
            ],
            resources: ["*"],
        },
        {
            sid: "WriteTraces",
            actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
            resources: ["*"],
        },
    ];
}
