/** What a plan cannot tell before the deployment. */

import type { Plan, PlanResource, PlanValue } from "./plan";
import { isObject, isUnknown, unwrapSecret } from "./values";

/** A value that is an input of a resource and that only the deployment can tell. */
export interface UnknownInput {
    readonly resource: PlanResource;
    /** E.g. `tags.owner`. */
    readonly path: string;
}

/** Every unknown input of the plan's resources. */
export function unknownInputs(plan: Plan): UnknownInput[] {
    return plan.resources.flatMap((resource) =>
        unknownPaths(resource.inputs).map((path) => ({ resource, path })),
    );
}

/** Paths of the unknown values in a value. */
export function unknownPaths(value: PlanValue | Readonly<Record<string, PlanValue>>, path = ""): string[] {
    const open = unwrapSecret(value as PlanValue);
    if (isUnknown(open)) {
        return [path];
    }
    if (Array.isArray(open)) {
        return open.flatMap((element, index) => unknownPaths(element, `${path}[${index}]`));
    }
    if (isObject(open)) {
        return Object.entries(open).flatMap(([key, element]) =>
            unknownPaths(element, path === "" ? key : `${path}.${key}`),
        );
    }
    return [];
}
