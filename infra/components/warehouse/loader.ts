import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bundle } from "../../aws/bundle";
import { type NodeFunction, nodeFunction } from "../../aws/nodeFunction";
import type { Statement } from "../../aws/policyDocument";
import { functionEntry } from "../ingestion/functionEntry";
import { reportPrefix, tablePrefix } from "../ingestion/keys";
import { TableInto, type WarehouseDomainArgs } from "./domainArgs";
import { type Loader, watchLoader } from "./loaderAlarms";
import { createLoaderQueues, loaderNameParts } from "./loaderQueue";
import { lakeSchemaOf, manifestPrefix, schemaOf } from "./tenantRoles";
import { warehouseType } from "./types";

/** Seconds that one invocation may take: a COPY of a batch, and the reports that follow it. */
const TIMEOUT_SECONDS = 300;
const COLLECT_SECONDS = 60;
const BATCH_SIZE = 100;
/**
 * Loads objects as they arrive: EventBridge → SQS → a function that gives COPY a manifest through the Data API.
 */
export function createLoader(
    name: string,
    args: WarehouseDomainArgs,
    schema: pulumi.Resource,
    opts: pulumi.CustomResourceOptions,
): Loader {
    const { queue, deadLetters } = createLoaderQueues(
        name,
        args,
        // Lambda Developer Guide, "Using Lambda with Amazon SQS": six times the function's time-out.
        6 * TIMEOUT_SECONDS + COLLECT_SECONDS,
        opts,
    );
    const loaderFunction = createFunction(name, args, queue, opts);
    registersPartitions(name, args, loaderFunction, opts);
    new aws.lambda.EventSourceMapping(
        `${name}-load`,
        {
            eventSourceArn: queue.arn,
            functionName: loaderFunction.arn,
            batchSize: BATCH_SIZE,
            maximumBatchingWindowInSeconds: args.collectSeconds ?? COLLECT_SECONDS,
            functionResponseTypes: ["ReportBatchItemFailures"],
            scalingConfig: { maximumConcurrency: 2 },
        },
        // Nothing is loaded before there is a table.
        { ...opts, dependsOn: [schema] },
    );
    watchLoader(name, args, { loaderFunction, queue, deadLetters }, opts);
    return { loaderFunction, queue, deadLetters };
}

function createFunction(
    name: string,
    args: WarehouseDomainArgs,
    queue: aws.sqs.Queue,
    opts: pulumi.CustomResourceOptions,
): NodeFunction {
    const { domain, domainName, lake, warehouse } = args;
    return nodeFunction(
        `${name}-load`,
        {
            nameParts: loaderNameParts(args),
            description: `Brings arrived objects of ${domainName} into the warehouse`,
            bundle: bundle({ name: "load", entry: functionEntry("load") }),
            settings: {
                "load.json": {
                    domain: domainName,
                    target: warehouse.target,
                    schema: schemaOf(domainName),
                    lakeSchema: lakeSchemaOf(domainName),
                    roleArn: warehouse.roleOf(domainName).arn,
                    bucket: lake.curated.name,
                    database: domain.databaseName,
                    manifests: { bucket: lake.raw.name, prefix: manifestPrefix(domainName) },
                    resultsKeyArn: lake.keyArn,
                    tables: args.tables.map((table) => ({
                        name: table.name,
                        prefix: tablePrefix({ domainName, tableName: table.name }),
                        partition: table.partition,
                        load: table.into === TableInto.Loaded,
                    })),
                    reports: args.reports.map((report) => ({
                        name: report.name,
                        table: report.table,
                        sql: report.sql,
                        columns: report.columns.map(({ name: column, type }) => ({
                            name: column,
                            type: warehouseType(type),
                        })),
                        output: pulumi.interpolate`s3://${lake.results.name}/${reportPrefix({ domainName, tableName: report.table }, report.name)}`,
                    })),
                },
            },
            environment: { POWERTOOLS_SERVICE_NAME: name, POWERTOOLS_METRICS_NAMESPACE: "Tributary" },
            statements: [...mayReceive(args, queue), ...warehouse.mayRunStatements(), ...mayPrepare(args)],
            keyArn: warehouse.keyArn,
            logRetentionDays: args.logRetentionDays,
            timeoutSeconds: TIMEOUT_SECONDS,
            memoryMib: 256,
        },
        opts,
    );
}

function mayReceive({ warehouse }: WarehouseDomainArgs, queue: aws.sqs.Queue): Statement[] {
    return [
        {
            sid: "ReceiveArrivals",
            actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
            resources: [queue.arn],
        },
        { sid: "DecryptArrivals", actions: ["kms:Decrypt"], resources: [warehouse.keyArn] },
    ];
}

/** Manifests, and the partitions that Spectrum has to know of. */
function mayPrepare({ account, domain, domainName, lake, tables }: WarehouseDomainArgs): Statement[] {
    const glue = pulumi.interpolate`arn:${account.partition}:glue:${account.region}:${account.id}`;
    return [
        {
            sid: "WriteManifests",
            actions: ["s3:PutObject"],
            resources: [pulumi.interpolate`${lake.raw.arn}/${manifestPrefix(domainName)}*`],
        },
        { sid: "EncryptManifests", actions: ["kms:GenerateDataKey"], resources: [lake.keyArn] },
        {
            sid: "RegisterPartitions",
            actions: ["glue:BatchCreatePartition", "glue:GetTable"],
            resources: [
                pulumi.interpolate`${glue}:catalog`,
                pulumi.interpolate`${glue}:database/${domain.databaseNamePlain}`,
                ...tables.map(
                    (table) => pulumi.interpolate`${glue}:table/${domain.databaseNamePlain}/${table.name}`,
                ),
            ],
        },
        {
            // Lake Formation hands out credentials for what it granted; the action has no resources.
            sid: "UseLakeFormationGrants",
            actions: ["lakeformation:GetDataAccess"],
            resources: ["*"],
        },
    ];
}

/** Lake Formation Developer Guide, "Lake Formation permissions reference": partitions change a table and name a location. */
function registersPartitions(
    name: string,
    { lake, domain, tables }: WarehouseDomainArgs,
    { roleArn }: NodeFunction,
    opts: pulumi.CustomResourceOptions,
): void {
    const governed = { ...opts, dependsOn: lake.governance as pulumi.Resource[] };
    new aws.lakeformation.Permissions(
        `${name}-load`,
        {
            principal: roleArn,
            permissions: ["DATA_LOCATION_ACCESS"],
            dataLocation: { arn: lake.curated.arn },
        },
        governed,
    );
    for (const table of tables) {
        const { databaseName, name: tableName } = domain.table(table.name);
        new aws.lakeformation.Permissions(
            `${name}-load-${table.name}`,
            {
                principal: roleArn,
                permissions: ["ALTER", "DESCRIBE", "INSERT"],
                table: { databaseName, name: tableName },
            },
            governed,
        );
    }
}
