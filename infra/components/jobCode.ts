import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { encryptedBucket } from "../aws/encryptedBucket";
import { nameFor } from "../aws/names";
import type { DataLake } from "./dataLake";

/** Days that what jobs keep for themselves during a run, and what they leave behind, is kept. */
const TEMPORARY_DAYS = 7;
/** The module that Glue starts; it imports the others. */
const ENTRY = "load.py";

export interface JobCodeArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    readonly lake: DataLake;
    /** Days that a replaced or deleted version can still be had back. */
    readonly noncurrentVersionDays: number;
    /** Absolute path of the folder with the Python modules; default: `functions/jobs`. */
    readonly folder?: string;
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The component's own consent: both are needed. */
    readonly allowDeletion: boolean;
}

/**
 * What Glue jobs run, and where they put what they need for the time of a run. Not in the raw zone, which forgets, nor
 * in the curated one, which Lake Formation governs.
 */
export class JobCode extends pulumi.ComponentResource {
    /** Name of the bucket. */
    public readonly bucket: pulumi.Output<string>;
    public readonly bucketArn: pulumi.Output<string>;
    /** ARN of the key that encrypts it. */
    public readonly keyArn: pulumi.Output<string>;
    /** S3 URI of the module that Glue starts. */
    public readonly scriptLocation: pulumi.Output<string>;
    /** S3 URIs of the modules that it imports, with commas: Glue's `--extra-py-files`. */
    public readonly modules: pulumi.Output<string>;
    /** Encryption, policy and modules: jobs depend on them. */
    public readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: JobCodeArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:JobCode", name, { environment: args.environment }, opts);
        const { account, environment, lake } = args;
        const mayDelete = args.allowDeletion && !args.protectData;
        const bucket = encryptedBucket(
            name,
            {
                bucketName: account.id.apply((id) =>
                    nameFor("bucket", environment, name, id, account.region),
                ),
                keyArn: lake.keyArn,
                lifecycle: [{ id: "expire-temporary", prefix: "temporary/", expirationDays: TEMPORARY_DAYS }],
                noncurrentVersionDays: args.noncurrentVersionDays,
                accessLogs: { bucket: lake.accessLogs },
                forceDestroy: mayDelete,
                protect: !mayDelete,
            },
            // The zones wait until S3 may deliver access logs; S3 refuses a bucket that would log before.
            { parent: this, dependsOn: [...lake.raw.ready] },
        );

        const folder = args.folder ?? resolve(__dirname, "../../functions/jobs");
        const files = readdirSync(folder)
            .filter((file) => file.endsWith(".py"))
            .sort();
        // The folder of all modules changes with any of them, so that a running job keeps those that it began with.
        const version = hashOf(files.map((file) => readFileSync(join(folder, file), "utf8")));
        const objects = files.map(
            (file) =>
                new aws.s3.BucketObjectv2(
                    `${name}-${file}`,
                    {
                        bucket: bucket.name,
                        key: `modules/${version}/${file}`,
                        source: new pulumi.asset.FileAsset(join(folder, file)),
                        contentType: "text/x-python",
                    },
                    { parent: this, dependsOn: [...bucket.ready] },
                ),
        );

        const uri = (file: string) => pulumi.interpolate`s3://${bucket.name}/modules/${version}/${file}`;
        this.bucket = bucket.name;
        this.bucketArn = bucket.arn;
        this.keyArn = lake.keyArn;
        this.scriptLocation = uri(ENTRY);
        this.modules = pulumi
            .all(files.filter((file) => file !== ENTRY).map(uri))
            .apply((uris) => uris.join(","));
        this.ready = [...bucket.ready, ...objects];
        this.registerOutputs({ bucket: this.bucket, scriptLocation: this.scriptLocation });
    }

    /** Keys of what a job keeps for the time of a run. */
    public temporaryPrefix(job: string): string {
        return `temporary/${job}/`;
    }

    /**
     * Keeps a job's settings beside its code, each version under a key of its own.
     *
     * @returns the object, and its S3 URI.
     */
    public settings(
        job: string,
        settings: pulumi.Input<unknown>,
        opts: pulumi.CustomResourceOptions,
    ): { readonly object: aws.s3.BucketObjectv2; readonly uri: pulumi.Output<string> } {
        const content = pulumi.jsonStringify(settings);
        const object = new aws.s3.BucketObjectv2(
            `${job}-settings`,
            {
                bucket: this.bucket,
                key: content.apply((text) => `settings/${job}/${hashOf([text])}.json`),
                content,
                contentType: "application/json",
            },
            { ...opts, dependsOn: [...this.ready] },
        );
        return { object, uri: pulumi.interpolate`s3://${this.bucket}/${object.key}` };
    }
}

function hashOf(texts: readonly string[]): string {
    return createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 12);
}
