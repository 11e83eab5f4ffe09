import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Configuration, Domain, Pipeline } from "../../infra/config/model";
import { didYouMean } from "../../infra/config/spelling";
import type { Plan } from "../preview/plan";
import { UsageError } from "../usage";
import type { Ledger } from "./ledger";
import type { LocalRuntime } from "./localRuntime";
import { notActedOut } from "./notActedOut";
import { LocalPlatform } from "./platform";
import { transformOf } from "./reconciliation/places";
import { latestResults, reckon } from "./reconciliation/reckoning";
import { ReplayError } from "./replay/dataSet";
import { entranceOf } from "./replay/entrance";
import { type Fault, FaultInjector, type InjectedFault } from "./replay/faults";
import { serveMqtt } from "./replay/mqttSession";
import { publishAll, type Replayed } from "./replay/publisher";
import { forgetIntermediates, reserveRunDirectory } from "./runDirectory";

/** Records of each pipeline unless somebody asks for more: enough to see something, in seconds. */
export const DEFAULT_RECORDS = 50_000;

/** What is run, and how. */
export interface RunRequest {
    readonly plan: Plan;
    readonly configuration: Configuration;
    /** Absolute path; what an earlier run left there is removed. */
    readonly directory: string;
    /** Of each pipeline at most so many records of its data set. Default: {@link DEFAULT_RECORDS}. */
    readonly records?: number;
    /** Records a second for each pipeline, in real time. Default: as fast as possible. */
    readonly rate?: number;
    /** Determines which records are taken, their order and the faults. Default: 1. */
    readonly seed?: number;
    /** `domain.pipeline`; default: all. */
    readonly pipelines?: readonly string[];
    readonly faults?: ReadonlySet<Fault>;
    /** MQTT clients publish instead of the data sets, unless {@link records} is given as well. */
    readonly mqtt?: { readonly port: number; readonly seconds?: number };
    /** Stops the run: what has been published by then is looked for, and what is under way is said. */
    readonly signal?: AbortSignal;
    readonly events?: RunEvents;
}

/** What a progress display wants to know. */
export interface RunEvents {
    /** Records of the data set that have been published. */
    published?(label: string, published: number, total: number): void;
    listening?(port: number): void;
    settled?(received: number): void;
    /** Another part of the run begins. */
    phase?(name: "publishing" | "settling" | "counting"): void;
}

export interface RunResult {
    readonly ledger: Ledger;
    /** What is wrong: broken links, refusals, imbalances, failed reports; empty when all is well. */
    readonly problems: readonly string[];
    readonly warnings: readonly string[];
    readonly injected: readonly InjectedFault[];
    /** It was stopped before everything had come to rest. */
    readonly interrupted: boolean;
    /** Rows of each report's latest result, by `domain.report`. */
    readonly results: ReadonlyMap<string, readonly Record<string, unknown>[]>;
}

/**
 * Brings a plan to life, sends data through it and reckons where it went.
 * @throws UsageError for a pipeline that does not exist, or a data set that cannot be replayed
 */
export async function runPlan(request: RunRequest): Promise<RunResult> {
    const chosen = choosePipelines(request);
    const reserved = reserveRunDirectory(request.directory);
    try {
        return await runIn(request, chosen);
    } finally {
        reserved.release();
    }
}

async function runIn(request: RunRequest, chosen: readonly Chosen[]): Promise<RunResult> {
    const started = Date.now();
    const seed = request.seed ?? 1;
    const faults = new FaultInjector(request.faults ?? new Set(), seed);
    const platform = new LocalPlatform({
        plan: request.plan,
        domains: request.configuration.domains,
        directory: request.directory,
        fault: (resource, payload) => faults.invocation(resource, payload),
    });
    const { runtime } = platform;
    faults.transforms = transformUrns(runtime);
    const stop = () => runtime.clock.stop();
    if (request.mqtt === undefined) {
        request.signal?.addEventListener("abort", stop, { once: true });
    }
    try {
        await platform.start();
        const left = notActedOut(request.plan);
        if (left !== undefined) {
            runtime.warn(left);
        }
        const replayed = chosen.map(
            ({ domain, pipeline }): Replayed => ({
                domain,
                pipeline,
                entrance: entranceOf(runtime, domain, pipeline, platform),
            }),
        );
        request.events?.phase?.("publishing");
        await publish(platform, replayed, { ...request, seed }, faults);
        request.events?.phase?.("settling");
        await runtime.clock.settle();
        const interrupted = request.mqtt === undefined && request.signal?.aborted === true;
        request.events?.phase?.("counting");
        for (const queue of platform.queues.values()) {
            queue.persist();
        }
        const { pipelines, problems } = await reckon(
            platform,
            replayed,
            faults,
            request.faults?.has("deadLetter") ?? false,
        );
        const ledger: Ledger = {
            environment: request.plan.stack,
            startedAt: new Date(started).toISOString(),
            seconds: (Date.now() - started) / 1000,
            seed,
            balanced: pipelines.every(({ balanced }) => balanced),
            pipelines,
            queries: [...platform.queries],
        };
        writeFileSync(join(request.directory, "ledger.json"), `${JSON.stringify(ledger, undefined, 4)}\n`);
        if (!interrupted) {
            forgetIntermediates(request.directory);
        }
        return {
            ledger,
            problems: interrupted ? [] : problems,
            warnings: runtime.warnings,
            injected: faults.injected,
            interrupted,
            results: await latestResults(platform),
        };
    } finally {
        request.signal?.removeEventListener("abort", stop);
        await platform.close();
    }
}

interface Chosen {
    readonly domain: Domain;
    readonly pipeline: Pipeline;
}

function choosePipelines({ configuration, pipelines, plan }: RunRequest): readonly Chosen[] {
    const all = configuration.domains.flatMap((domain) =>
        domain.pipelines.map((pipeline): Chosen => ({ domain, pipeline })),
    );
    if (pipelines === undefined || pipelines.length === 0) {
        return all;
    }
    const labels = all.map(({ domain, pipeline }) => `${domain.name}.${pipeline.name}`);
    const unknown = pipelines.filter((wanted) => !labels.includes(wanted));
    if (unknown.length > 0) {
        const hints = unknown.map((wanted) => `"${wanted}"${didYouMean(wanted, labels)}`).join(", ");
        throw new UsageError(
            `--pipeline: ${plan.stack} has no pipeline ${hints} Pipelines: ${labels.join(", ")}`,
        );
    }
    return all.filter((_, index) => pipelines.includes(labels[index]!));
}

function transformUrns({ index }: LocalRuntime): ReadonlySet<string> {
    const found = index
        .ofType("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream")
        .map((stream) => transformOf(index, stream)?.urn);
    return new Set(found.filter((urn) => urn !== undefined));
}

async function publish(
    { runtime, broker }: LocalPlatform,
    replayed: readonly Replayed[],
    request: RunRequest & { readonly seed: number },
    faults: FaultInjector,
): Promise<void> {
    const { mqtt, signal, events } = request;
    if (mqtt === undefined || request.records !== undefined) {
        try {
            await publishAll(runtime.clock, replayed, {
                records: request.records ?? DEFAULT_RECORDS,
                rate: request.rate,
                seed: request.seed,
                signal,
                faults,
                onProgress: events?.published?.bind(events),
            });
        } catch (error) {
            throw error instanceof ReplayError ? new UsageError(error.message) : error;
        }
    }
    const before = broker.unmatched;
    if (mqtt && !signal?.aborted) {
        await serveMqtt(runtime.clock, broker, {
            ...mqtt,
            signal,
            onListening: events?.listening?.bind(events),
            onSettled: events?.settled?.bind(events),
        });
    }
    const unmatched = broker.unmatched - before;
    if (unmatched > 0) {
        const messages = unmatched === 1 ? "1 message" : `${unmatched.toLocaleString("en-US")} messages`;
        runtime.warn(`No topic rule took ${messages} on topics such as ${broker.unmatchedTopic}.`);
    }
}
