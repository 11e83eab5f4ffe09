import type { PartitionInput, StorageDescriptor } from "@aws-sdk/client-glue";
import type { Arrival } from "./arrival";
import type { LoadedTable, LoadSettings } from "./settings";

/** Glue API, BatchCreatePartition: most partitions of one call. */
const MOST_PARTITIONS = 100;

export interface Catalog {
    storageOf(database: string, table: string): Promise<StorageDescriptor>;
    create(database: string, table: string, partitions: readonly PartitionInput[]): Promise<void>;
}

/**
 * Registers the partitions that objects have arrived in. Athena computes partitions by projection and needs none of
 * it; Spectrum does not know projection and sees registered partitions only (Athena User Guide, "Considerations and
 * limitations" of partition projection).
 */
export class Partitions {
    private readonly registered = new Set<string>();

    constructor(
        private readonly settings: LoadSettings,
        private readonly catalog: Catalog,
    ) {}

    /** @throws the catalog's error; then the arrivals have to be handled again. */
    async cover(table: LoadedTable, arrivals: readonly Arrival[]): Promise<void> {
        const values = new Set(arrivals.flatMap((arrival) => partitionOf(arrival) ?? []));
        const missing = [...values].filter((value) => !this.registered.has(`${table.name}/${value}`)).sort();
        if (missing.length === 0) {
            return;
        }
        const { database, bucket } = this.settings;
        const storage = await this.catalog.storageOf(database, table.name);
        for (let start = 0; start < missing.length; start += MOST_PARTITIONS) {
            const some = missing.slice(start, start + MOST_PARTITIONS);
            const inputs = some.map((value) => ({
                Values: [value],
                StorageDescriptor: {
                    ...storage,
                    Location: `s3://${bucket}/${table.prefix}${table.partition}=${value}/`,
                },
            }));
            await this.catalog.create(database, table.name, inputs);
            for (const value of some) {
                this.registered.add(`${table.name}/${value}`);
            }
        }
    }
}

/** The value of the partition in a key: `2010-01-01` of `weather/stations/day=2010-01-01/part.parquet`. */
export function partitionOf({ table, key }: Arrival): string | undefined {
    const folder = key.slice(table.prefix.length).split("/")[0] ?? "";
    const name = `${table.partition}=`;
    return folder.startsWith(name) && folder.length > name.length ? folder.slice(name.length) : undefined;
}
