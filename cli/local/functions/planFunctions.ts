import type { Functions, InvocationResult, Runtime } from "../runtime";
import { type InvocationFault, LambdaFunction } from "./lambdaFunction";

/** All functions of the plan. */
export class PlanFunctions implements Functions {
    private readonly byArn = new Map<string, LambdaFunction>();
    private readonly byName = new Map<string, LambdaFunction>();

    constructor(
        private readonly runtime: Runtime,
        fault: InvocationFault,
    ) {
        for (const resource of runtime.index.ofType("aws:lambda/function:Function")) {
            const found = new LambdaFunction(runtime, resource, fault);
            this.byArn.set(found.arn, found);
            this.byName.set(String(resource.outputs.name ?? resource.id), found);
        }
    }

    /** All of them, in the plan's order. */
    get all(): readonly LambdaFunction[] {
        return [...this.byArn.values()];
    }

    /** A function by ARN (with or without version or alias) or by name. */
    find(identifier: string): LambdaFunction | undefined {
        return this.byArn.get(unqualified(identifier)) ?? this.byName.get(identifier);
    }

    async invoke(functionArn: string, payload: string): Promise<InvocationResult> {
        const found = this.find(functionArn);
        if (found === undefined) {
            return {
                ok: false,
                errorType: "ResourceNotFoundException",
                errorMessage: `Function not found: ${functionArn}; the plan of ${this.runtime.plan.stack} does not have it`,
            };
        }
        return found.invoke(payload);
    }

    /** Ends all threads. */
    async close(): Promise<void> {
        await Promise.all(this.all.map((found) => found.close()));
    }
}

/** `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]` without its qualifier. */
function unqualified(arn: string): string {
    return arn.split(":").slice(0, 7).join(":");
}
