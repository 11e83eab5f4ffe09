import type { cloudwatch } from "@pulumi/aws";
import { example } from "../example";
import { LOG_GROUP } from "../resourceTypes";
import { ALWAYS, resourceRule, securityHub } from "../rule";

export const logGroupRetention = resourceRule<cloudwatch.LogGroupArgs>({
    id: "cloudwatch/log-group-retention",
    title: "Logs are kept long enough, and not for ever",
    reason: "Without retention CloudWatch keeps every line, and its price, for ever.",
    severity: "medium",
    controls: [securityHub("CloudWatch.16")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "set tributary:logs.retentionDays in the environment's file.",
        pulumi: "set retentionInDays on aws.cloudwatch.LogGroup.",
    },
    parameters: {
        minimumDays: {
            description: "Days that a log line must stay readable",
            minimum: 1,
            maximum: 3653,
            default: { sandbox: 1, production: 365 },
        },
    },
    types: [LOG_GROUP],
    *check({ logGroupClass, retentionInDays }, { parameters: { minimumDays = 1 } }) {
        // CloudWatch Logs API, CreateLogGroup: groups of class DELIVERY keep lines for two days, always.
        if (logGroupClass === "DELIVERY") {
            return;
        }
        if (retentionInDays === undefined || Number(retentionInDays) === 0) {
            yield `retentionInDays is ${retentionInDays ?? "not set"}, which means for ever; set it to ${minimumDays} or more`;
        } else if (Number(retentionInDays) < minimumDays) {
            yield `retentionInDays is ${retentionInDays}; at least ${minimumDays} are needed`;
        }
    },
    examples: {
        pass: [
            example("lines are kept for a year", LOG_GROUP, { retentionInDays: 365 }),
            example("the group's class fixes the retention", LOG_GROUP, { logGroupClass: "DELIVERY" }),
        ],
        fail: [
            example("nothing is said of retention", LOG_GROUP, {}),
            example("lines are kept for ever", LOG_GROUP, { retentionInDays: 0 }),
            example("lines are kept for a week, which in production is too little", LOG_GROUP, {
                retentionInDays: 7,
            }),
        ],
    },
});
