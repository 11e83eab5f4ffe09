import type { Configuration } from "../../infra/config/model";
import type { Plan, PlanResource, PlanValue } from "../preview/plan";
import type { PipelineId, ResourceIndex } from "./runtime";

/** The component type of a pipeline. */
const PIPELINE = "tributary:index:IngestionPipeline";
const DOMAIN = "tributary:index:LakeDomain";

/** Outputs by which AWS lets one resource refer to another. */
const IDENTIFIERS = ["arn", "name", "bucket", "url", "functionName"] as const;

/**
 * Finds resources as AWS does: by what other resources' inputs say of them.
 * @param domains tells which component is which pipeline: `weather-stations` alone would be ambiguous
 */
export function indexResources(plan: Plan, domains: Configuration["domains"]): ResourceIndex {
    const byType = new Map<string, PlanResource[]>();
    const byArn = new Map<string, PlanResource>();
    const byUrn = new Map<string, PlanResource>();
    const byIdentifier = new Map<string, PlanResource>();

    for (const resource of plan.resources) {
        byUrn.set(resource.urn, resource);
        let ofType = byType.get(resource.type);
        if (ofType === undefined) {
            ofType = [];
            byType.set(resource.type, ofType);
        }
        ofType.push(resource);
        if (!resource.custom) {
            continue;
        }
        for (const property of IDENTIFIERS) {
            const value = text(resource.outputs[property]);
            if (value === undefined) {
                continue;
            }
            if (property === "arn" && !byArn.has(value)) {
                byArn.set(value, resource);
            }
            const key = `${resource.type} ${value}`;
            if (!byIdentifier.has(key)) {
                byIdentifier.set(key, resource);
            }
        }
        if (resource.id !== undefined && !byIdentifier.has(`${resource.type} ${resource.id}`)) {
            byIdentifier.set(`${resource.type} ${resource.id}`, resource);
        }
    }

    const pipelines = new Map<string, PipelineId>();
    for (const domain of domains) {
        for (const pipeline of domain.pipelines) {
            pipelines.set(`${domain.name}-${pipeline.name}`, {
                domain: domain.name,
                pipeline: pipeline.name,
            });
        }
    }

    const above = (resource: PlanResource, type: string): PlanResource | undefined => {
        let current: PlanResource | undefined = resource;
        while (current !== undefined && current.type !== type) {
            current = current.parent === undefined ? undefined : byUrn.get(current.parent);
        }
        return current;
    };
    const pipelineOf = (resource: PlanResource): PipelineId | undefined => {
        const component = above(resource, PIPELINE);
        return component && pipelines.get(component.name);
    };

    return {
        ofType: (type) => byType.get(type) ?? [],
        byArn: (arn) => byArn.get(arn),
        find: (type, identifier) => byIdentifier.get(`${type} ${identifier}`),
        pipelineOf,
        domainOf: (resource) => pipelineOf(resource)?.domain ?? above(resource, DOMAIN)?.name,
    };
}

/** Pulumi's mark of a secret in a plan; the value lies beside it as JSON text. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** The value behind a secret, or the value itself. */
export function reveal(value: PlanValue | undefined): PlanValue | undefined {
    const found = record(value);
    if (found?.[SIGNATURE] !== SECRET) {
        return value;
    }
    if (typeof found.plaintext === "string") {
        return JSON.parse(found.plaintext) as PlanValue;
    }
    return found.value;
}

/** The text, or nothing where the plan has none. */
export function text(value: PlanValue | undefined): string | undefined {
    return typeof value === "string" ? value : undefined;
}

/** The number, also where a provider writes it as text. */
export function number(value: PlanValue | undefined): number | undefined {
    if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) {
        return Number(value);
    }
    return typeof value === "number" ? value : undefined;
}

/** The object, or nothing where the plan has none. */
export function record(value: PlanValue | undefined): { readonly [key: string]: PlanValue } | undefined {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

/** The objects of a list; a missing list is an empty one. */
export function records(value: PlanValue | undefined): readonly { readonly [key: string]: PlanValue }[] {
    return Array.isArray(value) ? value.map((item) => record(item)).filter((item) => item !== undefined) : [];
}

/** The texts of a list; a missing list is an empty one. */
export function texts(value: PlanValue | undefined): readonly string[] {
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
