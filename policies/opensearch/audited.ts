import type { opensearch } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { items } from "../unknown";
import { SEARCH_DOMAIN } from "./domains";

const LOG_GROUP_ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/opensearch/search";

export const searchAudited = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/audited",
    title: "Search domains publish who did what",
    reason: "Without audit logs nobody can tell who read or changed a document.",
    severity: "medium",
    controls: [fsbp("Opensearch.5")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain does it for every domain.",
        pulumi: 'add { logType: "AUDIT_LOGS", cloudwatchLogGroupArn } to logPublishingOptions of aws.opensearch.Domain, and let es.amazonaws.com write with aws.cloudwatch.LogResourcePolicy.',
    },
    types: [SEARCH_DOMAIN],
    *check({ logPublishingOptions }) {
        const published = items(logPublishingOptions).some(
            (option) => option?.logType === "AUDIT_LOGS" && option?.enabled !== false,
        );
        if (!published) {
            yield "logPublishingOptions has no AUDIT_LOGS; they must be published to a log group";
        }
    },
    examples: {
        pass: [
            example("it publishes them", SEARCH_DOMAIN, {
                logPublishingOptions: [{ logType: "AUDIT_LOGS", cloudwatchLogGroupArn: LOG_GROUP_ARN }],
            }),
        ],
        fail: [
            example("nothing is published", SEARCH_DOMAIN, {}),
            example("another log is published", SEARCH_DOMAIN, {
                logPublishingOptions: [{ logType: "INDEX_SLOW_LOGS", cloudwatchLogGroupArn: LOG_GROUP_ARN }],
            }),
            example("it is switched off", SEARCH_DOMAIN, {
                logPublishingOptions: [
                    { logType: "AUDIT_LOGS", cloudwatchLogGroupArn: LOG_GROUP_ARN, enabled: false },
                ],
            }),
        ],
    },
});
