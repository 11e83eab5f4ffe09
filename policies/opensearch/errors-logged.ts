import type { opensearch } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { items } from "../unknown";
import { SEARCH_DOMAIN } from "./domains";

const LOG_GROUP_ARN = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/opensearch/search";

export const searchErrorsLogged = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/errors-logged",
    title: "Search domains publish their errors",
    reason: "Why an index is red or a request failed is in these logs, and nowhere else.",
    severity: "medium",
    controls: [fsbp("Opensearch.4")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain does it for every domain.",
        pulumi: 'add { logType: "ES_APPLICATION_LOGS", cloudwatchLogGroupArn } to logPublishingOptions of aws.opensearch.Domain, and let es.amazonaws.com write with aws.cloudwatch.LogResourcePolicy.',
    },
    types: [SEARCH_DOMAIN],
    *check({ logPublishingOptions }) {
        const published = items(logPublishingOptions).some(
            (option) => option?.logType === "ES_APPLICATION_LOGS" && option?.enabled !== false,
        );
        if (!published) {
            yield "logPublishingOptions has no ES_APPLICATION_LOGS; they must be published to a log group";
        }
    },
    examples: {
        pass: [
            example("it publishes them", SEARCH_DOMAIN, {
                logPublishingOptions: [
                    { logType: "ES_APPLICATION_LOGS", cloudwatchLogGroupArn: LOG_GROUP_ARN },
                ],
            }),
        ],
        fail: [
            example("nothing is published", SEARCH_DOMAIN, {}),
            example("another log is published", SEARCH_DOMAIN, {
                logPublishingOptions: [{ logType: "INDEX_SLOW_LOGS", cloudwatchLogGroupArn: LOG_GROUP_ARN }],
            }),
            example("it is switched off", SEARCH_DOMAIN, {
                logPublishingOptions: [
                    { logType: "ES_APPLICATION_LOGS", cloudwatchLogGroupArn: LOG_GROUP_ARN, enabled: false },
                ],
            }),
        ],
    },
});
