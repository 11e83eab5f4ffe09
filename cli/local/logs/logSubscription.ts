import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { PlanResource } from "../../preview/plan";
import { text } from "../resources";
import type { HopCounter, PipelineId, RecordSink, Runtime, StreamRecord } from "../runtime";
import { parseFilterPattern, UnsupportedPattern } from "./filterPattern";

/** Events of one record: CloudWatch Logs keeps a record's uncompressed size to about 1 MB. */
const EVENTS_PER_RECORD = 500;

/** A subscription filter that sends a log group's events to a delivery stream. */
export class LogSubscription {
    readonly pipeline: PipelineId | undefined;
    readonly logGroup: string;
    readonly counter: HopCounter;
    /** Events that do not match the filter's pattern: they are never sent. */
    filtered = 0;
    private readonly matches: ((message: string) => boolean) | undefined;
    private readonly sink: RecordSink | undefined;

    constructor(
        private readonly runtime: Runtime,
        readonly resource: PlanResource,
    ) {
        this.pipeline = runtime.index.pipelineOf(resource);
        this.logGroup = text(resource.inputs.logGroup) ?? "";
        this.counter = runtime.hop(resource, "Log subscription filter", "records", this.pipeline);
        this.sink = this.connect();
        try {
            this.matches = parseFilterPattern(text(resource.inputs.filterPattern) ?? "");
        } catch (error) {
            if (!(error instanceof UnsupportedPattern)) {
                throw error;
            }
            runtime.fail({
                resource,
                message:
                    `subscription filter ${resource.name}: found ${error.message} in its pattern; a local run evaluates terms and ` +
                    "JSON comparisons joined by && and ||; simplify the pattern, or run it on AWS",
            });
        }
    }

    /** Sends the matching events of a batch. Source: CloudWatch Logs User Guide, Subscription filters with Firehose. */
    async put(events: readonly string[]): Promise<void> {
        this.counter.in += events.length;
        if (this.matches === undefined) {
            return;
        }
        const matching = events.filter(this.matches);
        this.filtered += events.length - matching.length;
        if (this.sink === undefined) {
            return;
        }
        const arrivedAt = this.runtime.clock.now();
        const records: StreamRecord[] = [];
        for (let start = 0; start < matching.length; start += EVENTS_PER_RECORD) {
            const data = this.envelope(matching.slice(start, start + EVENTS_PER_RECORD), arrivedAt);
            records.push({ data, arrivedAt });
        }
        await this.sink.put(records);
        this.counter.out += matching.length;
        this.counter.detail = `${EVENTS_PER_RECORD} events a record, compressed`;
    }

    private envelope(messages: readonly string[], timestamp: number): Buffer {
        return gzipSync(
            JSON.stringify({
                messageType: "DATA_MESSAGE",
                owner: this.runtime.plan.accountId,
                logGroup: this.logGroup,
                logStream: "local",
                subscriptionFilters: [text(this.resource.outputs.name) ?? this.resource.name],
                logEvents: messages.map((message) => ({ id: randomUUID(), timestamp, message })),
            }),
            { level: 1 },
        );
    }

    private connect(): RecordSink | undefined {
        const { runtime, resource } = this;
        const destination = text(resource.inputs.destinationArn) ?? "";
        const roleArn = text(resource.inputs.roleArn) ?? "";
        const sink = runtime.deliveryStream(destination);
        if (sink === undefined) {
            this.counter.gap =
                `subscription filter ${resource.name} sends to ${destination || "nothing"}, which is no delivery stream of the ` +
                "plan; set destinationArn to one";
            return undefined;
        }
        const { region, accountId } = runtime.plan;
        const granted =
            runtime.assumable(resource, roleArn, "logs.amazonaws.com", {
                "aws:SourceArn": `arn:aws:logs:${region}:${accountId}:log-group:${this.logGroup}:*`,
                "aws:SourceAccount": accountId,
            }) &&
            runtime.allowed(resource, {
                principal: { role: roleArn },
                action: "firehose:PutRecordBatch",
                resource: destination,
            });
        if (!granted) {
            this.counter.gap = `subscription filter ${resource.name} may not put records into ${destination}`;
        }
        return granted ? sink : undefined;
    }
}
