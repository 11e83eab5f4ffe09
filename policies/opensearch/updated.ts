import type { opensearch } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { SEARCH_DOMAIN } from "./domains";

export const searchUpdated = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/updated",
    title: "Search domains install service software updates by themselves",
    reason: "Updates close security holes; those that nobody installs stay open.",
    severity: "medium",
    controls: [fsbp("Opensearch.10")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain does it for every domain.",
        pulumi: "set softwareUpdateOptions: { autoSoftwareUpdateEnabled: true } on aws.opensearch.Domain.",
    },
    types: [SEARCH_DOMAIN],
    *check({ softwareUpdateOptions }) {
        if (!isTrue(softwareUpdateOptions?.autoSoftwareUpdateEnabled)) {
            yield `softwareUpdateOptions.autoSoftwareUpdateEnabled is ${softwareUpdateOptions?.autoSoftwareUpdateEnabled ?? "not set, which means false"}; it must be true`;
        }
    },
    examples: {
        pass: [
            example("it does", SEARCH_DOMAIN, { softwareUpdateOptions: { autoSoftwareUpdateEnabled: true } }),
        ],
        fail: [
            example("nothing is said of it", SEARCH_DOMAIN, {}),
            example("it does not", SEARCH_DOMAIN, {
                softwareUpdateOptions: { autoSoftwareUpdateEnabled: false },
            }),
        ],
    },
});
