import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * EMR starts no cluster whose security groups let the internet in, on any port: also not on SSH's, which is AWS's
 * exception. It is a setting of the account in the region, so a stack has one, and deleting it brings AWS's own back.
 *
 * Source: Amazon EMR Management Guide, "Using Amazon EMR block public access".
 */
export function blockPublicAccess(
    name: string,
    opts: pulumi.CustomResourceOptions,
): aws.emr.BlockPublicAccessConfiguration {
    return new aws.emr.BlockPublicAccessConfiguration(name, { blockPublicSecurityGroupRules: true }, opts);
}
