import * as pulumi from "@pulumi/pulumi";
import { encryptedBucket } from "../../aws/encryptedBucket";
import { nameFor } from "../../aws/names";
import type { StreamAnalyticsArgs } from "./args";

/** Where the application's code and reference data lie. */
export interface CodeBucket {
    readonly name: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;
    readonly ready: readonly pulumi.Resource[];
}

/** Days that code which was replaced can still be had back, to go back to it. */
const OLD_VERSIONS_DAYS = 30;

export function codeBucket(
    name: string,
    args: StreamAnalyticsArgs,
    opts: pulumi.CustomResourceOptions,
): CodeBucket {
    const { existingBucket, environment, account, accessLogsBucket } = args;
    if (existingBucket) {
        return {
            name: pulumi.output(existingBucket.name),
            arn: pulumi.output(existingBucket.arn),
            ready: [],
        };
    }
    const mayDelete = args.allowDeletion && !args.protectData;
    const created = encryptedBucket(
        `${name}-code`,
        {
            bucketName: account.id.apply((id) =>
                nameFor("bucket", environment, name, "code", id, account.region),
            ),
            keyArn: args.keyArn,
            // Nothing expires: an application reads its code at every start.
            lifecycle: [],
            noncurrentVersionDays: OLD_VERSIONS_DAYS,
            ...(accessLogsBucket === undefined ? {} : { accessLogs: { bucket: accessLogsBucket } }),
            forceDestroy: mayDelete,
            protect: !mayDelete,
        },
        opts,
    );
    return { name: created.name, arn: created.arn, ready: created.ready };
}
