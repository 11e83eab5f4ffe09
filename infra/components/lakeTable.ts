import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A column of a table, in Athena's spelling of its type. */
export interface TableColumnArgs {
    readonly name: string;
    /** `string`, `boolean`, `int`, `bigint`, `double`, `decimal(p,s)`, `date` or `timestamp`. */
    readonly type: string;
    readonly description?: string;
}

/** Values of a date partition, computed by Athena instead of found by a crawler. */
export interface DatePartitionArgs {
    /** The partition key, e.g. `day`. */
    readonly name: string;
    /** `year`, `month`, `day` or `hour`. */
    readonly unit: string;
    /** First and last value, as Athena's partition projection writes them, e.g. `2001-01-01,NOW+1DAYS`. */
    readonly range: string;
}

export interface LakeTableArgs {
    readonly databaseName: pulumi.Input<string>;
    readonly tableName: string;
    readonly description?: string;
    readonly columns: readonly TableColumnArgs[];
    readonly partition: DatePartitionArgs;
    /** S3 URI of the folder that the partitions lie in, without a slash at its end. */
    readonly location: pulumi.Input<string>;
}

/** How each unit is spelled in keys: the pattern of Java's DateTimeFormatter, which Athena and Firehose share. */
export const PARTITION_FORMATS: Readonly<Record<string, string>> = {
    year: "yyyy",
    month: "yyyy-MM",
    day: "yyyy-MM-dd",
    hour: "yyyy-MM-dd-HH",
};

/**
 * A Parquet table whose partitions Athena computes from the query's own dates ("Partition projection with Amazon
 * Athena"): new data is seen at once, nothing crawls, and no partition is ever registered.
 */
export function lakeTable(
    name: string,
    args: LakeTableArgs,
    opts: pulumi.CustomResourceOptions,
): aws.glue.CatalogTable {
    const { partition } = args;
    return new aws.glue.CatalogTable(
        name,
        {
            databaseName: args.databaseName,
            name: args.tableName,
            description: args.description,
            tableType: "EXTERNAL_TABLE",
            partitionKeys: [{ name: partition.name, type: "string" }],
            parameters: {
                classification: "parquet",
                EXTERNAL: "TRUE",
                "projection.enabled": "true",
                [`projection.${partition.name}.type`]: "date",
                [`projection.${partition.name}.format`]: partitionFormat(partition.unit),
                [`projection.${partition.name}.range`]: partition.range,
                [`projection.${partition.name}.interval`]: "1",
                [`projection.${partition.name}.interval.unit`]: `${partition.unit.toUpperCase()}S`,
                "storage.location.template": pulumi.interpolate`${args.location}/${partition.name}=\${${partition.name}}`,
            },
            storageDescriptor: {
                location: pulumi.interpolate`${args.location}/`,
                inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                serDeInfo: {
                    serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
                    parameters: { "serialization.format": "1" },
                },
                columns: args.columns.map((column) => ({
                    name: column.name,
                    type: column.type,
                    ...(column.description === undefined ? {} : { comment: column.description }),
                })),
            },
        },
        opts,
    );
}

/** @throws Error for a unit that partition projection does not know. */
export function partitionFormat(unit: string): string {
    const format = PARTITION_FORMATS[unit];
    if (format === undefined) {
        throw new Error(
            `partition unit: "${unit}" was given; allowed: ${Object.keys(PARTITION_FORMATS).join(", ")}`,
        );
    }
    return format;
}
