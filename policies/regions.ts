import type { PolicyResource } from "./resource";
import { isUnknown, reveal, UnknownValue } from "./unknown";

/**
 * The region that a resource is in: its own argument, or what the provider says; `undefined` where neither tells.
 *
 * @throws UnknownValue when only the deployment can tell.
 */
export function resourceRegion({ props, outputs }: PolicyResource): string | undefined {
    const own = reveal((props as Record<string, unknown>).region);
    if (isUnknown(own)) {
        throw new UnknownValue("region");
    }
    const provided = reveal(outputs?.region);
    const region = own ?? (isUnknown(provided) ? undefined : provided);
    return typeof region === "string" && region !== "" ? region : undefined;
}
