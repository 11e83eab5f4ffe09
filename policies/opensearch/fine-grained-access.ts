import type { opensearch } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { SEARCH_DOMAIN } from "./domains";

export const searchFineGrainedAccess = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/fine-grained-access",
    title: "Search domains say who may do what in which index",
    reason: "Without fine-grained access control whoever reaches the domain reads and deletes all of it.",
    severity: "high",
    controls: [fsbp("Opensearch.7")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain does it for every domain.",
        pulumi: "set advancedSecurityOptions: { enabled: true, masterUserOptions } on aws.opensearch.Domain.",
    },
    types: [SEARCH_DOMAIN],
    *check({ advancedSecurityOptions }) {
        if (!isTrue(advancedSecurityOptions?.enabled)) {
            yield `advancedSecurityOptions.enabled is ${advancedSecurityOptions?.enabled ?? "not set, which means false"}; it must be true`;
        }
    },
    examples: {
        pass: [example("it is on", SEARCH_DOMAIN, { advancedSecurityOptions: { enabled: true } })],
        fail: [
            example("nothing is said of it", SEARCH_DOMAIN, {}),
            example("it is off", SEARCH_DOMAIN, { advancedSecurityOptions: { enabled: false } }),
        ],
    },
});
