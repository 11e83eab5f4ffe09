import { InvalidDocument } from "./documents";
import type { PolicyResource } from "./resource";
import type { Enforcement, Rule, Severity, Tier } from "./rule";
import { RULES } from "./rules";
import { Stack } from "./stack";
import { UnknownValue } from "./unknown";

export type { PolicyResource } from "./resource";
export type { Tier } from "./rule";

/** One thing that a rule has to say of one resource; a rule that is satisfied says nothing. */
export interface CheckResult {
    /** The rule's id, e.g. `kinesis/stream-encrypted`. */
    readonly rule: string;
    readonly title: string;
    readonly severity: Severity;
    readonly urn: string;
    /** `unknown`: the deployment alone can tell, so it is neither passed nor failed. */
    readonly status: "violation" | "unknown";
    readonly message: string;
    /** What the tier makes of the rule. It is the same for both states: `unknown` never softens it. */
    readonly enforcement: Exclude<Enforcement, "disabled">;
    /** What to change, as one text. */
    readonly remediation: string;
}

export interface CheckArgs {
    readonly resources: readonly PolicyResource[];
    readonly tier: Tier;
    /** Rule id → parameter → value, where the tier's default is not wanted. */
    readonly parameters?: Readonly<Record<string, Readonly<Record<string, number>>>>;
    /** Default: all rules of the pack. */
    readonly rules?: readonly Rule[];
}

/** Runs the rules over a plan: pure, and fast enough to be part of every preview. */
export function checkPlan({ resources, tier, parameters, rules = RULES }: CheckArgs): CheckResult[] {
    const stack = new Stack(resources);
    return rules.flatMap((rule) => {
        const enforcement = rule.enforcement[tier];
        if (enforcement === "disabled") {
            return [];
        }
        const settings = { ...defaultParameters(rule, tier), ...parameters?.[rule.id] };
        return stack.ofType(...rule.types).flatMap((resource) =>
            checkResource(rule, resource, stack, settings).map((finding) => ({
                rule: rule.id,
                title: rule.title,
                severity: rule.severity,
                urn: resource.urn,
                ...finding,
                enforcement,
                remediation: remediationText(rule),
            })),
        );
    });
}

export interface Finding {
    readonly status: "violation" | "unknown";
    readonly message: string;
}

/** Whether a finding is certain. */
export function isViolation({ status }: Finding): boolean {
    return status === "violation";
}

/** What one rule says of one resource: all violations that can be seen, then what could not be decided. */
export function checkResource(
    rule: Rule,
    resource: PolicyResource,
    stack: Stack,
    parameters: Readonly<Record<string, number>>,
): Finding[] {
    const findings: Finding[] = [];
    try {
        for (const message of rule.check(stack.inputsOf(resource), { resource, parameters }, stack)) {
            findings.push({ status: "violation", message });
        }
    } catch (error) {
        if (error instanceof UnknownValue) {
            findings.push({ status: "unknown", message: error.message });
        } else if (error instanceof InvalidDocument) {
            findings.push({ status: "violation", message: error.message });
        } else {
            throw error;
        }
    }
    return findings;
}

/** A rule's parameters as a tier sets them. */
export function defaultParameters(rule: Rule, tier: Tier): Record<string, number> {
    return Object.fromEntries(
        Object.entries(rule.parameters ?? {}).map(([name, parameter]) => [name, parameter.default[tier]]),
    );
}

/** What to change, as one text: Tributary's own property first. */
export function remediationText({ remediation }: Rule): string {
    return remediation.tributary
        ? `${remediation.tributary} In any Pulumi program: ${remediation.pulumi}`
        : remediation.pulumi;
}
