import type { Pipeline } from "../../../infra/config/model";
import { parseS3Uri } from "../athena/catalog";
import { type Connection, fileList } from "../duckdb";
import type { PipelineLedger, QueryRecord } from "../ledger";
import type { CountedFailure, CountedHop } from "../localRuntime";
import type { LocalPlatform } from "../platform";
import type { Entrance } from "../replay/entrance";
import type { FaultInjector } from "../replay/faults";
import type { Replayed } from "../replay/publisher";
import { type PipelineId, pipelineLabel } from "../runtime";
import { brokenLinks, type ChainFacts } from "./chain";
import { countStored, type StoredRecords } from "./count";
import { hopsOf, ledgerHop } from "./hops";
import { placesOf } from "./places";

/** Reads back what lies on disk, and looks for broken links. */
export async function reckon(
    platform: LocalPlatform,
    replayed: readonly Replayed[],
    faults: FaultInjector,
    /** Messages end in dead-letter queues on purpose. */
    expectDeadLetters: boolean,
): Promise<{ readonly pipelines: PipelineLedger[]; readonly problems: string[] }> {
    const { runtime, broker, queries } = platform;
    const database = await platform.database.connect();
    const pipelines: PipelineLedger[] = [];
    const problems: string[] = [];
    const explained = new Set<CountedFailure>();
    for (const { pipeline, entrance } of replayed) {
        const { id } = entrance;
        const places = placesOf(runtime.index, id);
        const hops = hopsOf(runtime.hops, id, places.transform?.urn);
        const stored = await countStored(platform.objects, database, places, pipeline.source.kind);
        const ledger = balance(entrance, pipeline, stored, hops, faults);
        pipelines.push(ledger);
        const failures = runtime.failures.filter((failure) => samePipeline(failure.pipeline, id));
        for (const failure of failures) {
            explained.add(failure);
        }
        const topic = broker.unmatchedTopic ?? "";
        const facts: ChainFacts = {
            id,
            pipeline,
            ledger,
            hops,
            queries,
            failures,
            unmatched: { count: entrance.unmatched(), topic },
            expectDeadLetters,
        };
        problems.push(...brokenLinks(facts));
    }
    database.close();
    const general = runtime.failures.filter((failure) => !explained.has(failure));
    return { pipelines, problems: [...general.map(({ message }) => message), ...problems] };
}

function balance(
    entrance: Entrance,
    pipeline: Pipeline,
    stored: StoredRecords,
    hops: readonly CountedHop[],
    faults: FaultInjector,
): PipelineLedger {
    const { id } = entrance;
    const filtered = entrance.filtered();
    const rejected = filtered.count > 0 ? [...stored.rejected, filtered] : [...stored.rejected];
    const published = entrance.published();
    const difference = published - stored.delivered - rejected.reduce((sum, { count }) => sum + count, 0);
    return {
        ...id,
        source: pipeline.source.kind,
        published,
        duplicates: faults.duplicates(pipelineLabel(id)),
        delivered: stored.delivered,
        rejected,
        objects: stored.objects,
        bytes: stored.bytes,
        hops: hops.map(ledgerHop),
        balanced: difference === 0,
        difference,
    };
}

/** The rows of each report's last window, by `domain.report`. */
export async function latestResults(
    platform: LocalPlatform,
): Promise<ReadonlyMap<string, readonly Record<string, unknown>[]>> {
    const latest = new Map<string, QueryRecord>();
    for (const query of platform.queries) {
        const label = `${query.domain}.${query.report}`;
        const known = latest.get(label);
        if (query.state === "SUCCEEDED" && (known === undefined || known.window <= query.window)) {
            latest.set(label, query);
        }
    }
    const results = new Map<string, readonly Record<string, unknown>[]>();
    const database = await platform.database.connect();
    for (const [label, { location }] of latest) {
        const { bucket, prefix } = parseS3Uri(location)!;
        const files = platform.objects.list(bucket, prefix).map(({ path }) => path);
        const rows = files.length === 0 ? [] : await readRows(database, files);
        results.set(label, rows);
    }
    database.close();
    return results;
}

const NUMBERS = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DECIMAL\(.*\))$/;

/** Rows of Parquet files as a chart takes them: large integers and decimals as numbers. */
async function readRows(database: Connection, files: readonly string[]): Promise<Record<string, unknown>[]> {
    const sql = `FROM read_parquet(${fileList(files)}, hive_partitioning = false)`;
    const { columns, rows } = await database.table(sql);
    return rows.map((row) =>
        Object.fromEntries(
            columns.map(({ name, type }, index) => {
                const cell = row[index] ?? null;
                return [name, typeof cell === "string" && NUMBERS.test(type) ? Number(cell) : cell];
            }),
        ),
    );
}

function samePipeline(a: PipelineId | undefined, b: PipelineId): boolean {
    return a !== undefined && pipelineLabel(a) === pipelineLabel(b);
}
