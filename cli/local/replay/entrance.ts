import type { Domain, Pipeline } from "../../../infra/config/model";
import type { MessageBroker } from "../iot/messageBroker";
import type { LocalRuntime } from "../localRuntime";
import type { LogSubscription } from "../logs/logSubscription";
import { type PipelineId, pipelineLabel, type RecordSink } from "../runtime";
import type { ReplayedMessage } from "./dataSet";

/** Where the messages of a pipeline's devices or writers go. */
export interface Entrance {
    readonly id: PipelineId;
    put(messages: readonly ReplayedMessage[]): Promise<void>;
    /** What went in, by the account of the first resource that took it. */
    published(): number;
    /** Records that met no first resource at all. */
    unmatched(): number;
    /** What the first resource held back on purpose, and why. */
    filtered(): { readonly count: number; readonly reason: string; readonly location: string };
}

/** The first resources of the plan. */
export interface Entrances {
    readonly broker: MessageBroker;
    readonly subscriptions: readonly LogSubscription[];
}

const NOTHING_FILTERED = { count: 0, reason: "", location: "" };

/** Finds a pipeline's entrance by its source; records that find none are published all the same, and lost. */
export function entranceOf(
    runtime: LocalRuntime,
    domain: Domain,
    pipeline: Pipeline,
    entrances: Entrances,
): Entrance {
    const id = { domain: domain.name, pipeline: pipeline.name };
    switch (pipeline.source.kind) {
        case "iot":
            return topicEntrance(id, entrances.broker);
        case "kinesis":
            return streamEntrance(runtime, id, pipeline.source.streamArn);
        case "directPut":
            return deliveryEntrance(runtime, id);
        case "cloudwatchLogs":
            return logEntrance(id, pipeline.source.logGroup, entrances.subscriptions);
    }
}

function topicEntrance(id: PipelineId, broker: MessageBroker): Entrance {
    let unmatched = 0;
    const rules = broker.rulesOf(id);
    return {
        id,
        put: async (messages) => {
            const before = broker.unmatched;
            await broker.publish(
                messages.map(({ topic, payload }) => ({ topic: topic ?? "", payload: Buffer.from(payload) })),
            );
            unmatched += broker.unmatched - before;
        },
        unmatched: () => unmatched,
        published: () => unmatched + (broker.taken.get(pipelineLabel(id)) ?? 0),
        filtered: () => ({
            count: rules.reduce((sum, rule) => sum + rule.filtered, 0),
            reason: "held back by the topic rule's WHERE",
            location: `topic rule ${rules.map((rule) => rule.resource.name).join(", ")}`,
        }),
    };
}

function streamEntrance(runtime: LocalRuntime, id: PipelineId, streamArn: string): Entrance {
    let published = 0;
    return {
        id,
        put: async (messages) => {
            published += messages.length;
            const entries = messages.map(({ payload }) => ({
                data: Buffer.from(payload),
                partitionKey: crypto.randomUUID(),
            }));
            await runtime.stream(streamArn).put(entries, id);
        },
        unmatched: () => 0,
        published: () => published,
        filtered: () => NOTHING_FILTERED,
    };
}

function deliveryEntrance(runtime: LocalRuntime, id: PipelineId): Entrance {
    let published = 0;
    const sink = runtime.index
        .ofType("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream")
        .filter((resource) => sameAs(id, runtime.index.pipelineOf(resource)))
        .map((resource): RecordSink | undefined => runtime.deliveryStream(String(resource.outputs.arn)))
        .find((found) => found !== undefined);
    return {
        id,
        put: async (messages) => {
            published += messages.length;
            const arrivedAt = runtime.clock.now();
            await sink?.put(messages.map(({ payload }) => ({ data: Buffer.from(payload), arrivedAt })));
        },
        unmatched: () => 0,
        published: () => published,
        filtered: () => NOTHING_FILTERED,
    };
}

function logEntrance(id: PipelineId, logGroup: string, subscriptions: readonly LogSubscription[]): Entrance {
    let published = 0;
    const own = subscriptions.filter(
        (subscription) => subscription.logGroup === logGroup && sameAs(id, subscription.pipeline),
    );
    return {
        id,
        put: async (messages) => {
            published += messages.length;
            const events = messages.map(({ payload }) => payload);
            for (const subscription of own) {
                await subscription.put(events);
            }
        },
        unmatched: () => 0,
        published: () => published,
        filtered: () => ({
            count: own.reduce((sum, subscription) => sum + subscription.filtered, 0),
            reason: "held back by the subscription filter's pattern",
            location: `log group ${logGroup}`,
        }),
    };
}

function sameAs(id: PipelineId, other: PipelineId | undefined): boolean {
    return other?.domain === id.domain && other.pipeline === id.pipeline;
}
