import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { encryptedBucket } from "../../aws/encryptedBucket";
import { nameFor } from "../../aws/names";
import type { HadoopClusterArgs, HadoopStepArgs } from "./args";

/** Digits of a script's hash in its key. */
const HASH_LENGTH = 12;

/** Where scripts and logs lie. */
export interface HadoopStorage {
    readonly bucket: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;
    readonly keyArn: pulumi.Output<string>;
    /** `s3://…/logs/` */
    readonly logUri: pulumi.Output<string>;
    readonly ready: readonly pulumi.Resource[];
}

/** A step whose script is in S3. */
export interface StagedStep extends HadoopStepArgs {
    /** `s3://…` */
    readonly script: pulumi.Output<string>;
    /** Where the step writes, `s3://…/` in the results zone. */
    readonly output: pulumi.Output<string>;
}

/** Folder of a domain's steps in the results zone, without a slash at the end. */
export function outputPrefix(domain: string): string {
    return `hadoop/${domain}`;
}

/** A bucket for scripts and logs under the domain's key, or the one that is given. */
export function hadoopStorage(
    name: string,
    args: HadoopClusterArgs,
    opts: pulumi.CustomResourceOptions,
): HadoopStorage {
    const { account, domain, environment, existingBucket, lake } = args;
    if (existingBucket) {
        const bucket = pulumi.output(existingBucket.name);
        const arn = pulumi.interpolate`arn:${account.partition}:s3:::${bucket}`;
        return { ...places(bucket), arn, keyArn: pulumi.output(existingBucket.keyArn), ready: [] };
    }
    const mayDelete = args.allowDeletion && !args.protectData;
    const created = encryptedBucket(
        name,
        {
            bucketName: account.id.apply((id) => nameFor("bucket", environment, name, id, account.region)),
            keyArn: domain.keyArn,
            lifecycle: [{ id: "expire-logs", prefix: "logs/", expirationDays: args.logRetentionDays }],
            noncurrentVersionDays: 7,
            accessLogs: { bucket: lake.accessLogs },
            forceDestroy: mayDelete,
            protect: !mayDelete,
        },
        opts,
    );
    return { ...places(created.name), arn: created.arn, keyArn: domain.keyArn, ready: created.ready };
}

function places(bucket: pulumi.Output<string>): Pick<HadoopStorage, "bucket" | "logUri"> {
    return { bucket, logUri: pulumi.interpolate`s3://${bucket}/logs/` };
}

/**
 * Puts the scripts into the bucket. A script's key has a hash of its content: a change of it is a change of what the
 * cluster is told to run, which nobody would see otherwise.
 */
export function stageScripts(
    name: string,
    args: HadoopClusterArgs,
    storage: HadoopStorage,
    opts: pulumi.CustomResourceOptions,
): StagedStep[] {
    return args.steps.map((step) => {
        const hash = createHash("sha256").update(readFileSync(step.file)).digest("hex").slice(0, HASH_LENGTH);
        const object = new aws.s3.BucketObjectv2(
            `${name}-${step.name}`,
            {
                bucket: storage.bucket,
                key: `scripts/${args.domainName}/${step.name}/${hash}/${basename(step.file)}`,
                source: new pulumi.asset.FileAsset(step.file),
                contentType: "text/plain; charset=utf-8",
                serverSideEncryption: "aws:kms",
                kmsKeyId: storage.keyArn,
            },
            { ...opts, dependsOn: storage.ready as pulumi.Resource[] },
        );
        return {
            ...step,
            script: pulumi.interpolate`s3://${object.bucket}/${object.key}`,
            output: pulumi.interpolate`s3://${args.lake.results.name}/${outputPrefix(args.domainName)}/${step.name}/`,
        };
    });
}
