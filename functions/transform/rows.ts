import { Columns } from "./columns";
import { messageParser } from "./messages";
import { Partition } from "./partition";
import type { PipelineSettings } from "./settings";
import { Binary } from "./text";
import { type Message, Rejection, type Row, type Transform } from "./transform";

/** A row that may be delivered. */
export interface MadeRow {
    /** One JSON object with the declared columns. */
    readonly json: string;
    /** Fields that are no columns, and were left out. */
    readonly unknownFields: number;
    /** The partition's value; undefined when the pipeline partitions by arrival. */
    readonly partitionKey: string | undefined;
}

const NOT_TEXT = new Rejection("not UTF-8 text");
const DROPPED = new Rejection("dropped by the transform");

/** Makes rows of messages: parses, calls the domain's transform, checks the columns, finds the partition. */
export class RowMaker {
    /** Name of the partition key, where the pipeline has one. */
    readonly partitionName: string | undefined;
    /** Parses the JSON of one message. */
    readonly parse: (text: string) => Message | Rejection;
    readonly #settings: PipelineSettings;
    readonly #transform: Transform | undefined;
    readonly #columns: Columns;
    readonly #partition: Partition | undefined;

    constructor(settings: PipelineSettings, transform?: Transform) {
        this.#settings = settings;
        this.#transform = transform;
        this.#columns = new Columns(settings.columns, settings.partition?.column);
        this.#partition = settings.partition && new Partition(settings.partition);
        this.partitionName = settings.partition?.name;
        this.parse = messageParser(settings.columns);
    }

    /** @param receivedAt Epoch milliseconds. */
    fromPayload(
        payload: string | Binary,
        topic: string | undefined,
        receivedAt: number,
    ): MadeRow | Rejection {
        if (payload instanceof Binary) return NOT_TEXT;
        const message = this.parse(payload);
        return message instanceof Rejection ? message : this.fromMessage(message, topic, receivedAt);
    }

    /** @param receivedAt Epoch milliseconds. */
    fromMessage(message: Message, topic: string | undefined, receivedAt: number): MadeRow | Rejection {
        const row = this.#transform ? this.#apply(this.#transform, message, topic, receivedAt) : message;
        if (row instanceof Rejection) return row;
        const checked = this.#columns.check(row);
        if (checked instanceof Rejection) return checked;
        const { json, unknownFields } = checked;
        if (this.#partition === undefined) return { json, unknownFields, partitionKey: undefined };
        const partition = this.#partition.of(checked.partitionValue, receivedAt);
        return partition instanceof Rejection ? partition : { json, unknownFields, partitionKey: partition };
    }

    #apply(
        transform: Transform,
        message: Message,
        topic: string | undefined,
        receivedAt: number,
    ): Row | Rejection {
        const { domain, pipeline } = this.#settings;
        let result: unknown;
        try {
            result = transform(message, { topic, receivedAt, domain, pipeline });
        } catch (error) {
            return threw(error);
        }
        if (result === undefined) return DROPPED;
        if (typeof result === "object" && result !== null && !Array.isArray(result)) {
            if (!("then" in result && typeof result.then === "function")) return result as Row;
            return new Rejection(
                "transform returned a promise, which Firehose cannot wait for; return the row itself",
            );
        }
        const found = result === null ? "null" : Array.isArray(result) ? "array" : typeof result;
        return new Rejection(`transform returned ${found}, not a row`);
    }
}

const SHOWN = 200;

function threw(error: unknown): Rejection {
    const reason = `transform threw: ${error instanceof Error ? String(error.name) : typeof error}`;
    const message = error instanceof Error ? error.message : String(error);
    return new Rejection(reason, undefined, `${reason}: ${String(message).slice(0, SHOWN)}`);
}
