import assert from "node:assert/strict";
import type { Plan, PlanResource, PlanValue } from "../../../cli/preview/plan";
import { recordProgram } from "../../../cli/preview/recorder";
import { currentAccount } from "../../../infra/aws/account";
import { DataLake, type DataLakeArgs } from "../../../infra/components/dataLake";
import {
    IngestionPipeline,
    type IngestionPipelineArgs,
    OnArrival,
    StreamMode,
} from "../../../infra/components/ingestionPipeline";
import { LakeDomain } from "../../../infra/components/lakeDomain";
import { ReportSource } from "../../../infra/components/reportSource";

/** Components recorded as `tributary preview` records them, and questions to the plan that came of it. */

export const REGION = "eu-west-1";
export const ACCOUNT = "123456789012";

export function record(program: () => unknown): Promise<Plan> {
    return recordProgram({
        project: "tributary",
        stack: "test",
        region: REGION,
        accountId: ACCOUNT,
        program: async () => {
            program();
            return {};
        },
    });
}

export const lakeArgs = (over: Partial<DataLakeArgs> = {}): DataLakeArgs => ({
    environment: "test",
    account: currentAccount(REGION),
    rawExpirationDays: 30,
    resultsExpirationDays: 60,
    noncurrentVersionDays: 7,
    administrators: [],
    protectData: false,
    allowDeletion: true,
    ...over,
});

/** A pipeline `weather-stations` with everything around it that it needs. */
export function buildPipeline(over: Partial<IngestionPipelineArgs> = {}): IngestionPipeline {
    const args = lakeArgs();
    const lake = new DataLake("lake", args);
    const domain = new LakeDomain("weather", {
        environment: "test",
        account: args.account,
        lake,
        tables: [
            {
                name: "stations",
                columns: [{ name: "station", type: "string" }],
                partition: { name: "day", unit: "day", range: "2010-01-01,NOW+1DAYS" },
            },
        ],
        alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
        scanCutoffGib: 10,
        protectData: false,
        allowDeletion: true,
    });
    const reportSource = new ReportSource("weather-results", {
        environment: "test",
        account: args.account,
        lake,
        domain,
        domainName: "weather",
        reports: ["hourly"],
        viewers: ["group/analysts"],
        identityRegion: "us-east-1",
        namespace: "default",
    });
    return new IngestionPipeline("weather-stations", {
        environment: "test",
        account: args.account,
        lake,
        domain,
        domainName: "weather",
        tableName: "stations",
        columns: [
            { name: "station", type: "string", required: true },
            { name: "at", type: "timestamp", required: true },
        ],
        partitionBy: { name: "day", column: "at", since: "2010-01-01" },
        source: {
            iot: {
                topicFilter: "stations/+/reading",
                stream: { mode: StreamMode.OnDemand, retentionHours: 24 },
            },
        },
        delivery: { bufferMib: 64, bufferSeconds: 60 },
        onArrival: OnArrival.Queue,
        windowSeconds: 60,
        reports: [
            {
                name: "hourly",
                sql: "SELECT station, count(*) AS readings FROM stations GROUP BY station",
                columns: [
                    { name: "station", type: "string" },
                    { name: "readings", type: "bigint" },
                ],
                reads: ["stations"],
            },
        ],
        reportSource,
        alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
        logRetentionDays: 30,
        protectData: false,
        allowDeletion: true,
        ...over,
    });
}

export function ofType(plan: Plan, type: string): PlanResource[] {
    return plan.resources.filter((resource) => resource.type === type);
}

/** The one resource of a type and, where several exist, of a logical name. */
export function the(plan: Plan, type: string, name?: string): PlanResource {
    const found = ofType(plan, type).filter((resource) => name === undefined || resource.name === name);
    const names = ofType(plan, type).map((resource) => resource.name);
    assert.equal(found.length, 1, `expected one ${type} ${name ?? ""}; there are: ${names.join(", ")}`);
    return found[0] as PlanResource;
}

/** Value at a path of property names and indexes, e.g. `["rules", 0, "status"]`. */
export function at(resource: PlanResource, ...path: readonly (string | number)[]): PlanValue | undefined {
    let value: unknown = resource.inputs;
    for (const step of path) {
        value = (value as Record<string | number, unknown> | undefined)?.[step];
    }
    return value as PlanValue | undefined;
}

export interface PolicyStatement {
    readonly Sid: string;
    readonly Effect: string;
    readonly Principal?: unknown;
    readonly Action: string | string[];
    readonly Resource?: string | string[];
    readonly Condition?: Record<string, Record<string, unknown>>;
}

/** Statements of a policy document in one of a resource's properties. */
export function statements(resource: PlanResource, property = "policy"): PolicyStatement[] {
    return JSON.parse(String(resource.inputs[property])).Statement;
}

export function list(value: string | readonly string[] | undefined): readonly string[] {
    return value === undefined ? [] : typeof value === "string" ? [value] : value;
}
