/** Where every record went, counted from what lies on disk. */
export interface Ledger {
    /** The stack's name. */
    environment: string;
    /** ISO 8601, UTC, real time. */
    startedAt: string;
    /** Wall-clock seconds. */
    seconds: number;
    seed: number;
    /** True when every pipeline is. */
    balanced: boolean;
    pipelines: PipelineLedger[];
    queries: QueryRecord[];
}

/** One report's run over one window of arrivals. */
export interface QueryRecord {
    report: string;
    domain: string;
    /** Start of the window, `yyyy-MM-dd-HH-mm-ss`, UTC. */
    window: string;
    state: "SUCCEEDED" | "FAILED";
    rows: number;
    seconds: number;
    error?: string;
    /** `s3://bucket/prefix/`. */
    location: string;
}

export interface PipelineLedger {
    domain: string;
    pipeline: string;
    /** The source's kind, e.g. `iot`. */
    source: string;
    /** Records given to the source, duplicates and faulty ones included. */
    published: number;
    /** How many of these were sent a second time on purpose. */
    duplicates: number;
    /** Rows in the curated table. */
    delivered: number;
    rejected: RejectedRecords[];
    /** Curated objects and their size. */
    objects: number;
    bytes: number;
    /** In the order in which records pass them. */
    hops: Hop[];
    balanced: boolean;
    /** published − delivered − rejected: positive when records are lost, negative when they were made up. */
    difference: number;
}

export interface RejectedRecords {
    reason: string;
    count: number;
    /** `s3://bucket/prefix` or a queue's URL. */
    location: string;
}

/** One resource that records passed. */
export interface Hop {
    urn: string;
    type: string;
    name: string;
    /** What people call it, e.g. `Kinesis stream`. */
    label: string;
    in: number;
    out: number;
    unit: "records" | "objects" | "messages" | "invocations" | "queries";
    detail?: string;
}
