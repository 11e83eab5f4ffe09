import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { customerKey, type KeyReference } from "../aws/customerKey";
import { type EncryptedBucket, type EncryptedBucketArgs, encryptedBucket } from "../aws/encryptedBucket";
import { nameFor } from "../aws/names";
import { serviceRole } from "../aws/serviceRole";
import { validateDataLake } from "./dataLakeValidation";

export interface DataLakeArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** A key for all zones; default: the lake makes its own. */
    readonly existingKey?: KeyReference;
    /** Days until raw, rejected and failed records are deleted. */
    readonly rawExpirationDays: number;
    /** Days until curated objects move to Infrequent Access: 30 or more; default: never. */
    readonly curatedTransitionDays?: number;
    /** Days until report results are deleted. */
    readonly resultsExpirationDays: number;
    /** Days that a replaced or deleted version can still be had back. */
    readonly noncurrentVersionDays: number;
    /** IAM ARNs that administer Lake Formation besides the deployer. */
    readonly administrators: readonly string[];
    /** The environment's consent to deleting data. */
    readonly protectData: boolean;
    /** The lake's own consent: data can be deleted only if this is set and the environment does not protect it. */
    readonly allowDeletion: boolean;
}

/** One zone of the lake. */
export interface Zone {
    readonly name: pulumi.Output<string>;
    readonly arn: pulumi.Output<string>;
    /** What must be in place before something is written. */
    readonly ready: readonly pulumi.Resource[];
}

/**
 * A data lake on S3 in three zones: *raw* (records as they came, and those that were rejected), *curated*
 * (Parquet, partitioned) and *results* (what reports computed). Encrypted with a customer key, versioned,
 * private, logged, and governed by Lake Formation: nobody reads curated data without a grant.
 */
export class DataLake extends pulumi.ComponentResource {
    public readonly raw: Zone;
    public readonly curated: Zone;
    public readonly results: Zone;
    /** Name of the bucket that takes access logs of the zones, and of any other bucket of the environment. */
    public readonly accessLogs: pulumi.Output<string>;
    /** ARN of the key that encrypts all zones. */
    public readonly keyArn: pulumi.Output<string>;
    /** Grants depend on these: Lake Formation's settings first, then the registered location. */
    public readonly governance: readonly pulumi.Resource[];

    private readonly args: DataLakeArgs;

    constructor(name: string, args: DataLakeArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:DataLake", name, args, opts);
        validateDataLake(name, args);
        this.args = args;

        this.keyArn = this.chooseKey(name);
        const accessLogs = this.createAccessLogs(name);
        this.accessLogs = accessLogs.name;
        this.raw = this.createZone(name, "raw", accessLogs, [
            { id: "expire", prefix: "", expirationDays: args.rawExpirationDays },
        ]);
        this.curated = this.createZone(name, "curated", accessLogs, [
            { id: "infrequent-access", prefix: "", transitionDays: args.curatedTransitionDays },
            { id: "expire-failed", prefix: "errors/", expirationDays: args.rawExpirationDays },
        ]);
        this.results = this.createZone(name, "results", accessLogs, [
            { id: "expire", prefix: "", expirationDays: args.resultsExpirationDays },
        ]);
        this.governance = this.govern(name);

        this.registerOutputs({
            rawBucket: this.raw.name,
            curatedBucket: this.curated.name,
            resultsBucket: this.results.name,
            keyArn: this.keyArn,
        });
    }

    private get mayDelete(): boolean {
        return this.args.allowDeletion && !this.args.protectData;
    }

    private chooseKey(name: string): pulumi.Output<string> {
        if (this.args.existingKey) {
            return pulumi.output(this.args.existingKey.arn);
        }
        const { environment, account } = this.args;
        const key = customerKey(
            name,
            {
                nameParts: [environment, name],
                description: `All zones of the data lake ${name} of ${environment}`,
                account,
                deletionWindowDays: this.mayDelete ? 7 : 30,
            },
            { parent: this, protect: !this.mayDelete },
        );
        return key.arn;
    }

    private createAccessLogs(name: string): EncryptedBucket {
        const bucketName = this.bucketName(name, "access-logs");
        const { account } = this.args;
        const logs = encryptedBucket(
            `${name}-access-logs`,
            {
                bucketName,
                lifecycle: [{ id: "expire", prefix: "", expirationDays: this.args.rawExpirationDays }],
                noncurrentVersionDays: this.args.noncurrentVersionDays,
                forceDestroy: this.mayDelete,
                protect: !this.mayDelete,
                policyStatements: [
                    {
                        sid: "S3MayDeliverAccessLogs",
                        principal: { service: "logging.s3.amazonaws.com" },
                        actions: ["s3:PutObject"],
                        resources: [pulumi.interpolate`arn:${account.partition}:s3:::${bucketName}/*`],
                        conditions: {
                            StringEquals: { "aws:SourceAccount": account.id },
                            ArnLike: { "aws:SourceArn": this.anyBucketArn() },
                        },
                    },
                ],
            },
            { parent: this },
        );
        return logs;
    }

    private createZone(
        name: string,
        zone: "raw" | "curated" | "results",
        accessLogs: EncryptedBucket,
        lifecycle: EncryptedBucketArgs["lifecycle"],
    ): Zone {
        const created = encryptedBucket(
            `${name}-${zone}`,
            {
                bucketName: this.bucketName(name, zone),
                keyArn: this.keyArn,
                lifecycle: lifecycle.filter((rule) => rule.expirationDays ?? rule.transitionDays),
                noncurrentVersionDays: this.args.noncurrentVersionDays,
                accessLogs: { bucket: accessLogs.name },
                forceDestroy: this.mayDelete,
                protect: !this.mayDelete,
            },
            { parent: this, dependsOn: accessLogs.ready as pulumi.Resource[] },
        );
        return { name: created.name, arn: created.arn, ready: created.ready };
    }

    /**
     * Takes the lake out of IAM's hands: no default permissions, the deployer and the named people as
     * administrators, and the curated zone read through a role of its own.
     */
    private govern(name: string): pulumi.Resource[] {
        const { account, environment } = this.args;
        const settings = new aws.lakeformation.DataLakeSettings(
            name,
            {
                admins: [account.deployerArn, ...this.args.administrators],
                createDatabaseDefaultPermissions: [],
                createTableDefaultPermissions: [],
                // Version 3 and later demand grants across accounts through RAM; 4 is the current one.
                parameters: { CROSS_ACCOUNT_VERSION: "4" },
            },
            { parent: this },
        );
        const role = serviceRole(
            `${name}-location`,
            {
                nameParts: [environment, name, "location"],
                description: "Lake Formation reads the curated zone for those who hold a grant",
                service: "lakeformation.amazonaws.com",
                trustConditions: { StringEquals: { "aws:SourceAccount": account.id } },
                statements: [
                    {
                        sid: "ListCurated",
                        actions: ["s3:ListBucket", "s3:GetBucketLocation"],
                        resources: [this.curated.arn],
                    },
                    {
                        sid: "ReadCurated",
                        actions: ["s3:GetObject"],
                        resources: [pulumi.interpolate`${this.curated.arn}/*`],
                    },
                    { sid: "DecryptCurated", actions: ["kms:Decrypt"], resources: [this.keyArn] },
                ],
            },
            { parent: this },
        );
        const location = new aws.lakeformation.Resource(
            name,
            { arn: this.curated.arn, roleArn: role.arn, hybridAccessEnabled: false },
            { parent: this, dependsOn: [settings, role.policy, ...this.curated.ready] },
        );
        return [settings, location];
    }

    /** Bucket names are the world's: account and region make them one's own. */
    private bucketName(name: string, zone: string): pulumi.Output<string> {
        const { account, environment } = this.args;
        return account.id.apply((id) => nameFor("bucket", environment, name, zone, id, account.region));
    }

    /** Every bucket of the environment: its name begins with the environment's. */
    private anyBucketArn(): string {
        return `arn:${this.args.account.partition}:s3:::${nameFor("bucket", this.args.environment)}-*`;
    }
}
