/** What a domain's file and the environment's say about Hadoop, in the words of the component. */

import type { AwsAccount } from "./aws/account";
import { EMR_POLICY_TAG } from "./aws/emr";
import type { DataLake } from "./components/dataLake";
import {
    type HadoopClusterArgs,
    HadoopLifecycle,
    HadoopPlatform,
    StepEngine,
} from "./components/hadoopCluster";
import type { LakeDomain } from "./components/lakeDomain";
import type { Network } from "./components/network";
import type { Domain, Environment, Hadoop, HadoopSettings } from "./config/model";

/** Value of the tag `component`. */
export const HADOOP = "hadoop";

/** What the cluster is built on. */
interface Ground {
    readonly account: AwsAccount;
    readonly lake: DataLake;
    readonly lakeDomain: LakeDomain;
    readonly alarms: { readonly arn: HadoopClusterArgs["alarmTopicArn"] };
    readonly network: () => Network;
    readonly deletion: { readonly protectData: boolean; readonly allowDeletion: boolean };
    readonly tags: Readonly<Record<string, string>>;
}

/** Whether an environment starts nodes in its network for one of these domains. */
export function needsNodes(environment: Environment, domains: readonly Domain[]): boolean {
    return (
        environment.settings.hadoop?.runOn === "clusters" &&
        domains.some(({ hadoop }) => hadoop !== undefined)
    );
}

/** What EMR's managed policy asks of the network that nodes are started in. */
export function placementTags(
    environment: Environment,
    domains: readonly Domain[],
): Readonly<Record<string, string>> | undefined {
    return needsNodes(environment, domains) ? EMR_POLICY_TAG : undefined;
}

export function hadoopArgs(
    environment: Environment,
    domain: Domain,
    hadoop: Hadoop,
    settings: HadoopSettings,
    ground: Ground,
): HadoopClusterArgs {
    const { account, alarms, deletion, lake, lakeDomain, tags } = ground;
    const onNodes = settings.runOn === "clusters";
    return {
        environment: environment.name,
        account,
        lake,
        domain: lakeDomain,
        domainName: domain.name,
        tables: domain.pipelines.map(({ name }) => name),
        platform: onNodes ? HadoopPlatform.Clusters : HadoopPlatform.Serverless,
        lifecycle: hadoop.lifecycle === "transient" ? HadoopLifecycle.Transient : HadoopLifecycle.LongRunning,
        steps: hadoop.steps.map((step) => ({
            ...step,
            engine: step.engine === "spark" ? StepEngine.Spark : StepEngine.Hive,
        })),
        schedule:
            hadoop.schedule === undefined
                ? undefined
                : { expression: hadoop.schedule, timeZone: hadoop.timeZone },
        release: settings.release,
        masterTypes: settings.masterTypes,
        core: { types: settings.coreTypes, vcpus: settings.coreVcpus },
        task: {
            types: settings.taskTypes,
            vcpus: settings.taskVcpus,
            maxVcpus: settings.maxTaskVcpus,
            spotTimeoutMinutes: settings.spotTimeoutMinutes,
        },
        idleMinutes: settings.idleMinutes,
        certificates: settings.certificates,
        // Without nodes nothing needs a place in the network: jobs reach S3 and Glue from AWS's own.
        network: onNodes ? ground.network() : undefined,
        logRetentionDays: environment.settings.logs.retentionDays,
        alarmTopicArn: alarms.arn,
        tags,
        ...deletion,
    };
}
