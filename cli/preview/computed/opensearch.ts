/**
 * Amazon OpenSearch Service, and Amazon Cognito, with which people log in to it. Sources: AWS docs, "Service Authorization
 * Reference"; OpenSearch Service Developer Guide, "Launching your domains within a VPC" (the form of endpoints).
 */

import { type Compute, type Computed, type Subject, whole } from "./subject";

/** A domain in a VPC has no address outside of it. */
function domain(subject: Subject): Computed {
    const name = subject.autoname("domainName", { limit: 28, lower: true });
    const arn = subject.arn("es", `domain/${name}`);
    const scope = subject.inputs.vpcOptions === undefined ? "search" : "vpc";
    const random = subject.letters(26).toLowerCase();
    const endpoint = whole(`${scope}-${name}-${random}.${subject.region}.es.${subject.dnsSuffix}`);
    return {
        id: arn,
        outputs: {
            arn,
            domainName: name,
            domainId: whole(`${subject.accountId}/${name}`),
            endpoint,
            dashboardEndpoint: whole(`${endpoint}/_dashboards`),
        },
    };
}

function userPool(subject: Subject): Computed {
    const name = subject.autoname("name", { limit: 128 });
    const id = whole(`${subject.region}_${subject.letters(9)}`);
    const arn = subject.arn("cognito-idp", `userpool/${id}`);
    return { id, outputs: { name, arn, endpoint: `cognito-idp.${subject.region}.amazonaws.com/${id}` } };
}

function identityPool(subject: Subject): Computed {
    const id = whole(`${subject.region}:${subject.uuid()}`);
    return { id, outputs: { arn: subject.arn("cognito-identity", `identitypool/${id}`) } };
}

export const opensearch: Readonly<Record<string, Compute>> = {
    "aws:opensearch/domain:Domain": domain,
    "aws:opensearch/domainPolicy:DomainPolicy": (subject) => ({
        id: whole(`esd-policy-${subject.text("domainName")}`),
    }),
    "aws:cognito/userPool:UserPool": userPool,
    "aws:cognito/userPoolDomain:UserPoolDomain": (subject) => ({ id: subject.text("domain") }),
    "aws:cognito/identityPool:IdentityPool": identityPool,
    "aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment": (subject) => ({
        id: subject.text("identityPoolId"),
    }),
};
