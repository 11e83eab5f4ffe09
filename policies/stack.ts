import { type PolicyResource, typeOfUrn } from "./resource";
import type { Inputs } from "./rule";
import { isUnknown, readable, reveal, UnknownValue } from "./unknown";

/** Outputs and inputs by which one resource is named in another's properties. */
const IDENTITIES = ["id", "arn", "name", "bucket", "url", "keyId"] as const;

/** Whether a property means a resource; `possibly` when only the deployment can tell. */
type Reference = "yes" | "no" | "possibly";

/**
 * All resources of a stack, and which of them refer to which.
 *
 * A reference is followed by value where both sides are known, and by the dependency that the engine recorded for
 * the property where they are not: never by logical names, which mean nothing.
 */
export class Stack {
    private readonly byType = new Map<string, PolicyResource[]>();
    private readonly inputs = new Map<PolicyResource, unknown>();

    constructor(readonly resources: readonly PolicyResource[]) {
        for (const resource of resources) {
            const same = this.byType.get(resource.type);
            if (same) {
                same.push(resource);
            } else {
                this.byType.set(resource.type, [resource]);
            }
        }
    }

    /** All resources of these types, in the order of registration within each type. */
    ofType(...types: readonly string[]): PolicyResource[] {
        return types.flatMap((type) => this.byType.get(type) ?? []);
    }

    /** The inputs of a resource, to be read: an unknown one throws `UnknownValue`. */
    inputsOf<Args>(resource: PolicyResource): Inputs<Args> {
        let inputs = this.inputs.get(resource);
        if (inputs === undefined) {
            inputs = readable(resource.props);
            this.inputs.set(resource, inputs);
        }
        return inputs as Inputs<Args>;
    }

    /**
     * Resources of some types whose property refers to this one, e.g. the versioning of a bucket.
     *
     * @param property e.g. `bucket`, or a path such as `extendedS3Configuration.bucketArn`.
     * @throws UnknownValue when there is none for certain, and one of them may be.
     */
    referrers(target: PolicyResource, types: readonly string[], property: string): PolicyResource[] {
        const { certain, possible } = this.references(target, types, property);
        if (certain.length === 0 && possible[0]) {
            throw new UnknownValue(`${property} of ${possible[0].type} "${possible[0].name}"`);
        }
        return certain;
    }

    /** Resources of some types whose property refers to this one, and those of which only the deployment can tell. */
    references(
        target: PolicyResource,
        types: readonly string[],
        property: string,
    ): { readonly certain: PolicyResource[]; readonly possible: PolicyResource[] } {
        const certain: PolicyResource[] = [];
        const possible: PolicyResource[] = [];
        for (const resource of this.ofType(...types)) {
            const reference = this.reference(resource, property, target);
            if (reference === "yes") {
                certain.push(resource);
            } else if (reference === "possibly") {
                possible.push(resource);
            }
        }
        return { certain, possible };
    }

    /**
     * The resource of some types that a property refers to; `undefined` when it is not part of the stack.
     *
     * @throws UnknownValue when it may be one of several, or one that is not part of the stack.
     */
    target(resource: PolicyResource, property: string, types: readonly string[]): PolicyResource | undefined {
        let possible = false;
        for (const candidate of this.ofType(...types)) {
            const reference = this.reference(resource, property, candidate);
            if (reference === "yes") {
                return candidate;
            }
            possible ||= reference === "possibly";
        }
        if (possible) {
            throw new UnknownValue(property);
        }
        return undefined;
    }

    /** Whether a property of one resource means another one. */
    private reference(resource: PolicyResource, property: string, target: PolicyResource): Reference {
        const [top = property] = property.split(".");
        return refersTo(valueAt(resource.props, property), resource.propertyDependencies[top] ?? [], target);
    }
}

/**
 * Whether a value that was made from some resources means this one.
 *
 * @param dependencies URNs that the engine recorded for the property.
 */
export function refersTo(value: unknown, dependencies: readonly string[], target: PolicyResource): Reference {
    if (value === undefined || value === null || value === "") {
        return "no";
    }
    if (!isUnknown(value)) {
        return typeof value === "string" && means(value, dependencies, target) ? "yes" : "no";
    }
    const alternatives = dependencies.filter((urn) => typeOfUrn(urn) === target.type);
    if (alternatives.length === 0) {
        // E.g. both names were made from one random id: the dependency says nothing.
        return "possibly";
    }
    if (!alternatives.includes(target.urn)) {
        return "no";
    }
    return alternatives.length === 1 ? "yes" : "possibly";
}

function means(value: string, dependencies: readonly string[], target: PolicyResource): boolean {
    const identities = identitiesOf(target);
    if (identities.size === 0) {
        return dependencies.includes(target.urn);
    }
    if (identities.has(value)) {
        return true;
    }
    const arnKnown = [...identities].some((identity) => identity.startsWith("arn:"));
    if (!value.startsWith("arn:") || arnKnown) {
        return false;
    }
    const name = value.slice(Math.max(value.lastIndexOf(":"), value.lastIndexOf("/")) + 1);
    return identities.has(name);
}

function identitiesOf(resource: PolicyResource): Set<string> {
    const identities = new Set<string>();
    for (const value of [
        resource.id,
        ...IDENTITIES.flatMap((key) => [resource.outputs?.[key], resource.props[key]]),
    ]) {
        const known = reveal(value);
        if (typeof known === "string" && known !== "" && !isUnknown(known)) {
            identities.add(known);
        }
    }
    return identities;
}

/** The value at a path, unknown as soon as something on the way is. */
export function valueAt(props: unknown, path: string): unknown {
    let current = reveal(props);
    for (const key of path.split(".")) {
        if (isUnknown(current)) {
            return current;
        }
        if (typeof current !== "object" || current === null || !Object.hasOwn(current, key)) {
            return undefined;
        }
        current = reveal((current as Record<string, unknown>)[key]);
    }
    return current;
}
