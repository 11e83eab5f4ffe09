/** The recorded resource graph of one environment: what everything after the program reads. */

/**
 * What the engine writes where a value is known only after deployment. It is Pulumi's own sentinel
 * (`UnknownStringValue` of `sdk/go/common/resource/plugin`), so a plan on disk means the same to Pulumi's tools.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A JSON-like value as the engine carries it; assets, archives and secrets are objects with Pulumi's signature keys. */
export type PlanValue = null | boolean | number | string | PlanValue[] | { [key: string]: PlanValue };

export interface PlanResource {
    readonly urn: string;
    /** E.g. `aws:kinesis/stream:Stream`. */
    readonly type: string;
    /** The logical name: the URN's last part. */
    readonly name: string;
    /** False for components and the stack. */
    readonly custom: boolean;
    /** True for a resource that the program only reads: it exists already and another program owns it. */
    readonly external?: boolean;
    /** The provider's id of the resource, computed plausibly; absent for components. */
    readonly id?: string;
    readonly parent?: string;
    readonly inputs: Readonly<Record<string, PlanValue>>;
    /** Inputs and computed values; what only the deployment can tell is {@link UNKNOWN}. */
    readonly outputs: Readonly<Record<string, PlanValue>>;
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly protect: boolean;
    readonly provider?: string;
    readonly retainOnDelete: boolean;
    readonly ignoreChanges: readonly string[];
    readonly replaceOnChanges: readonly string[];
    readonly deleteBeforeReplace: boolean;
    readonly aliases: readonly string[];
    readonly additionalSecretOutputs: readonly string[];
    readonly customTimeouts?: {
        readonly create?: string;
        readonly update?: string;
        readonly delete?: string;
    };
}

export interface Plan {
    readonly project: string;
    /** The environment. */
    readonly stack: string;
    readonly region: string;
    readonly accountId: string;
    /** In the order of registration, the stack first. */
    readonly resources: readonly PlanResource[];
    /** `pulumi.log` and runtime warnings, in order. */
    readonly warnings: readonly string[];
}
