import type { cloudwatch } from "@pulumi/aws";
import { EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { LOG_GROUP } from "../resourceTypes";
import { IN_PRODUCTION, resourceRule } from "../rule";

export const logGroupEncrypted = resourceRule<cloudwatch.LogGroupArgs>({
    id: "cloudwatch/log-group-encrypted",
    title: "Logs are encrypted with a customer's KMS key",
    reason: "Log lines quote the records that they complain about.",
    severity: "low",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "components do it for every log group that they make.",
        pulumi: "set kmsKeyId: key.arn on aws.cloudwatch.LogGroup, and let logs.<region>.amazonaws.com use the key.",
    },
    types: [LOG_GROUP],
    *check(_props, { resource }) {
        yield* customerKeyAt(resource, "kmsKeyId");
    },
    examples: {
        pass: [example("it has a customer's key", LOG_GROUP, { kmsKeyId: EXAMPLE_KEY })],
        fail: [example("nothing is said of encryption", LOG_GROUP, {})],
    },
});
