import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DAY_FORMAT, type LogFormat } from "../../aws/logFormats/logFormat";
import { nameFor } from "../../aws/names";
import type { LogSource } from "./args";

/** What the tables of one environment share. */
export interface LogTablePlace {
    readonly environment: string;
    readonly databaseName: pulumi.Input<string>;
    readonly workgroupName: pulumi.Input<string>;
    readonly retentionDays: number;
}

/**
 * A table over one kind of log, with the saved queries that go with it. Its partitions are computed from the query's
 * own days ("Partition projection with Amazon Athena"): nothing crawls, and what S3 has deleted is not looked for.
 */
export function logTable(
    name: string,
    format: LogFormat,
    source: LogSource,
    place: LogTablePlace,
    opts: pulumi.CustomResourceOptions,
): aws.glue.CatalogTable {
    const location = pulumi.interpolate`s3://${source.bucketName}/${source.folder}`;
    const { columns, partition, serde } = format;
    const keys = [...(partition === undefined ? [] : [partition.name]), "day"];
    const folders = keys.map((key) => `\${${key}}`).join("/");
    const logical = `${name}-${format.table.replaceAll("_", "-")}`;
    const table = new aws.glue.CatalogTable(
        logical,
        {
            databaseName: place.databaseName,
            name: format.table,
            description: format.description,
            tableType: "EXTERNAL_TABLE",
            partitionKeys: [
                ...(partition === undefined
                    ? []
                    : [{ name: partition.name, type: "string", comment: partition.description }]),
                { name: "day", type: "string", comment: `In UTC, as ${DAY_FORMAT}.` },
            ],
            parameters: {
                EXTERNAL: "TRUE",
                ...(serde.classification === undefined ? {} : { classification: serde.classification }),
                "projection.enabled": "true",
                ...(partition === undefined
                    ? {}
                    : {
                          [`projection.${partition.name}.type`]: "enum",
                          [`projection.${partition.name}.values`]: pulumi
                              .all([...(source.partitionValues ?? [])])
                              .apply((values) => values.join(",")),
                      }),
                "projection.day.type": "date",
                "projection.day.format": DAY_FORMAT,
                "projection.day.range": `NOW-${place.retentionDays}DAYS,NOW+1DAYS`,
                "projection.day.interval": "1",
                "projection.day.interval.unit": "DAYS",
                "storage.location.template": pulumi.interpolate`${location}/${folders}`,
            },
            storageDescriptor: {
                location: pulumi.interpolate`${location}/`,
                inputFormat: serde.inputFormat,
                outputFormat: serde.outputFormat,
                serDeInfo: { serializationLibrary: serde.library, parameters: { ...serde.parameters } },
                columns: columns.map(({ name: column, type, description }) => ({
                    name: column,
                    type,
                    ...(description === undefined ? {} : { comment: description }),
                })),
            },
        },
        opts,
    );
    for (const query of format.queries) {
        new aws.athena.NamedQuery(
            `${logical}-${query.name}`,
            {
                name: nameFor("savedQuery", place.environment, format.table.replaceAll("_", "-"), query.name),
                description: questionOf(query),
                database: place.databaseName,
                workgroup: place.workgroupName,
                query: query.sql,
            },
            // A saved query does not need its table, but whoever runs it does.
            { ...opts, dependsOn: [table] },
        );
    }
    return table;
}

/** Athena API, NamedQuery: a description has at most 1,024 characters. */
function questionOf({ question, parameters }: LogFormat["queries"][number]): string {
    return parameters.length === 0 ? question : `${question} Each ? in order: ${parameters.join("; ")}.`;
}
