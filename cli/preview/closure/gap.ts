import type { PlanResource } from "../plan";

/** Something that is wired, and will not work after deployment because its other end does not know of it. */
export interface Gap {
    /**
     * `key`: somebody who reads or writes encrypted data may not use its key. `permission`: what a resource is set
     * to do is not allowed. `connection`: a flow has one side only, or none. `endpoint`: no way to a service.
     */
    readonly kind: "key" | "permission" | "connection" | "endpoint";
    /** URN of the resource that will not work. */
    readonly urn: string;
    /** What was found; what to do. */
    readonly message: string;
}

/** A resource as messages name it, e.g. `lambda Function "weather-stations-transform"`. */
export function describeResource({ type, name }: Pick<PlanResource, "type" | "name">): string {
    const [, module = "", kind = type] = /^[^:]+:([^/:]+)[/:](?:[^:]*:)?(.+)$/.exec(type) ?? [];
    return `${module} ${kind} "${name}"`;
}
