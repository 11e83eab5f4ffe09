import type { lambda } from "@pulumi/aws";
import { example } from "../example";
import { FUNCTION } from "../resourceTypes";
import { IN_PRODUCTION, resourceRule, securityHub } from "../rule";

export const functionTraced = resourceRule<lambda.FunctionArgs>({
    id: "lambda/function-traced",
    title: "Functions are traced",
    reason: "A trace shows which call was slow or failed, across services; logs show one function at a time.",
    severity: "low",
    controls: [securityHub("Lambda.7")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "components do it for every function that they make.",
        pulumi: 'set tracingConfig: { mode: "Active" } on aws.lambda.Function, and let its role put trace segments.',
    },
    types: [FUNCTION],
    *check({ tracingConfig }) {
        if (tracingConfig?.mode !== "Active") {
            yield `tracingConfig.mode is ${tracingConfig?.mode ?? "not set"}; it must be Active`;
        }
    },
    examples: {
        pass: [example("tracing is active", FUNCTION, { tracingConfig: { mode: "Active" } })],
        fail: [
            example("nothing is said of tracing", FUNCTION, {}),
            example("it traces only what its caller traces", FUNCTION, {
                tracingConfig: { mode: "PassThrough" },
            }),
        ],
    },
});
