/** Uniform Resource Names, built as the engine builds them. */

export const STACK_TYPE = "pulumi:pulumi:Stack";

/**
 * The URN of a resource: its type is preceded by its parents' types, `$` between them. The stack is everybody's
 * root and is left out. Source: Pulumi docs, "Resource names", "How URNs are composed".
 */
export function createUrn(of: {
    stack: string;
    project: string;
    /** URN of the parent; empty or absent for a resource directly below the stack. */
    parent?: string | undefined;
    type: string;
    name: string;
}): string {
    const parentType = of.parent ? qualifiedType(of.parent) : STACK_TYPE;
    const type = parentType === STACK_TYPE ? of.type : `${parentType}$${of.type}`;
    return `urn:pulumi:${of.stack}::${of.project}::${type}::${of.name}`;
}

/** The part of a URN that lists the types of the parents and its own, `$` between them. */
export function qualifiedType(urn: string): string {
    return urn.split("::")[2] ?? "";
}

/** A resource's own type, e.g. `aws:s3/bucket:Bucket`. */
export function typeOf(urn: string): string {
    const types = qualifiedType(urn);
    return types.slice(types.lastIndexOf("$") + 1);
}

/** A resource's logical name; it may itself contain `::`. */
export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

/** `<urn>::<id>`, as resources refer to their provider. */
export function providerReference(urn: string, id: string): string {
    return `${urn}::${id}`;
}

/** The URN in a provider reference. */
export function providerUrn(reference: string): string {
    return reference.slice(0, reference.lastIndexOf("::"));
}
