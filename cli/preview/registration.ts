/** What the SDK's requests say of a resource, as the plan has it. */

import { fileURLToPath } from "node:url";
import type * as proto from "@pulumi/pulumi/proto/resource_pb";
import { duration } from "./durations";
import type { PlanResource } from "./plan";
import { isSecret, type PlanObject, secret } from "./values";

/** Properties that were made from other resources, and their URNs. */
export function propertyDependencies(request: proto.RegisterResourceRequest): Record<string, string[]> {
    const dependencies: Record<string, string[]> = {};
    for (const [property, message] of request.getPropertydependenciesMap().entries()) {
        const urns = message.getUrnsList();
        if (urns.length > 0) {
            dependencies[property] = urns;
        }
    }
    return dependencies;
}

/** Timeouts that the program sets; undefined where it sets none. */
export function customTimeouts(
    request: proto.RegisterResourceRequest,
): PlanResource["customTimeouts"] | undefined {
    const message = request.getCustomtimeouts();
    const given = Object.entries({
        create: message?.getCreate() ?? "",
        update: message?.getUpdate() ?? "",
        delete: message?.getDelete() ?? "",
    }).filter(([, value]) => value !== "");
    return given.length === 0
        ? undefined
        : Object.fromEntries(given.map(([key, value]) => [key, duration(value)]));
}

/** Outputs with those marked that the program, or the type, says to keep secret. */
export function withSecrets(outputs: PlanObject, secrets: readonly string[]): PlanObject {
    const marked = secrets
        .map((key) => [key, outputs[key]] as const)
        .filter(([, value]) => value !== undefined && !isSecret(value))
        .map(([key, value]) => [key, secret(value ?? null)]);
    return marked.length === 0 ? outputs : { ...outputs, ...Object.fromEntries(marked) };
}

/** Where the program made a resource: `<file>:<line>:<column>`. */
export function placeOf(
    request: proto.RegisterResourceRequest | proto.ReadResourceRequest,
): string | undefined {
    const position = request.getSourceposition();
    const uri = position?.getUri();
    return uri?.startsWith("file:")
        ? `${fileURLToPath(uri)}:${position?.getLine()}:${position?.getColumn()}`
        : undefined;
}
