import type { kinesis } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, resourceRule } from "../rule";

const APPLICATION = "aws:kinesis/analyticsApplication:AnalyticsApplication";

export const noSqlApplications = resourceRule<kinesis.AnalyticsApplicationArgs>({
    id: "kinesis/no-sql-applications",
    title: "Nothing is built on Kinesis Data Analytics for SQL",
    reason: "AWS has taken no new applications since October 2025 and deletes them from January 2026 on; the class still compiles.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        pulumi: "use aws.kinesisanalyticsv2.Application with a FLINK runtime; Flink SQL takes most of the queries.",
    },
    types: [APPLICATION],
    *check() {
        yield "its service, Kinesis Data Analytics for SQL, is closed; use aws.kinesisanalyticsv2.Application with a FLINK runtime";
    },
    examples: {
        pass: [
            example(
                "it is an application for Managed Service for Apache Flink",
                "aws:kinesisanalyticsv2/application:Application",
                {
                    runtimeEnvironment: "FLINK-2_2",
                },
            ),
        ],
        fail: [example("it is an application of the closed service", APPLICATION, {})],
    },
});
