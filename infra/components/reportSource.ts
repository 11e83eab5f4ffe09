import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../aws/account";
import { nameFor } from "../aws/names";
import { serviceRole } from "../aws/serviceRole";
import type { DataLake } from "./dataLake";
import type { LakeDomain } from "./lakeDomain";
import { assetPermissions } from "./quicksightPrincipals";

export interface ReportSourceArgs {
    /** First part of every physical name: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    readonly lake: DataLake;
    readonly domain: LakeDomain;
    /** The domain's logical name. */
    readonly domainName: string;
    /** All reports of the domain: the tables that QuickSight may read. */
    readonly reports: readonly string[];
    /** QuickSight principals that see the results: `user/<name>` or `group/<name>`. */
    readonly viewers: readonly string[];
    /** QuickSight principals that may make data sets and analyses of the results themselves; default: nobody. */
    readonly authors?: readonly string[];
    /** Region where the account's QuickSight users live. */
    readonly identityRegion: string;
    /** QuickSight namespace of the viewers, e.g. `default`. */
    readonly namespace: string;
}

/**
 * A domain's results as a QuickSight data source: Athena in the domain's workgroup, through a role of its own that
 * reads report tables and nothing else, shared with the domain's viewers. QuickSight's sharing decides who sees
 * it; IAM has no say in that.
 */
export class ReportSource extends pulumi.ComponentResource {
    public readonly dataSourceArn: pulumi.Output<string>;
    /** The role that QuickSight reads with: report tables grant it access. */
    public readonly roleArn: pulumi.Output<string>;
    /** Who may do what with a data set of the results. */
    public readonly dataSetPermissions: { principal: pulumi.Output<string>; actions: string[] }[];

    constructor(name: string, args: ReportSourceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:ReportSource", name, args, opts);
        const { account, environment, domain } = args;

        const role = this.createRole(name, args);
        const who = { viewers: [...args.viewers, ...(args.authors ?? [])] };
        const id = nameFor("quicksightId", environment, name);
        const dataSource = new aws.quicksight.DataSource(
            name,
            {
                dataSourceId: id,
                name: `${args.domainName} (${environment})`,
                awsAccountId: account.id,
                type: "ATHENA",
                parameters: { athena: { workGroup: domain.workgroupName, roleArn: role.arn } },
                sslProperties: { disableSsl: false },
                permissions: assetPermissions("dataSource", who, args),
            },
            { parent: this, dependsOn: [role.policy] },
        );

        this.dataSetPermissions = assetPermissions("dataSet", who, args);
        this.dataSourceArn = dataSource.arn;
        this.roleArn = role.arn;
        this.registerOutputs({ dataSourceArn: this.dataSourceArn, roleArn: this.roleArn });
    }

    private createRole(name: string, args: ReportSourceArgs) {
        const { account, environment, domain, lake } = args;
        const glue = pulumi.interpolate`arn:${account.partition}:glue:${account.region}:${account.id}`;
        const reports = pulumi.interpolate`${lake.results.arn}/reports/${args.domainName}/*`;
        const queryOutput = pulumi.interpolate`${lake.results.arn}/athena/${args.domainName}/*`;
        return serviceRole(
            name,
            {
                nameParts: [environment, name],
                description: `QuickSight reads the results of ${args.domainName}`,
                service: "quicksight.amazonaws.com",
                trustConditions: { StringEquals: { "aws:SourceAccount": account.id } },
                statements: [
                    {
                        sid: "QueryInOwnWorkgroup",
                        actions: [
                            "athena:GetQueryExecution",
                            "athena:GetQueryResults",
                            "athena:GetQueryResultsStream",
                            "athena:GetWorkGroup",
                            "athena:StartQueryExecution",
                            "athena:StopQueryExecution",
                        ],
                        resources: [domain.workgroupArn],
                    },
                    {
                        sid: "ReadCatalog",
                        actions: [
                            "glue:GetDatabase",
                            "glue:GetDatabases",
                            "glue:GetTable",
                            "glue:GetTables",
                            "glue:GetPartitions",
                        ],
                        resources: [
                            pulumi.interpolate`${glue}:catalog`,
                            pulumi.interpolate`${glue}:database/${domain.databaseNamePlain}`,
                            ...args.reports.map(
                                (report) =>
                                    pulumi.interpolate`${glue}:table/${domain.databaseNamePlain}/${report}`,
                            ),
                        ],
                    },
                    {
                        // Lake Formation hands out credentials for what it granted; the action has no resources.
                        sid: "UseLakeFormationGrants",
                        actions: ["lakeformation:GetDataAccess"],
                        resources: ["*"],
                    },
                    // A statement of its own: with object actions beside it QuickSight's check of the bucket fails.
                    {
                        sid: "FindResultsBucket",
                        actions: ["s3:GetBucketLocation"],
                        resources: [lake.results.arn],
                    },
                    { sid: "ListResults", actions: ["s3:ListBucket"], resources: [lake.results.arn] },
                    { sid: "ReadResults", actions: ["s3:GetObject"], resources: [reports, queryOutput] },
                    {
                        sid: "WriteQueryOutput",
                        actions: ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
                        resources: [queryOutput],
                    },
                    {
                        sid: "UseResultsKey",
                        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
                        resources: [lake.keyArn],
                    },
                ],
            },
            { parent: this },
        );
    }
}
