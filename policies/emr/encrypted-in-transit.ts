import type { emr } from "@pulumi/aws";
import { example } from "../example";
import { ALWAYS, fsbp, resourceRule } from "../rule";
import { isTrue } from "../unknown";
import { EMR_SECURITY_CONFIGURATION, encryptionOf } from "./clusters";

const configuration = (title: string, EncryptionConfiguration: object) =>
    example(title, EMR_SECURITY_CONFIGURATION, {
        configuration: JSON.stringify({ EncryptionConfiguration }),
    });
const certificates = {
    TLSCertificateConfiguration: { CertificateProviderType: "PEM", S3Object: "s3://keys/emr.zip" },
};

export const encryptedInTransit = resourceRule<emr.SecurityConfigurationArgs>({
    id: "emr/encrypted-in-transit",
    title: "Security configurations encrypt what passes between nodes",
    reason: "Shuffles send rows from node to node: in clear, unless the configuration has certificates.",
    severity: "high",
    controls: [fsbp("EMR.4")],
    enforcement: ALWAYS,
    remediation: {
        tributary: "give tributary:hadoop certificates.",
        pulumi: "in the configuration of aws.emr.SecurityConfiguration set EnableInTransitEncryption and InTransitEncryptionConfiguration.TLSCertificateConfiguration.",
    },
    types: [EMR_SECURITY_CONFIGURATION],
    *check(props) {
        const encryption = encryptionOf(props.configuration);
        if (!isTrue(encryption.EnableInTransitEncryption)) {
            yield "configuration: EnableInTransitEncryption is not true; it must be";
        } else if (encryption.InTransitEncryptionConfiguration?.TLSCertificateConfiguration === undefined) {
            yield "configuration: TLSCertificateConfiguration is not set; it must say where certificates come from";
        }
    },
    examples: {
        pass: [
            configuration("nodes have certificates", {
                EnableInTransitEncryption: true,
                InTransitEncryptionConfiguration: certificates,
            }),
        ],
        fail: [
            example("nothing is said", EMR_SECURITY_CONFIGURATION, {}),
            configuration("it is off", { EnableInTransitEncryption: false }),
            configuration("there are no certificates", { EnableInTransitEncryption: true }),
        ],
    },
});
