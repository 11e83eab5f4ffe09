import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { cronProblem } from "../aws/cron";
import { nameFor } from "../aws/names";
import { refuseProperties } from "../aws/propertiesError";
import { type ServiceRole, serviceRole } from "../aws/serviceRole";
import type { DataLake } from "./dataLake";
import type { LakeDomain } from "./lakeDomain";

export interface SourceCrawlerArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    readonly lake: DataLake;
    readonly domain: LakeDomain;
    /** The domain's logical name. */
    readonly domainName: string;
    /** Folder of the files: `uploads/<domain>/<folder>/` in the raw zone. */
    readonly folder: string;
    readonly description?: string;
    /** When it looks, in UTC, e.g. `cron(15 3 * * ? *)`; default: when somebody starts it. */
    readonly schedule?: string;
}

/** Tables that a crawler found: apart from those that are declared. */
const TABLE_PREFIX = "found_";

/**
 * Finds out what the columns of files are that nobody has described: tables of the domain, whose names begin with
 * `found_`, to look at and to declare a job from.
 *
 * It reads files with credentials of Lake Formation for its folder, and with no permission of its own on the bucket.
 */
export class SourceCrawler extends pulumi.ComponentResource {
    public readonly crawlerName: pulumi.Output<string>;
    public readonly roleArn: pulumi.Output<string>;

    constructor(name: string, args: SourceCrawlerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:SourceCrawler", name, { environment: args.environment }, opts);
        validateSourceCrawler(name, args);
        const { account, domain, environment, lake } = args;
        const path = `uploads/${args.domainName}/${args.folder}/`;

        const location = this.registerFolder(name, args, path);
        const role = this.createRole(name, args);
        const grants = this.grant(name, args, role, location);
        const security = new aws.glue.SecurityConfiguration(
            name,
            {
                name: nameFor("glue", environment, name),
                encryptionConfiguration: {
                    s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn: lake.keyArn },
                    cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn: domain.keyArn },
                    jobBookmarksEncryption: {
                        jobBookmarksEncryptionMode: "CSE-KMS",
                        kmsKeyArn: domain.keyArn,
                    },
                },
            },
            { parent: this },
        );
        const crawler = new aws.glue.Crawler(
            name,
            {
                name: nameFor("glue", environment, name),
                description: args.description,
                databaseName: domain.databaseName,
                role: role.arn,
                s3Targets: [{ path: pulumi.interpolate`s3://${lake.raw.name}/${path}` }],
                tablePrefix: TABLE_PREFIX,
                schedule: args.schedule,
                securityConfiguration: security.name,
                lakeFormationConfiguration: { useLakeFormationCredentials: true, accountId: account.id },
                recrawlPolicy: { recrawlBehavior: "CRAWL_EVERYTHING" },
                // Files expire in the raw zone: what was known of them is worth keeping.
                schemaChangePolicy: { updateBehavior: "UPDATE_IN_DATABASE", deleteBehavior: "LOG" },
            },
            { parent: this, dependsOn: [role.policy, ...grants] },
        );

        this.crawlerName = crawler.name;
        this.roleArn = role.arn;
        this.registerOutputs({ crawlerName: this.crawlerName, roleArn: this.roleArn });
    }

    /** The folder becomes a location of Lake Formation, read through a role that reads nothing else. */
    private registerFolder(name: string, args: SourceCrawlerArgs, path: string): aws.lakeformation.Resource {
        const { account, environment, lake } = args;
        const folder = path.replace(/\/$/, "");
        const role = serviceRole(
            `${name}-location`,
            {
                nameParts: [environment, name, "location"],
                description: `Lake Formation reads the files of ${name} for those who hold a grant`,
                service: "lakeformation.amazonaws.com",
                trustConditions: { StringEquals: { "aws:SourceAccount": account.id } },
                statements: [
                    {
                        sid: "ListFiles",
                        actions: ["s3:ListBucket"],
                        resources: [lake.raw.arn],
                        conditions: { StringLike: { "s3:prefix": [folder, `${path}*`] } },
                    },
                    {
                        sid: "ReadFiles",
                        actions: ["s3:GetObject"],
                        resources: [pulumi.interpolate`${lake.raw.arn}/${path}*`],
                    },
                    { sid: "DecryptFiles", actions: ["kms:Decrypt"], resources: [lake.keyArn] },
                ],
            },
            { parent: this },
        );
        return new aws.lakeformation.Resource(
            name,
            {
                arn: pulumi.interpolate`${lake.raw.arn}/${folder}`,
                roleArn: role.arn,
                // Jobs and uploads go on with their own permissions on the bucket.
                hybridAccessEnabled: true,
            },
            { parent: this, dependsOn: [role.policy, ...lake.governance, ...lake.raw.ready] },
        );
    }

    private createRole(name: string, args: SourceCrawlerArgs): ServiceRole {
        const { account, domain, environment } = args;
        const arn = (service: string) =>
            pulumi.interpolate`arn:${account.partition}:${service}:${account.region}:${account.id}`;
        const glue = arn("glue");
        const logs = pulumi.interpolate`${arn("logs")}:log-group:/aws-glue/crawlers*`;
        return serviceRole(
            name,
            {
                nameParts: [environment, name],
                description: `The crawler ${name} describes files`,
                service: "glue.amazonaws.com",
                statements: [
                    {
                        sid: "DescribeFiles",
                        actions: [
                            "glue:BatchCreatePartition",
                            "glue:BatchGetPartition",
                            "glue:CreateTable",
                            "glue:GetDatabase",
                            "glue:GetPartitions",
                            "glue:GetTable",
                            "glue:GetTables",
                            "glue:UpdatePartition",
                            "glue:UpdateTable",
                        ],
                        resources: [
                            pulumi.interpolate`${glue}:catalog`,
                            pulumi.interpolate`${glue}:database/${domain.databaseNamePlain}`,
                            pulumi.interpolate`${glue}:table/${domain.databaseNamePlain}/${TABLE_PREFIX}*`,
                        ],
                    },
                    {
                        // Lake Formation hands out credentials for what it granted; the action has no resources.
                        sid: "UseLakeFormationGrants",
                        actions: ["lakeformation:GetDataAccess"],
                        resources: ["*"],
                    },
                    {
                        // Crawlers make their group themselves, under a name that Glue chooses.
                        sid: "WriteLogs",
                        actions: [
                            "logs:AssociateKmsKey",
                            "logs:CreateLogGroup",
                            "logs:CreateLogStream",
                            "logs:PutLogEvents",
                        ],
                        resources: [logs, pulumi.interpolate`${logs}:*`],
                    },
                    {
                        sid: "EncryptLogs",
                        actions: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
                        resources: [domain.keyArn],
                    },
                ],
            },
            { parent: this },
        );
    }

    /** AWS Glue Developer Guide, "Configuring a crawler to use Lake Formation credentials". */
    private grant(
        name: string,
        { domain, lake }: SourceCrawlerArgs,
        role: ServiceRole,
        location: aws.lakeformation.Resource,
    ): aws.lakeformation.Permissions[] {
        const opts = { parent: this, dependsOn: [location, ...lake.governance] };
        return [
            new aws.lakeformation.Permissions(
                `${name}-location`,
                {
                    principal: role.arn,
                    permissions: ["DATA_LOCATION_ACCESS"],
                    dataLocation: { arn: location.arn },
                },
                opts,
            ),
            new aws.lakeformation.Permissions(
                `${name}-database`,
                {
                    principal: role.arn,
                    permissions: ["CREATE_TABLE", "DESCRIBE"],
                    database: { name: domain.databaseName },
                },
                opts,
            ),
        ];
    }
}

/** @throws pulumi.InputPropertiesError naming every wrong property. */
export function validateSourceCrawler(name: string, { folder, schedule }: SourceCrawlerArgs): void {
    const problem = schedule === undefined ? undefined : cronProblem(schedule);
    refuseProperties(`SourceCrawler "${name}"`, [
        ...(/^[a-z][a-z0-9_]*$/.test(folder)
            ? []
            : [
                  {
                      propertyPath: "folder",
                      reason: `"${folder}" is not a folder's name; give lower-case letters, digits and underscores`,
                  },
              ]),
        ...(problem === undefined ? [] : [{ propertyPath: "schedule", reason: `"${schedule}" ${problem}` }]),
    ]);
}
