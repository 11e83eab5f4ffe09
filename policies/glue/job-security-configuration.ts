import type { glue } from "@pulumi/aws";
import { example } from "../example";
import { GLUE_CRAWLER, GLUE_JOB } from "../resourceTypes";
import { IN_PRODUCTION, resourceRule } from "../rule";
import { given } from "../unknown";

export const jobSecurityConfiguration = resourceRule<glue.JobArgs>({
    id: "glue/job-security-configuration",
    title: "Jobs and crawlers have a security configuration",
    reason: "Without one, logs, bookmarks and what a job writes are encrypted by chance or not at all.",
    severity: "medium",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "EtlJob makes one for every job.",
        pulumi: "set securityConfiguration on aws.glue.Job or aws.glue.Crawler to an aws.glue.SecurityConfiguration.",
    },
    types: [GLUE_JOB, GLUE_CRAWLER],
    *check(props) {
        if (!given(props, "securityConfiguration")) {
            yield "securityConfiguration is not set; it must name one that encrypts logs, bookmarks and objects";
        }
    },
    examples: {
        pass: [
            example("a job has one", GLUE_JOB, { securityConfiguration: "prod-weather" }),
            example("a crawler has one", GLUE_CRAWLER, { securityConfiguration: "prod-weather" }),
        ],
        fail: [example("a job has none", GLUE_JOB, {}), example("a crawler has none", GLUE_CRAWLER, {})],
    },
});
