import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "../../../../cli/preview/plan";
import { EMR_POLICY_TAG } from "../../../../infra/aws/emr";
import { AlarmTopic } from "../../../../infra/components/alarmTopic";
import { DataLake } from "../../../../infra/components/dataLake";
import {
    HadoopCluster,
    type HadoopClusterArgs,
    HadoopLifecycle,
    HadoopPlatform,
    StepEngine,
} from "../../../../infra/components/hadoopCluster";
import { LakeDomain } from "../../../../infra/components/lakeDomain";
import { Network } from "../../../../infra/components/network";
import { lakeArgs, record } from "../recorded";

/** Scripts of the steps; the folder goes when the tests end. */
export const SCRIPTS = mkdtempSync(join(tmpdir(), "tributary-hadoop-"));
process.on("exit", () => rmSync(SCRIPTS, { recursive: true, force: true }));
export const SPARK = join(SCRIPTS, "anomalies.py");
export const HIVE = join(SCRIPTS, "hubs.sql");
writeFileSync(SPARK, "print('anomalies')\n");
writeFileSync(HIVE, "SELECT 1;\n");

export const TOPIC = "arn:aws:sns:eu-west-1:123456789012:test-alarms";
export const CERTIFICATES = "s3://example-keys/emr/certificates.zip";

/** What most tests change. */
export type Over = Partial<HadoopClusterArgs>;

export const SERVERLESS: Over = {
    platform: HadoopPlatform.Serverless,
    network: undefined,
    certificates: undefined,
};
export const LONG_RUNNING: Over = { lifecycle: HadoopLifecycle.LongRunning };
export const DAILY: Over = { schedule: { expression: "cron(30 3 * * ? *)", timeZone: "Europe/Paris" } };

/** What a cluster stands on. */
export interface Ground {
    readonly lake: DataLake;
    readonly domain: LakeDomain;
    readonly network: Network;
    readonly alarmTopicArn: HadoopClusterArgs["alarmTopicArn"];
}

export function ground(): Ground {
    const args = lakeArgs();
    const lake = new DataLake("lake", args);
    const { arn: alarmTopicArn } = new AlarmTopic("alarms", {
        environment: "test",
        account: args.account,
        keyDeletionWindowDays: 7,
    });
    const domain = new LakeDomain("weather", {
        environment: "test",
        account: args.account,
        lake,
        tables: ["stations", "alerts"].map((name) => ({
            name,
            columns: [{ name: "station", type: "string" }],
            partition: { name: "day", unit: "day", range: "2010-01-01,NOW+1DAYS" },
        })),
        alarmTopicArn,
        scanCutoffGib: 10,
        protectData: false,
        allowDeletion: true,
    });
    const network = new Network("network", {
        environment: "test",
        account: args.account,
        cidr: "10.20.0.0/16",
        availabilityZones: 2,
        flowLogs: { retentionDays: 30 },
        placementTags: EMR_POLICY_TAG,
        protectData: false,
        allowDeletion: true,
    });
    return { lake, domain, network, alarmTopicArn };
}

/** A transient cluster that runs two steps when it is deployed, with everything around it that it needs. */
export function buildHadoop(over: Over = {}, name = "weather-hadoop", on: Ground = ground()): HadoopCluster {
    return new HadoopCluster(name, {
        environment: "test",
        account: lakeArgs().account,
        ...on,
        domainName: "weather",
        tables: ["stations"],
        platform: HadoopPlatform.Clusters,
        lifecycle: HadoopLifecycle.Transient,
        steps: [
            { name: "anomalies", engine: StepEngine.Spark, file: SPARK, arguments: ["--deviations", "3"] },
            { name: "hubs", engine: StepEngine.Hive, file: HIVE, arguments: ["top=50"] },
        ],
        release: "emr-7.14.0",
        masterTypes: ["m6g.xlarge", "m7g.xlarge"],
        core: { types: ["m6g.xlarge", "m6g.2xlarge"], vcpus: 8 },
        task: { types: ["m6g.xlarge", "m7g.xlarge", "r6g.2xlarge"], vcpus: 8, maxVcpus: 64 },
        idleMinutes: 60,
        certificates: { pem: CERTIFICATES },
        logRetentionDays: 30,
        tags: { environment: "test", domain: "weather" },
        protectData: false,
        allowDeletion: true,
        ...over,
    });
}

/** Recorded once for each set of arguments: tests only read it. */
const recordings = new Map<string, Promise<Plan>>();
export function recorded(over: Over = {}): Promise<Plan> {
    const key = JSON.stringify(over, (_name, value) => value ?? "absent");
    let plan = recordings.get(key);
    if (plan === undefined) {
        plan = record(() => {
            buildHadoop(over);
        });
        recordings.set(key, plan);
    }
    return plan;
}
