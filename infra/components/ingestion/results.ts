import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { inputColumnType } from "../../aws/quicksight";
import { RUN_DAY, RUN_WINDOW } from "../../aws/reportRuns";
import type { ReportDataSet } from "../dashboards/args";
import { lakeTable } from "../lakeTable";
import { refreshSchedule } from "../refreshSchedule";
import type { ReportSource } from "../reportSource";
import type { IngestionPipelineArgs, ReportArgs } from "./args";
import { reportDataSetId } from "./dataSetId";
import { reportPrefix } from "./keys";

/**
 * The results of the pipeline's reports as tables of the domain, and as QuickSight data sets where they are shown.
 *
 * @returns the data sets, by their report's name.
 */
export function createResults(
    name: string,
    args: IngestionPipelineArgs,
    opts: pulumi.CustomResourceOptions,
): Readonly<Record<string, ReportDataSet>> {
    const dataSets: Record<string, ReportDataSet> = {};
    for (const report of args.reports) {
        const table = createResultTable(name, args, report, opts);
        if (args.reportSource) {
            const dataSet = createDataSet(name, args, report, table, args.reportSource, opts);
            dataSets[report.name] = { arn: dataSet.arn, id: dataSet.dataSetId, columns: report.columns };
        }
    }
    return dataSets;
}

function createResultTable(
    name: string,
    args: IngestionPipelineArgs,
    report: ReportArgs,
    opts: pulumi.CustomResourceOptions,
): aws.glue.CatalogTable {
    const prefix = reportPrefix(args, report.name).replace(/\/$/, "");
    return lakeTable(
        `${name}-${report.name}`,
        {
            databaseName: args.domain.databaseName,
            tableName: report.name,
            description: report.description,
            columns: [
                ...report.columns,
                {
                    name: RUN_WINDOW,
                    type: "string",
                    description: "Start of the window of arrivals that the run covers, in UTC",
                },
            ],
            partition: { name: RUN_DAY, unit: "day", range: "NOW-400DAYS,NOW+1DAYS" },
            location: pulumi.interpolate`s3://${args.lake.results.name}/${prefix}`,
        },
        opts,
    );
}

/** The newest run of a report, shared with the domain's viewers. */
function createDataSet(
    name: string,
    args: IngestionPipelineArgs,
    report: ReportArgs,
    table: aws.glue.CatalogTable,
    source: ReportSource,
    opts: pulumi.CustomResourceOptions,
): aws.quicksight.DataSet {
    const grant = new aws.lakeformation.Permissions(
        `${name}-viewers-${report.name}`,
        {
            principal: source.roleArn,
            permissions: ["DESCRIBE", "SELECT"],
            table: { databaseName: table.databaseName, name: table.name },
        },
        { ...opts, dependsOn: args.lake.governance as pulumi.Resource[] },
    );
    const dataSet = new aws.quicksight.DataSet(
        `${name}-${report.name}`,
        {
            dataSetId: reportDataSetId(args.environment, name, report.name),
            name: `${args.domainName} ${report.name} (${args.environment})`,
            awsAccountId: args.account.id,
            importMode: report.spice ? "SPICE" : "DIRECT_QUERY",
            physicalTableMaps: [
                {
                    physicalTableMapId: report.name.replaceAll("_", "-"),
                    customSql: {
                        name: report.name,
                        dataSourceArn: source.dataSourceArn,
                        sqlQuery: pulumi
                            .all([table.databaseName, table.name])
                            .apply(([database, tableName]) => newestRun(database, tableName, report)),
                        columns: report.columns.map((column) => ({
                            name: column.name,
                            type: inputColumnType(column.type),
                        })),
                    },
                },
            ],
            permissions: source.dataSetPermissions,
        },
        { ...opts, dependsOn: [grant] },
    );
    if (report.spice) {
        refreshSchedule(`${name}-${report.name}`, dataSet, report.spice, args.account, opts);
    }
    return dataSet;
}

function newestRun(database: string, table: string, report: ReportArgs): string {
    const from = `"${database}"."${table}"`;
    const columns = report.columns.map(({ name }) => `"${name}"`).join(", ");
    return [
        `SELECT ${columns}`,
        `FROM ${from}`,
        `WHERE "${RUN_DAY}" = (SELECT max("${RUN_DAY}") FROM ${from})`,
        `AND "${RUN_WINDOW}" = (SELECT max("${RUN_WINDOW}") FROM ${from})`,
    ].join(" ");
}
