import type { Hop, Ledger, PipelineLedger } from "../../../cli/local/ledger";
import type { Chart, ColumnType, Configuration, Dashboard, Report } from "../../../infra/config/model";

/** Columns of a report, as `{ name: type }`. */
export function columnsOf(types: Record<string, ColumnType>): Report["columns"] {
    return Object.entries(types).map(([name, type]) => ({ name, type }));
}

/** A chart of the report `report` that takes one column of the grid. */
export function chartOf(chart: Partial<Chart> & Pick<Chart, "type">): Chart {
    return { title: "A chart", report: "report", width: 1, ...chart };
}

/** A hop that passes on what it gets. */
export function hopOf(hop: Partial<Hop> & Pick<Hop, "type">): Hop {
    const name = hop.name ?? "a-resource";
    return {
        urn: `urn:pulumi:dev::tributary::${hop.type}::${name}`,
        name,
        label: "A hop",
        in: 100,
        out: 100,
        unit: "records",
        ...hop,
    };
}

export const HOPS = {
    rule: "aws:iot/topicRule:TopicRule",
    stream: "aws:kinesis/stream:Stream",
    delivery: "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    function: "aws:lambda/function:Function",
    queue: "aws:sqs/queue:Queue",
    mapping: "aws:lambda/eventSourceMapping:EventSourceMapping",
    bucket: "aws:s3/bucket:Bucket",
    workgroup: "aws:athena/workgroup:Workgroup",
} as const;

/** 100 records, of which three are rejected by the transform. */
export function pipelineOf(pipeline: Partial<PipelineLedger> = {}): PipelineLedger {
    return {
        domain: "weather",
        pipeline: "stations",
        source: "iot",
        published: 100,
        duplicates: 0,
        delivered: 97,
        rejected: [{ reason: "at is missing", count: 3, location: "s3://raw/rejected/weather/stations/" }],
        objects: 2,
        bytes: 2048,
        hops: [
            hopOf({ type: HOPS.rule, label: "Topic rule" }),
            hopOf({ type: HOPS.stream, label: "Kinesis stream", detail: "4 shards" }),
            hopOf({ type: HOPS.delivery, label: "Delivery stream" }),
            hopOf({ type: HOPS.function, label: "Transform function", out: 97 }),
            hopOf({ type: HOPS.queue, label: "Arrival queue", unit: "messages", in: 2, out: 2 }),
            hopOf({ type: HOPS.workgroup, label: "Athena workgroup", unit: "queries", in: 1, out: 1 }),
        ],
        balanced: true,
        difference: 0,
        ...pipeline,
    };
}

export function ledgerOf(ledger: Partial<Ledger> = {}): Ledger {
    const pipelines = ledger.pipelines ?? [pipelineOf()];
    return {
        environment: "dev",
        startedAt: "2026-01-02T03:04:05.678Z",
        seconds: 12.34,
        seed: 7,
        balanced: pipelines.every((pipeline) => pipeline.balanced),
        queries: [
            {
                report: "hourly",
                domain: "weather",
                window: "2026-01-02-03-00-00",
                state: "SUCCEEDED",
                rows: 24,
                seconds: 0.05,
                location: "s3://results/reports/hourly/window=2026-01-02-03-00-00/",
            },
        ],
        ...ledger,
        pipelines,
    };
}

/** One domain with one dashboard over one report. */
export function configurationOf(
    charts: readonly Chart[],
    columns: Report["columns"],
    names: { domain?: string; dashboard?: Partial<Dashboard> } = {},
): Configuration {
    const domain = names.domain ?? "weather";
    return {
        environment: {
            name: "dev",
            region: "eu-west-1",
            tier: "sandbox",
            domains: [domain],
            settings: {
                stream: { mode: "on-demand", retentionHours: 24 },
                delivery: { bufferMib: 64, bufferSeconds: 60 },
                lake: { rawExpirationDays: 30, resultsExpirationDays: 30, noncurrentVersionDays: 7 },
                athena: { scanCutoffGib: 10 },
                logs: { retentionDays: 14 },
                network: { cidr: "10.0.0.0/20", availabilityZones: 2, flowLogDays: 14 },
                protectData: false,
            },
            alarms: {},
            lakeAdministrators: [],
            quicksight: { identityRegion: "eu-west-1", namespace: "default" },
        },
        domains: [
            {
                name: domain,
                owner: "weather-team@example.com",
                directory: "/domains/weather",
                viewers: [],
                pipelines: [
                    {
                        name: "stations",
                        source: { kind: "iot", topic: "stations/+/reading" },
                        columns: [],
                        onArrival: "queue",
                        windowSeconds: 60,
                        reports: [
                            {
                                name: "report",
                                file: "/domains/weather/reports/report.sql",
                                sql: "SELECT 1",
                                columns,
                            },
                        ],
                    },
                ],
                dashboards: [{ name: "overview", title: "Overview", charts, ...names.dashboard }],
            },
        ],
        root: "/",
    };
}
