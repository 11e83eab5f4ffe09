import type { PlanResource } from "../../preview/plan";
import type { GlueCatalog } from "../athena/catalog";
import type { DuckDb } from "../duckdb";
import type { ObjectStore } from "../objects/objectStore";
import type { HopCounter, Runtime } from "../runtime";
import type { DeliveryConfiguration, Destination } from "./configuration";
import type { DeliveryPermissions } from "./permissions";
import { objectName, type Prefix, type PrefixValues } from "./prefix";

/** What the steps of one delivery stream share. */
export interface DeliveryContext {
    readonly runtime: Runtime;
    readonly resource: PlanResource;
    readonly configuration: DeliveryConfiguration;
    readonly permissions: DeliveryPermissions;
    readonly store: ObjectStore;
    readonly catalog: GlueCatalog;
    readonly database: DuckDb;
    /** Folder for what is being collected. */
    readonly spools: string;
    readonly counter: HopCounter;
}

/** Gives objects their keys and puts them where they belong. */
export class ObjectWriter {
    private written = 0;

    /** @param purpose distinguishes the objects of one stream's steps, e.g. `backup` */
    constructor(
        private readonly context: DeliveryContext,
        private readonly destination: Destination,
        private readonly purpose: string,
    ) {}

    /** Key of the next object, or undefined where the stream may not write it. */
    key(prefix: Prefix, values: Omit<PrefixValues, "seed">, extension: string): string | undefined {
        const { configuration, permissions, counter, resource } = this.context;
        const seed = `${configuration.arn} ${this.purpose} ${this.written++}`;
        const key =
            prefix.evaluate({ ...values, seed }) +
            objectName(configuration.name, configuration.version, values.oldestArrival, seed, extension);
        if (!permissions.mayPut(this.destination, key)) {
            counter.gap = `${resource.name} may not write s3://${this.destination.bucket}/${key}`;
            return undefined;
        }
        return key;
    }

    async put(key: string, file: string): Promise<void> {
        const { store, resource } = this.context;
        const { bucket, roleArn } = this.destination;
        await store.putFile(bucket, key, file, { roleArn, resource });
    }
}
