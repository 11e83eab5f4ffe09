/**
 * What a data team writes: one function that turns a message into a row of its pipeline's columns.
 *
 * ```ts
 * import { reject, type Transform } from "../../../functions/transform/transform";
 *
 * export const transform: Transform = (message, context) => {
 *     if (message.status === "test") return reject("test reading", "status");
 *     return {
 *         station: context.topic?.split("/")[1],
 *         at: message.at,
 *         temperature: ((message.fahrenheit as number) - 32) / 1.8,
 *     };
 * };
 * ```
 *
 * The row is then checked against the declared columns, strictly: a text is not silently made a number, and a
 * day that no calendar has is refused. A record that does not pass is kept, with the reason, under the raw
 * bucket's `rejected/` prefix, and counted.
 */

/**
 * A message as its sender wrote it: the fields of one JSON object. Nothing is known about them yet, so each one
 * may be absent or of another type than expected.
 *
 * What a JavaScript number cannot hold still arrives in full when the pipeline declares `bigint` or `decimal` columns:
 * an integer beyond ±2^53 as a `bigint`, and a fraction of more than about 16 digits as text, in a field that has the
 * name of a `decimal` column.
 */
export type Message = Readonly<Record<string, unknown>>;

/** Where a message comes from. */
export interface TransformContext {
    /** The MQTT topic that the message was published to; only with an IoT source. */
    readonly topic?: string;
    /** When the platform received the message, in epoch milliseconds; a `timestamp` column takes it as it is. */
    readonly receivedAt: number;
    /** Name of the domain, e.g. `weather`. */
    readonly domain: string;
    /** Name of the pipeline, e.g. `stations`. */
    readonly pipeline: string;
}

/**
 * One row: column → value. Fields that are not declared as columns are left out; `null`, `undefined` and an absent
 * field all mean "no value". A `Date` is taken by `timestamp` and `date` columns, a `bigint` by `bigint`, `int`,
 * `double` and `decimal` columns.
 */
export type Row = Readonly<Record<string, unknown>>;

/** A transform's refusal of a message; made by {@link reject}. */
export class Rejection {
    /** @param reason Groups rejections in the ledger and in metrics. */
    constructor(
        public readonly reason: string,
        public readonly column?: string,
        /** The reason with the value that was found, shortened. */
        public readonly detail?: string,
    ) {}
}

/**
 * Refuses a message: it is kept under `rejected/` with this reason, and counted under it.
 *
 * @param reason The same text for the same cause, e.g. `"sensor not calibrated"`: rejections are counted by it, so
 * leave the message's own values out.
 * @param column The column or field that is at fault, where there is one.
 */
export function reject(reason: string, column?: string): Rejection {
    return new Rejection(String(reason), column === undefined ? undefined : String(column));
}

/**
 * Turns a message into a row, synchronously, without side effects: a batch may be delivered twice.
 *
 * @returns the row; {@link reject}`(reason)`; or `undefined` to leave the message out on purpose, which keeps it
 * under `rejected/` as "dropped by the transform". An exception rejects the one message as
 * "transform threw: <name of the error>".
 */
export type Transform = (message: Message, context: TransformContext) => Row | Rejection | undefined;
