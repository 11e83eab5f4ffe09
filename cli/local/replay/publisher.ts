import type { Domain, Pipeline } from "../../../infra/config/model";
import type { VirtualClock } from "../clock";
import { pipelineLabel } from "../runtime";
import { openDataSet } from "./dataSet";
import type { Entrance } from "./entrance";
import type { FaultInjector } from "./faults";

/** A pipeline to publish to. */
export interface Replayed {
    readonly domain: Domain;
    readonly pipeline: Pipeline;
    readonly entrance: Entrance;
}

export interface PublisherOptions {
    /** Of each pipeline at most so many records. */
    readonly records: number;
    /** Records a second for each pipeline, in real time; absent: as fast as they are taken. */
    readonly rate?: number;
    readonly seed: number;
    readonly signal?: AbortSignal;
    readonly faults: FaultInjector;
    /** Is told how far a pipeline's replay has come. */
    readonly onProgress?: (label: string, published: number, total: number) => void;
}

/** Sends the data sets of pipelines through their entrances: one after the other, or side by side in real time. */
export async function publishAll(
    clock: VirtualClock,
    pipelines: readonly Replayed[],
    options: PublisherOptions,
): Promise<void> {
    if (options.rate === undefined) {
        for (const replayed of pipelines) {
            await clock.during(publish(replayed, options));
        }
        return;
    }
    clock.tick();
    await Promise.all(pipelines.map((replayed) => publish(replayed, options)));
    clock.freeze();
}

async function publish({ pipeline, entrance }: Replayed, options: PublisherOptions): Promise<void> {
    const { signal, rate, seed, records } = options;
    const label = pipelineLabel(entrance.id);
    if (pipeline.replay === undefined) {
        return;
    }
    const damage = options.faults.damager(label);
    const source = await openDataSet(label, pipeline.replay, { records, seed });
    const pace = rate === undefined ? undefined : pacemaker(rate, signal);
    let published = 0;
    try {
        options.onProgress?.(label, 0, source.total);
        for await (const batch of source.batches) {
            const sent = damage(batch);
            for (const part of pace ? slices(sent, pace.size) : [sent]) {
                await pace?.turn(part.length);
                if (signal?.aborted) {
                    return;
                }
                await entrance.put(part);
            }
            published += batch.length;
            options.onProgress?.(label, published, source.total);
        }
    } finally {
        source.close();
    }
}

function* slices<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
    for (let start = 0; start < items.length; start += size) {
        yield items.slice(start, start + size);
    }
}

/** Lets so many records through in a second, in up to ten portions. */
function pacemaker(rate: number, signal: AbortSignal | undefined) {
    const start = performance.now();
    let sent = 0;
    return {
        size: Math.max(1, Math.floor(rate / 10)),
        async turn(count: number): Promise<void> {
            const due = start + (sent / rate) * 1000;
            sent += count;
            while (!signal?.aborted && performance.now() < due) {
                await new Promise<void>((resolve) =>
                    setTimeout(resolve, Math.min(250, due - performance.now())),
                );
            }
        },
    };
}
