/** What the files say about the warehouse, in the words of the components. */

import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "./aws/account";
import { nameFor } from "./aws/names";
import type { AlarmTopic } from "./components/alarmTopic";
import type { DataLake } from "./components/dataLake";
import type { IngestionPipeline } from "./components/ingestionPipeline";
import type { LakeDomain } from "./components/lakeDomain";
import type { Network } from "./components/network";
import type { Warehouse, WarehouseArgs } from "./components/warehouse";
import type { WarehouseDeliveryArgs } from "./components/warehouseDelivery";
import { TableInto, type WarehouseDomain, type WarehouseDomainArgs } from "./components/warehouseDomain";
import type { Domain, Environment, Pipeline, WarehouseSettings } from "./config/model";
import { columnArgs, partitionArgs } from "./pipelineArgs";

/** The logical name of an environment's one warehouse. */
export const WAREHOUSE = "warehouse";

/** What a warehouse is built on. */
interface Ground {
    readonly account: AwsAccount;
    readonly alarms: AlarmTopic;
    readonly lake: DataLake;
    readonly network: Network;
    readonly deletion: { readonly protectData: boolean; readonly allowDeletion: boolean };
}

export function warehouseArgs(
    environment: Environment,
    settings: WarehouseSettings,
    domains: readonly Domain[],
    { account, alarms, lake, network, deletion }: Ground,
): WarehouseArgs {
    const { firehose, ...size } = settings;
    return {
        environment: environment.name,
        account,
        network,
        lake,
        domains: domains.map(({ name }) => ({
            name,
            databaseName: nameFor("database", environment.name, name),
        })),
        ...size,
        ...(firehose === undefined ? {} : { firehose: { publicSubnetIds: [...firehose.publicSubnetIds] } }),
        disasterRecovery: environment.settings.disasterRecovery,
        alarmTopicArn: alarms.arn,
        logRetentionDays: environment.settings.logs.retentionDays,
        ...deletion,
    };
}

/** What a domain's place in the warehouse is built on. */
interface DomainGround {
    readonly environment: Environment;
    readonly account: AwsAccount;
    readonly alarms: AlarmTopic;
    readonly lake: DataLake;
    readonly lakeDomain: LakeDomain;
    readonly warehouse: Warehouse;
}

export function warehouseDomainArgs(
    domain: Domain,
    { environment, account, alarms, lake, lakeDomain, warehouse }: DomainGround,
): WarehouseDomainArgs {
    return {
        environment: environment.name,
        account,
        warehouse,
        warehouseName: WAREHOUSE,
        lake,
        domain: lakeDomain,
        domainName: domain.name,
        tables: domain.pipelines.map((pipeline) => ({
            name: pipeline.name,
            description: pipeline.description,
            columns: pipeline.columns.map(columnArgs),
            partition: partitionArgs(pipeline.partition).name,
            into: intoArgs(pipeline),
        })),
        reports: domain.pipelines.flatMap((pipeline) =>
            pipeline.reports
                .filter(({ engine }) => engine === "warehouse")
                .map(({ name, sql, columns }) => ({ name, table: pipeline.name, sql, columns })),
        ),
        alarmTopicArn: alarms.arn,
        logRetentionDays: environment.settings.logs.retentionDays,
    };
}

function intoArgs({ loadInto }: Pipeline): TableInto {
    switch (loadInto?.warehouse) {
        case "loader":
            return TableInto.Loaded;
        case "firehose":
            return TableInto.Delivered;
        default:
            return TableInto.Lake;
    }
}

/** What a pipeline's second delivery stream is built on. */
interface DeliveryGround extends Omit<DomainGround, "lakeDomain"> {
    readonly warehouseDomain: WarehouseDomain;
    readonly ingestion: IngestionPipeline;
    /** The domain's key: of streams that the pipeline made itself. */
    readonly domainKeyArn: pulumi.Input<string>;
}

/** @throws Error if the pipeline reads no stream; the files' checks let none of those pass. */
export function warehouseDeliveryArgs(
    domain: Domain,
    pipeline: Pipeline,
    {
        environment,
        account,
        alarms,
        lake,
        warehouse,
        warehouseDomain,
        ingestion,
        domainKeyArn,
    }: DeliveryGround,
): WarehouseDeliveryArgs {
    if (ingestion.streamArn === undefined) {
        throw new Error(`${domain.name}.${pipeline.name}: Firehose loads from a stream, and it reads none`);
    }
    return {
        environment: environment.name,
        account,
        warehouse,
        warehouseName: WAREHOUSE,
        warehouseDomain,
        lake,
        domainName: domain.name,
        tableName: pipeline.name,
        columns: pipeline.columns.map(({ name }) => name),
        stream: {
            arn: ingestion.streamArn,
            keyArn: pipeline.source.kind === "kinesis" ? pipeline.source.keyArn : domainKeyArn,
        },
        transformArn: ingestion.transformArn,
        bufferSeconds: environment.settings.delivery.bufferSeconds,
        alarmTopicArn: alarms.arn,
        logRetentionDays: environment.settings.logs.retentionDays,
    };
}
