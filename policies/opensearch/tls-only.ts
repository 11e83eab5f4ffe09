import type { opensearch } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { SEARCH_DOMAIN } from "./domains";

/** OpenSearch Service API, DomainEndpointOptions: TLSSecurityPolicy; newer ones allow less. */
const STRONG: readonly string[] = [
    "Policy-Min-TLS-1-2-PFS-2023-10",
    "Policy-Min-TLS-1-2-RFC9151-FIPS-2024-08",
];

export const searchTlsOnly = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/tls-only",
    title: "Search domains speak TLS 1.2 or newer only, with forward secrecy",
    reason: "Documents and signed requests could be read, and older TLS has known weaknesses.",
    severity: "high",
    controls: [fsbp("Opensearch.8")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain does it for every domain.",
        pulumi: 'set domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" } on aws.opensearch.Domain.',
    },
    types: [SEARCH_DOMAIN],
    *check({ domainEndpointOptions }) {
        if (!isTrue(domainEndpointOptions?.enforceHttps)) {
            yield `domainEndpointOptions.enforceHttps is ${domainEndpointOptions?.enforceHttps ?? "not set"}; it must be true`;
        }
        const policy = domainEndpointOptions?.tlsSecurityPolicy;
        if (!STRONG.includes(policy ?? "")) {
            yield `domainEndpointOptions.tlsSecurityPolicy is ${policy ?? "not set, which means TLS 1.0"}; allowed: ${STRONG.join(", ")}`;
        }
    },
    examples: {
        pass: [
            example("it demands both", SEARCH_DOMAIN, {
                domainEndpointOptions: {
                    enforceHttps: true,
                    tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10",
                },
            }),
        ],
        fail: [
            example("nothing is said of it", SEARCH_DOMAIN, {}),
            example("it allows TLS 1.0", SEARCH_DOMAIN, {
                domainEndpointOptions: {
                    enforceHttps: true,
                    tlsSecurityPolicy: "Policy-Min-TLS-1-0-2019-07",
                },
            }),
            example("it answers plain HTTP", SEARCH_DOMAIN, {
                domainEndpointOptions: { tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" },
            }),
        ],
    },
});
