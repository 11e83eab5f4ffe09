import type { Unwrap } from "@pulumi/pulumi";
import type { Example } from "./example";
import type { PolicyResource } from "./resource";
import type { Stack } from "./stack";

export type Tier = "sandbox" | "production";

/** `mandatory` stops a deployment, `advisory` is shown, `disabled` is not run. */
export type Enforcement = "mandatory" | "advisory" | "disabled";

/** Without it data is open or lost: it holds everywhere. */
export const ALWAYS = { sandbox: "mandatory", production: "mandatory" } as const;

/** What a place to try things may do without. */
export const IN_PRODUCTION = { sandbox: "advisory", production: "mandatory" } as const;

/** What a team may decide for itself. */
export const ADVICE = { sandbox: "disabled", production: "advisory" } as const;

export type Severity = "low" | "medium" | "high" | "critical";

/** A control of a public catalogue that the rule implements. */
export interface Control {
    readonly framework: "AWS FSBP" | "AWS Security Hub";
    /** E.g. `Kinesis.1`. */
    readonly id: string;
}

/** A control of the AWS Foundational Security Best Practices standard. */
export function fsbp(id: string): Control {
    return { framework: "AWS FSBP", id };
}

/** A Security Hub control that is not (or no longer) part of the FSBP standard. */
export function securityHub(id: string): Control {
    return { framework: "AWS Security Hub", id };
}

/** A number that an environment may set, per tier. */
export interface Parameter {
    readonly description: string;
    readonly minimum: number;
    readonly maximum: number;
    readonly default: Readonly<Record<Tier, number>>;
}

/** What to change: in Tributary's own files where a property reaches it, and in any Pulumi program. */
export interface Remediation {
    readonly tributary?: string;
    readonly pulumi: string;
}

/** What every rule tells of itself: the table, the documentation and the engine's messages are made from it. */
export interface RuleMetadata {
    /** `<service>/<what holds>`, the path of its module: `kinesis/stream-encrypted`. */
    readonly id: string;
    /** What holds of a resource that passes, as one sentence. */
    readonly title: string;
    /** Why it matters, in one or two sentences. */
    readonly reason: string;
    readonly severity: Severity;
    readonly controls: readonly Control[];
    readonly enforcement: Readonly<Record<Tier, Enforcement>>;
    readonly remediation: Remediation;
    readonly parameters?: Readonly<Record<string, Parameter>>;
    /** Types of the resources that the rule judges. */
    readonly types: readonly string[];
    /** The tests run all of them, known and with every single value unknown. */
    readonly examples: { readonly pass: readonly Example[]; readonly fail: readonly Example[] };
}

/** What a check may look at besides the inputs. */
export interface Context {
    readonly resource: PolicyResource;
    /** The rule's parameters: defaults of the tier, or what the environment says. */
    readonly parameters: Readonly<Record<string, number>>;
}

/**
 * A rule as the pack runs it. `check` is pure: it yields one message for each violation, in the form
 * `<property> is <found>; <what is allowed>`, and reading an unknown value ends it with `UnknownValue`.
 */
export interface Rule extends RuleMetadata {
    /** `resource`: decided from one resource. `stack`: from a resource and those that refer to it. */
    readonly scope: "resource" | "stack";
    check(props: unknown, context: Context, stack: Stack): Iterable<string>;
}

/** Inputs as a rule may read them: everything may be missing, whatever the provider's schema says. */
export type Inputs<Args> = Partially<Unwrap<Args>>;

type Partially<T> = T extends readonly (infer Element)[]
    ? readonly Partially<Element>[]
    : T extends object
      ? { readonly [Key in keyof T]?: Partially<T[Key]> }
      : T;

/** Declares a rule that is decided from the inputs of one resource. */
export function resourceRule<Args>(
    rule: RuleMetadata & { check(props: Inputs<Args>, context: Context): Iterable<string> },
): Rule {
    return {
        ...rule,
        scope: "resource",
        check: (props, context) => rule.check(props as Inputs<Args>, context),
    };
}

/** Declares a rule that is decided from one resource and those around it. */
export function stackRule<Args>(
    rule: RuleMetadata & { check(props: Inputs<Args>, context: Context, stack: Stack): Iterable<string> },
): Rule {
    return {
        ...rule,
        scope: "stack",
        check: (props, context, stack) => rule.check(props as Inputs<Args>, context, stack),
    };
}
