import { extname } from "node:path";
import type { Replay } from "../../../infra/config/model";
import { randomNumbers, seedFor } from "./randomNumbers";

/** A message as it is read from the data set. */
export interface ReplayedMessage {
    /** JSON text. */
    readonly payload: string;
    /** Absent for sources without topics. */
    readonly topic: string | undefined;
}

/** A data set that cannot be read, or an expression over it that DuckDB refuses: the domain's mistake. */
export class ReplayError extends Error {
    override readonly name = "ReplayError";
}

export interface ReplayOptions {
    /** At most so many messages, spread evenly over the data set; absent: all. */
    readonly records?: number;
    readonly seed: number;
}

const READERS: Readonly<Record<string, string>> = {
    ".csv": "read_csv",
    ".tsv": "read_csv",
    ".json": "read_json",
    ".ndjson": "read_json",
    ".parquet": "read_parquet",
};

/** The messages of a data set, read as they are consumed. */
export interface MessageSource {
    /** How many there will be. */
    readonly total: number;
    /** Batches of up to 2,048 messages, in the data set's order but for shuffling within a batch. */
    readonly batches: AsyncIterable<readonly ReplayedMessage[]>;
    close(): void;
}

/**
 * Opens a data set for replay.
 * @throws {ReplayError} when the data set or an expression of it is at fault
 */
export async function openDataSet(
    label: string,
    replay: Replay,
    options: ReplayOptions,
): Promise<MessageSource> {
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:", {
        memory_limit: "128MB",
        threads: "1",
        autoinstall_known_extensions: "false",
        autoload_known_extensions: "false",
    });
    const connection = await instance.connect();
    const close = () => {
        connection.closeSync();
        instance.closeSync();
    };
    try {
        const table = scan(label, replay);
        const [row] = (await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${table}`)).getRows();
        const size = Number(row?.[0] ?? 0);
        const total = Math.min(size, options.records ?? size);
        const random = randomNumbers(seedFor(options.seed, label));
        const sql = selection(replay, table, { size, total, offset: Math.floor(random() * size) });
        const result = await connection.stream(sql);
        const batches = async function* () {
            try {
                for (let chunk = await result.fetchChunk(); chunk; chunk = await result.fetchChunk()) {
                    if (chunk.rowCount === 0) {
                        return;
                    }
                    const payloads = chunk.getColumnValues(0) as string[];
                    const topics = replay.topic === undefined ? [] : (chunk.getColumnValues(1) as string[]);
                    yield shuffled(
                        payloads.map((payload, index) => ({ payload, topic: topics[index] })),
                        random,
                    );
                }
            } catch (error) {
                throw new ReplayError(
                    `${label}: replaying ${replay.datasetName}: ${(error as Error).message}`,
                );
            }
        };
        return { total, batches: batches(), close };
    } catch (error) {
        close();
        throw error instanceof ReplayError
            ? error
            : new ReplayError(`${label}: replaying ${replay.datasetName}: ${(error as Error).message}`);
    }
}

function scan(label: string, replay: Replay): string {
    const reader = READERS[extname(replay.dataset).toLowerCase()];
    if (reader === undefined) {
        throw new ReplayError(
            `${label}: the data set ${replay.datasetName} is neither CSV, JSON nor Parquet; convert it to one of these`,
        );
    }
    return `${reader}('${replay.dataset.replaceAll("'", "''")}')`;
}

/**
 * The statement whose rows are the messages. Of `size` rows, those are taken whose `(row + offset) × total`
 * wraps around `size`: exactly `total` of them, evenly spread, without sorting or sampling.
 */
function selection(
    replay: Replay,
    table: string,
    rows: { readonly size: number; readonly total: number; readonly offset: number },
): string {
    const fields = Object.entries(replay.message)
        .map(([name, expression]) => `"${name.replaceAll('"', '""')}" := (${expression})`)
        .join(", ");
    const topic = replay.topic === undefined ? "" : `, CAST((${replay.topic}) AS VARCHAR)`;
    const source =
        rows.total === rows.size
            ? table
            : `(SELECT * FROM (SELECT *, row_number() OVER () AS __row FROM ${table}) ` +
              `WHERE ((__row + ${rows.offset}) * ${rows.total}) % ${rows.size} < ${rows.total})`;
    return `SELECT CAST(to_json(struct_pack(${fields})) AS VARCHAR)${topic} FROM ${source}`;
}

/** Devices do not take turns: the order within a batch is the seed's. */
function shuffled<T>(items: T[], random: () => number): T[] {
    for (let index = items.length - 1; index > 0; index--) {
        const other = Math.floor(random() * (index + 1));
        [items[index], items[other]] = [items[other]!, items[index]!];
    }
    return items;
}
