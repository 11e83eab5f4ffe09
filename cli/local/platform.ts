import { join } from "node:path";
import type { Configuration } from "../../infra/config/model";
import type { Plan } from "../preview/plan";
import { Athena } from "./athena/athena";
import { GlueCatalog } from "./athena/catalog";
import { Authorizer } from "./authorization/authorizer";
import { DeliveryStream } from "./delivery/deliveryStream";
import { DuckDb } from "./duckdb";
import { Endpoint } from "./endpoint/endpoint";
import { AsynchronousInvocations } from "./functions/asynchronousInvocation";
import { connectEventSourceMappings } from "./functions/eventSourceMapping";
import type { InvocationFault } from "./functions/lambdaFunction";
import { PlanFunctions } from "./functions/planFunctions";
import { MessageBroker } from "./iot/messageBroker";
import type { QueryRecord } from "./ledger";
import { LocalRuntime } from "./localRuntime";
import { LogSubscription } from "./logs/logSubscription";
import { BucketNotifications } from "./notifications/bucketNotification";
import { ObjectStore, S3Error } from "./objects/objectStore";
import { connectQueues, type Queue } from "./queues/queue";
import { reportQueries } from "./reconciliation/queries";

/** What a plan is brought to life with. */
export interface PlatformOptions {
    readonly plan: Plan;
    readonly domains: Configuration["domains"];
    /** Absolute path of the run's folder, which is empty. */
    readonly directory: string;
    /** Lets invocations fail on purpose. */
    readonly fault: InvocationFault;
}

/**
 * A plan brought to life: for each resource type that does something, one adaptor that does it. They are connected
 * from the end to the beginning of the chain, so that each finds what it hands records to.
 */
export class LocalPlatform {
    readonly runtime: LocalRuntime;
    readonly objects: ObjectStore;
    readonly database: DuckDb;
    readonly broker: MessageBroker;
    readonly subscriptions: readonly LogSubscription[];
    readonly queues: ReadonlyMap<string, Queue>;
    private readonly athena: Athena;
    private readonly endpoint: Endpoint;
    private readonly catalog: GlueCatalog;
    private readonly functions: PlanFunctions;

    constructor({ plan, domains, directory, fault }: PlatformOptions) {
        const runtime = new LocalRuntime(plan, directory, new Authorizer(plan), domains);
        const { index } = runtime;
        const catalog = new GlueCatalog(index);
        this.runtime = runtime;
        this.objects = new ObjectStore(runtime);
        this.database = new DuckDb(join(directory, "scratch"));

        const services = { store: this.objects, catalog, database: this.database };
        this.catalog = catalog;
        this.athena = new Athena(runtime, services);
        this.endpoint = new Endpoint(runtime, { store: this.objects, athena: this.athena });

        this.functions = new PlanFunctions(runtime, fault);
        runtime.serve(
            this.functions,
            this.functions.all.map((one) => [
                one.accessKeyId,
                { roleArn: one.roleArn, function: one.resource },
            ]),
        );
        this.queues = connectQueues(runtime);
        connectEventSourceMappings(runtime, this.functions, this.queues);
        new BucketNotifications(runtime, {
            queues: this.queues,
            functions: this.functions,
            invocations: new AsynchronousInvocations(runtime, this.queues),
        });
        for (const resource of index.ofType("aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream")) {
            new DeliveryStream(runtime, resource, services);
        }
        this.subscriptions = index
            .ofType("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter")
            .map((resource) => new LogSubscription(runtime, resource));
        this.broker = new MessageBroker(runtime, {
            streamNamed: (name) => runtime.streamNamed(name),
            putObject: async (request) => this.putForRule(request),
        });
    }

    /** Queries that reports started, in the order of their start. */
    get queries(): readonly QueryRecord[] {
        return reportQueries(this.athena.executions, this.catalog, this.runtime.index);
    }

    /** Listens for the functions' calls; nothing can be published before. */
    async start(): Promise<void> {
        this.runtime.endpointUrl = await this.endpoint.listen();
    }

    /** Ends threads and closes files. */
    async close(): Promise<void> {
        await this.functions.close();
        if (this.runtime.endpointUrl !== "") {
            await this.endpoint.close();
        }
        await this.database.close();
    }

    /** The error action of a topic rule. */
    private putForRule({
        bucket,
        key,
        body,
        roleArn,
        writer,
    }: Parameters<ConstructorParameters<typeof MessageBroker>[1]["putObject"]>[0]) {
        const granted = this.runtime.allowed(writer, {
            principal: { role: roleArn },
            action: "s3:PutObject",
            resource: `arn:aws:s3:::${bucket}/${key}`,
        });
        if (!granted) {
            return { ok: false as const, error: `it may not write to s3://${bucket}/` };
        }
        try {
            this.objects.put(bucket, key, body, { roleArn, resource: writer });
            return { ok: true as const };
        } catch (error) {
            if (error instanceof S3Error) {
                return { ok: false as const, error: error.message };
            }
            throw error;
        }
    }
}
