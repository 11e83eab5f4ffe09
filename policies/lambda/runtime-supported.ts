import type { lambda } from "@pulumi/aws";
import { isSupportedRuntime, successorOf } from "../../infra/aws/lambdaRuntimes";
import { example } from "../example";
import { FUNCTION } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";

export const runtimeSupported = resourceRule<lambda.FunctionArgs>({
    id: "lambda/runtime-supported",
    title: "Functions run on a runtime that AWS still patches",
    reason: "A deprecated runtime gets no security fixes, and some months later the function can no longer be changed.",
    severity: "medium",
    controls: [fsbp("Lambda.2")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "components set the runtime of every function that they make.",
        pulumi: "set runtime on aws.lambda.Function to a supported one, e.g. nodejs22.x or nodejs24.x.",
    },
    types: [FUNCTION],
    *check({ packageType, runtime }) {
        // An image brings its own runtime.
        if (packageType === "Image") {
            return;
        }
        if (runtime === undefined) {
            yield "runtime is not set; a function from an archive needs one";
        } else if (!isSupportedRuntime(String(runtime))) {
            const successor = successorOf(String(runtime));
            yield `runtime is ${runtime}, which AWS does not patch; ${successor ? `use ${successor}` : "use one of the Lambda Developer Guide's table"}`;
        }
    },
    examples: {
        pass: [
            example("it runs on Node.js 22", FUNCTION, { runtime: "nodejs22.x" }),
            example("it is an image", FUNCTION, { packageType: "Image" }),
        ],
        fail: [
            example("no runtime is given", FUNCTION, {}),
            example("it runs on Node.js 20, deprecated in April 2026", FUNCTION, { runtime: "nodejs20.x" }),
            example("it runs on Python 2", FUNCTION, { runtime: "python2.7" }),
            example("the runtime is misspelt", FUNCTION, { runtime: "nodejs22" }),
        ],
    },
});
