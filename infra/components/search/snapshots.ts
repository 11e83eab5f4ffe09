import * as pulumi from "@pulumi/pulumi";
import { encryptedBucket } from "../../aws/encryptedBucket";
import { nameFor } from "../../aws/names";
import { serviceRole } from "../../aws/serviceRole";
import type { SearchDomainArgs } from "./args";

export interface SnapshotStore {
    readonly bucketName: pulumi.Output<string>;
    readonly roleArn: pulumi.Output<string>;
    /** The repository is refused before these are in place. */
    readonly ready: pulumi.Resource[];
}

/**
 * A bucket for snapshots that outlive the domain. Snapshots share their files: their policy in the domain deletes old
 * ones, and a lifecycle rule would break the others.
 */
export function createSnapshotStore(
    name: string,
    args: SearchDomainArgs,
    domainArn: pulumi.Input<string>,
    keyArn: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): SnapshotStore {
    const { account, environment, protectData, allowDeletion } = args;
    const mayDelete = allowDeletion && !protectData;
    const bucket = encryptedBucket(
        `${name}-snapshots`,
        {
            bucketName: account.id.apply((id) =>
                nameFor("bucket", environment, name, "snapshots", id, account.region),
            ),
            keyArn,
            lifecycle: [],
            noncurrentVersionDays: mayDelete ? 1 : 30,
            accessLogs: args.accessLogs,
            forceDestroy: mayDelete,
            protect: !mayDelete,
        },
        opts,
    );
    const role = serviceRole(
        `${name}-snapshots`,
        {
            nameParts: [environment, name, "snapshots"],
            description: `The search domain ${name} writes its snapshots`,
            service: "es.amazonaws.com",
            trustConditions: {
                StringEquals: { "aws:SourceAccount": account.id },
                ArnLike: { "aws:SourceArn": domainArn },
            },
            statements: [
                { sid: "ListSnapshots", actions: ["s3:ListBucket"], resources: [bucket.arn] },
                {
                    sid: "WriteSnapshots",
                    actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
                    resources: [pulumi.interpolate`${bucket.arn}/snapshots/*`],
                },
                {
                    sid: "EncryptSnapshots",
                    actions: ["kms:GenerateDataKey", "kms:Decrypt"],
                    resources: [keyArn],
                },
            ],
        },
        opts,
    );
    return { bucketName: bucket.name, roleArn: role.arn, ready: [role.policy, ...bucket.ready] };
}
