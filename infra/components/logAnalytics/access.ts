import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../../aws/names";
import { policyDocument, type Statement } from "../../aws/policyDocument";
import { serviceRole } from "../../aws/serviceRole";
import type { LogAnalyticsArgs, LogSource } from "./args";

/**
 * Puts the logs under Lake Formation, which then reads them for those who hold a grant: readers need no permission on
 * buckets and keys, and see nothing but tables.
 */
export function registerLogs(
    name: string,
    args: LogAnalyticsArgs,
    sources: readonly LogSource[],
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    const { account, environment, lake } = args;
    const bucketArn = ({ bucketName }: LogSource) =>
        pulumi.interpolate`arn:${account.partition}:s3:::${bucketName}`;
    const keys = sources.flatMap(({ keyArn }) => keyArn ?? []);
    const role = serviceRole(
        `${name}-location`,
        {
            nameParts: [environment, name, "location"],
            description: "Lake Formation reads logs for those who hold a grant",
            service: "lakeformation.amazonaws.com",
            trustConditions: { StringEquals: { "aws:SourceAccount": account.id } },
            statements: [
                {
                    sid: "ListLogs",
                    actions: ["s3:ListBucket", "s3:GetBucketLocation"],
                    resources: sources.map(bucketArn),
                },
                {
                    sid: "ReadLogs",
                    actions: ["s3:GetObject"],
                    resources: sources.map(
                        (source) => pulumi.interpolate`${bucketArn(source)}/${source.folder}/*`,
                    ),
                },
                ...(keys.length === 0
                    ? []
                    : [{ sid: "DecryptLogs", actions: ["kms:Decrypt"], resources: keys }]),
            ],
        },
        opts,
    );
    return sources.map(
        (source, index) =>
            new aws.lakeformation.Resource(
                `${name}-${index + 1}`,
                {
                    arn: pulumi.interpolate`${bucketArn(source)}/${source.folder}`,
                    roleArn: role.arn,
                    hybridAccessEnabled: false,
                },
                {
                    ...opts,
                    dependsOn: [...lake.governance, role.policy, ...source.ready] as pulumi.Resource[],
                },
            ),
    );
}

/** What readers are given: SELECT on each of the tables, and nothing else of the lake. */
export function grantReaders(
    name: string,
    { readers }: LogAnalyticsArgs,
    database: aws.glue.CatalogDatabase,
    tables: readonly aws.glue.CatalogTable[],
    opts: pulumi.CustomResourceOptions & { readonly dependsOn: pulumi.Resource[] },
): void {
    for (const [index, principal] of readers.entries()) {
        const suffix = `reader-${index + 1}`;
        new aws.lakeformation.Permissions(
            `${name}-${suffix}`,
            { principal, permissions: ["DESCRIBE"], database: { name: database.name } },
            opts,
        );
        for (const [at, table] of tables.entries()) {
            new aws.lakeformation.Permissions(
                `${name}-${suffix}-${at + 1}`,
                {
                    principal,
                    permissions: ["DESCRIBE", "SELECT"],
                    table: { databaseName: table.databaseName, name: table.name },
                },
                opts,
            );
        }
    }
}

/** What readers' IAM side has to allow; it is attached to their roles by whoever owns these. */
export function readerPolicy(
    name: string,
    args: LogAnalyticsArgs,
    place: {
        readonly databaseName: string;
        readonly workgroupArn: pulumi.Input<string>;
        readonly resultsArn: pulumi.Input<string>;
        readonly resultsPrefix: string;
        readonly keyArn: pulumi.Input<string>;
    },
    opts: pulumi.CustomResourceOptions,
): aws.iam.Policy {
    const { account, environment } = args;
    const glue = pulumi.interpolate`arn:${account.partition}:glue:${account.region}:${account.id}`;
    const statements: Statement[] = [
        {
            sid: "QueryInWorkgroup",
            actions: [
                "athena:BatchGetNamedQuery",
                "athena:GetNamedQuery",
                "athena:GetQueryExecution",
                "athena:GetQueryResults",
                "athena:GetQueryResultsStream",
                "athena:GetWorkGroup",
                "athena:ListNamedQueries",
                "athena:ListQueryExecutions",
                "athena:StartQueryExecution",
                "athena:StopQueryExecution",
            ],
            resources: [place.workgroupArn],
        },
        {
            sid: "ReadCatalog",
            actions: ["glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"],
            resources: [
                pulumi.interpolate`${glue}:catalog`,
                pulumi.interpolate`${glue}:database/${place.databaseName}`,
                pulumi.interpolate`${glue}:table/${place.databaseName}/*`,
            ],
        },
        // Lake Formation hands out credentials for what it granted; the action has no resources.
        { sid: "UseLakeFormationGrants", actions: ["lakeformation:GetDataAccess"], resources: ["*"] },
        { sid: "FindResults", actions: ["s3:GetBucketLocation"], resources: [place.resultsArn] },
        {
            sid: "KeepResults",
            actions: [
                "s3:GetObject",
                "s3:PutObject",
                "s3:AbortMultipartUpload",
                "s3:ListMultipartUploadParts",
            ],
            resources: [pulumi.interpolate`${place.resultsArn}/${place.resultsPrefix}*`],
        },
        {
            sid: "EncryptResults",
            actions: ["kms:Decrypt", "kms:GenerateDataKey"],
            resources: [place.keyArn],
        },
    ];
    return new aws.iam.Policy(
        `${name}-readers`,
        {
            name: nameFor("managedPolicy", environment, name, "readers"),
            description: `Ask questions of the logs of ${environment}, besides a grant of Lake Formation`,
            policy: policyDocument(...statements),
        },
        opts,
    );
}
