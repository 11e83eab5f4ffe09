import type { opensearch } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { SEARCH_DOMAIN } from "./domains";

export const searchEncryptedBetweenNodes = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/encrypted-between-nodes",
    title: "Search domains encrypt what passes between their nodes",
    reason: "Documents travel between nodes whenever they are copied or searched.",
    severity: "high",
    controls: [fsbp("Opensearch.3")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain does it for every domain.",
        pulumi: "set nodeToNodeEncryption: { enabled: true } on aws.opensearch.Domain.",
    },
    types: [SEARCH_DOMAIN],
    *check({ nodeToNodeEncryption }) {
        if (!isTrue(nodeToNodeEncryption?.enabled)) {
            yield `nodeToNodeEncryption.enabled is ${nodeToNodeEncryption?.enabled ?? "not set, which means false"}; it must be true`;
        }
    },
    examples: {
        pass: [example("it is on", SEARCH_DOMAIN, { nodeToNodeEncryption: { enabled: true } })],
        fail: [
            example("nothing is said of it", SEARCH_DOMAIN, {}),
            example("it is off", SEARCH_DOMAIN, { nodeToNodeEncryption: { enabled: false } }),
        ],
    },
});
