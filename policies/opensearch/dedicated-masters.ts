import type { opensearch } from "@pulumi/aws";
import { example } from "../example";
import { IN_PRODUCTION, resourceRule, securityHub } from "../rule";
import { isTrue } from "../unknown";
import { SEARCH_DOMAIN } from "./domains";

export const searchDedicatedMasters = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/dedicated-masters",
    title: "Search domains have three dedicated master nodes or more",
    reason: "Nodes that are busy with documents lose the cluster; fewer than three masters cannot elect.",
    severity: "low",
    controls: [securityHub("Opensearch.11")],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "set masterNodes in tributary:search; tier production does.",
        pulumi: "set clusterConfig: { dedicatedMasterEnabled: true, dedicatedMasterCount: 3, dedicatedMasterType } on aws.opensearch.Domain.",
    },
    types: [SEARCH_DOMAIN],
    *check({ clusterConfig }) {
        const masters = isTrue(clusterConfig?.dedicatedMasterEnabled)
            ? (clusterConfig?.dedicatedMasterCount ?? 0)
            : 0;
        if (masters < 3) {
            yield `clusterConfig has ${masters} dedicated master nodes; it must have 3 or more`;
        }
    },
    examples: {
        pass: [
            example("it has three", SEARCH_DOMAIN, {
                clusterConfig: { dedicatedMasterEnabled: true, dedicatedMasterCount: 3 },
            }),
        ],
        fail: [
            example("nothing is said of them", SEARCH_DOMAIN, {}),
            example("they are not switched on", SEARCH_DOMAIN, {
                clusterConfig: { dedicatedMasterCount: 3 },
            }),
            example("it has one", SEARCH_DOMAIN, {
                clusterConfig: { dedicatedMasterEnabled: true, dedicatedMasterCount: 1 },
            }),
        ],
    },
});
