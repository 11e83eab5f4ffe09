/** Finds resources of a plan by type, ARN and the other names that policies and settings use. */
import type { Plan, PlanResource, PlanValue } from "../../preview/plan";
import { unwrapSecret } from "../../preview/values";

export class PlanIndex {
    private readonly types = new Map<string, PlanResource[]>();
    private readonly arns = new Map<string, PlanResource>();

    constructor(readonly plan: Plan) {
        for (const resource of plan.resources) {
            const siblings = this.types.get(resource.type);
            if (siblings) {
                siblings.push(resource);
            } else {
                this.types.set(resource.type, [resource]);
            }
            const arn = text(resource, "arn");
            // An ARN that is given is another resource's: that of an event's target, or of a policy's topic.
            if (arn !== undefined && resource.custom && !("arn" in resource.inputs)) {
                this.arns.set(arn, resource);
            }
        }
    }

    ofType(type: string): readonly PlanResource[] {
        return this.types.get(type) ?? [];
    }

    byArn(arn: string): PlanResource | undefined {
        return this.arns.get(arn);
    }

    /** The resource of a type that has the text as one of the named properties, or as its id. */
    find(type: string, identifier: string, ...properties: readonly string[]): PlanResource | undefined {
        return this.ofType(type).find((resource) => {
            return resource.id === identifier || properties.some((key) => text(resource, key) === identifier);
        });
    }
}

/** A property as it is after deployment, or as it was asked for. */
export function property(resource: PlanResource, key: string): PlanValue | undefined {
    return unwrapSecret(resource.outputs[key] ?? resource.inputs[key]);
}

/** A property that is a text; undefined otherwise. */
export function text(resource: PlanResource, key: string): string | undefined {
    const value = property(resource, key);
    return typeof value === "string" && value !== "" ? value : undefined;
}

/** An input as the program gave it. */
export function input(resource: PlanResource, key: string): PlanValue | undefined {
    return unwrapSecret(resource.inputs[key]);
}

/** The texts of an input that is a list; empty if it is absent. */
export function texts(value: PlanValue | undefined): readonly string[] {
    const list = unwrapSecret(value);
    return Array.isArray(list) ? list.filter((item): item is string => typeof item === "string") : [];
}

/** A resource's tags, those of the provider's defaults included. */
export function tags(resource: PlanResource): Readonly<Record<string, string>> {
    const all = property(resource, "tagsAll") ?? property(resource, "tags");
    if (typeof all !== "object" || all === null || Array.isArray(all)) {
        return {};
    }
    return Object.fromEntries(
        Object.entries(all).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
}
