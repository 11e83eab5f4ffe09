/** A plan as the policies see it. */

import type { PolicyResource } from "../../policies/resource";
import type { Plan } from "./plan";

/** Every resource, its inputs as the properties that a rule judges. */
export function policyResources(plan: Plan): PolicyResource[] {
    return plan.resources
        .filter(({ external }) => !external)
        .map((resource) => ({
            urn: resource.urn,
            type: resource.type,
            name: resource.name,
            props: resource.inputs,
            outputs: resource.outputs,
            ...(resource.id === undefined ? {} : { id: resource.id }),
            ...(resource.parent === undefined ? {} : { parent: resource.parent }),
            dependencies: resource.dependencies,
            propertyDependencies: resource.propertyDependencies,
            protect: resource.protect,
        }));
}
