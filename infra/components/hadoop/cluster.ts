import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { EMR_POLICY_TAG } from "../../aws/emr";
import { nameFor } from "../../aws/names";
import type { NetworkPlacement } from "../network/args";
import { type HadoopClusterArgs, HadoopLifecycle } from "./args";
import { catalogClassifications } from "./catalog";
import { ALLOCATION, type Fleet, fleetsOf, scalingLimits } from "./fleets";
import type { ClusterRoles } from "./roles";
import type { ClusterSecurityGroups } from "./securityGroups";
import { applicationsOf, clusterSteps } from "./steps";
import type { HadoopStorage, StagedStep } from "./storage";

/** What a cluster stands on. */
export interface ClusterGround {
    readonly network: NetworkPlacement;
    readonly roles: ClusterRoles;
    readonly groups: ClusterSecurityGroups;
    readonly encryption: aws.emr.SecurityConfiguration;
    readonly storage: HadoopStorage;
    readonly steps: readonly StagedStep[];
}

/** A cluster that the deployment starts: its nodes, its task fleet, and how far it may grow. */
export function startCluster(
    name: string,
    args: HadoopClusterArgs,
    ground: ClusterGround,
    opts: pulumi.CustomResourceOptions,
): aws.emr.Cluster {
    const { groups, roles, storage } = ground;
    const longRunning = args.lifecycle === HadoopLifecycle.LongRunning;
    const fleets = fleetsOf(args);
    const cluster = new aws.emr.Cluster(
        name,
        {
            name: nameFor("emrCluster", args.environment, name),
            releaseLabel: args.release,
            applications: applicationsOf(args),
            configurationsJson: configurationsJson(args),
            serviceRole: roles.service.arn,
            ec2Attributes: {
                instanceProfile: roles.instanceProfile.arn,
                subnetIds: ground.network.privateSubnetIds,
                emrManagedMasterSecurityGroup: groups.master.id,
                emrManagedSlaveSecurityGroup: groups.workers.id,
                serviceAccessSecurityGroup: groups.serviceAccess.id,
            },
            masterInstanceFleet: fleetArgs(fleets.master),
            coreInstanceFleet: fleetArgs(fleets.core),
            securityConfiguration: ground.encryption.name,
            logUri: storage.logUri,
            logEncryptionKmsKeyId: storage.keyArn,
            steps: clusterSteps(args, ground.steps).map(
                ({ name: step, actionOnFailure, jar, args: words }) => ({
                    name: step,
                    actionOnFailure,
                    hadoopJarStep: { jar, args: [...words] },
                }),
            ),
            keepJobFlowAliveWhenNoSteps: longRunning,
            ...(longRunning ? { autoTerminationPolicy: { idleTimeout: args.idleMinutes * 60 } } : {}),
            // It keeps no data: what is to stay lies in S3, and HDFS is for what passes between steps.
            terminationProtection: false,
            scaleDownBehavior: "TERMINATE_AT_TASK_COMPLETION",
            tags: EMR_POLICY_TAG,
        },
        { ...opts, dependsOn: [...roles.ready, ...groups.ready, ...storage.ready] },
    );
    new aws.emr.InstanceFleet(
        name,
        { clusterId: cluster.id, ...fleetArgs(fleets.task) },
        // Managed scaling changes them: a deployment would take nodes away from work.
        { ...opts, ignoreChanges: ["targetOnDemandCapacity", "targetSpotCapacity"] },
    );
    const limits = scalingLimits(args);
    new aws.emr.ManagedScalingPolicy(
        name,
        {
            clusterId: cluster.id,
            computeLimits: [
                {
                    unitType: "InstanceFleetUnits",
                    minimumCapacityUnits: limits.minimum,
                    maximumCapacityUnits: limits.maximum,
                    maximumCoreCapacityUnits: limits.maximumCore,
                    maximumOndemandCapacityUnits: limits.maximumOnDemand,
                },
            ],
        },
        opts,
    );
    return cluster;
}

/** The JSON that EMR calls configurations. */
export function configurationsJson(args: HadoopClusterArgs): string {
    return JSON.stringify(
        catalogClassifications(args).map(({ classification, properties }) => ({
            Classification: classification,
            Properties: properties,
        })),
    );
}

function fleetArgs(fleet: Fleet) {
    return {
        name: fleet.kind.toLowerCase(),
        // EMR reports a capacity that is not wanted as 0: leaving it out would be a difference for ever.
        targetOnDemandCapacity: fleet.onDemand,
        targetSpotCapacity: fleet.spot,
        instanceTypeConfigs: fleet.types.map(({ type, weight }) => ({
            instanceType: type,
            weightedCapacity: weight,
            ebsConfigs: [{ type: "gp3", size: fleet.diskGib, volumesPerInstance: 1 }],
        })),
        launchSpecifications: {
            onDemandSpecifications: [{ allocationStrategy: ALLOCATION.onDemand }],
            ...(fleet.spot === 0
                ? {}
                : {
                      spotSpecifications: [
                          {
                              allocationStrategy: ALLOCATION.spot,
                              timeoutAction: ALLOCATION.fallback,
                              timeoutDurationMinutes: fleet.spotTimeoutMinutes,
                          },
                      ],
                  }),
        },
    };
}
