import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import { policyDocument, type Statement } from "../../aws/policyDocument";
import { type EndpointService, hasGateway } from "../../aws/vpcEndpoints";

export interface EndpointPolicyArgs {
    readonly account: AwsAccount;
    /** Accounts besides this one whose buckets and tables may be reached. */
    readonly trustedAccountIds: readonly string[];
}

/**
 * What may pass through an endpoint: calls of this account's principals and, where data could be carried away, only to
 * resources of accounts that are trusted. So a credential that was brought along opens nothing here, and no bucket
 * of a stranger takes our data. IAM decides the rest.
 *
 * Source: IAM User Guide, "Establish permissions guardrails using data perimeters".
 */
export function endpointPolicy(
    service: EndpointService,
    { account, trustedAccountIds }: EndpointPolicyArgs,
): pulumi.Output<string> {
    const own: Statement = {
        sid: "OwnPrincipals",
        principal: "*",
        actions: ["*"],
        resources: ["*"],
        conditions: {
            StringEquals: {
                "aws:PrincipalAccount": account.id,
                ...(hasGateway(service) ? { "aws:ResourceAccount": [account.id, ...trustedAccountIds] } : {}),
            },
        },
    };
    return policyDocument(own, ...(service === "s3" ? [softwareRepositories(account)] : []));
}

/**
 * Packages that EMR's nodes and Amazon Linux install on their start, without credentials; the buckets are AWS's.
 * Source: Amazon EMR Management Guide, "Sample policies for private subnets that access Amazon S3".
 */
function softwareRepositories({ partition, region }: AwsAccount): Statement {
    const buckets = [`al2023-repos-${region}-de612dc2`, `repo.${region}.emr.amazonaws.com`];
    return {
        sid: "SoftwareRepositories",
        principal: "*",
        actions: ["s3:GetObject"],
        resources: buckets.map((bucket) => pulumi.interpolate`arn:${partition}:s3:::${bucket}/*`),
    };
}
