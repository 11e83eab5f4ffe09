/** Small programs for the tests of the recorder. */

import * as pulumi from "@pulumi/pulumi";
import type { Plan, PlanResource } from "../../../cli/preview/plan";
import { type Program, recordProgram } from "../../../cli/preview/recorder";

/** Records a program as stack `dev` in `eu-west-1`. */
export function record(program: Program["program"], more: Partial<Program> = {}): Promise<Plan> {
    return recordProgram({ project: "tributary", stack: "dev", region: "eu-west-1", program, ...more });
}

/** The resource with this logical name. */
export function find(plan: Plan, name: string): PlanResource {
    const found = plan.resources.find((resource) => resource.name === name);
    if (found === undefined) {
        throw new Error(
            `no resource ${name} in ${plan.resources.map((resource) => resource.name).join(", ")}`,
        );
    }
    return found;
}

/** A component whose children the test makes. */
export class Group extends pulumi.ComponentResource {
    constructor(
        name: string,
        children: (parent: Group) => Record<string, unknown> | undefined,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("test:index:Group", name, {}, opts);
        this.registerOutputs(children(this) ?? {});
    }
}
