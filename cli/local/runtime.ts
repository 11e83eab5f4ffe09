/**
 * What the parts of a local run share. Every adaptor is given one {@link Runtime} and finds the others through
 * the plan alone: by the ARN, URL, id or name that a resource's inputs carry.
 */
import type { Plan, PlanResource } from "../preview/plan";
import type { TableRequest } from "./authorization/request";

/**
 * The run's own time. It stands still while there is work to do and jumps to the next deadline when there is
 * none, so that minutes of buffering take no time; it never passes the present, so that functions, whose clocks
 * are real, see the past.
 */
export interface Clock {
    /** Milliseconds since the epoch. */
    now(): number;
    /** Runs the action when the time has come; actions of one instant run in the order they were asked for. */
    at(time: number, action: () => void | Promise<void>): Deadline;
    /** Counts the work as under way until it settles: time stands still meanwhile. Returns the same promise. */
    during<T>(work: Promise<T>): Promise<T>;
}

export interface Deadline {
    cancel(): void;
}

/** Who makes a call: a role, or an AWS service on behalf of a resource. */
export type Principal =
    | { readonly role: string }
    | { readonly service: string; readonly sourceArn?: string; readonly sourceAccount?: string };

/** One action on one resource, as IAM would be asked. */
export interface AuthorizationRequest {
    readonly principal: Principal;
    /** E.g. `kinesis:PutRecords`. */
    readonly action: string;
    /** ARN. */
    readonly resource: string;
    /** Condition keys, e.g. `{ "s3:prefix": "…" }`. */
    readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

export interface AuthorizationDecision {
    readonly allowed: boolean;
    /** One sentence: what allowed it, what denied it, or what is missing. */
    readonly reason: string;
    /** The policy that decided; absent where nothing allowed the request. */
    readonly by?: string;
}

/** What the runtime asks of `cli/local/authorization`. Decisions do not change during a run. */
export interface Authorization {
    authorize(request: AuthorizationRequest): AuthorizationDecision;
    /** May the service assume the role? Condition keys such as `aws:SourceArn` in the context. */
    assume(
        roleArn: string,
        service: string,
        context?: Readonly<Record<string, string | readonly string[]>>,
    ): AuthorizationDecision;
    /** May the role see the table, or read and write its objects? IAM and Lake Formation together. */
    authorizeTable(request: TableRequest): AuthorizationDecision;
}

/** Finds resources as AWS does: by what other resources' inputs say of them. */
export interface ResourceIndex {
    ofType(type: string): readonly PlanResource[];
    /** A resource by its `arn` output. */
    byArn(arn: string): PlanResource | undefined;
    /** A resource of the type whose `id`, `arn`, `name`, `bucket` or `url` output is the given text. */
    find(type: string, identifier: string): PlanResource | undefined;
    /** The pipeline that a resource belongs to: the nearest `IngestionPipeline` above it. */
    pipelineOf(resource: PlanResource): PipelineId | undefined;
    /** The domain that a resource belongs to: of its pipeline, or of its `LakeDomain`. */
    domainOf(resource: PlanResource): string | undefined;
}

/** Identifies a pipeline; {@link pipelineLabel} writes it `weather.stations`. */
export interface PipelineId {
    readonly domain: string;
    readonly pipeline: string;
}

/** A pipeline as messages name it. */
export function pipelineLabel(id: PipelineId): string {
    return `${id.domain}.${id.pipeline}`;
}

export type HopUnit = "records" | "objects" | "messages" | "invocations" | "queries";

/** Counts what passes one resource on behalf of one pipeline. */
export interface HopCounter {
    in: number;
    out: number;
    /** Said beside the counts, e.g. `4 shards` or `12 batches, 3 retries`. */
    detail?: string;
    /**
     * Why what came in did not come out, in words that name the resource and the wiring or permission at fault;
     * reported when the run ends with `in > 0` and `out = 0`.
     */
    gap?: string;
}

/** Something that AWS would have refused or that leads nowhere; equal failures are counted, not repeated. */
export interface Failure {
    /** The resource at fault. */
    readonly resource: PlanResource;
    /** Absent: that of {@link resource}. */
    readonly pipeline?: PipelineId;
    /** `<what was found>; <what is allowed>; <what to do>`. */
    readonly message: string;
    /** Of several failures of one kind, the first is told and the others are counted. Default: the message. */
    readonly kind?: string;
}

/** A record as it travels through streams. Batches of these are passed on, never single ones. */
export interface StreamRecord {
    readonly data: Buffer;
    /** {@link Clock} time. */
    readonly arrivedAt: number;
    /** These three exist on records of a Kinesis stream. */
    readonly partitionKey?: string;
    readonly shardId?: string;
    readonly sequenceNumber?: string;
}

/** Takes records from a stream, a writer or a log subscription. */
export interface RecordSink {
    readonly resource: PlanResource;
    /** Resolves when there is room for more: the caller waits before it puts the next batch. */
    put(records: readonly StreamRecord[]): Promise<void>;
}

/** A Kinesis stream as its consumers see it. */
export interface RecordSource {
    /** Every batch that is put after this reaches the consumer; each consumer gets every record. */
    subscribe(consumer: RecordSink): void;
}

/** A new object, as S3 tells its notification configuration. */
export interface ObjectCreated {
    readonly bucket: string;
    /** Not URL-encoded. */
    readonly key: string;
    readonly size: number;
    /** MD5 in hexadecimal digits, without quotes. */
    readonly eTag: string;
    readonly eventName: "ObjectCreated:Put" | "ObjectCreated:CompleteMultipartUpload";
    /** {@link Clock} time. */
    readonly time: number;
    /** Role of whoever wrote it. */
    readonly principalArn: string;
    /** Delivery stream or function that wrote it: tells whose pipeline the object belongs to. */
    readonly writer: PlanResource;
}

/** What an invocation came to. Lambda's own words: `Unhandled`, `Task timed out after 3.00 seconds`, … */
export type InvocationResult =
    | { readonly ok: true /** JSON text. */; readonly payload: string }
    | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

/** Invokes the plan's functions. */
export interface Functions {
    /**
     * Invokes synchronously, as Firehose and event source mappings do. The ARN may carry a version or alias.
     * The caller has authorised the call. Rejects never: a refused, crashed or timed-out invocation is a result.
     */
    invoke(functionArn: string, payload: string): Promise<InvocationResult>;
}

/** The role and the function behind an access key id that the endpoint finds in a request's signature. */
export interface Caller {
    readonly roleArn: string;
    readonly function: PlanResource;
}

/** One run of one environment. */
export interface Runtime {
    readonly plan: Plan;
    /** Absolute path of `.tributary/run/<environment>`. */
    readonly directory: string;
    readonly index: ResourceIndex;
    readonly clock: Clock;
    readonly functions: Functions;

    /**
     * Asks IAM, once for each distinct request; a refusal is recorded as a failure of the resource that asked.
     * @param hop who needs the permission, for the failure's text and place
     */
    allowed(hop: PlanResource, request: AuthorizationRequest, pipeline?: PipelineId): boolean;
    /** As {@link allowed}, for a service that assumes a role from the plan. */
    assumable(
        hop: PlanResource,
        roleArn: string,
        service: string,
        context?: Readonly<Record<string, string | readonly string[]>>,
    ): boolean;
    /** As {@link allowed}, for a table of the Data Catalog: what IAM and Lake Formation say together. */
    tableAllowed(hop: PlanResource, request: TableRequest, pipeline?: PipelineId): boolean;

    /** The counter of a resource on behalf of a pipeline (default: the resource's own). One for each pair. */
    hop(resource: PlanResource, label: string, unit: HopUnit, pipeline?: PipelineId): HopCounter;
    /** Records what makes the run fail in the end. */
    fail(failure: Failure): void;
    /** A line for the run's log and, at the end, for the user. */
    warn(message: string): void;

    /** Who signs with the access key id. */
    caller(accessKeyId: string): Caller | undefined;
    /** Objects that come to be; the object store calls {@link objectCreated} and the notifications listen. */
    onObjectCreated(listener: (created: ObjectCreated) => Promise<void>): void;
    objectCreated(created: ObjectCreated): Promise<void>;
    /** The source that a delivery stream reads: a stream of the plan, or one that exists outside of it. */
    stream(streamArn: string): RecordSource;
    /** Registers what a writer, a log subscription or `firehose:PutRecordBatch` puts into. */
    registerDeliveryStream(sink: RecordSink): void;
    /** By ARN. */
    deliveryStream(arn: string): RecordSink | undefined;
    /** `http://127.0.0.1:<port>`, once the endpoint listens; functions are started after that. */
    endpointUrl: string;
}
