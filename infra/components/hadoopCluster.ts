import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type HadoopClusterArgs, HadoopPlatform, type HadoopScheduleArgs } from "./hadoop/args";
import { grantTables } from "./hadoop/catalog";
import { type ClusterGround, startCluster } from "./hadoop/cluster";
import { clusterEncryption } from "./hadoop/encryption";
import { clusterRoles } from "./hadoop/roles";
import { schedule, scheduleClusters } from "./hadoop/schedule";
import { clusterSecurityGroups } from "./hadoop/securityGroups";
import { serverlessPlatform } from "./hadoop/serverless";
import { type HadoopStorage, hadoopStorage, type StagedStep, stageScripts } from "./hadoop/storage";
import { validateHadoopCluster } from "./hadoop/validation";
import { watchCluster, watchSchedule, watchScheduledClusters, watchSequence } from "./hadoop/watch";
import type { NetworkPlacement } from "./network/args";

export * from "./hadoop/args";

/**
 * Hive and Spark on Amazon EMR, over the domain's tables in the Glue catalog: a cluster of master, core and task nodes,
 * the latter on Spot with a way out to on-demand ones; or the same steps on EMR Serverless, without nodes.
 *
 * A cluster is private and encrypted, at rest and between nodes; it has roles of its own; and it ends: after its
 * steps, or when it has been idle.
 */
export class HadoopCluster extends pulumi.ComponentResource {
    /** Bucket of scripts and logs. */
    public readonly bucket: pulumi.Output<string>;
    /** Where steps write, `s3://…/` in the results zone, a folder each. */
    public readonly outputs: Readonly<Record<string, pulumi.Output<string>>>;
    /** Id of the cluster that the deployment started; undefined where a schedule starts them, and without clusters. */
    public readonly clusterId: pulumi.Output<string> | undefined;
    /** What runs the steps on EMR Serverless; undefined with clusters. */
    public readonly stateMachineArn: pulumi.Output<string> | undefined;

    private readonly args: HadoopClusterArgs;

    constructor(name: string, args: HadoopClusterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:HadoopCluster", name, args, opts);
        validateHadoopCluster(name, args);
        this.args = args;

        const storage = hadoopStorage(name, args, { parent: this });
        const steps = stageScripts(name, args, storage, { parent: this });
        if (args.platform === HadoopPlatform.Serverless) {
            this.stateMachineArn = this.runServerless(name, storage, steps).arn;
        } else {
            this.clusterId = this.runOnClusters(name, storage, steps)?.id;
        }

        this.bucket = storage.bucket;
        this.outputs = Object.fromEntries(steps.map((step) => [step.name, step.output]));
        this.registerOutputs({
            bucket: this.bucket,
            outputs: this.outputs,
            clusterId: this.clusterId,
            stateMachineArn: this.stateMachineArn,
        });
    }

    /** A cluster now, or one each time that the schedule says. */
    private runOnClusters(
        name: string,
        storage: HadoopStorage,
        steps: readonly StagedStep[],
    ): aws.emr.Cluster | undefined {
        const { args } = this;
        const parent = { parent: this };
        const network = args.network as NetworkPlacement;
        const roles = clusterRoles(name, args, storage, parent);
        const grants = grantTables(name, args, roles.nodes.arn, parent);
        const ground: ClusterGround = {
            network,
            roles: { ...roles, ready: [...roles.ready, ...grants] },
            groups: clusterSecurityGroups(name, args, network, parent),
            encryption: clusterEncryption(name, args, storage, parent),
            storage,
            steps,
        };
        if (hasSchedule(args)) {
            const { group } = scheduleClusters(name, args, ground, parent);
            watchScheduledClusters(name, args, group, parent);
            return undefined;
        }
        const cluster = startCluster(name, args, ground, parent);
        watchCluster(name, args, cluster, parent);
        return cluster;
    }

    private runServerless(
        name: string,
        storage: HadoopStorage,
        steps: readonly StagedStep[],
    ): aws.sfn.StateMachine {
        const { args } = this;
        const parent = { parent: this };
        const { role, stateMachine } = serverlessPlatform(name, args, storage, steps, parent);
        const grants = grantTables(name, args, role.arn, parent);
        if (hasSchedule(args)) {
            const { group } = schedule(
                name,
                args,
                {
                    description: `Starts the steps of ${name} on EMR Serverless`,
                    arn: stateMachine.arn,
                    input: "{}",
                    statements: [
                        {
                            sid: "StartSteps",
                            actions: ["states:StartExecution"],
                            resources: [stateMachine.arn],
                        },
                    ],
                    dependsOn: [role.policy, ...grants],
                },
                parent,
            );
            watchSchedule(name, args, group, parent);
        }
        watchSequence(name, args, stateMachine, parent);
        return stateMachine;
    }
}

function hasSchedule(
    args: HadoopClusterArgs,
): args is HadoopClusterArgs & { readonly schedule: HadoopScheduleArgs } {
    return args.schedule !== undefined;
}
