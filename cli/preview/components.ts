/** A plan by component: who is made of what, and who needs whom. */

import type { Plan, PlanResource } from "./plan";
import { STACK_TYPE } from "./urn";

/** A component, or the stack, with the resources that are its own. */
export interface ComponentNode {
    readonly resource: PlanResource;
    /** Resources whose nearest component this is, in the order of registration. */
    readonly resources: readonly PlanResource[];
    readonly components: readonly ComponentNode[];
    /** Components outside of this one that something in it depends on, in the order of registration. */
    readonly needs: readonly PlanResource[];
    /** Resources in it and in the components below. */
    readonly total: number;
    /** Those of {@link total} that are protected. */
    readonly protected: number;
}

/** The stack and what is below it. Providers and resources that are only read belong to nobody's total. */
export function componentTree(plan: Plan): ComponentNode {
    const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    const owner = ownersOf(plan, byUrn);
    const children = Map.groupBy(plan.resources, (resource) => owner.get(resource.urn));
    const stack = plan.resources.find(({ type }) => type === STACK_TYPE);
    if (stack === undefined) {
        throw new TypeError("the plan has no stack resource; record the program again");
    }

    function node(resource: PlanResource): ComponentNode {
        const below = (children.get(resource.urn) ?? []).filter(isPlatform);
        const components = below.filter(({ custom }) => !custom).map(node);
        const resources = below.filter(({ custom }) => custom);
        const inside = new Set([resource.urn, ...components.flatMap(urnsIn)]);
        const own = resources.flatMap(({ dependencies }) => dependencies.map((urn) => owner.get(urn)));
        const needed = new Set([...own, ...components.flatMap(({ needs }) => needs.map(({ urn }) => urn))]);
        return {
            resource,
            resources,
            components,
            needs: plan.resources.filter(
                ({ urn, type }) => needed.has(urn) && !inside.has(urn) && type !== STACK_TYPE,
            ),
            total: resources.length + components.reduce((sum, { total }) => sum + total, 0),
            protected:
                resources.filter(({ protect }) => protect).length +
                components.reduce((sum, component) => sum + component.protected, 0),
        };
    }
    return node(stack);
}

/** For each resource the URN of the nearest component above it. */
function ownersOf(
    plan: Plan,
    byUrn: ReadonlyMap<string, PlanResource>,
): ReadonlyMap<string, string | undefined> {
    return new Map(
        plan.resources.map((resource) => {
            let above = resource.parent === undefined ? undefined : byUrn.get(resource.parent);
            while (above?.custom && above.parent !== undefined) {
                above = byUrn.get(above.parent);
            }
            return [resource.urn, above?.urn];
        }),
    );
}

function isPlatform({ type, external }: PlanResource): boolean {
    return !type.startsWith("pulumi:providers:") && !external;
}

function urnsIn({ resource, components }: ComponentNode): string[] {
    return [resource.urn, ...components.flatMap(urnsIn)];
}

/** `s3` and `Bucket` of `aws:s3/bucket:Bucket`. */
export function shortType(type: string): { readonly service: string; readonly className: string } {
    const [, module = "", className = type] = type.split(":");
    return { service: module.split("/")[0] ?? "", className };
}
