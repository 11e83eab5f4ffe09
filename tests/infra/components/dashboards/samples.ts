import { currentAccount } from "../../../../infra/aws/account";
import type { ChartArgs, DashboardsArgs } from "../../../../infra/components/dashboards";
import { REGION } from "../recorded";

export const DAILY_ARN = "arn:aws:quicksight:eu-west-1:123456789012:dataset/test-weather-stations-daily";

export const chart = (over: Partial<ChartArgs> = {}): ChartArgs => ({
    title: "Temperature of each day",
    type: "line",
    report: "daily",
    x: { column: "day" },
    y: { column: "temperature", title: "°C", format: ".1f" },
    width: 1,
    ...over,
});

export const dashboardsArgs = (over: Partial<DashboardsArgs> = {}): DashboardsArgs => ({
    environment: "test",
    account: currentAccount(REGION),
    domainName: "weather",
    dashboards: [{ name: "overview", title: "Weather", charts: [chart()] }],
    reports: {
        daily: {
            arn: DAILY_ARN,
            id: "test-weather-stations-daily",
            columns: [
                { name: "day", type: "date" },
                { name: "station", type: "string" },
                { name: "readings", type: "bigint" },
                { name: "temperature", type: "double" },
            ],
        },
    },
    viewers: ["group/analysts"],
    identityRegion: "us-east-1",
    namespace: "default",
    ...over,
});
