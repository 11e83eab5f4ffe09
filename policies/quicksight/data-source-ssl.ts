import type { quicksight } from "@pulumi/aws";
import { example } from "../example";
import { DATA_SOURCE } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";
import { isTrue } from "../unknown";

export const dataSourceSsl = resourceRule<quicksight.DataSourceArgs>({
    id: "quicksight/data-source-ssl",
    title: "QuickSight talks to its data sources over TLS",
    reason: "Switching SSL off sends the password and the data in the clear.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "LakeDomain leaves SSL on.",
        pulumi: "remove sslProperties from aws.quicksight.DataSource, or set disableSsl to false.",
    },
    types: [DATA_SOURCE],
    *check({ sslProperties }) {
        if (isTrue(sslProperties?.disableSsl)) {
            yield "sslProperties.disableSsl is true; it must be false";
        }
    },
    examples: {
        pass: [
            example("nothing is said, and SSL is on by default", DATA_SOURCE, {}),
            example("SSL is on", DATA_SOURCE, { sslProperties: { disableSsl: false } }),
        ],
        fail: [example("SSL is off", DATA_SOURCE, { sslProperties: { disableSsl: true } })],
    },
});
