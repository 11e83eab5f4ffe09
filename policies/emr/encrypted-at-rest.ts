import type { emr } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { EMR_SECURITY_CONFIGURATION, encryptionOf } from "./clusters";

const configuration = (title: string, EncryptionConfiguration: object) =>
    example(title, EMR_SECURITY_CONFIGURATION, {
        configuration: JSON.stringify({ EncryptionConfiguration }),
    });
const s3 = { S3EncryptionConfiguration: { EncryptionMode: "SSE-KMS" } };
const disks = { LocalDiskEncryptionConfiguration: { EnableEbsEncryption: true } };

export const encryptedAtRest = resourceRule<emr.SecurityConfigurationArgs>({
    id: "emr/encrypted-at-rest",
    title: "Security configurations encrypt S3 objects with KMS, and all disks",
    reason: "Steps spill what they read to the nodes' disks; without EBS encryption the root volume, with its logs, stays in clear.",
    severity: "high",
    controls: [fsbp("EMR.3")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "HadoopCluster does it for every cluster.",
        pulumi: 'in the configuration of aws.emr.SecurityConfiguration set EnableAtRestEncryption, S3EncryptionConfiguration with EncryptionMode "SSE-KMS", and LocalDiskEncryptionConfiguration with EnableEbsEncryption.',
    },
    types: [EMR_SECURITY_CONFIGURATION],
    *check(props) {
        const encryption = encryptionOf(props.configuration);
        const atRest = encryption.AtRestEncryptionConfiguration;
        if (!isTrue(encryption.EnableAtRestEncryption)) {
            yield "configuration: EnableAtRestEncryption is not true; it must be";
            return;
        }
        const mode = atRest?.S3EncryptionConfiguration?.EncryptionMode;
        if (!["SSE-KMS", "CSE-KMS"].includes(String(mode))) {
            yield `configuration: S3EncryptionConfiguration.EncryptionMode is ${mode ?? "not set"}; it must be SSE-KMS or CSE-KMS`;
        }
        if (!isTrue(atRest?.LocalDiskEncryptionConfiguration?.EnableEbsEncryption)) {
            yield "configuration: LocalDiskEncryptionConfiguration.EnableEbsEncryption is not true; it must be, or root volumes stay in clear";
        }
    },
    examples: {
        pass: [
            configuration("S3 and disks are encrypted", {
                EnableAtRestEncryption: true,
                AtRestEncryptionConfiguration: { ...s3, ...disks },
            }),
        ],
        fail: [
            example("nothing is said", EMR_SECURITY_CONFIGURATION, {}),
            configuration("it is off", { EnableAtRestEncryption: false }),
            configuration("disks are not encrypted", {
                EnableAtRestEncryption: true,
                AtRestEncryptionConfiguration: s3,
            }),
            configuration("S3's own key is used", {
                EnableAtRestEncryption: true,
                AtRestEncryptionConfiguration: {
                    S3EncryptionConfiguration: { EncryptionMode: "SSE-S3" },
                    ...disks,
                },
            }),
        ],
    },
});
