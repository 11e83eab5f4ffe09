import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NodeFunction } from "../aws/nodeFunction";
import type { ArrivalRoute } from "./arrivalNotifications";
import type { ReportDataSet } from "./dashboards/args";
import type { IngestionPipelineArgs } from "./ingestion/args";
import { type Arrival, createArrival } from "./ingestion/arrival";
import { createDeliveryStream, type StreamToRead } from "./ingestion/delivery";
import { createIotSource, type IotSource } from "./ingestion/iotSource";
import { subscribeToLogs } from "./ingestion/logsSource";
import { createResults } from "./ingestion/results";
import { createTransform } from "./ingestion/transform";
import { validateIngestionPipeline } from "./ingestion/validation";
import { watchPipeline } from "./ingestion/watch";

export type { IngestionPipelineArgs } from "./ingestion/args";
export { OnArrival, StreamMode } from "./ingestion/args";

/**
 * One way into the lake: a source, a delivery stream that transforms records and writes them as Parquet, and
 * reports that run when data has arrived.
 *
 * @example
 * new IngestionPipeline("weather-stations", {
 *     source: { iot: { topicFilter: "stations/+/reading", stream: { mode: StreamMode.OnDemand, retentionHours: 24 } } },
 *     tableName: "stations", columns, delivery: { bufferMib: 64, bufferSeconds: 300 },
 *     onArrival: OnArrival.Queue, windowSeconds: 60, reports, lake, domain, …
 * });
 */
export class IngestionPipeline extends pulumi.ComponentResource {
    /** ARN of the delivery stream: where writers of a `directPut` source put records. */
    public readonly deliveryStreamArn: pulumi.Output<string>;
    /** ARN of the stream that is read; absent where records are put directly. */
    public readonly streamArn?: pulumi.Output<string>;
    /** ARN of the function that cleans and reshapes its records. */
    public readonly transformArn: pulumi.Output<string>;
    /** The results as QuickSight shows them, by their report's name; empty without {@link IngestionPipelineArgs.reportSource}. */
    public readonly dataSets: Readonly<Record<string, ReportDataSet>>;
    /** How new objects are to be announced: for the bucket's one notification configuration. */
    public readonly arrivalRoute?: ArrivalRoute;
    /** Names of the log groups of its functions. */
    public readonly functionLogGroups: readonly pulumi.Output<string>[];

    constructor(name: string, args: IngestionPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:IngestionPipeline", name, args, opts);
        validateIngestionPipeline(name, args);

        const iot = this.receive(name, args);
        const stream = streamToRead(args, iot);
        const transform = createTransform(name, args, sourceKind(args), { parent: this });
        const deliveryStream = this.deliver(name, args, transform, stream);
        this.dataSets = createResults(name, args, { parent: this });
        const arrival = this.report(name, args);
        watchPipeline(name, args, { iot, deliveryStream, transform, arrival }, { parent: this });

        this.deliveryStreamArn = deliveryStream.arn;
        this.streamArn = stream && pulumi.output(stream.arn);
        this.transformArn = transform.arn;
        this.arrivalRoute = arrival?.route;
        this.functionLogGroups = [transform, arrival?.reportFunction].flatMap((fn) =>
            fn === undefined ? [] : fn.function.loggingConfig.logGroup,
        );
        this.registerOutputs({
            deliveryStreamArn: this.deliveryStreamArn,
            ...(this.streamArn === undefined ? {} : { streamArn: this.streamArn }),
        });
    }

    /** Devices' messages come through a rule and a stream of the pipeline's own; other sources exist already. */
    private receive(name: string, args: IngestionPipelineArgs): IotSource | undefined {
        return args.source.iot && createIotSource(name, args, args.source.iot, { parent: this });
    }

    private deliver(
        name: string,
        args: IngestionPipelineArgs,
        transform: NodeFunction,
        stream: StreamToRead | undefined,
    ): aws.kinesis.FirehoseDeliveryStream {
        const deliveryStream = createDeliveryStream(name, args, transform, stream, { parent: this });
        if (args.source.cloudwatchLogs) {
            subscribeToLogs(name, args, args.source.cloudwatchLogs, deliveryStream, { parent: this });
        }
        return deliveryStream;
    }

    /** A pipeline without reports announces nothing: its table is there for queries. The warehouse runs its own. */
    private report(name: string, args: IngestionPipelineArgs): Arrival | undefined {
        const reports = args.reports.filter(({ inWarehouse }) => !inWarehouse);
        if (reports.length === 0) {
            return undefined;
        }
        return createArrival(name, { ...args, reports }, { parent: this });
    }
}

function streamToRead(args: IngestionPipelineArgs, iot: IotSource | undefined): StreamToRead | undefined {
    if (iot) {
        return { arn: iot.stream.arn, keyArn: args.domain.keyArn };
    }
    const existing = args.source.kinesis;
    return existing && { arn: existing.streamArn, keyArn: existing.keyArn };
}

/** The transform must know how its records are wrapped. */
function sourceKind({ source }: IngestionPipelineArgs): string {
    const [kind] = Object.entries(source).find(([, value]) => value !== undefined) ?? ["directPut"];
    return kind;
}
