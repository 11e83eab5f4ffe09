import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { customerKey, type KeyReference } from "../aws/customerKey";
import { serviceRole } from "../aws/serviceRole";

export interface CatalogEncryptionArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** A key for the catalog; default: one of its own. */
    readonly existingKey?: KeyReference;
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The component's own consent: both are needed. */
    readonly allowDeletion: boolean;
}

/**
 * Encryption of the Glue Data Catalog: of its metadata, and of passwords in connections.
 *
 * An account has one catalog in each region, and these settings once: make this in one environment of them, the one
 * that also owns Lake Formation's settings there. Glue uses the key through a role of its own, so that the many roles
 * that read the catalog need no right to the key, and none of them breaks when encryption is switched on.
 */
export class CatalogEncryption extends pulumi.ComponentResource {
    /** ARN of the key that encrypts the catalog. */
    public readonly keyArn: pulumi.Output<string>;

    constructor(name: string, args: CatalogEncryptionArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:CatalogEncryption", name, args, opts);
        const { account, environment } = args;
        const mayDelete = args.allowDeletion && !args.protectData;

        this.keyArn = args.existingKey
            ? pulumi.output(args.existingKey.arn)
            : customerKey(
                  name,
                  {
                      nameParts: [environment, name],
                      description: `The Glue Data Catalog of ${account.region}`,
                      account,
                      deletionWindowDays: mayDelete ? 7 : 30,
                  },
                  { parent: this, protect: !mayDelete },
              ).arn;
        const role = serviceRole(
            name,
            {
                nameParts: [environment, name],
                description: "Glue encrypts and decrypts the Data Catalog for everybody who may read it",
                service: "glue.amazonaws.com",
                statements: [
                    {
                        sid: "UseCatalogKey",
                        actions: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                        resources: [this.keyArn],
                    },
                ],
            },
            { parent: this },
        );
        new aws.glue.DataCatalogEncryptionSettings(
            name,
            {
                catalogId: account.id,
                dataCatalogEncryptionSettings: {
                    encryptionAtRest: {
                        catalogEncryptionMode: "SSE-KMS-WITH-SERVICE-ROLE",
                        catalogEncryptionServiceRole: role.arn,
                        sseAwsKmsKeyId: this.keyArn,
                    },
                    connectionPasswordEncryption: {
                        returnConnectionPasswordEncrypted: true,
                        awsKmsKeyId: this.keyArn,
                    },
                },
            },
            // Without the settings the catalog would be encrypted with a key that nobody may use.
            { parent: this, dependsOn: [role.policy] },
        );
        this.registerOutputs({ keyArn: this.keyArn });
    }
}
