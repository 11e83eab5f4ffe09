import type { PlanResource } from "../../../../cli/preview/plan";
import { unwrapSecret } from "../../../../cli/preview/values";
import { currentAccount } from "../../../../infra/aws/account";
import {
    DatabaseConnection,
    type DatabaseConnectionArgs,
} from "../../../../infra/components/databaseConnection";
import { DataLake } from "../../../../infra/components/dataLake";
import { EtlJob, type EtlJobArgs } from "../../../../infra/components/etlJob";
import { JobCode } from "../../../../infra/components/jobCode";
import { LakeDomain } from "../../../../infra/components/lakeDomain";
import { lakeArgs, REGION } from "../recorded";

export const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf";
export const SECRET_KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
export const DATABASE_GROUP = "sg-0a1b2c3d4e5f67890";

/** What a job needs around it. */
export function ground(protectData = false) {
    const lake = new DataLake("lake", lakeArgs({ protectData }));
    const account = currentAccount(REGION);
    const common = { environment: "test", account, lake, protectData, allowDeletion: true };
    return {
        ...common,
        domain: new LakeDomain("weather", {
            ...common,
            tables: [],
            alarmTopicArn: TOPIC,
            scanCutoffGib: 10,
        }),
        domainName: "weather",
        code: new JobCode("jobs", { ...common, noncurrentVersionDays: 7 }),
        alarmTopicArn: TOPIC,
        logRetentionDays: 30,
    };
}

const TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms";

/** Everything that a job is told besides what is around it. */
export const DECLARED = {
    tableName: "calibrations",
    columns: [
        { name: "station", type: "string", required: true },
        { name: "at", type: "timestamp", required: true },
        { name: "on", type: "date", required: false },
        { name: "deviation", type: "double", required: false },
        { name: "readings", type: "bigint", required: false },
    ],
    partitionBy: { unit: "month", column: "at" },
    key: ["station", "at"],
    source: { csv: {} },
    start: { onArrival: { windowSeconds: 60 } },
    rules: ['IsComplete "station"'],
} as const satisfies Partial<EtlJobArgs>;

/** The job `weather-calibrations` with everything around it. */
export function buildJob(over: Partial<EtlJobArgs> = {}, around = ground()): EtlJob {
    return new EtlJob("weather-calibrations", { ...around, ...DECLARED, ...over });
}

export const databaseArgs = (over: Partial<DatabaseConnectionArgs> = {}): DatabaseConnectionArgs => ({
    environment: "test",
    account: currentAccount(REGION),
    network: { vpcId: "vpc-0a1b2c3d4e5f67890", privateSubnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0b"] },
    availabilityZone: "eu-west-1a",
    engine: "postgresql",
    host: "orders.example.internal",
    database: "shop",
    secretArn: SECRET,
    secretKeyArn: SECRET_KEY,
    securityGroupId: DATABASE_GROUP,
    ...over,
});

/** The same job, from a table of a database, every night. */
export function buildDatabaseJob(over: Partial<DatabaseConnectionArgs> = {}): EtlJob {
    const connection = new DatabaseConnection("orders-database", databaseArgs(over));
    return buildJob({
        source: { database: { connection, table: "public.orders", bookmark: "at" } },
        start: { schedule: "cron(15 3 * * ? *)" },
    });
}

/** The properties of a Glue connection, which the SDK takes for secrets as a whole. */
export function connectionProperties(connection: PlanResource): Record<string, unknown> {
    return unwrapSecret(connection.inputs.connectionProperties) as Record<string, unknown>;
}
