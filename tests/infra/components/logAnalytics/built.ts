import { DataLake } from "../../../../infra/components/dataLake";
import { LogAnalytics, type LogAnalyticsArgs } from "../../../../infra/components/logAnalytics";
import { lakeArgs } from "../recorded";

export const FLOW_LOGS_KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
export const READER = "arn:aws:iam::123456789012:role/security";

/** All kinds of logs, over a lake of their own. */
export function buildLogs(over: Partial<LogAnalyticsArgs> = {}, name = "logs"): LogAnalytics {
    const { lake } = over;
    return new LogAnalytics(name, logsArgs(lake ?? new DataLake("lake", lakeArgs()), over));
}

export function logsArgs(lake: DataLake, over: Partial<LogAnalyticsArgs> = {}): LogAnalyticsArgs {
    return {
        environment: "test",
        account: over.account ?? lakeArgs().account,
        lake,
        retentionDays: 365,
        readers: [READER],
        cloudTrail: { regions: ["eu-west-1", "us-east-1"] },
        flowLogs: { bucketName: "test-network-flow-logs", keyArn: FLOW_LOGS_KEY },
        loggedBuckets: ["test-network-flow-logs"],
        loadBalancers: { bucketName: "load-balancer-logs", prefix: "shop", regions: ["eu-west-1"] },
        functionLogGroups: [
            "/aws/lambda/test-weather-stations-transform",
            "/aws/lambda/test-weather-stations-reports",
        ],
        alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
        scanCutoffGib: 10,
        logRetentionDays: 30,
        protectData: false,
        allowDeletion: true,
        ...over,
    };
}
