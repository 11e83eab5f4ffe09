import type { emr } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue, items } from "../unknown";
import { EMR_PUBLIC_ACCESS } from "./clusters";

/** SSH: the exception that AWS makes itself, and the control allows. */
const SSH = 22;

export const publicAccessBlocked = resourceRule<emr.BlockPublicAccessConfigurationArgs>({
    id: "emr/public-access-blocked",
    title: "Where EMR's block of public access is configured, it is on",
    reason: "With it, EMR starts no cluster whose security groups let the internet in. The setting belongs to the account, so that a stack without it is no violation.",
    severity: "critical",
    controls: [fsbp("EMR.2")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "the platform does it where a domain has clusters.",
        pulumi: "set blockPublicSecurityGroupRules: true on aws.emr.BlockPublicAccessConfiguration, without permitted ranges.",
    },
    types: [EMR_PUBLIC_ACCESS],
    *check(props) {
        if (!isTrue(props.blockPublicSecurityGroupRules)) {
            yield `blockPublicSecurityGroupRules is ${props.blockPublicSecurityGroupRules ?? "not set"}; it must be true`;
            return;
        }
        for (const range of items(props.permittedPublicSecurityGroupRuleRanges)) {
            const { minRange, maxRange } = range ?? {};
            if (minRange !== SSH || maxRange !== SSH) {
                yield `permittedPublicSecurityGroupRuleRanges has ${minRange ?? "?"} to ${maxRange ?? "?"}; only port ${SSH} may be an exception`;
            }
        }
    },
    examples: {
        pass: [
            example("all ports are blocked", EMR_PUBLIC_ACCESS, { blockPublicSecurityGroupRules: true }),
            example("all ports but SSH's are blocked", EMR_PUBLIC_ACCESS, {
                blockPublicSecurityGroupRules: true,
                permittedPublicSecurityGroupRuleRanges: [{ minRange: 22, maxRange: 22 }],
            }),
        ],
        fail: [
            example("nothing is said", EMR_PUBLIC_ACCESS, {}),
            example("it is off", EMR_PUBLIC_ACCESS, { blockPublicSecurityGroupRules: false }),
            example("a web console is permitted", EMR_PUBLIC_ACCESS, {
                blockPublicSecurityGroupRules: true,
                permittedPublicSecurityGroupRuleRanges: [{ minRange: 8088, maxRange: 8088 }],
            }),
        ],
    },
});
