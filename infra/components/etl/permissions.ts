import * as pulumi from "@pulumi/pulumi";
import type { Statement } from "../../aws/policyDocument";
import type { EtlJobArgs } from "./args";
import { jobTablePrefix, rejectedRowsPrefix, uploadPrefix } from "./keys";

/** Lake Formation's permissions of a role that reads a table and commits to it. */
export const TABLE_WRITER = ["ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT"] as const;

/** The catalog, the domain's database, and the job's table: what Glue checks for one table. */
export function catalogTableArns({ account, domain, tableName }: EtlJobArgs): pulumi.Output<string>[] {
    const glue = pulumi.interpolate`arn:${account.partition}:glue:${account.region}:${account.id}`;
    return [
        pulumi.interpolate`${glue}:catalog`,
        pulumi.interpolate`${glue}:database/${domain.databaseNamePlain}`,
        pulumi.interpolate`${glue}:table/${domain.databaseNamePlain}/${tableName}`,
    ];
}

/** Data and metadata files of the table, and the key that encrypts them. */
export function mayUseTableFiles(args: EtlJobArgs): Statement[] {
    const { lake } = args;
    const prefix = jobTablePrefix(args);
    return [
        {
            sid: "ListTableFiles",
            actions: ["s3:ListBucket"],
            resources: [lake.curated.arn],
            conditions: { StringLike: { "s3:prefix": [prefix.replace(/\/$/, ""), `${prefix}*`] } },
        },
        { sid: "FindCurated", actions: ["s3:GetBucketLocation"], resources: [lake.curated.arn] },
        {
            sid: "UseTableFiles",
            actions: [
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
                "s3:GetObject",
                "s3:ListMultipartUploadParts",
                "s3:PutObject",
            ],
            resources: [pulumi.interpolate`${lake.curated.arn}/${prefix}*`],
        },
        {
            sid: "UseLakeKey",
            actions: ["kms:Decrypt", "kms:GenerateDataKey"],
            resources: [lake.keyArn],
        },
    ];
}

/** What a load job may do, besides what its source and its logs need. */
export function mayLoad(name: string, args: EtlJobArgs, jobArn: pulumi.Input<string>): Statement[] {
    const { account, code, domain, lake } = args;
    const glue = pulumi.interpolate`arn:${account.partition}:glue:${account.region}:${account.id}`;
    return [
        ...mayUseTableFiles(args),
        {
            sid: "CommitToTable",
            actions: ["glue:GetDatabase", "glue:GetTable", "glue:UpdateTable"],
            resources: catalogTableArns(args),
        },
        {
            // Lake Formation hands out credentials for what it granted; the action has no resources.
            sid: "UseLakeFormationGrants",
            actions: ["lakeformation:GetDataAccess"],
            resources: ["*"],
        },
        {
            sid: "KeepRejectedRows",
            actions: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            resources: [pulumi.interpolate`${lake.raw.arn}/${rejectedRowsPrefix(args)}*`],
        },
        {
            sid: "ListRejectedRowsAndUploads",
            actions: ["s3:ListBucket"],
            resources: [lake.raw.arn],
            conditions: {
                StringLike: {
                    "s3:prefix": [rejectedRowsPrefix(args), uploadPrefix(args)].flatMap((prefix) => [
                        prefix.replace(/\/$/, ""),
                        `${prefix}*`,
                    ]),
                },
            },
        },
        {
            sid: "ReadCode",
            actions: ["s3:GetObject"],
            resources: [
                pulumi.interpolate`${code.bucketArn}/modules/*`,
                pulumi.interpolate`${code.bucketArn}/settings/${name}/*`,
            ],
        },
        {
            sid: "UseOwnTemporaryFiles",
            actions: ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
            resources: [pulumi.interpolate`${code.bucketArn}/${code.temporaryPrefix(name)}*`],
        },
        {
            sid: "ListCodeAndTemporaryFiles",
            actions: ["s3:ListBucket"],
            resources: [code.bucketArn],
            conditions: {
                StringLike: {
                    "s3:prefix": ["modules/*", `settings/${name}/*`, `${code.temporaryPrefix(name)}*`],
                },
            },
        },
        {
            sid: "UseOwnBookmark",
            actions: ["glue:GetJobBookmark", "glue:ResetJobBookmark"],
            resources: [jobArn],
        },
        {
            sid: "EncryptBookmarkAndLogs",
            actions: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
            resources: [domain.keyArn],
        },
        {
            sid: "PublishQuality",
            actions: ["glue:PublishDataQuality"],
            resources: [pulumi.interpolate`${glue}:dataQualityRuleset/*`],
        },
        {
            // CloudWatch knows no resources for metrics, only their namespace.
            sid: "PublishMetrics",
            actions: ["cloudwatch:PutMetricData"],
            resources: ["*"],
            conditions: { StringEquals: { "cloudwatch:namespace": ["Glue", "Glue Data Quality"] } },
        },
        ...(args.source.csv === undefined
            ? []
            : [
                  {
                      sid: "ReadUploads",
                      actions: ["s3:GetObject"],
                      resources: [pulumi.interpolate`${lake.raw.arn}/${uploadPrefix(args)}*`],
                  },
              ]),
        ...(args.source.database?.connection.readerStatements ?? []),
    ];
}
