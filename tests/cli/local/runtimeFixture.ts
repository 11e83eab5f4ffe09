/** A runtime over a hand-made plan in which everything is allowed, for tests of single adaptors. */
import { VirtualClock } from "../../../cli/local/clock";
import { LocalRuntime } from "../../../cli/local/localRuntime";
import type { Authorization } from "../../../cli/local/runtime";
import type { Plan, PlanResource, PlanValue } from "../../../cli/preview/plan";

export const REGION = "eu-west-1";
export const ACCOUNT = "123456789012";

/** A resource with the defaults of everything that a test does not look at. */
export function resource(
    type: string,
    name: string,
    inputs: Record<string, PlanValue>,
    outputs: Record<string, PlanValue> = {},
    parent?: string,
): PlanResource {
    return {
        urn: `urn:pulumi:dev::tributary::${type}::${name}`,
        type,
        name,
        custom: true,
        id: name,
        inputs,
        outputs: { ...inputs, ...outputs },
        dependencies: [],
        propertyDependencies: {},
        protect: false,
        retainOnDelete: false,
        ignoreChanges: [],
        replaceOnChanges: [],
        deleteBeforeReplace: false,
        aliases: [],
        additionalSecretOutputs: [],
        ...(parent === undefined ? {} : { parent }),
    };
}

const ALLOWED = { allowed: true, reason: "a test" };
const PERMISSIVE: Authorization = {
    authorize: () => ALLOWED,
    assume: () => ALLOWED,
    authorizeTable: () => ALLOWED,
};

/** A runtime whose time begins at 1,000 seconds. */
export function runtimeOf(
    resources: readonly PlanResource[],
    authorization: Authorization = PERMISSIVE,
    directory = "/nonexistent",
): LocalRuntime {
    const plan: Plan = {
        project: "tributary",
        stack: "dev",
        region: REGION,
        accountId: ACCOUNT,
        resources,
        warnings: [],
    };
    return new LocalRuntime(plan, directory, authorization, [], new VirtualClock(1_000_000));
}
