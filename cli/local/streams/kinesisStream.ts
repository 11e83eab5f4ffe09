import { hash } from "node:crypto";
import type { PlanResource } from "../../preview/plan";
import { number, record, text } from "../resources";
import {
    type HopCounter,
    type PipelineId,
    pipelineLabel,
    type RecordSink,
    type RecordSource,
    type Runtime,
    type StreamRecord,
} from "../runtime";

/** Shards of a new on-demand stream. Source: Amazon Kinesis Data Streams, Quotas and limits. */
const ON_DEMAND_SHARDS = 4;

/** What a writer hands over. */
export interface KinesisEntry {
    readonly data: Buffer;
    readonly partitionKey: string;
}

/**
 * A Kinesis stream: records are spread over shards by the MD5 hash of their partition key, numbered within the
 * shard, and handed to every consumer. Source: Amazon Kinesis Data Streams, Terminology and concepts.
 */
export class KinesisStream implements RecordSource {
    readonly shards: number;
    private readonly sequence: number[];
    private readonly sequencePrefix: string;
    private readonly consumers: RecordSink[] = [];

    /**
     * @param arn also of a stream that exists outside of the plan
     * @param resource absent for a stream outside of the plan
     */
    constructor(
        private readonly runtime: Runtime,
        readonly arn: string,
        readonly resource: PlanResource | undefined,
    ) {
        const mode = text(record(resource?.inputs.streamModeDetails)?.streamMode);
        const given = number(resource?.inputs.shardCount);
        this.shards = mode === "ON_DEMAND" ? ON_DEMAND_SHARDS : (given ?? (resource ? 1 : ON_DEMAND_SHARDS));
        this.sequence = new Array<number>(this.shards).fill(0);
        this.sequencePrefix = `49${String(runtime.clock.now()).padStart(34, "0")}`;
    }

    subscribe(consumer: RecordSink): void {
        this.consumers.push(consumer);
    }

    /** The counter of the stream on behalf of the pipeline that writes. */
    counter(pipeline: PipelineId | undefined): HopCounter | undefined {
        if (this.resource === undefined) {
            return undefined;
        }
        const counter = this.runtime.hop(this.resource, "Kinesis stream", "records", pipeline);
        counter.detail ??= `${this.shards} ${this.shards === 1 ? "shard" : "shards"}`;
        return counter;
    }

    /**
     * Appends records, and waits until the slowest consumer has room for more. The caller has authorised the
     * call; nothing is kept for consumers that come later.
     */
    async put(entries: readonly KinesisEntry[], pipeline?: PipelineId): Promise<void> {
        const counter = this.counter(pipeline);
        if (counter) {
            counter.in += entries.length;
        }
        if (this.consumers.length === 0) {
            if (counter) {
                counter.gap ??=
                    `no delivery stream of the plan has kinesisSourceConfiguration.kinesisStreamArn = ${this.arn}; ` +
                    "nobody reads the stream; set the delivery stream's source to it";
            } else if (pipeline) {
                this.runtime.warn(
                    `${pipelineLabel(pipeline)}: nobody in the plan reads the existing stream ${this.arn}.`,
                );
            }
            return;
        }
        const records = this.number(entries);
        for (const consumer of this.consumers) {
            await consumer.put(records);
        }
        if (counter) {
            counter.out += entries.length;
        }
    }

    private number(entries: readonly KinesisEntry[]): StreamRecord[] {
        const arrivedAt = this.runtime.clock.now();
        return entries.map(({ data, partitionKey }) => {
            const shard = this.shardOf(partitionKey);
            const position = this.sequence[shard]! + 1;
            this.sequence[shard] = position;
            return {
                data,
                arrivedAt,
                partitionKey,
                shardId: SHARD_PREFIX + String(shard).padStart(12, "0"),
                sequenceNumber: this.sequencePrefix + String(1e15 + position) + String(1000 + shard),
            };
        });
    }

    /** Each shard has an equal share of the hash keys; their first 48 bits tell which one it is. */
    private shardOf(partitionKey: string): number {
        const start = Number.parseInt(hash("md5", partitionKey).slice(0, 12), 16);
        return Math.floor((start * this.shards) / 2 ** 48);
    }
}

const SHARD_PREFIX = "shardId-";
