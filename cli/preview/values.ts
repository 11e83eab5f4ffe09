/** Values as the engine carries them: Pulumi's signature keys for secrets, assets, archives and resources. */

import { type PlanValue, UNKNOWN } from "./plan";

/** Marks an object that is not what it looks like. Source: `sdk/go/common/resource/sig`. */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

export const SIGNATURES = {
    secret: "1b47061264138c4ac30d75fd1eb44270",
    asset: "c44067f5952c0a294b673a41bacd8c17",
    archive: "0def7320c3a5731c473e5ecbe6d01bc7",
    resource: "5cf8f73096256a8f31e491e813e4eb8e",
    output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

export type PlanObject = { [key: string]: PlanValue };

export function isObject(value: PlanValue | undefined): value is PlanObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Which of Pulumi's special values this is; undefined for an ordinary one. */
export function signatureOf(value: PlanValue | undefined): string | undefined {
    const signature = isObject(value) ? value[SIGNATURE_KEY] : undefined;
    return typeof signature === "string" ? signature : undefined;
}

export function isSecret(value: PlanValue | undefined): value is PlanObject {
    return signatureOf(value) === SIGNATURES.secret;
}

/** A value without its secret marker. In memory a secret carries `value`, in a deployment file `plaintext` (JSON). */
export function unwrapSecret(value: PlanValue | undefined): PlanValue | undefined {
    return isSecret(value) ? value.value : value;
}

export function secret(value: PlanValue): PlanObject {
    return { [SIGNATURE_KEY]: SIGNATURES.secret, value };
}

export function isUnknown(value: PlanValue | undefined): boolean {
    return unwrapSecret(value) === UNKNOWN;
}

/** Marks that the SDK makes for itself: on assets, and in a preview on resources among the outputs. */
const BRANDS: readonly string[] = ["__pulumiAsset", "__pulumiArchive", "@isPulumiResource"];

/**
 * A value as a provider gets it that knows no references to resources: the id stands in their place. A component has
 * no id: its URN stands for it.
 */
export function withoutReferences(value: PlanValue): PlanValue {
    if (isObject(value) && value[SIGNATURE_KEY] === SIGNATURES.resource) {
        return value.id === undefined ? (value.urn ?? null) : value.id === "" ? UNKNOWN : value.id;
    }
    return mapElements(withoutBrands(value), withoutReferences);
}

/** A value with assets and archives as the engine writes them. */
export function plain(value: PlanValue): PlanValue {
    return mapElements(withoutBrands(value), plain);
}

function withoutBrands(value: PlanValue): PlanValue {
    return isObject(value) && BRANDS.some((brand) => brand in value)
        ? Object.fromEntries(Object.entries(value).filter(([key]) => !BRANDS.includes(key)))
        : value;
}

/** A value with its elements, or its properties, replaced. */
export function mapElements(value: PlanValue, replace: (element: PlanValue) => PlanValue): PlanValue {
    if (Array.isArray(value)) {
        return value.map(replace);
    }
    return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([key, element]) => [key, replace(element)]))
        : value;
}

/** Whether a value, or any part of it, is known only after deployment; a text that has one inside counts too. */
export function containsUnknown(value: PlanValue | undefined): boolean {
    if (typeof value === "string") {
        return value === UNKNOWN;
    }
    if (Array.isArray(value)) {
        return value.some(containsUnknown);
    }
    return isObject(value) && Object.values(value).some(containsUnknown);
}
