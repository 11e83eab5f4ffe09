import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { encryptedLogGroup } from "../../aws/logGroup";
import { nameFor } from "../../aws/names";
import type { Statement } from "../../aws/policyDocument";
import { type ServiceRole, serviceRole } from "../../aws/serviceRole";
import { stateMachineLogGroup } from "../lakeDomain";
import { type HadoopClusterArgs, StepEngine } from "./args";
import { actingFor, mayPassTo } from "./roles";
import { hiveVariables, sparkArguments } from "./steps";
import { outputPrefix, type StagedStep } from "./storage";

/** Hours after which a job that does not end is stopped. */
const LONGEST_JOB_HOURS = 12;

/** Steps, and what they run on. */
export interface Sequence {
    readonly applications: ReadonlyMap<StepEngine, aws.emrserverless.Application>;
    readonly role: ServiceRole;
    readonly steps: readonly StagedStep[];
}

/** A state machine that runs the steps one after another, and stops where one fails. */
export function runInSequence(
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
