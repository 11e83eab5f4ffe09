/** What an environment's file says about log analytics, in the words of the component. */

import type { AwsAccount } from "./aws/account";
import type { AlarmTopic } from "./components/alarmTopic";
import type { DataLake } from "./components/dataLake";
import type { IngestionPipeline } from "./components/ingestionPipeline";
import type { LogAnalyticsArgs } from "./components/logAnalytics";
import type { Network } from "./components/network";
import type { Environment, LogAnalyticsSettings } from "./config/model";

/** The logical name of an environment's one place for questions to logs. */
export const LOG_ANALYTICS = "log-analytics";

/** What there is to ask. */
interface Ground {
    readonly account: AwsAccount;
    readonly alarms: AlarmTopic;
    readonly lake: DataLake;
    /** Absent: the environment has none, or one that somebody else watches. */
    readonly network: Network | undefined;
    readonly pipelines: readonly IngestionPipeline[];
    readonly deletion: { readonly protectData: boolean; readonly allowDeletion: boolean };
}

export function logAnalyticsArgs(
    environment: Environment,
    settings: LogAnalyticsSettings,
    { account, alarms, lake, network, pipelines, deletion }: Ground,
): LogAnalyticsArgs {
    const { cloudTrail, loadBalancers, readers, retentionDays } = settings;
    const { flowLogsBucket, flowLogsKeyArn } = network ?? {};
    return {
        environment: environment.name,
        account,
        lake,
        readers,
        retentionDays,
        cloudTrail: {
            regions: cloudTrail.regions,
            existing: cloudTrail.existing && existingTrail(cloudTrail.existing),
        },
        ...(flowLogsBucket && flowLogsKeyArn
            ? {
                  flowLogs: { bucketName: flowLogsBucket, keyArn: flowLogsKeyArn },
                  loggedBuckets: [flowLogsBucket],
              }
            : {}),
        ...(loadBalancers === undefined
            ? {}
            : {
                  loadBalancers: {
                      bucketName: loadBalancers.bucket,
                      prefix: loadBalancers.prefix,
                      regions: loadBalancers.regions,
                  },
              }),
        functionLogGroups: pipelines.flatMap(({ functionLogGroups }) => [...functionLogGroups]),
        alarmTopicArn: alarms.arn,
        scanCutoffGib: environment.settings.athena.scanCutoffGib,
        logRetentionDays: environment.settings.logs.retentionDays,
        ...deletion,
    };
}

function existingTrail({ bucket, ...trail }: LogAnalyticsSettings["cloudTrail"]["existing"] & object) {
    return { bucketName: bucket, ...trail };
}
