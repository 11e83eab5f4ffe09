import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { PlanResource } from "../../preview/plan";
import type { GlueCatalog } from "../athena/catalog";
import type { DuckDb } from "../duckdb";
import type { ObjectStore } from "../objects/objectStore";
import type { Deadline, HopCounter, InvocationResult, RecordSink, Runtime, StreamRecord } from "../runtime";
import { SourceBackup } from "./backup";
import { type DeliveryConfiguration, readConfiguration } from "./configuration";
import { Delivery } from "./delivery";
import { DeliveryErrors } from "./deliveryErrors";
import type { DeliveryError } from "./errorRecord";
import { DeliveryPermissions } from "./permissions";
import { Transformation } from "./transformation";
import type { DeliveryRecord } from "./transformEvent";

/** Invocations of the transform function that may be under way at once. */
const CONCURRENT_INVOCATIONS = 2;

/** What delivery streams of one run share. */
export interface DeliveryServices {
    readonly store: ObjectStore;
    readonly catalog: GlueCatalog;
    readonly database: DuckDb;
}

/**
 * A delivery stream of the plan: backs up, batches, transforms, converts and writes, each step as its inputs say.
 * Source: Firehose Developer Guide.
 */
export class DeliveryStream implements RecordSink {
    private readonly counter: HopCounter;
    private readonly configuration: DeliveryConfiguration | undefined;
    private flow: Flow | "closed" | undefined;

    constructor(
        private readonly runtime: Runtime,
        readonly resource: PlanResource,
        private readonly services: DeliveryServices,
    ) {
        this.counter = runtime.hop(resource, "Delivery stream", "records");
        const read = readConfiguration(resource);
        if (!read.ok) {
            for (const problem of read.problems) {
                runtime.fail({ resource, message: problem });
            }
            this.close(`${resource.name}: ${read.problems[0]}`);
        }
        const configuration = read.ok ? read.configuration : undefined;
        this.configuration = configuration;
        runtime.registerDeliveryStream(this);
        if (configuration?.source) {
            runtime.stream(configuration.source.streamArn).subscribe(this);
        }
    }

    async put(records: readonly StreamRecord[]): Promise<void> {
        this.counter.in += records.length;
        this.flow ??= this.open();
        if (this.flow !== "closed") {
            await this.flow.put(records);
        }
    }

    /** Checks what Firehose needs before it can take anything. */
    private open(): Flow | "closed" {
        const { runtime, resource, configuration } = this;
        if (configuration === undefined) {
            return "closed";
        }
        const permissions = new DeliveryPermissions(runtime, resource, configuration);
        const obstacle = permissions.obstacle() ?? this.missing(configuration);
        if (obstacle !== undefined) {
            return this.close(obstacle);
        }
        return new Flow(runtime, resource, configuration, permissions, this.services, this.counter);
    }

    /** What the configuration names and the plan does not have. */
    private missing(configuration: DeliveryConfiguration): string | undefined {
        const { destination, backup, conversion } = configuration;
        const problems: string[] = [];
        for (const bucket of [destination.bucket, ...(backup ? [backup.bucket] : [])]) {
            if (this.services.store.bucket(bucket) === undefined) {
                problems.push(
                    `bucket ${bucket} is not in the plan; records have nowhere to go; deliver to a bucket of the plan`,
                );
            }
        }
        if (conversion) {
            const table = this.services.catalog.table(conversion.database, conversion.table);
            if (table === undefined) {
                problems.push(
                    `schemaConfiguration: the plan has no Glue table ${conversion.database}.${conversion.table}; ` +
                        "records cannot be converted without its columns; name a table of the plan",
                );
            }
            for (const column of table?.columns ?? []) {
                if (column.type === undefined) {
                    problems.push(
                        `column ${column.name} of ${conversion.database}.${conversion.table} is "${column.typeName}"; ` +
                            "a local run converts scalar types only; change the type",
                    );
                }
            }
        }
        for (const message of problems) {
            this.runtime.fail({ resource: this.resource, message });
        }
        return problems[0];
    }

    private close(why: string): "closed" {
        this.counter.gap = why;
        this.flow = "closed";
        return "closed";
    }
}

/** What records flow through once the stream may take any. */
class Flow {
    private readonly backup: SourceBackup | undefined;
    private readonly errors: DeliveryErrors;
    private readonly delivery: Delivery;
    private readonly transformation: Transformation | undefined;
    private deadline: Deadline | undefined;
    private readonly underWay = new Set<Promise<void>>();
    private absorbed: Promise<void> = Promise.resolve();
    private dropped = 0;

    constructor(
        private readonly runtime: Runtime,
        private readonly resource: PlanResource,
        private readonly configuration: DeliveryConfiguration,
        private readonly permissions: DeliveryPermissions,
        services: DeliveryServices,
        private readonly counter: HopCounter,
    ) {
        const spools = join(runtime.directory, "spool", resource.name);
        mkdirSync(spools, { recursive: true });
        const context = { runtime, resource, configuration, permissions, spools, counter, ...services };
        this.errors = new DeliveryErrors(context);
        this.delivery = new Delivery(context, this.errors);
        this.backup = configuration.backup && new SourceBackup(context, configuration.backup);
        this.transformation =
            configuration.processor &&
            new Transformation(
                configuration.processor,
                {
                    arn: configuration.arn,
                    sourceStreamArn: configuration.source?.streamArn,
                    region: runtime.plan.region,
                },
                (payload) => this.invoke(configuration.processor!.functionArn, payload),
            );
    }

    async put(records: readonly StreamRecord[]): Promise<void> {
        await this.backup?.put(records);
        if (this.transformation === undefined) {
            for (const record of records) {
                this.delivery.add(record.data, record, undefined);
            }
            return;
        }
        for (const record of records) {
            const full = this.transformation.add(record);
            if (full) {
                await this.dispatch(full);
            }
        }
        if (this.transformation.waiting > 0 && this.deadline === undefined) {
            const { clock } = this.runtime;
            this.deadline = clock.at(
                clock.now() + this.configuration.processor!.buffering.milliseconds,
                () => {
                    this.deadline = undefined;
                    return this.dispatch(this.transformation!.take());
                },
            );
        }
    }

    /** Starts a batch on its way; resolves when there is room for the next. */
    private async dispatch(batch: readonly DeliveryRecord[]): Promise<void> {
        this.deadline?.cancel();
        this.deadline = undefined;
        while (this.underWay.size >= CONCURRENT_INVOCATIONS) {
            await Promise.race(this.underWay);
        }
        const { clock } = this.runtime;
        const transformed = this.transformation!.run(batch);
        // Batches may overtake each other in the function, but not in the objects.
        const before = this.absorbed;
        const done = transformed.then(async (result) => {
            await before;
            for (const [index, outcome] of result.results.entries()) {
                this.absorb(result.records[index]!, outcome, result.attemptsMade);
            }
            this.describe();
        });
        this.absorbed = done.catch(() => {});
        const counted: Promise<void> = clock
            .during(done)
            .catch((error: unknown) => {
                clock.at(clock.now(), () => Promise.reject(error));
            })
            .finally(() => this.underWay.delete(counted));
        this.underWay.add(counted);
    }

    private absorb(
        { record }: DeliveryRecord,
        outcome: Awaited<ReturnType<Transformation["run"]>>["results"][number],
        attemptsMade: number,
    ): void {
        switch (outcome.result) {
            case "Ok":
                this.delivery.add(outcome.data, record, outcome.partitionKeys);
                break;
            case "Dropped":
                this.dropped++;
                break;
            case "Failed":
                this.errors.add({
                    error: outcome.error,
                    attemptsMade,
                    record,
                    data: record.data,
                    lambdaArn: this.configuration.processor?.functionArn,
                });
        }
    }

    private async invoke(functionArn: string, payload: string): Promise<InvocationResult | DeliveryError> {
        if (!this.permissions.mayInvoke(functionArn)) {
            this.counter.gap ??= `${this.resource.name} may not invoke its transform function ${functionArn}`;
            return {
                type: "processing-failed",
                code: "Lambda.InvokeAccessDenied",
                message:
                    "Access was denied. Ensure that the access policy on the role allows access to the Lambda function.",
            };
        }
        return this.runtime.functions.invoke(functionArn, payload);
    }

    private describe(): void {
        const { batches, retries } = this.transformation!;
        const parts = [`${batches} ${batches === 1 ? "batch" : "batches"}`];
        if (retries > 0) {
            parts.push(`${retries} ${retries === 1 ? "retry" : "retries"}`);
        }
        if (this.dropped > 0) {
            parts.push(`${this.dropped} dropped by the transform`);
        }
        if (this.errors.records > 0) {
            parts.push(`${this.errors.records} to the error prefix`);
        }
        this.counter.detail = parts.join(", ");
    }
}
