import type { kinesisanalyticsv2 } from "@pulumi/aws";
import { ENDED_FLINK_RUNTIMES } from "../../infra/aws/flinkRuntimes";
import { example } from "../example";
import { FLINK_APPLICATION } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";

export const flinkRuntimeSupported = resourceRule<kinesisanalyticsv2.ApplicationArgs>({
    id: "kinesisanalytics/runtime-supported",
    title: "Applications run on a version of Flink that AWS still patches",
    reason: "SQL-1_0, Kinesis Data Analytics for SQL, is deleted by AWS; ended versions of Flink get no corrections, and are stopped in the end.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "set tributary:streams.runtime in the environment's file.",
        pulumi: "set runtimeEnvironment on aws.kinesisanalyticsv2.Application to a current FLINK runtime, such as FLINK-1_20.",
    },
    types: [FLINK_APPLICATION],
    *check({ runtimeEnvironment }) {
        if (runtimeEnvironment === undefined) {
            yield "runtimeEnvironment is not set; it must be a current FLINK runtime";
        } else if (String(runtimeEnvironment).startsWith("SQL-")) {
            yield `runtimeEnvironment is ${runtimeEnvironment}, whose service is closed; it must be a current FLINK runtime`;
        } else if (ENDED_FLINK_RUNTIMES.has(String(runtimeEnvironment))) {
            yield `runtimeEnvironment is ${runtimeEnvironment}, which has ended; it must be a current FLINK runtime`;
        }
    },
    examples: {
        pass: [example("it is a current version", FLINK_APPLICATION, { runtimeEnvironment: "FLINK-1_20" })],
        fail: [
            example("no runtime is given", FLINK_APPLICATION, {}),
            example("it is the closed SQL service", FLINK_APPLICATION, { runtimeEnvironment: "SQL-1_0" }),
            example("the version has ended", FLINK_APPLICATION, { runtimeEnvironment: "FLINK-1_11" }),
        ],
    },
});
