import type { Tier } from "./rule";

const TIERS: readonly Tier[] = ["sandbox", "production"];

/**
 * The tier of the stack that is checked: `tributary:tier` of its configuration, which the engine hands to the pack.
 * Default: `production`, so that a stack that does not know the key is held to everything.
 *
 * @param value the key's value, `undefined` where the stack does not set it.
 * @throws Error naming the two tiers.
 */
export function tierOf(value: string | undefined): Tier {
    const tier = TIERS.find((known) => known === (value ?? "production"));
    if (!tier) {
        throw new Error(
            `tributary:tier: "${value}" is no tier; allowed: ${TIERS.join(", ")}; correct it in the stack's configuration`,
        );
    }
    return tier;
}
