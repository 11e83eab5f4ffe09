import type { lambda } from "@pulumi/aws";
import { example } from "../example";
import { FUNCTION } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";

export const functionNotThrottled = resourceRule<lambda.FunctionArgs>({
    id: "lambda/function-not-throttled",
    title: "No function is switched off by a concurrency of 0",
    reason: "Reserved concurrency 0 refuses every call: an emergency brake that is easily forgotten in code.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        pulumi: "remove reservedConcurrentExecutions from aws.lambda.Function, or set it to 1 or more.",
    },
    types: [FUNCTION],
    *check({ reservedConcurrentExecutions }) {
        if (reservedConcurrentExecutions !== undefined && Number(reservedConcurrentExecutions) === 0) {
            yield "reservedConcurrentExecutions is 0, so that every call is refused; leave it out or set it to 1 or more";
        }
    },
    examples: {
        pass: [
            example("nothing is reserved", FUNCTION, {}),
            example("some concurrency is reserved", FUNCTION, { reservedConcurrentExecutions: 5 }),
            example("nothing is reserved, as the provider writes it", FUNCTION, {
                reservedConcurrentExecutions: -1,
            }),
        ],
        fail: [example("it is switched off", FUNCTION, { reservedConcurrentExecutions: 0 })],
    },
});
