import type { opensearch } from "@pulumi/aws";
import { example } from "../example";
import { fsbp, IN_PRODUCTION, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { SEARCH_DOMAIN } from "./domains";

export const searchZoneAware = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/zone-aware",
    title: "Search domains have three data nodes or more, in several zones",
    reason: "With two nodes a broken connection leaves two halves that both write, and with one zone its failure is the domain's.",
    severity: "medium",
    controls: [fsbp("Opensearch.6")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "set dataNodes and availabilityZones in tributary:search; tier production does.",
        pulumi: "set clusterConfig: { instanceCount: 3, zoneAwarenessEnabled: true, zoneAwarenessConfig: { availabilityZoneCount: 3 } } on aws.opensearch.Domain.",
    },
    types: [SEARCH_DOMAIN],
    *check({ clusterConfig }) {
        const nodes = clusterConfig?.instanceCount ?? 1;
        if (nodes < 3) {
            yield `clusterConfig.instanceCount is ${nodes}; it must be 3 or more`;
        }
        if (!isTrue(clusterConfig?.zoneAwarenessEnabled)) {
            yield `clusterConfig.zoneAwarenessEnabled is ${clusterConfig?.zoneAwarenessEnabled ?? "not set, which means false"}; it must be true`;
        }
    },
    examples: {
        pass: [
            example("it is spread", SEARCH_DOMAIN, {
                clusterConfig: { instanceCount: 3, zoneAwarenessEnabled: true },
            }),
        ],
        fail: [
            example("nothing is said of nodes", SEARCH_DOMAIN, {}),
            example("it has two nodes", SEARCH_DOMAIN, {
                clusterConfig: { instanceCount: 2, zoneAwarenessEnabled: true },
            }),
            example("it is in one zone", SEARCH_DOMAIN, { clusterConfig: { instanceCount: 3 } }),
        ],
    },
});
