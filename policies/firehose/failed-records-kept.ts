import type { kinesis } from "@pulumi/aws";
import { example } from "../example";
import { DELIVERY_STREAM } from "../resourceTypes";
import { IN_PRODUCTION, resourceRule } from "../rule";
import { each, given, isTrue, items } from "../unknown";
import { destinations } from "./destinations";

const errorOutputPrefix = "errors/readings/!{firehose:error-output-type}/";
const transforming = { processingConfiguration: { enabled: true, processors: [{ type: "Lambda" }] } };

/** Firehose API, Processor: those of Firehose's own that take nothing from a record; what fails is an error record. */
const KEEPS_CONTENTS: ReadonlySet<string> = new Set([
    "AppendDelimiterToRecord",
    "Decompression",
    "MetadataExtraction",
    "RecordDeAggregation",
]);

function keepsContents(processors: readonly ({ readonly type?: unknown } | undefined)[]): boolean {
    return processors.length > 0 && processors.every((one) => KEEPS_CONTENTS.has(String(one?.type)));
}

export const failedRecordsKept = resourceRule<kinesis.FirehoseDeliveryStreamArgs>({
    id: "firehose/failed-records-kept",
    title: "Delivery streams keep what they could not deliver, and the source of what they transform",
    reason: "Failed records without a prefix of their own land among the good ones. A transform with an error in it has destroyed its input, unless the source records are backed up.",
    severity: "medium",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "IngestionPipeline does it for every pipeline.",
        pulumi: 'set errorOutputPrefix (with !{firehose:error-output-type} when the prefix has expressions) and, with a processingConfiguration, s3BackupMode: "Enabled" with an s3BackupConfiguration.',
    },
    types: [DELIVERY_STREAM],
    *check(props) {
        yield* each(destinations(props), function* ({ path, block, s3 }) {
            yield* each(
                s3.filter((target) => !target.path.endsWith("s3BackupConfiguration")),
                function* (target) {
                    if (!given(target.block, "errorOutputPrefix")) {
                        yield `${target.path}.errorOutputPrefix is not set; failed records need a prefix of their own`;
                        return;
                    }
                    const { prefix, errorOutputPrefix: failed } = target.block;
                    // Firehose Developer Guide, "Custom prefixes for Amazon S3 objects": required with expressions.
                    if (
                        String(prefix).includes("!{") &&
                        !String(failed).includes("!{firehose:error-output-type}")
                    ) {
                        yield `${target.path}.errorOutputPrefix has no !{firehose:error-output-type}; Firehose demands it when the prefix has expressions`;
                    }
                },
            );
            if (
                path === "extendedS3Configuration" &&
                isTrue(block.processingConfiguration?.enabled) &&
                !keepsContents(items(block.processingConfiguration?.processors)) &&
                block.s3BackupMode !== "Enabled"
            ) {
                yield `${path}.s3BackupMode is ${block.s3BackupMode ?? "not set"}; it must be Enabled where records are transformed`;
            }
        });
    },
    examples: {
        pass: [
            example("it has no destination to judge", DELIVERY_STREAM, {}),
            example("failed records have a prefix", DELIVERY_STREAM, {
                extendedS3Configuration: { prefix: "day=!{timestamp:yyyy-MM-dd}/", errorOutputPrefix },
            }),
            example("records are unpacked, and nothing is taken from them", DELIVERY_STREAM, {
                extendedS3Configuration: {
                    errorOutputPrefix,
                    processingConfiguration: {
                        enabled: true,
                        processors: [{ type: "Decompression" }, { type: "AppendDelimiterToRecord" }],
                    },
                },
            }),
            example("the source of what is transformed is backed up", DELIVERY_STREAM, {
                extendedS3Configuration: { errorOutputPrefix, ...transforming, s3BackupMode: "Enabled" },
            }),
        ],
        fail: [
            example("failed records have no prefix", DELIVERY_STREAM, { extendedS3Configuration: {} }),
            example("the kind of failure is not in the prefix", DELIVERY_STREAM, {
                extendedS3Configuration: {
                    prefix: "day=!{timestamp:yyyy-MM-dd}/",
                    errorOutputPrefix: "errors/",
                },
            }),
            example("the source of what is transformed is not backed up", DELIVERY_STREAM, {
                extendedS3Configuration: { errorOutputPrefix, ...transforming },
            }),
            example("another destination's failed records have no prefix", DELIVERY_STREAM, {
                opensearchConfiguration: { s3Configuration: {} },
            }),
        ],
    },
});
