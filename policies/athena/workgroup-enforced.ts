import type { athena } from "@pulumi/aws";
import { example } from "../example";
import { WORKGROUP } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";

export const workgroupEnforced = resourceRule<athena.WorkgroupArgs>({
    id: "athena/workgroup-enforced",
    title: "Workgroups enforce their settings",
    reason: "Otherwise every client may write results elsewhere, unencrypted.",
    severity: "medium",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "LakeDomain does it for every domain.",
        pulumi: "set configuration.enforceWorkgroupConfiguration to true on aws.athena.Workgroup (the default).",
    },
    types: [WORKGROUP],
    *check({ configuration }) {
        // Terraform's provider and so Pulumi's: true unless it is said otherwise.
        const enforced = configuration?.enforceWorkgroupConfiguration;
        if (enforced !== undefined && String(enforced) !== "true") {
            yield `configuration.enforceWorkgroupConfiguration is ${enforced}; it must be true`;
        }
    },
    examples: {
        pass: [
            example("nothing is said, and true is the default", WORKGROUP, {}),
            example("settings are enforced", WORKGROUP, {
                configuration: { enforceWorkgroupConfiguration: true },
            }),
        ],
        fail: [
            example("clients may choose", WORKGROUP, {
                configuration: { enforceWorkgroupConfiguration: false },
            }),
        ],
    },
});
