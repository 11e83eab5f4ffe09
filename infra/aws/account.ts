import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Where resources live: what ARNs that name not yet created resources are made of. */
export interface AwsAccount {
    /** 12 digits. */
    readonly id: pulumi.Output<string>;
    /** E.g. `eu-west-1`. */
    readonly region: string;
    /** `aws`, `aws-cn` or `aws-us-gov`. */
    readonly partition: string;
    /** ARN of the role or user that deploys; a session's role rather than the session. */
    readonly deployerArn: pulumi.Output<string>;
}

/** AWS General Reference, "Amazon Resource Names": the partition follows from the region's name. */
export function partitionOf(region: string): string {
    if (region.startsWith("cn-")) {
        return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** The account that the provider's credentials belong to. */
export function currentAccount(region: string, opts?: pulumi.InvokeOutputOptions): AwsAccount {
    const identity = aws.getCallerIdentityOutput({}, opts);
    const session = aws.iam.getSessionContextOutput({ arn: identity.arn }, opts);
    return {
        id: identity.accountId,
        region,
        partition: partitionOf(region),
        deployerArn: session.issuerArn,
    };
}
