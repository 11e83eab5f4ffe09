import type { kinesis } from "@pulumi/aws";
import { example } from "../example";
import { DELIVERY_STREAM } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";
import { each, given, isTrue } from "../unknown";
import { destinations } from "./destinations";

const logging = { enabled: true, logGroupName: "/aws/kinesisfirehose/readings", logStreamName: "S3Delivery" };

export const deliveryStreamLogged = resourceRule<kinesis.FirehoseDeliveryStreamArgs>({
    id: "firehose/delivery-stream-logged",
    title: "Delivery streams log why they could not deliver",
    reason: "A missing permission or a failing transform shows in this log and nowhere else.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "IngestionPipeline does it for every pipeline.",
        pulumi: "set cloudwatchLoggingOptions: { enabled: true, logGroupName, logStreamName } in the destination's configuration.",
    },
    types: [DELIVERY_STREAM],
    *check(props) {
        yield* each(destinations(props), function* ({ path, block }) {
            const options = block.cloudwatchLoggingOptions;
            if (!isTrue(options?.enabled)) {
                yield `${path}.cloudwatchLoggingOptions.enabled is ${options?.enabled ?? "not set"}; it must be true`;
                return;
            }
            for (const property of ["logGroupName", "logStreamName"] as const) {
                if (!given(options, property)) {
                    yield `${path}.cloudwatchLoggingOptions.${property} is not set; Firehose logs nothing without it`;
                }
            }
        });
    },
    examples: {
        pass: [
            example("it has no destination to judge", DELIVERY_STREAM, {}),
            example("it logs", DELIVERY_STREAM, {
                extendedS3Configuration: { cloudwatchLoggingOptions: logging },
            }),
        ],
        fail: [
            example("nothing is said of logging", DELIVERY_STREAM, { extendedS3Configuration: {} }),
            example("logging is off", DELIVERY_STREAM, {
                extendedS3Configuration: { cloudwatchLoggingOptions: { ...logging, enabled: false } },
            }),
            example("no log stream is named", DELIVERY_STREAM, {
                extendedS3Configuration: {
                    cloudwatchLoggingOptions: { enabled: true, logGroupName: logging.logGroupName },
                },
            }),
            example("another destination does not log", DELIVERY_STREAM, {
                opensearchConfiguration: { indexName: "readings" },
            }),
        ],
    },
});
