import type { AwsAccount } from "./aws/account";
import { tagWith } from "./aws/tags";
import type { AlarmTopic } from "./components/alarmTopic";
import type { DataLake } from "./components/dataLake";
import type { IngestionPipeline } from "./components/ingestionPipeline";
import type { LakeDomain } from "./components/lakeDomain";
import type { Network } from "./components/network";
import { Warehouse } from "./components/warehouse";
import { WarehouseDelivery } from "./components/warehouseDelivery";
import { WarehouseDomain } from "./components/warehouseDomain";
import type { Domain, Environment } from "./config/model";
import { WAREHOUSE, warehouseArgs, warehouseDeliveryArgs, warehouseDomainArgs } from "./warehouseArgs";

/** What a warehouse is built on. */
export interface WarehouseGround {
    readonly environment: Environment;
    readonly account: AwsAccount;
    readonly alarms: AlarmTopic;
    readonly lake: DataLake;
    readonly network: () => Network;
    readonly deletion: { readonly protectData: boolean; readonly allowDeletion: boolean };
}

/** A domain whose records are loaded. */
export interface LoadedDomain {
    readonly domain: Domain;
    readonly lakeDomain: LakeDomain;
    /** In the order of the domain's file. */
    readonly pipelines: readonly IngestionPipeline[];
}

/** One for all domains, where the environment has one. */
export function buildWarehouse(ground: WarehouseGround, domains: readonly Domain[]): Warehouse | undefined {
    const { environment } = ground;
    const settings = environment.settings.warehouse;
    if (settings === undefined) {
        return undefined;
    }
    const args = warehouseArgs(environment, settings, domains, { ...ground, network: ground.network() });
    return new Warehouse(WAREHOUSE, args, {
        transformations: [tagWith({ environment: environment.name, component: WAREHOUSE })],
    });
}

/** A domain's place in the warehouse, and the delivery streams that fill tables of it, where the environment has one. */
export function loadWarehouse(
    ground: WarehouseGround,
    { domain, lakeDomain, pipelines }: LoadedDomain,
    warehouse: Warehouse | undefined,
): void {
    if (warehouse === undefined) {
        return;
    }
    const tags = {
        environment: ground.environment.name,
        domain: domain.name,
        owner: domain.owner,
        component: WAREHOUSE,
    };
    const opts = { transformations: [tagWith(tags)] };
    const parts = { ...ground, lakeDomain, warehouse };
    const name = `${domain.name}-${WAREHOUSE}`;
    const warehouseDomain = new WarehouseDomain(name, warehouseDomainArgs(domain, parts), opts);
    for (const [index, ingestion] of pipelines.entries()) {
        const pipeline = domain.pipelines[index];
        if (pipeline?.loadInto?.warehouse === "firehose") {
            const delivery = { ...parts, warehouseDomain, ingestion, domainKeyArn: lakeDomain.keyArn };
            new WarehouseDelivery(
                `${name}-${pipeline.name}`,
                warehouseDeliveryArgs(domain, pipeline, delivery),
                opts,
            );
        }
    }
}
