import type { glue } from "@pulumi/aws";
import { EXAMPLE_KEY, example } from "../example";
import { customerKeyAt } from "../keys";
import { SECURITY_CONFIGURATION } from "../resourceTypes";
import { IN_PRODUCTION, resourceRule } from "../rule";
import { each } from "../unknown";

/** The three parts, the property that holds each mode, and the mode that encrypts with a customer's key. */
const PARTS = [
    ["s3Encryption", "s3EncryptionMode", "SSE-KMS"],
    ["cloudwatchEncryption", "cloudwatchEncryptionMode", "SSE-KMS"],
    ["jobBookmarksEncryption", "jobBookmarksEncryptionMode", "CSE-KMS"],
] as const;

const key = { kmsKeyArn: EXAMPLE_KEY };
const s3Encryption = { s3EncryptionMode: "SSE-KMS", ...key };
const cloudwatchEncryption = { cloudwatchEncryptionMode: "SSE-KMS", ...key };
const jobBookmarksEncryption = { jobBookmarksEncryptionMode: "CSE-KMS", ...key };

const configuration = (title: string, encryptionConfiguration: object) =>
    example(title, SECURITY_CONFIGURATION, { encryptionConfiguration });

export const securityConfigurationEncrypted = resourceRule<glue.SecurityConfigurationArgs>({
    id: "glue/security-configuration-encrypted",
    title: "Security configurations encrypt objects, logs and bookmarks with a customer's key",
    reason: "A job's logs quote rows, and its bookmark names files: they are data like what the job writes.",
    severity: "medium",
    controls: [],
    enforcement: IN_PRODUCTION,
    remediation: {
        tributary: "EtlJob does it for every job.",
        pulumi: "on aws.glue.SecurityConfiguration set s3Encryption and cloudwatchEncryption to SSE-KMS and jobBookmarksEncryption to CSE-KMS, each with kmsKeyArn.",
    },
    types: [SECURITY_CONFIGURATION],
    *check({ encryptionConfiguration }, { resource }) {
        yield* each(PARTS, function* ([part, property, wanted]) {
            const settings = encryptionConfiguration?.[part] as Readonly<Record<string, unknown>> | undefined;
            const mode = settings?.[property];
            if (mode !== wanted) {
                yield `encryptionConfiguration.${part}.${property} is ${mode ?? "not set"}; it must be ${wanted}`;
            } else {
                yield* customerKeyAt(resource, `encryptionConfiguration.${part}.kmsKeyArn`);
            }
        });
    },
    examples: {
        pass: [
            configuration("all three are encrypted", {
                s3Encryption,
                cloudwatchEncryption,
                jobBookmarksEncryption,
            }),
        ],
        fail: [
            example("nothing is said", SECURITY_CONFIGURATION, {}),
            configuration("bookmarks are not encrypted", {
                s3Encryption,
                cloudwatchEncryption,
                jobBookmarksEncryption: { jobBookmarksEncryptionMode: "DISABLED" },
            }),
            configuration("objects are encrypted with S3's own key", {
                s3Encryption: { s3EncryptionMode: "SSE-S3" },
                cloudwatchEncryption,
                jobBookmarksEncryption,
            }),
            configuration("logs have no key", {
                s3Encryption,
                cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS" },
                jobBookmarksEncryption,
            }),
        ],
    },
});
