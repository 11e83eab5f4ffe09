import type { opensearch } from "@pulumi/aws";
import { EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { SEARCH_DOMAIN } from "./domains";

export const searchEncryptedAtRest = resourceRule<opensearch.DomainArgs>({
    id: "opensearch/encrypted-at-rest",
    title: "Search domains encrypt their disks with a customer's KMS key",
    reason: "Indices, logs and swap files lie on the disks in the clear otherwise.",
    severity: "high",
    controls: [fsbp("Opensearch.1")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "SearchDomain does it for every domain.",
        pulumi: "set encryptAtRest: { enabled: true, kmsKeyId: key.arn } on aws.opensearch.Domain.",
    },
    types: [SEARCH_DOMAIN],
    *check({ encryptAtRest }, { resource }) {
        if (!isTrue(encryptAtRest?.enabled)) {
            yield `encryptAtRest.enabled is ${encryptAtRest?.enabled ?? "not set, which means false"}; it must be true`;
        } else {
            yield* customerKeyAt(resource, "encryptAtRest.kmsKeyId");
        }
    },
    examples: {
        pass: [
            example("it has a customer's key", SEARCH_DOMAIN, {
                encryptAtRest: { enabled: true, kmsKeyId: EXAMPLE_KEY },
            }),
        ],
        fail: [
            example("nothing is said of encryption", SEARCH_DOMAIN, {}),
            example("it is off", SEARCH_DOMAIN, { encryptAtRest: { enabled: false } }),
            example("the key is AWS's own", SEARCH_DOMAIN, { encryptAtRest: { enabled: true } }),
        ],
    },
});
