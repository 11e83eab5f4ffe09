import type { opensearch } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { given } from "../unknown";
import { SEARCH_DOMAIN } from "./domains";

export const searchInVpc = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/in-vpc",
    title: "Search domains are in a VPC",
    reason: "A domain with a public address has its policy as its only wall.",
    severity: "critical",
    controls: [fsbp("Opensearch.2")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain does it for every domain.",
        pulumi: "set vpcOptions: { subnetIds, securityGroupIds } on aws.opensearch.Domain; a domain cannot be moved later.",
    },
    types: [SEARCH_DOMAIN],
    *check({ vpcOptions }) {
        for (const property of ["subnetIds", "securityGroupIds"] as const) {
            if (!given(vpcOptions, property)) {
                yield `vpcOptions.${property} is not set; the domain must be in private subnets, behind a security group`;
            }
        }
    },
    examples: {
        pass: [
            example("it is in a VPC", SEARCH_DOMAIN, {
                vpcOptions: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
            }),
        ],
        fail: [
            example("it has a public address", SEARCH_DOMAIN, {}),
            example("it has no security group of its own", SEARCH_DOMAIN, {
                vpcOptions: { subnetIds: ["subnet-1"] },
            }),
        ],
    },
});
