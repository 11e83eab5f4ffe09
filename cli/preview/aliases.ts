/** Former URNs of a resource, from the alias options of the resource and of its parents. */

import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { createUrn, nameOf } from "./urn";

/** A resource whose aliases are sought. */
export interface Aliased {
    readonly stack: string;
    readonly project: string;
    readonly parent?: string | undefined;
    readonly type: string;
    readonly name: string;
}

/**
 * The URNs that the engine looks for in the old state: each alias of the resource itself, and for each alias of the
 * parent the resource below that alias. Source: Pulumi docs, "Resource option: aliases".
 */
export function aliasUrns(
    resource: Aliased,
    aliases: readonly Alias[],
    parentAliases: readonly string[],
): readonly string[] {
    if (aliases.length === 0 && parentAliases.length === 0) {
        return [];
    }
    const own = aliases.map((alias) => aliasUrn(resource, alias));
    const names = [resource.name, ...own.map(nameOf)];
    const inherited = parentAliases.flatMap((parent) =>
        [...new Set(names)].map((name) =>
            createUrn({ ...resource, parent, name: renamed(name, resource, parent) }),
        ),
    );
    const former = new Set([...own, ...inherited]);
    former.delete(createUrn(resource));
    return [...former];
}

function aliasUrn(resource: Aliased, alias: Alias): string {
    const spec = alias.getSpec();
    if (spec === undefined) {
        return alias.getUrn();
    }
    return createUrn({
        stack: spec.getStack() || resource.stack,
        project: spec.getProject() || resource.project,
        parent: spec.getNoparent() ? undefined : spec.getParenturn() || resource.parent,
        type: spec.getType() || resource.type,
        name: spec.getName() || resource.name,
    });
}

/** A child named after its parent was named after the parent's former name. */
function renamed(name: string, resource: Aliased, parentAlias: string): string {
    const parentName = resource.parent === undefined ? "" : nameOf(resource.parent);
    return parentName !== "" && name.startsWith(parentName)
        ? nameOf(parentAlias) + name.slice(parentName.length)
        : name;
}
