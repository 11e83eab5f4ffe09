import { DataLake } from "../../../../infra/components/dataLake";
import { LakeDomain } from "../../../../infra/components/lakeDomain";
import type { NetworkPlacement } from "../../../../infra/components/network/args";
import { Warehouse, type WarehouseArgs } from "../../../../infra/components/warehouse";
import {
    TableInto,
    WarehouseDomain,
    type WarehouseDomainArgs,
} from "../../../../infra/components/warehouseDomain";
import { lakeArgs } from "../recorded";

export const ALARMS = "arn:aws:sns:eu-west-1:123456789012:alarms";
export const NETWORK: NetworkPlacement = {
    vpcId: "vpc-0a1b2c3d",
    privateSubnetIds: ["subnet-1", "subnet-2", "subnet-3"],
};
export const PROVISIONED = { nodeType: "ra3.xlplus", nodes: 2, multiAz: true };
export const SERVERLESS = { provisioned: undefined, serverless: { baseCapacity: 8, maxCapacity: 64 } };

/** A warehouse with everything around it that it needs. */
export function buildWarehouse(over: Partial<WarehouseArgs> = {}, name = "warehouse"): Warehouse {
    const { account } = lakeArgs();
    return new Warehouse(name, {
        environment: "test",
        account,
        network: NETWORK,
        lake: over.lake ?? new DataLake(`${name}-lake`, lakeArgs()),
        domains: [{ name: "weather", databaseName: "test_weather" }],
        provisioned: PROVISIONED,
        snapshotRetentionDays: 35,
        alarmTopicArn: ALARMS,
        logRetentionDays: 365,
        protectData: false,
        allowDeletion: true,
        ...over,
    });
}

/** A domain's place in a warehouse, with everything around it that it needs. */
export function buildDomain(
    over: Partial<WarehouseDomainArgs> = {},
    warehouseOver: Partial<WarehouseArgs> = {},
): WarehouseDomain {
    return buildParts(over, warehouseOver).warehouseDomain;
}

/** The same, and what it was built on. */
export function buildParts(
    over: Partial<WarehouseDomainArgs>,
    warehouseOver: Partial<WarehouseArgs>,
): { readonly lake: DataLake; readonly warehouse: Warehouse; readonly warehouseDomain: WarehouseDomain } {
    const { account } = lakeArgs();
    const lake = new DataLake("lake", lakeArgs());
    const columns = [
        { name: "station", type: "string" },
        { name: "temperature", type: "double" },
    ];
    const domain = new LakeDomain("weather", {
        environment: "test",
        account,
        lake,
        tables: ["stations", "alerts"].map((table) => ({
            name: table,
            columns,
            partition: { name: "day", unit: "day", range: "2010-01-01,NOW+1DAYS" },
        })),
        alarmTopicArn: ALARMS,
        scanCutoffGib: 10,
        protectData: false,
        allowDeletion: true,
    });
    const warehouse = buildWarehouse({ lake, ...warehouseOver });
    const warehouseDomain = new WarehouseDomain("weather-warehouse", {
        environment: "test",
        account,
        warehouse,
        warehouseName: "warehouse",
        lake,
        domain,
        domainName: "weather",
        tables: [
            { name: "stations", columns, partition: "day", into: TableInto.Loaded },
            { name: "alerts", columns, partition: "day", into: TableInto.Lake },
        ],
        reports: [],
        alarmTopicArn: ALARMS,
        logRetentionDays: 30,
        ...over,
    });
    return { lake, warehouse, warehouseDomain };
}
