import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EMR_POLICY_TAG } from "../../aws/emr";
import { nameFor } from "../../aws/names";
import type { Statement } from "../../aws/policyDocument";
import { type ServiceRole, serviceRole } from "../../aws/serviceRole";
import type { HadoopClusterArgs, HadoopScheduleArgs } from "./args";
import { catalogClassifications } from "./catalog";
import type { ClusterGround } from "./cluster";
import { ALLOCATION, type Fleet, fleetsOf, scalingLimits } from "./fleets";
import { actingFor, mayPassTo } from "./roles";
import { applicationsOf, clusterSteps } from "./steps";

/** What a schedule calls. */
interface ScheduleTarget {
    readonly description: string;
    readonly arn: pulumi.Input<string>;
    /** JSON; default: none. */
    readonly input?: pulumi.Input<string>;
    /** What the schedule's role may do. */
    readonly statements: readonly Statement[];
    readonly dependsOn: readonly pulumi.Resource[];
}

/** A schedule's group: what its metrics are told apart by. */
export interface Scheduled {
    readonly group: aws.scheduler.ScheduleGroup;
}

/** Starts a transient cluster each time: its steps run, and it ends. */
export function scheduleClusters(
    name: string,
    args: HadoopClusterArgs & { readonly schedule: HadoopScheduleArgs },
    ground: ClusterGround,
    opts: pulumi.CustomResourceOptions,
): Scheduled {
    const { account } = args;
    const { roles } = ground;
    const tags = { ...args.tags, ...EMR_POLICY_TAG };
    return schedule(
        name,
        args,
        {
            description: `Starts a cluster that runs the steps of ${name}, and ends`,
            arn: `arn:${account.partition}:scheduler:::aws-sdk:emr:runJobFlow`,
            input: pulumi.jsonStringify(jobFlow(name, args, ground, tags)),
            statements: [
                {
                    // The action has no resources; a cluster without the tag could not be changed by its own role.
                    sid: "StartTaggedClusters",
                    actions: ["elasticmapreduce:AddTags", "elasticmapreduce:RunJobFlow"],
                    resources: ["*"],
                    conditions: {
                        StringEquals: Object.fromEntries(
                            Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]),
                        ),
                    },
                },
                mayPassTo(roles.service.arn, "elasticmapreduce.amazonaws.com"),
                mayPassTo(roles.nodes.arn, "ec2.amazonaws.com"),
            ],
            dependsOn: [...roles.ready, ...ground.groups.ready, ...ground.storage.ready],
        },
        opts,
    );
}

/** Calls something by the clock, once each time, with a role of its own. */
export function schedule(
    name: string,
    args: HadoopClusterArgs & { readonly schedule: HadoopScheduleArgs },
    target: ScheduleTarget,
    opts: pulumi.CustomResourceOptions,
): Scheduled {
    const { environment } = args;
    const groupName = nameFor("schedule", environment, name);
    const group = new aws.scheduler.ScheduleGroup(name, { name: groupName }, opts);
    const role: ServiceRole = serviceRole(
        `${name}-schedule`,
        {
            nameParts: [environment, name, "schedule"],
            description: target.description,
            service: "scheduler.amazonaws.com",
            trustConditions: actingFor(args, "scheduler", `schedule-group/${groupName}`),
            statements: target.statements,
        },
        opts,
    );
    new aws.scheduler.Schedule(
        name,
        {
            name: groupName,
            groupName: group.name,
            description: target.description,
            scheduleExpression: args.schedule.expression,
            scheduleExpressionTimezone: args.schedule.timeZone ?? "UTC",
            flexibleTimeWindow: { mode: "OFF" },
            target: {
                arn: target.arn,
                roleArn: role.arn,
                ...(target.input === undefined ? {} : { input: target.input }),
                // A second attempt after a time-out could start a second cluster.
                retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 3600 },
            },
        },
        { ...opts, dependsOn: [role.policy, ...target.dependsOn] },
    );
    return { group };
}

/** The request that starts a cluster. Source: Amazon EMR API, RunJobFlow. */
function jobFlow(
    name: string,
    args: HadoopClusterArgs,
    { encryption, groups, network, roles, steps, storage }: ClusterGround,
    tags: Readonly<Record<string, string>>,
): Record<string, unknown> {
    const fleets = fleetsOf(args);
    const limits = scalingLimits(args);
    return {
        Name: nameFor("emrCluster", args.environment, name),
        ReleaseLabel: args.release,
        Applications: applicationsOf(args).map((application) => ({ Name: application })),
        Configurations: catalogClassifications(args).map(({ classification, properties }) => ({
            Classification: classification,
            Properties: properties,
        })),
        ServiceRole: roles.service.arn,
        JobFlowRole: roles.instanceProfile.arn,
        SecurityConfiguration: encryption.name,
        LogUri: storage.logUri,
        LogEncryptionKmsKeyId: storage.keyArn,
        VisibleToAllUsers: true,
        ScaleDownBehavior: "TERMINATE_AT_TASK_COMPLETION",
        Instances: {
            KeepJobFlowAliveWhenNoSteps: false,
            TerminationProtected: false,
            Ec2SubnetIds: network.privateSubnetIds,
            EmrManagedMasterSecurityGroup: groups.master.id,
            EmrManagedSlaveSecurityGroup: groups.workers.id,
            ServiceAccessSecurityGroup: groups.serviceAccess.id,
            InstanceFleets: [fleets.master, fleets.core, fleets.task].map(instanceFleet),
        },
        ManagedScalingPolicy: {
            ComputeLimits: {
                UnitType: "InstanceFleetUnits",
                MinimumCapacityUnits: limits.minimum,
                MaximumCapacityUnits: limits.maximum,
                MaximumCoreCapacityUnits: limits.maximumCore,
                MaximumOnDemandCapacityUnits: limits.maximumOnDemand,
            },
        },
        Steps: clusterSteps(args, steps).map((step) => ({
            Name: step.name,
            ActionOnFailure: step.actionOnFailure,
            HadoopJarStep: { Jar: step.jar, Args: step.args },
        })),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    };
}

function instanceFleet(fleet: Fleet): Record<string, unknown> {
    return {
        Name: fleet.kind.toLowerCase(),
        InstanceFleetType: fleet.kind,
        TargetOnDemandCapacity: fleet.onDemand,
        TargetSpotCapacity: fleet.spot,
        InstanceTypeConfigs: fleet.types.map(({ type, weight }) => ({
            InstanceType: type,
            WeightedCapacity: weight,
            EbsConfiguration: {
                EbsBlockDeviceConfigs: [
                    {
                        VolumeSpecification: { VolumeType: "gp3", SizeInGB: fleet.diskGib },
                        VolumesPerInstance: 1,
                    },
                ],
            },
        })),
        LaunchSpecifications: {
            OnDemandSpecification: { AllocationStrategy: ALLOCATION.onDemand },
            ...(fleet.spot === 0
                ? {}
                : {
                      SpotSpecification: {
                          AllocationStrategy: ALLOCATION.spot,
                          TimeoutAction: ALLOCATION.fallback,
                          TimeoutDurationMinutes: fleet.spotTimeoutMinutes,
                      },
                  }),
        },
    };
}
