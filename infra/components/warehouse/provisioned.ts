import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import { AUDIT_LOGS, clusterLogGroup, NODE_TYPES } from "../../aws/redshift";
import type { ProvisionedArgs, WarehouseArgs } from "./args";
import { createAuditLogGroups } from "./auditLogs";
import type { Engine, EngineParts } from "./engine";
import { schedulePauses } from "./pauses";

const PARAMETER_FAMILY = "redshift-1.0";
const MAINTENANCE_WINDOW = "sun:03:00-sun:04:00";
/** Days that a snapshot is kept which somebody takes by hand, unless they say otherwise. */
const MANUAL_RETENTION_DAYS = 365;
/** Where a cluster once came from is no reason to make it anew. */
const RESTORE_PROPERTIES = ["snapshotIdentifier", "snapshotArn", "snapshotClusterIdentifier", "ownerAccount"];

/** A cluster with its parameter group, subnet group, audit logs, pauses and limits. */
export function createCluster(
    name: string,
    args: WarehouseArgs,
    provisioned: ProvisionedArgs,
    parts: EngineParts,
    opts: pulumi.CustomResourceOptions,
): Engine {
    const { environment, account } = args;
    const { database, port, mayDelete, keyArn } = parts;
    const clusterIdentifier = nameFor("redshiftCluster", environment, name);
    const parameterGroup = createParameterGroup(name, environment, opts);
    const subnetGroup = new aws.redshift.SubnetGroup(
        name,
        {
            name: nameFor("redshiftGroup", environment, name),
            description: `Subnets of the warehouse ${name} of ${environment}`,
            subnetIds: args.firehose?.publicSubnetIds ?? args.network.privateSubnetIds,
        },
        opts,
    );
    const cluster = new aws.redshift.Cluster(
        name,
        {
            clusterIdentifier,
            databaseName: database,
            masterUsername: parts.administrator,
            // Also for a restored cluster: without it, it would have the snapshot's password, which nobody manages.
            manageMasterPassword: true,
            masterPasswordSecretKmsKeyId: keyArn,
            nodeType: provisioned.nodeType,
            clusterType: provisioned.nodes === 1 ? "single-node" : "multi-node",
            numberOfNodes: provisioned.nodes,
            multiAz: provisioned.multiAz ?? false,
            availabilityZoneRelocationEnabled: mayRelocate(args, provisioned),
            port,
            encrypted: "true",
            kmsKeyId: keyArn,
            publiclyAccessible: args.firehose !== undefined,
            enhancedVpcRouting: true,
            clusterSubnetGroupName: subnetGroup.name,
            vpcSecurityGroupIds: [parts.securityGroupId],
            clusterParameterGroupName: parameterGroup.name,
            iamRoles: [...parts.roleArns],
            allowVersionUpgrade: true,
            preferredMaintenanceWindow: provisioned.maintenanceWindow ?? MAINTENANCE_WINDOW,
            applyImmediately: mayDelete,
            automatedSnapshotRetentionPeriod: args.snapshotRetentionDays,
            manualSnapshotRetentionPeriod: MANUAL_RETENTION_DAYS,
            skipFinalSnapshot: mayDelete,
            ...(mayDelete
                ? {}
                : { finalSnapshotIdentifier: nameFor("redshiftCluster", environment, name, "final") }),
            ...restore(args),
        },
        {
            ...opts,
            protect: !mayDelete,
            dependsOn: [...parts.rolePolicies],
            ignoreChanges: RESTORE_PROPERTIES,
        },
    );
    logActivities(name, args, cluster, clusterIdentifier, keyArn, opts);
    if (provisioned.pause) {
        schedulePauses(name, environment, provisioned.pause, cluster, opts);
    }
    limitUsage(name, args, cluster, opts);
    const clusterArn = pulumi.interpolate`arn:${account.partition}:redshift:${account.region}:${account.id}:cluster:${clusterIdentifier}`;
    return {
        kind: "provisioned",
        cluster,
        target: { clusterIdentifier: cluster.clusterIdentifier, database },
        host: cluster.dnsName,
        adminSecretArn: cluster.masterPasswordSecretArn,
        statementArn: clusterArn,
        connectStatement: {
            sid: "ConnectAsOwnUser",
            actions: ["redshift:GetClusterCredentialsWithIAM"],
            resources: [
                pulumi.interpolate`arn:${account.partition}:redshift:${account.region}:${account.id}:dbname:${clusterIdentifier}/${database}`,
            ],
        },
        dimensions: { ClusterIdentifier: cluster.clusterIdentifier },
    };
}

function createParameterGroup(
    name: string,
    environment: string,
    opts: pulumi.CustomResourceOptions,
): aws.redshift.ParameterGroup {
    return new aws.redshift.ParameterGroup(
        name,
        {
            name: nameFor("redshiftGroup", environment, name),
            description: `Warehouse ${name} of ${environment}`,
            family: PARAMETER_FAMILY,
            parameters: [
                { name: "require_ssl", value: "true" },
                // Without it the log of statements stays empty, although it is exported.
                { name: "enable_user_activity_logging", value: "true" },
            ],
        },
        opts,
    );
}

/** Management Guide, "Relocating a cluster": RA3 in private subnets; a Multi-AZ cluster has no need of it. */
function mayRelocate(args: WarehouseArgs, { nodeType, multiAz }: ProvisionedArgs): boolean {
    return (NODE_TYPES[nodeType]?.multiAz ?? false) && !multiAz && args.firehose === undefined;
}

function restore({ restoreFrom }: WarehouseArgs): Partial<aws.redshift.ClusterArgs> {
    if (!restoreFrom) {
        return {};
    }
    const snapshot = pulumi.output(restoreFrom.snapshot);
    const isArn = snapshot.apply((given) => given.startsWith("arn:"));
    return {
        snapshotArn: pulumi.all([isArn, snapshot]).apply(([arn, given]) => (arn ? given : undefined)),
        snapshotIdentifier: pulumi.all([isArn, snapshot]).apply(([arn, given]) => (arn ? undefined : given)),
        ...(restoreFrom.cluster === undefined ? {} : { snapshotClusterIdentifier: restoreFrom.cluster }),
        ...(restoreFrom.ownerAccount === undefined ? {} : { ownerAccount: restoreFrom.ownerAccount }),
    };
}

function logActivities(
    name: string,
    args: WarehouseArgs,
    cluster: aws.redshift.Cluster,
    clusterIdentifier: string,
    keyArn: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): void {
    const groups = createAuditLogGroups(
        name,
        {
            groupOf: (log) => clusterLogGroup(clusterIdentifier, log),
            keyArn,
            retentionDays: args.logRetentionDays,
        },
        opts,
    );
    new aws.redshift.Logging(
        name,
        {
            clusterIdentifier: cluster.clusterIdentifier,
            logDestinationType: "cloudwatch",
            logExports: [...AUDIT_LOGS],
        },
        { ...opts, dependsOn: groups },
    );
}

function limitUsage(
    name: string,
    { usageLimits = {} }: WarehouseArgs,
    cluster: aws.redshift.Cluster,
    opts: pulumi.CustomResourceOptions,
): void {
    const limits = [
        ["spectrum", "data-scanned", usageLimits.spectrumTerabytesPerDay],
        ["concurrency-scaling", "time", usageLimits.concurrencyScalingMinutesPerDay],
    ] as const;
    for (const [featureType, limitType, amount] of limits) {
        if (amount !== undefined) {
            new aws.redshift.UsageLimit(
                `${name}-${featureType}`,
                {
                    clusterIdentifier: cluster.clusterIdentifier,
                    featureType,
                    limitType,
                    amount,
                    period: "daily",
                    breachAction: "disable",
                },
                opts,
            );
        }
    }
}
