import type { glue } from "@pulumi/aws";
import { EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { CATALOG_ENCRYPTION } from "../resourceTypes";
import { IN_PRODUCTION, resourceRule } from "../rule";
import { isTrue } from "../unknown";

const settings = (title: string, encryptionAtRest: object, connectionPasswordEncryption: object) =>
    example(title, CATALOG_ENCRYPTION, {
        dataCatalogEncryptionSettings: { encryptionAtRest, connectionPasswordEncryption },
    });
const atRest = { catalogEncryptionMode: "SSE-KMS", sseAwsKmsKeyId: EXAMPLE_KEY };
const passwords = { returnConnectionPasswordEncrypted: true, awsKmsKeyId: EXAMPLE_KEY };

export const catalogEncrypted = resourceRule<glue.DataCatalogEncryptionSettingsArgs>({
    id: "glue/catalog-encrypted",
    title: "Where the Data Catalog's encryption is configured, it is on for metadata and passwords",
    reason: "Table statistics and connection passwords are data, too. The settings belong to the account, so that a stack without them is no violation.",
    severity: "medium",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        pulumi: 'on aws.glue.DataCatalogEncryptionSettings set encryptionAtRest: { catalogEncryptionMode: "SSE-KMS", sseAwsKmsKeyId: key.arn } and connectionPasswordEncryption: { returnConnectionPasswordEncrypted: true, awsKmsKeyId: key.arn }.',
    },
    types: [CATALOG_ENCRYPTION],
    *check({ dataCatalogEncryptionSettings: settingsOfCatalog }, { resource }) {
        const path = "dataCatalogEncryptionSettings";
        const mode = settingsOfCatalog?.encryptionAtRest?.catalogEncryptionMode;
        if (!String(mode).startsWith("SSE-KMS")) {
            yield `${path}.encryptionAtRest.catalogEncryptionMode is ${mode ?? "not set"}; it must be SSE-KMS`;
        } else {
            yield* customerKeyAt(resource, `${path}.encryptionAtRest.sseAwsKmsKeyId`);
        }
        if (!isTrue(settingsOfCatalog?.connectionPasswordEncryption?.returnConnectionPasswordEncrypted)) {
            yield `${path}.connectionPasswordEncryption.returnConnectionPasswordEncrypted is not true; it must be`;
        } else {
            yield* customerKeyAt(resource, `${path}.connectionPasswordEncryption.awsKmsKeyId`);
        }
    },
    examples: {
        pass: [settings("both are encrypted with a customer's key", atRest, passwords)],
        fail: [
            example("nothing is said", CATALOG_ENCRYPTION, {}),
            settings("metadata is not encrypted", { catalogEncryptionMode: "DISABLED" }, passwords),
            settings(
                "metadata is encrypted with AWS's own key",
                { catalogEncryptionMode: "SSE-KMS" },
                passwords,
            ),
            settings("passwords are not encrypted", atRest, { returnConnectionPasswordEncrypted: false }),
            settings("passwords have no key", atRest, { returnConnectionPasswordEncrypted: true }),
        ],
    },
});
