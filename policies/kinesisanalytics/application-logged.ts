import type { kinesisanalyticsv2 } from "@pulumi/aws";
import { example } from "../example";
import { FLINK_APPLICATION } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";
import { given } from "../unknown";

const logStreamArn =
    "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/kinesis-analytics/watch:log-stream:application";

export const applicationLogged = resourceRule<kinesisanalyticsv2.ApplicationArgs>({
    id: "kinesisanalytics/application-logged",
    title: "Flink applications write a log",
    reason: "Why an application restarts is told by an exception in its log, and nowhere else.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "StreamAnalytics does it for every application.",
        pulumi: "set cloudwatchLoggingOptions: { logStreamArn } on aws.kinesisanalyticsv2.Application.",
    },
    types: [FLINK_APPLICATION],
    *check(props) {
        if (!given(props, "cloudwatchLoggingOptions")) {
            yield "cloudwatchLoggingOptions is not set; it must name a log stream";
        } else if (!given(props.cloudwatchLoggingOptions, "logStreamArn")) {
            yield "cloudwatchLoggingOptions.logStreamArn is not set; it must name a log stream";
        }
    },
    examples: {
        pass: [
            example("it names a log stream", FLINK_APPLICATION, {
                cloudwatchLoggingOptions: { logStreamArn },
            }),
        ],
        fail: [
            example("nothing is said of logging", FLINK_APPLICATION, {}),
            example("no log stream is named", FLINK_APPLICATION, { cloudwatchLoggingOptions: {} }),
        ],
    },
});
