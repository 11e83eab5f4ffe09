import type { lambda } from "@pulumi/aws";
import { EXAMPLE_ACCOUNT, ref, stackExample } from "../example";
import { EVENT_SOURCE_MAPPING, QUEUE } from "../resourceTypes";
import { IN_PRODUCTION, stackRule } from "../rule";
import { valueAt } from "../stack";
import { isUnknown, items } from "../unknown";

const queue = { type: QUEUE, name: "arrivals", props: {} };
const mapping = (props: object) => ({
    type: EVENT_SOURCE_MAPPING,
    name: "mapping",
    props: { eventSourceArn: ref("arrivals", "arn"), functionName: "report", ...props },
});

export const partialBatches = stackRule<lambda.EventSourceMappingArgs>({
    id: "lambda/partial-batches",
    title: "One bad message does not repeat its whole batch",
    reason: "Without ReportBatchItemFailures every message of a batch comes again when one fails, good ones included.",
    severity: "medium",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "IngestionPipeline does it for its queues.",
        pulumi: 'set functionResponseTypes: ["ReportBatchItemFailures"] on aws.lambda.EventSourceMapping, and return batchItemFailures from the handler.',
    },
    types: [EVENT_SOURCE_MAPPING],
    *check(props, { resource }, stack) {
        const arn = valueAt(resource.props, "eventSourceArn");
        const fromQueue = isUnknown(arn)
            ? stack.target(resource, "eventSourceArn", [QUEUE]) !== undefined
            : typeof arn === "string" && /^arn:[^:]*:sqs:/.test(arn);
        if (fromQueue && !items(props.functionResponseTypes).includes("ReportBatchItemFailures")) {
            yield "functionResponseTypes does not hold ReportBatchItemFailures; it must for a queue";
        }
    },
    examples: {
        pass: [
            stackExample(
                "failed messages are reported one by one",
                mapping({ functionResponseTypes: ["ReportBatchItemFailures"] }),
                queue,
            ),
            stackExample("it reads a stream, not a queue", {
                ...mapping({}),
                props: { eventSourceArn: `arn:aws:kinesis:eu-west-1:${EXAMPLE_ACCOUNT}:stream/readings` },
            }),
            stackExample("it has no source to judge", { ...mapping({}), props: {} }),
        ],
        fail: [
            stackExample("failed messages are not reported", mapping({}), queue),
            stackExample("the list is empty", mapping({ functionResponseTypes: [] }), queue),
        ],
    },
});
