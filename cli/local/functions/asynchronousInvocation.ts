import { randomUUID } from "node:crypto";
import type { PlanResource } from "../../preview/plan";
import type { Queue } from "../queues/queue";
import { number, record, text } from "../resources";
import type { InvocationResult, Runtime } from "../runtime";
import type { LambdaFunction } from "./lambdaFunction";

/** Seconds before the first and the second retry. Source: AWS Lambda Developer Guide, Asynchronous invocation. */
const RETRY_DELAYS = [60, 120] as const;

/** Invokes functions on behalf of services that do not wait for the result, with Lambda's retries. */
export class AsynchronousInvocations {
    constructor(
        private readonly runtime: Runtime,
        private readonly queues: ReadonlyMap<string, Queue>,
    ) {}

    /** Accepts an event; the caller has been authorised. */
    accept(target: LambdaFunction, payload: string): void {
        this.attempt(target, payload, 0);
    }

    private attempt(target: LambdaFunction, payload: string, retries: number): void {
        const { clock } = this.runtime;
        const allowed = this.configured(target)?.maximumRetryAttempts ?? RETRY_DELAYS.length;
        const work = target.invoke(payload).then((result) => {
            if (result.ok) {
                return;
            }
            if (retries < allowed) {
                const delay = RETRY_DELAYS[retries] ?? RETRY_DELAYS.at(-1)!;
                clock.at(clock.now() + delay * 1000, () => this.attempt(target, payload, retries + 1));
                return;
            }
            this.giveUp(target, payload, result);
        });
        void clock.during(work);
    }

    /** Hands the event to the function's dead-letter queue or on-failure destination; without one it is lost. */
    private giveUp(
        target: LambdaFunction,
        payload: string,
        result: Extract<InvocationResult, { ok: false }>,
    ): void {
        const { runtime } = this;
        const deadLetterArn = text(record(target.resource.inputs.deadLetterConfig)?.targetArn);
        const destination = this.configured(target)?.onFailure ?? deadLetterArn;
        const lost = `function ${target.resource.name} failed for good (${result.errorType}: ${result.errorMessage})`;
        const queue = destination === undefined ? undefined : this.queues.get(destination);
        if (queue === undefined) {
            const where =
                destination === undefined
                    ? "it has no dead-letter queue"
                    : `the plan has no queue ${destination}`;
            runtime.fail({
                resource: target.resource,
                message: `${lost}, and ${where}; the event is lost; give it one`,
            });
            return;
        }
        const granted = runtime.allowed(target.resource, {
            principal: { role: target.roleArn },
            action: "sqs:SendMessage",
            resource: queue.arn,
        });
        if (granted) {
            queue.send(
                destination === deadLetterArn ? payload : destinationRecord(target.arn, payload, result),
                "AROALAMBDA:awslambda",
            );
        }
    }

    private configured(
        target: LambdaFunction,
    ): { readonly maximumRetryAttempts?: number; readonly onFailure?: string } | undefined {
        const type = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
        const found = this.runtime.index.ofType(type).find((resource: PlanResource) => {
            const name = text(resource.inputs.functionName) ?? "";
            return name === target.arn || name === target.resource.outputs.name;
        });
        return (
            found && {
                maximumRetryAttempts: number(found.inputs.maximumRetryAttempts),
                onFailure: text(record(record(found.inputs.destinationConfig)?.onFailure)?.destination),
            }
        );
    }
}

/** Source: AWS Lambda Developer Guide, Retaining records of Lambda asynchronous invocations. */
function destinationRecord(
    functionArn: string,
    payload: string,
    result: Extract<InvocationResult, { ok: false }>,
): string {
    return JSON.stringify({
        version: "1.0",
        requestContext: {
            requestId: randomUUID(),
            functionArn: `${functionArn}:$LATEST`,
            condition: "RetriesExhausted",
            approximateInvokeCount: RETRY_DELAYS.length + 1,
        },
        requestPayload: JSON.parse(payload),
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        responsePayload: { errorType: result.errorType, errorMessage: result.errorMessage },
    });
}
