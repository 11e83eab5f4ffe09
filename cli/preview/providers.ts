/** Providers: the default one that the engine makes, and the region that a provider's resources are in. */

import { uuidOf } from "./computed/subject";
import type { Place } from "./invokes";
import type { PlanResource } from "./plan";
import { createUrn, providerUrn } from "./urn";
import { type PlanObject, unwrapSecret } from "./values";

/** What is recorded: where the program runs, and the configuration that its default providers get. */
export interface Target extends Place {
    readonly project: string;
    readonly stack: string;
    /** `aws:region` and the like. */
    readonly config: Readonly<Record<string, string>>;
}

/**
 * The provider that the engine makes when a program names none: one for each package and version. Undefined for the
 * engine's own types.
 */
export function defaultProvider(
    target: Target,
    resourceType: string,
    version: string,
): PlanResource | undefined {
    const pkg = resourceType.split(":")[0] ?? "";
    if (pkg === "pulumi") {
        return undefined;
    }
    const name = version === "" ? "default" : `default_${version.replace(/[^A-Za-z0-9]/g, "_")}`;
    const type = `pulumi:providers:${pkg}`;
    const urn = createUrn({ ...target, type, name });
    const inputs = { ...configOf(target, pkg), ...(version === "" ? {} : { version }) };
    return {
        urn,
        type,
        name,
        custom: true,
        id: uuidOf(urn),
        inputs,
        outputs: inputs,
        dependencies: [],
        propertyDependencies: {},
        protect: false,
        retainOnDelete: false,
        ignoreChanges: [],
        replaceOnChanges: [],
        deleteBeforeReplace: false,
        aliases: [],
        additionalSecretOutputs: [],
    };
}

/** The package's part of the stack's configuration, as its default provider gets it. */
function configOf({ config }: Target, pkg: string): PlanObject {
    const prefix = `${pkg}:`;
    return Object.fromEntries(
        Object.entries(config)
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, value]) => [key.slice(prefix.length), value]),
    );
}

/**
 * A resource's own region, else its provider's, else the environment's.
 *
 * @param provider reference, `<urn>::<id>`
 */
export function regionOf(
    target: Target,
    inputs: PlanObject,
    provider: string | undefined,
    byUrn: ReadonlyMap<string, PlanResource>,
): string {
    const own = unwrapSecret(inputs.region);
    if (typeof own === "string" && own !== "") {
        return own;
    }
    const explicit = provider ? byUrn.get(providerUrn(provider))?.inputs.region : undefined;
    return typeof explicit === "string" ? explicit : target.region;
}
