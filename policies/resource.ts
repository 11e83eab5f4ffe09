/** What a rule sees of a resource: the least that the engine and a recorded plan both know. */
export interface PolicyResource {
    readonly urn: string;
    /** E.g. `aws:kinesis/stream:Stream`. */
    readonly type: string;
    /** The logical name: the URN's last part. */
    readonly name: string;
    /**
     * The inputs: what the program asked for. Not the outputs, because a provider reports what was left out as
     * unknown or as the service's default, and the absence of a setting is what many rules are about.
     */
    readonly props: Readonly<Record<string, unknown>>;
    /** Computed values (`id`, `arn`, `url`…): they tell which resource a plain name means. Default: none are known. */
    readonly outputs?: Readonly<Record<string, unknown>>;
    /** The provider's id, where it is not among the outputs. */
    readonly id?: string;
    /** URN. */
    readonly parent?: string;
    /** URNs. */
    readonly dependencies: readonly string[];
    /** Top-level property → URNs of the resources that its value was made from. */
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly protect: boolean;
}

/** The type in a URN: `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`. */
export function typeOfUrn(urn: string): string {
    const qualified = urn.split("::")[2] ?? "";
    return qualified.slice(qualified.lastIndexOf("$") + 1);
}
