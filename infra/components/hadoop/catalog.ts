import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { HadoopClusterArgs } from "./args";

/** What Hive and Spark are told, by EMR's name of the file that it ends up in. */
export interface Classification {
    readonly classification: string;
    readonly properties: Readonly<Record<string, string>>;
}

/** Amazon EMR Release Guide, "Using the AWS Glue Data Catalog as the metastore for Hive" (and "for Spark SQL"). */
const GLUE_METASTORE = {
    "hive.metastore.client.factory.class":
        "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory",
};

/**
 * Hive and Spark read and write the tables of the Glue catalog. Spark looks for its default database when it starts:
 * it is told to take the domain's, because nobody is granted AWS's `default`.
 */
export function catalogClassifications({ domain }: HadoopClusterArgs): Classification[] {
    return [
        { classification: "hive-site", properties: GLUE_METASTORE },
        { classification: "spark-hive-site", properties: GLUE_METASTORE },
        {
            classification: "spark-defaults",
            properties: { "spark.sql.catalog.spark_catalog.defaultDatabase": domain.databaseNamePlain },
        },
    ];
}

/** Lake Formation's part: reading the domain's tables, and making new ones in its database. */
export function grantTables(
    name: string,
    args: HadoopClusterArgs,
    principal: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    const { domain, lake, tables } = args;
    const after = { ...opts, dependsOn: lake.governance as pulumi.Resource[] };
    const database = new aws.lakeformation.Permissions(
        `${name}-database`,
        { principal, permissions: ["CREATE_TABLE", "DESCRIBE"], database: { name: domain.databaseName } },
        after,
    );
    const reads = tables.map((table) => {
        const { databaseName, name: tableName } = domain.table(table);
        return new aws.lakeformation.Permissions(
            `${name}-${table}`,
            { principal, permissions: ["DESCRIBE", "SELECT"], table: { databaseName, name: tableName } },
            after,
        );
    });
    return [database, ...reads];
}
