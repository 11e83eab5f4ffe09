import type { lambda, sqs } from "@pulumi/aws";
import { ref, stackExample } from "../example";
import { EVENT_SOURCE_MAPPING, FUNCTION, QUEUE } from "../resourceTypes";
import { IN_PRODUCTION, stackRule } from "../rule";

/** Defaults in seconds. Sources: SQS API, CreateQueue (VisibilityTimeout); Lambda API, CreateFunction (Timeout). */
const DEFAULT_VISIBILITY = 30;
const DEFAULT_TIMEOUT = 3;
/** Lambda Developer Guide, "Configuring SQS for use with Lambda": six times the function's timeout, plus the window. */
const FACTOR = 6;

const queue = (props: object) => ({ type: QUEUE, name: "arrivals", props: { ...props } });
const fn = (props: object) => ({ type: FUNCTION, name: "report", props: { ...props } });
const mapping = (props: object) => ({
    type: EVENT_SOURCE_MAPPING,
    name: "mapping",
    props: { eventSourceArn: ref("arrivals", "arn"), functionName: ref("report", "name"), ...props },
});

export const visibilityTimeout = stackRule<lambda.EventSourceMappingArgs>({
    id: "lambda/visibility-timeout",
    title: "A message stays hidden until its function has surely finished",
    reason: "When a message becomes visible while it is still processed or throttled, it is processed twice, or lands in the dead-letter queue unread.",
    severity: "medium",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "IngestionPipeline sets it from its function's timeout.",
        pulumi: "set visibilityTimeoutSeconds on aws.sqs.Queue to six times the function's timeout, plus maximumBatchingWindowInSeconds of the mapping.",
    },
    types: [EVENT_SOURCE_MAPPING],
    *check(props, { resource }, stack) {
        const source = stack.target(resource, "eventSourceArn", [QUEUE]);
        const handler = source && stack.target(resource, "functionName", [FUNCTION]);
        if (!handler) {
            return;
        }
        const { visibilityTimeoutSeconds = DEFAULT_VISIBILITY } = stack.inputsOf<sqs.QueueArgs>(source);
        const { timeout = DEFAULT_TIMEOUT } = stack.inputsOf<lambda.FunctionArgs>(handler);
        const needed = FACTOR * Number(timeout) + Number(props.maximumBatchingWindowInSeconds ?? 0);
        if (Number(visibilityTimeoutSeconds) < needed) {
            yield `visibilityTimeoutSeconds of queue "${source.name}" is ${visibilityTimeoutSeconds}; function "${handler.name}" needs at least ${needed}`;
        }
    },
    examples: {
        pass: [
            stackExample(
                "it is six times the function's timeout",
                mapping({}),
                queue({ visibilityTimeoutSeconds: 360 }),
                fn({ timeout: 60 }),
            ),
            stackExample("both are left out, and the defaults fit", mapping({}), queue({}), fn({})),
            stackExample("the queue is not part of the stack", {
                ...mapping({}),
                props: {
                    eventSourceArn: "arn:aws:sqs:eu-west-1:123456789012:elsewhere",
                    functionName: "report",
                },
            }),
            stackExample("it has no source to judge", { ...mapping({}), props: {} }),
        ],
        fail: [
            stackExample(
                "it is the function's timeout",
                mapping({}),
                queue({ visibilityTimeoutSeconds: 60 }),
                fn({ timeout: 60 }),
            ),
            stackExample("the default is too short", mapping({}), queue({}), fn({ timeout: 60 })),
            stackExample(
                "the batching window is not counted",
                mapping({ maximumBatchingWindowInSeconds: 30 }),
                queue({ visibilityTimeoutSeconds: 360 }),
                fn({ timeout: 60 }),
            ),
        ],
    },
});
