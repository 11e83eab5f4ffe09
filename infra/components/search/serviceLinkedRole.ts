import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SearchDomainArgs } from "./args";

const SERVICE = "opensearchservice.amazonaws.com";
const ROLE = "AWSServiceRoleForAmazonOpenSearchService";

/**
 * The role with which OpenSearch Service puts network interfaces into VPCs: one in an account. Either it is made here, or
 * it is looked up, so that its absence is told before a domain is tried. The provider waits for a new one to spread.
 *
 * Source: Amazon OpenSearch Service Developer Guide, "Using service-linked roles to create VPC domains".
 *
 * @returns what the domain depends on
 */
export function serviceLinkedRole(
    name: string,
    args: SearchDomainArgs,
    opts: pulumi.CustomResourceOptions,
): pulumi.Input<pulumi.Resource>[] {
    if (args.createServiceLinkedRole) {
        return [
            new aws.iam.ServiceLinkedRole(
                `${name}-service`,
                { awsServiceName: SERVICE },
                // Other domains of the account go on to need it.
                { ...opts, retainOnDelete: true },
            ),
        ];
    }
    const found = aws.iam.getRolesOutput(
        { pathPrefix: `/aws-service-role/${SERVICE}/` },
        { parent: opts.parent },
    );
    found.names.apply((names) => refuseMissingRole(name, names));
    return [];
}

/**
 * @param names of the roles that OpenSearch Service has in the account
 * @throws pulumi.InputPropertyError where its own is not among them.
 */
export function refuseMissingRole(name: string, names: readonly string[]): void {
    if (!names.includes(ROLE)) {
        throw new pulumi.InputPropertyError({
            propertyPath: "createServiceLinkedRole",
            reason: `SearchDomain "${name}": the account has no role ${ROLE}, without which OpenSearch Service cannot work in a VPC; set createServiceLinkedRole in one environment of the account`,
        });
    }
}
