import type { athena } from "@pulumi/aws";
import { EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { WORKGROUP } from "../resourceTypes";
import { ALWAYS, resourceRule, securityHub } from "../rule";
import { isTrue } from "../unknown";

const results = (encryptionConfiguration?: object) => ({
    configuration: {
        resultConfiguration: { outputLocation: "s3://results/athena/", encryptionConfiguration },
    },
});

export const workgroupResultsEncrypted = resourceRule<athena.WorkgroupArgs>({
    id: "athena/workgroup-results-encrypted",
    title: "Query results are encrypted with a customer's KMS key",
    reason: "A result is a copy of the data that was queried, and deserves the same lock.",
    severity: "medium",
    controls: [securityHub("Athena.1")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "LakeDomain does it for every domain.",
        pulumi: 'set configuration.resultConfiguration.encryptionConfiguration to { encryptionOption: "SSE_KMS", kmsKeyArn: key.arn } on aws.athena.Workgroup.',
    },
    types: [WORKGROUP],
    *check({ configuration }, { resource }) {
        if (isTrue(configuration?.managedQueryResultsConfiguration?.enabled)) {
            const path = "configuration.managedQueryResultsConfiguration.encryptionConfiguration.kmsKey";
            yield* customerKeyAt(resource, path);
            return;
        }
        const path = "configuration.resultConfiguration.encryptionConfiguration";
        const option = configuration?.resultConfiguration?.encryptionConfiguration?.encryptionOption;
        if (option !== "SSE_KMS" && option !== "CSE_KMS") {
            yield `${path}.encryptionOption is ${option ?? "not set"}; it must be SSE_KMS or CSE_KMS`;
        } else {
            yield* customerKeyAt(resource, `${path}.kmsKeyArn`);
        }
    },
    examples: {
        pass: [
            example(
                "results are encrypted with a customer's key",
                WORKGROUP,
                results({ encryptionOption: "SSE_KMS", kmsKeyArn: EXAMPLE_KEY }),
            ),
            example("Athena keeps the results, under a customer's key", WORKGROUP, {
                configuration: {
                    managedQueryResultsConfiguration: {
                        enabled: true,
                        encryptionConfiguration: { kmsKey: EXAMPLE_KEY },
                    },
                },
            }),
        ],
        fail: [
            example("nothing is said", WORKGROUP, {}),
            example("results are not encrypted by the workgroup", WORKGROUP, results()),
            example("S3 holds the key", WORKGROUP, results({ encryptionOption: "SSE_S3" })),
            example("no key is named", WORKGROUP, results({ encryptionOption: "SSE_KMS" })),
            example("Athena keeps the results under its own key", WORKGROUP, {
                configuration: { managedQueryResultsConfiguration: { enabled: true } },
            }),
        ],
    },
});
