/**
 * Services that act for any customer who asks them to: without a condition on whose resource it is, another
 * account could make them use a role or a resource of ours.
 *
 * Source: IAM User Guide, "The confused deputy problem", and the page "Cross-service confused deputy prevention"
 * of each service. Services that are not listed either send no source keys (EC2, Lambda) or only act for the account
 * in which they are called.
 */
export const DEPUTIES: ReadonlySet<string> = new Set([
    "athena.amazonaws.com",
    "backup.amazonaws.com",
    "bedrock.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "cloudwatch.amazonaws.com",
    "config.amazonaws.com",
    "delivery.logs.amazonaws.com",
    "events.amazonaws.com",
    "firehose.amazonaws.com",
    "iot.amazonaws.com",
    "kinesisanalytics.amazonaws.com",
    "logging.s3.amazonaws.com",
    "pipes.amazonaws.com",
    "s3.amazonaws.com",
    "sagemaker.amazonaws.com",
    "scheduler.amazonaws.com",
    "ses.amazonaws.com",
    "sns.amazonaws.com",
    "states.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
]);

/** Condition keys that tell for whose resource, account or organisation a service acts; in lower case. */
export const SOURCE_KEYS: ReadonlySet<string> = new Set([
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
]);

/**
 * Services that send the account they act for as the external id when they assume a role.
 * Source: Amazon Data Firehose Developer Guide, "Controlling access with Amazon Data Firehose".
 */
export const EXTERNAL_ID_IS_ACCOUNT: ReadonlySet<string> = new Set(["firehose.amazonaws.com"]);

/** Whether a service principal needs a source condition; regional names (`logs.eu-west-1.amazonaws.com`) count, too. */
export function isDeputy(servicePrincipal: string): boolean {
    const regional = /^(logs)\.[a-z0-9-]+\.amazonaws\.com(\.cn)?$/.test(servicePrincipal);
    return regional || DEPUTIES.has(servicePrincipal) || servicePrincipal === "logs.amazonaws.com";
}
