import type { Configuration } from "../../infra/config/model";
import type { Plan, PlanResource } from "../preview/plan";
import type { TableRequest } from "./authorization/request";
import { VirtualClock } from "./clock";
import { indexResources } from "./resources";
import {
    type Authorization,
    type AuthorizationDecision,
    type AuthorizationRequest,
    type Caller,
    type Failure,
    type Functions,
    type HopCounter,
    type HopUnit,
    type ObjectCreated,
    type PipelineId,
    pipelineLabel,
    type RecordSink,
    type ResourceIndex,
    type Runtime,
} from "./runtime";
import { KinesisStream } from "./streams/kinesisStream";

/** A counter with the resource that it belongs to. */
export interface CountedHop {
    readonly resource: PlanResource;
    readonly pipeline: PipelineId | undefined;
    readonly label: string;
    readonly unit: HopUnit;
    readonly counter: HopCounter;
}

/** A failure and how often it happened. */
export interface CountedFailure extends Failure {
    count: number;
}

/** The state of one run: see {@link Runtime}. */
export class LocalRuntime implements Runtime {
    readonly index: ResourceIndex;
    readonly clock: VirtualClock;
    endpointUrl = "";
    readonly warnings: string[] = [];
    private readonly decisions = new Map<string, boolean>();
    private readonly counters = new Map<string, CountedHop>();
    private readonly failed = new Map<string, CountedFailure>();
    private readonly listeners: ((created: ObjectCreated) => Promise<void>)[] = [];
    private readonly sinks = new Map<string, RecordSink>();
    private readonly streams = new Map<string, KinesisStream>();
    private readonly callers = new Map<string, Caller>();
    private served: Functions | undefined;

    /** @param directory absolute path of `.tributary/run/<environment>` */
    constructor(
        readonly plan: Plan,
        readonly directory: string,
        private readonly authorization: Authorization,
        domains: Configuration["domains"],
        clock = new VirtualClock(),
    ) {
        this.clock = clock;
        this.index = indexResources(plan, domains);
        for (const resource of this.index.ofType("aws:kinesis/stream:Stream")) {
            const arn = String(resource.outputs.arn);
            this.streams.set(arn, new KinesisStream(this, arn, resource));
        }
    }

    get functions(): Functions {
        return this.served!;
    }

    /** Makes the plan's functions known, and the keys that their calls are signed with. */
    serve(functions: Functions, callers: Iterable<readonly [string, Caller]>): void {
        this.served = functions;
        for (const [accessKeyId, caller] of callers) {
            this.callers.set(accessKeyId, caller);
        }
    }

    allowed(hop: PlanResource, request: AuthorizationRequest, pipeline?: PipelineId): boolean {
        // One permission covers all objects of a bucket: a refusal for each of them says nothing new.
        const place = request.resource.split("/")[0];
        const kind = `${request.action} ${request.action.startsWith("s3:") ? place : request.resource}`;
        return this.decide(hop, request, kind, () => this.authorization.authorize(request), pipeline);
    }

    assumable(
        hop: PlanResource,
        roleArn: string,
        service: string,
        context?: Readonly<Record<string, string | readonly string[]>>,
    ): boolean {
        const question = { roleArn, service, context };
        const ask = () => this.authorization.assume(roleArn, service, context);
        return this.decide(hop, question, `assume ${roleArn}`, ask);
    }

    tableAllowed(hop: PlanResource, request: TableRequest, pipeline?: PipelineId): boolean {
        const kind = `${request.permission} ${request.database}.${request.table}`;
        return this.decide(hop, request, kind, () => this.authorization.authorizeTable(request), pipeline);
    }

    /** Decides once for each distinct question; a refusal is a failure. */
    private decide(
        hop: PlanResource,
        question: object,
        kind: string,
        ask: () => AuthorizationDecision,
        pipeline?: PipelineId,
    ): boolean {
        const key = `${hop.urn} ${JSON.stringify(question)}`;
        let allowed = this.decisions.get(key);
        if (allowed === undefined) {
            const decision = ask();
            allowed = decision.allowed;
            this.decisions.set(key, allowed);
            if (!allowed) {
                this.fail({ resource: hop, pipeline, kind, message: `${named(hop)}: ${decision.reason}` });
            }
        }
        return allowed;
    }

    hop(resource: PlanResource, label: string, unit: HopUnit, pipeline?: PipelineId): HopCounter {
        const owner = pipeline ?? this.index.pipelineOf(resource);
        const key = `${resource.urn} ${owner === undefined ? "" : pipelineLabel(owner)}`;
        let counted = this.counters.get(key);
        if (counted === undefined) {
            counted = { resource, pipeline: owner, label, unit, counter: { in: 0, out: 0 } };
            this.counters.set(key, counted);
        }
        return counted.counter;
    }

    /** All counters, in the order in which they came to be. */
    get hops(): readonly CountedHop[] {
        return [...this.counters.values()];
    }

    fail(failure: Failure): void {
        const pipeline = failure.pipeline ?? this.index.pipelineOf(failure.resource);
        const key = `${failure.resource.urn} ${pipeline ? pipelineLabel(pipeline) : ""} ${failure.kind ?? failure.message}`;
        const known = this.failed.get(key);
        if (known) {
            known.count++;
        } else {
            this.failed.set(key, { ...failure, pipeline, count: 1 });
        }
    }

    /** All different failures, in the order in which they happened. */
    get failures(): readonly CountedFailure[] {
        return [...this.failed.values()];
    }

    warn(message: string): void {
        if (!this.warnings.includes(message)) {
            this.warnings.push(message);
        }
    }

    caller(accessKeyId: string): Caller | undefined {
        return this.callers.get(accessKeyId);
    }

    onObjectCreated(listener: (created: ObjectCreated) => Promise<void>): void {
        this.listeners.push(listener);
    }

    async objectCreated(created: ObjectCreated): Promise<void> {
        for (const listener of this.listeners) {
            await listener(created);
        }
    }

    stream(streamArn: string): KinesisStream {
        let stream = this.streams.get(streamArn);
        if (stream === undefined) {
            stream = new KinesisStream(this, streamArn, undefined);
            this.streams.set(streamArn, stream);
        }
        return stream;
    }

    /** A stream of the plan by its name. */
    streamNamed(name: string): KinesisStream | undefined {
        const resource = this.index.find("aws:kinesis/stream:Stream", name);
        return resource && this.streams.get(String(resource.outputs.arn));
    }

    registerDeliveryStream(sink: RecordSink): void {
        this.sinks.set(String(sink.resource.outputs.arn), sink);
    }

    deliveryStream(arn: string): RecordSink | undefined {
        return this.sinks.get(arn);
    }
}

/** A resource as messages name it: its type's last word and its logical name. */
export function named(resource: PlanResource): string {
    return `${resource.type.split(":").at(-1)} ${resource.name}`;
}
