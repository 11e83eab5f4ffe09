import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import type { CertificatesArgs, HadoopClusterArgs } from "./args";
import type { HadoopStorage } from "./storage";

/**
 * Encryption of a cluster: S3 under the lake's key, disks (also the root volume and HDFS) under the domain's, and TLS
 * between nodes. Nodes give their credentials to nobody who is tricked into asking (IMDSv2 only).
 *
 * Source: Amazon EMR Management Guide, "Create a security configuration".
 */
export function clusterEncryption(
    name: string,
    args: HadoopClusterArgs,
    storage: HadoopStorage,
    opts: pulumi.CustomResourceOptions,
): aws.emr.SecurityConfiguration {
    const { certificates = {}, domain, environment, lake } = args;
    const configuration = pulumi
        .all([lake.keyArn, domain.keyArn, storage.bucket, storage.keyArn])
        .apply(([lakeKey, domainKey, bucket, bucketKey]) =>
            JSON.stringify({
                EncryptionConfiguration: {
                    EnableAtRestEncryption: true,
                    AtRestEncryptionConfiguration: {
                        S3EncryptionConfiguration: {
                            EncryptionMode: "SSE-KMS",
                            AwsKmsKey: lakeKey,
                            Overrides: [
                                { BucketName: bucket, EncryptionMode: "SSE-KMS", AwsKmsKey: bucketKey },
                            ],
                        },
                        LocalDiskEncryptionConfiguration: {
                            EncryptionKeyProviderType: "AwsKms",
                            AwsKmsKey: domainKey,
                            EnableEbsEncryption: true,
                        },
                    },
                    EnableInTransitEncryption: true,
                    InTransitEncryptionConfiguration: {
                        TLSCertificateConfiguration: tlsCertificates(certificates),
                    },
                },
                InstanceMetadataServiceConfiguration: {
                    MinimumInstanceMetadataServiceVersion: 2,
                    HttpPutResponseHopLimit: 1,
                },
            }),
        );
    // Its name has a random end: EMR can only replace a configuration, and a cluster that runs keeps its old one.
    return new aws.emr.SecurityConfiguration(
        name,
        { namePrefix: `${nameFor("emrSecurityConfiguration", environment, name)}-`, configuration },
        opts,
    );
}

function tlsCertificates({ pem, provider }: CertificatesArgs): Record<string, string> {
    return provider === undefined
        ? { CertificateProviderType: "PEM", S3Object: pem ?? "" }
        : {
              CertificateProviderType: "Custom",
              S3Object: provider.jar,
              CertificateProviderClass: provider.className,
          };
}
