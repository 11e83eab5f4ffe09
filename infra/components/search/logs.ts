import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { encryptedLogGroup } from "../../aws/logGroup";
import { nameFor } from "../../aws/names";
import { policyDocument } from "../../aws/policyDocument";
import type { SearchDomainArgs } from "./args";

/** What a domain publishes: OpenSearch's name of it → last part of its log group. */
const LOGS = {
    ES_APPLICATION_LOGS: "application",
    AUDIT_LOGS: "audit",
    INDEX_SLOW_LOGS: "slow-indexing",
    SEARCH_SLOW_LOGS: "slow-searches",
} as const;

/** Log groups of a domain, without their last part. */
export function searchLogGroups(domainName: string): string {
    return `/aws/opensearch/${domainName}/`;
}

export interface DomainLogs {
    readonly options: aws.types.input.opensearch.DomainLogPublishingOption[];
    /** OpenSearch Service refuses log groups that it may not write to yet. */
    readonly ready: pulumi.Resource[];
}

/**
 * A log group for each kind of log, and the leave to write to them. CloudWatch Logs keeps ten such policies in an
 * account and region: one names all groups of a domain.
 */
export function createLogs(
    name: string,
    args: SearchDomainArgs,
    domain: { readonly name: string; readonly arn: pulumi.Input<string> },
    keyArn: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): DomainLogs {
    const { account, environment } = args;
    const groups = Object.entries(LOGS).map(([logType, suffix]) => ({
        logType,
        group: encryptedLogGroup(
            `${name}-${suffix}`,
            {
                logGroupName: `${searchLogGroups(domain.name)}${suffix}`,
                keyArn,
                retentionDays: args.logRetentionDays,
            },
            opts,
        ),
    }));
    const policy = new aws.cloudwatch.LogResourcePolicy(
        `${name}-logs`,
        {
            policyName: nameFor("logResourcePolicy", environment, name),
            policyDocument: policyDocument({
                sid: "DomainMayPublishLogs",
                principal: { service: "es.amazonaws.com" },
                actions: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:PutLogEventsBatch"],
                resources: groups.map(({ group }) => pulumi.interpolate`${group.arn}:*`),
                conditions: {
                    StringEquals: { "aws:SourceAccount": account.id },
                    ArnLike: { "aws:SourceArn": domain.arn },
                },
            }),
        },
        opts,
    );
    return {
        options: groups.map(({ logType, group }) => ({
            logType,
            cloudwatchLogGroupArn: group.arn,
            enabled: true,
        })),
        ready: [policy],
    };
}
