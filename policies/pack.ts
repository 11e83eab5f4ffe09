/** The rules as policies of Pulumi's engine: the same functions on the same inputs as in a preview. */

import type {
    Policies,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    StackValidationArgs,
} from "@pulumi/policy";
import { checkResource, defaultParameters, type Finding, isViolation, remediationText } from "./check";
import { controlUrl } from "./controls";
import type { Rule, Tier } from "./rule";
import { RULES } from "./rules";
import { Session } from "./session";
import { Stack } from "./stack";

export interface PackArgs {
    /** Decides what is mandatory; a `--policy-pack-config` may say otherwise rule by rule. */
    readonly tier: Tier;
    /**
     * Whether resources are being changed, so that nothing can be unknown any more. In a preview what is unknown
     * is shown, and does not stop anything: no first deployment would ever begin.
     */
    readonly updating: boolean;
    /** Default: all rules of the pack. */
    readonly rules?: readonly Rule[];
}

/** A rule's name for the engine, which takes no slash: `kinesis.stream-encrypted`. */
export function policyName(id: string): string {
    return id.replace("/", ".");
}

/**
 * The policies that `PolicyPack` serves.
 *
 * A resource rule speaks twice. Before a resource is changed, when it sees inputs and can stop the change; and
 * once the whole stack is there, for the resources of which it could not tell: now dependencies are known,
 * and an unknown key may turn out to be one of the stack. What is undecided even then is reported as such.
 */
export function pulumiPolicies({ tier, updating, rules = RULES }: PackArgs): Policies {
    const session = new Session();
    return rules.map((rule) => {
        const speak = speaker(rule, tier, updating);
        const settings = (args: ResourceValidationArgs | StackValidationArgs) => ({
            ...defaultParameters(rule, tier),
            ...args.getConfig<Record<string, number>>(),
        });
        return {
            ...description(rule, tier),
            ...(rule.scope === "resource"
                ? {
                      validateResource: (args: ResourceValidationArgs, report: ReportViolation) => {
                          const resource = session.record(rule, args);
                          if (!rule.types.includes(args.type)) {
                              return;
                          }
                          const findings = checkResource(
                              rule,
                              resource,
                              new Stack([resource]),
                              settings(args),
                          );
                          speak(findings.filter(isViolation), report);
                          session.leave(rule, args.urn, findings);
                      },
                  }
                : {}),
            validateStack: (args: StackValidationArgs, report: ReportViolation) => {
                const stack = session.stack(args.resources);
                for (const resource of stack.ofType(...rule.types)) {
                    const said = session.said(rule, resource.urn);
                    if (said !== "all") {
                        const findings = checkResource(rule, resource, stack, settings(args));
                        speak(
                            findings.filter(({ message }) => !said.has(message)),
                            report,
                            resource.urn,
                        );
                    }
                }
            },
        };
    });
}

/** What the engine and Pulumi Cloud show of a rule. */
function description(rule: Rule, tier: Tier) {
    const [control] = rule.controls;
    return {
        name: policyName(rule.id),
        displayName: rule.id,
        description: rule.title,
        enforcementLevel: rule.enforcement[tier],
        severity: rule.severity,
        remediationSteps: remediationText(rule),
        tags: [rule.id.split("/")[0] as string, ...rule.controls.map(({ id }) => id)],
        ...(control && {
            url: controlUrl(control),
            framework: { name: control.framework, version: "", reference: control.id, specification: "" },
        }),
        ...(rule.parameters && { configSchema: configSchema(rule, tier) }),
    };
}

/** Reports findings to the engine, the undecided ones as what they are. */
function speaker(rule: Rule, tier: Tier, updating: boolean) {
    return (findings: readonly Finding[], report: ReportViolation, urn?: string): void => {
        for (const { status, message } of findings) {
            if (status === "violation" || updating) {
                report(message, urn);
            } else {
                const again =
                    rule.scope === "resource"
                        ? "before the resource is changed"
                        : "at the end of the deployment";
                const undecided = {
                    message: `Neither passed nor failed: ${message}. This policy, ${rule.enforcement[tier]} in ${tier}, is checked again ${again}.`,
                    enforcementLevel: "advisory",
                    urn,
                };
                // The declared type takes a text only; the implementation takes the level of one report, too.
                report(undecided as unknown as string, urn);
            }
        }
    };
}

function configSchema(rule: Rule, tier: Tier): PolicyConfigSchema {
    const defaults = defaultParameters(rule, tier);
    return {
        properties: Object.fromEntries(
            Object.entries(rule.parameters ?? {}).map(([name, { description, minimum, maximum }]) => [
                name,
                { type: "integer", description, minimum, maximum, default: defaults[name] },
            ]),
        ),
    };
}
