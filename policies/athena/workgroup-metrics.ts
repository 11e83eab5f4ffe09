import type { athena } from "@pulumi/aws";
import { example } from "../example";
import { WORKGROUP } from "../resourceTypes";
import { ALWAYS, fsbp, resourceRule } from "../rule";

export const workgroupMetrics = resourceRule<athena.WorkgroupArgs>({
    id: "athena/workgroup-metrics",
    title: "Workgroups publish their metrics",
    reason: "Without metrics no alarm can tell that reports fail.",
    severity: "medium",
    controls: [fsbp("Athena.4")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "LakeDomain does it for every domain.",
        pulumi: "set configuration.publishCloudwatchMetricsEnabled to true on aws.athena.Workgroup (the default).",
    },
    types: [WORKGROUP],
    *check({ configuration }) {
        const published = configuration?.publishCloudwatchMetricsEnabled;
        if (published !== undefined && String(published) !== "true") {
            yield `configuration.publishCloudwatchMetricsEnabled is ${published}; it must be true`;
        }
    },
    examples: {
        pass: [
            example("nothing is said, and true is the default", WORKGROUP, {}),
            example("metrics are published", WORKGROUP, {
                configuration: { publishCloudwatchMetricsEnabled: true },
            }),
        ],
        fail: [
            example("metrics are off", WORKGROUP, {
                configuration: { publishCloudwatchMetricsEnabled: false },
            }),
        ],
    },
});
