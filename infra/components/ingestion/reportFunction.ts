import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../aws/bundle";
import { type NodeFunction, nodeFunction } from "../../aws/nodeFunction";
import type { Statement } from "../../aws/policyDocument";
import type { IngestionPipelineArgs } from "./args";
import { catalogArns } from "./delivery";
import { functionEntry } from "./functionEntry";
import { reportPrefix } from "./keys";

/** Seconds that one invocation may take: it starts queries and does not wait for them. */
export const REPORT_TIMEOUT_SECONDS = 60;

/**
 * The function that starts the pipeline's reports when data has arrived. It reads tables through Lake Formation's
 * grants, and writes results with its own permissions.
 */
export function createReportFunction(
    name: string,
    args: IngestionPipelineArgs,
    arrivalStatements: readonly Statement[],
    opts: pulumi.CustomResourceOptions,
): NodeFunction {
    const { domain, environment, lake } = args;
    const tables = tablesRead(args);
    const created = nodeFunction(
        `${name}-reports`,
        {
            nameParts: [environment, name, "reports"],
            description: `Starts the reports of ${name} when data has arrived`,
            bundle: bundle({ name: "reports", entry: functionEntry("reports") }),
            settings: {
                "reports.json": {
                    environment,
                    domain: args.domainName,
                    pipeline: args.tableName,
                    onArrival: args.onArrival,
                    windowSeconds: args.windowSeconds,
                    database: domain.databaseName,
                    workGroup: domain.workgroupName,
                    reports: args.reports.map((report) => ({
                        name: report.name,
                        sql: report.sql,
                        output: pulumi.interpolate`s3://${lake.results.name}/${reportPrefix(args, report.name)}`,
                    })),
                },
            },
            environment: { POWERTOOLS_SERVICE_NAME: name, POWERTOOLS_METRICS_NAMESPACE: "Tributary" },
            statements: [...arrivalStatements, ...mayQuery(args, tables)],
            keyArn: domain.keyArn,
            logRetentionDays: args.logRetentionDays,
            timeoutSeconds: REPORT_TIMEOUT_SECONDS,
            memoryMib: 256,
        },
        opts,
    );
    for (const table of tables) {
        const catalogTable = domain.table(table);
        new aws.lakeformation.Permissions(
            `${name}-reports-${table}`,
            {
                principal: created.roleArn,
                permissions: ["DESCRIBE", "SELECT"],
                table: { databaseName: catalogTable.databaseName, name: catalogTable.name },
            },
            { ...opts, dependsOn: lake.governance as pulumi.Resource[] },
        );
    }
    return created;
}

function tablesRead(args: IngestionPipelineArgs): string[] {
    return [...new Set(args.reports.flatMap((report) => report.reads))].sort();
}

function mayQuery(args: IngestionPipelineArgs, tables: readonly string[]): Statement[] {
    const { domain, lake } = args;
    if (args.reports.length === 0) {
        return [];
    }
    return [
        {
            sid: "StartReports",
            actions: ["athena:StartQueryExecution"],
            resources: [domain.workgroupArn],
        },
        {
            sid: "ReadCatalog",
            actions: ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"],
            resources: catalogArns(args, tables),
        },
        {
            // Lake Formation hands out credentials for what it granted; the action has no resources.
            sid: "UseLakeFormationGrants",
            actions: ["lakeformation:GetDataAccess"],
            resources: ["*"],
        },
        { sid: "FindResultsBucket", actions: ["s3:GetBucketLocation"], resources: [lake.results.arn] },
        {
            // UNLOAD looks whether its folder is empty.
            sid: "ListOwnResults",
            actions: ["s3:ListBucket", "s3:ListBucketMultipartUploads"],
            resources: [lake.results.arn],
        },
        {
            sid: "WriteResults",
            actions: [
                "s3:AbortMultipartUpload",
                "s3:GetObject",
                "s3:ListMultipartUploadParts",
                "s3:PutObject",
            ],
            resources: [
                ...args.reports.map(
                    (report) => pulumi.interpolate`${lake.results.arn}/${reportPrefix(args, report.name)}*`,
                ),
                pulumi.interpolate`${lake.results.arn}/athena/${args.domainName}/*`,
            ],
        },
        {
            sid: "EncryptResults",
            actions: ["kms:GenerateDataKey", "kms:Decrypt"],
            resources: [lake.keyArn],
        },
    ];
}
