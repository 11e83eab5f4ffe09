import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import type { WarehouseDomainArgs } from "./domainArgs";

/** The database user that Firehose signs in as: it takes no other credentials than a name and a password. */
export function firehoseUser(domain: string): string {
    return nameFor("redshiftSchema", "firehose", domain);
}

/**
 * Where that user's name and password lie. The function that makes the schemas invents the password and puts it there,
 * so that neither the program nor its state ever knows it.
 */
export function createFirehoseSecret(
    name: string,
    args: WarehouseDomainArgs,
    parent: pulumi.Resource,
): aws.secretsmanager.Secret {
    return new aws.secretsmanager.Secret(
        `${name}-firehose`,
        {
            name: firehoseSecretName(args),
            description: `How Firehose signs in to the warehouse for ${args.domainName}`,
            kmsKeyId: args.warehouse.keyArn,
            // Its password can be made anew at any time: there is nothing to be recovered.
            recoveryWindowInDays: 0,
        },
        { parent },
    );
}

/** It begins with the warehouse's name: the schema function may write to secrets that do. */
function firehoseSecretName({ environment, warehouseName, domainName }: WarehouseDomainArgs): string {
    return nameFor("secret", environment, warehouseName, "firehose", domainName);
}

/** Names of all such secrets of a warehouse, for the policy of the function that writes them. */
export function firehoseSecretPattern(environment: string, warehouseName: string): string {
    return `${nameFor("secret", environment, warehouseName, "firehose")}-*`;
}
