import { randomUUID } from "node:crypto";
import type { PlanResource } from "../../preview/plan";
import { record, records, text } from "../resources";
import type { HopCounter, PipelineId, Runtime } from "../runtime";
import type { KinesisEntry, KinesisStream } from "../streams/kinesisStream";
import { parseTemplate, RuleEvaluationError, type RuleMessage, UnsupportedSql } from "./expression";
import { parseRuleSql, type RuleStatement } from "./sql";
import { topicMatches } from "./topicFilter";

const SERVICE = "iot.amazonaws.com";

/** What IoT Core needs of the rest of the run. */
export interface RuleTargets {
    /** A stream of the plan by its name. */
    streamNamed(name: string): KinesisStream | undefined;
    /** Writes an object for the rule's error action. */
    putObject(request: {
        bucket: string;
        key: string;
        body: Buffer;
        roleArn: string;
        writer: PlanResource;
    }): Promise<{ readonly ok: true } | { readonly ok: false; readonly error: string }>;
}

/** A topic rule with its Kinesis action and its error action. */
export class TopicRule {
    readonly pipeline: PipelineId | undefined;
    readonly counter: HopCounter;
    private statement: RuleStatement | undefined;
    private actions: {
        readonly partitionKey: (message: RuleMessage) => string;
        readonly stream: KinesisStream;
    }[] = [];

    constructor(
        private readonly runtime: Runtime,
        readonly resource: PlanResource,
        private readonly targets: RuleTargets,
    ) {
        this.pipeline = runtime.index.pipelineOf(resource);
        this.counter = runtime.hop(resource, "IoT topic rule", "records", this.pipeline);
        try {
            this.statement = parseRuleSql(text(resource.inputs.sql) ?? "");
            this.actions = this.connect();
        } catch (error) {
            if (!(error instanceof UnsupportedSql)) {
                throw error;
            }
            this.statement = undefined;
            runtime.fail({
                resource,
                message:
                    `topic rule ${resource.name}: found ${error.message} in "${text(resource.inputs.sql)}"; a local run ` +
                    "evaluates SELECT of *, encode(…, 'base64'), topic(), topic(n), timestamp() and fields, FROM a " +
                    "filter, WHERE with comparisons; rewrite the rule's SQL, or run it on AWS",
            });
        }
    }

    /** Does the rule want messages of the topic? */
    matches(topic: string): boolean {
        return (
            this.statement !== undefined &&
            this.resource.inputs.enabled !== false &&
            topicMatches(this.statement.filter, topic)
        );
    }

    /** The MQTT topic filter of FROM. */
    get filter(): string | undefined {
        return this.statement?.filter;
    }

    /** Messages that WHERE held back: they never become records. */
    filtered = 0;

    /** Runs the rule on a batch of messages. */
    async run(messages: readonly RuleMessage[]): Promise<void> {
        const statement = this.statement!;
        this.counter.in += messages.length;
        const selected: { readonly message: RuleMessage; readonly data: Buffer }[] = [];
        for (const message of messages) {
            try {
                const json = statement.evaluate(message);
                if (json === undefined) {
                    this.filtered++;
                } else {
                    // Buffer.from copies a string of one-byte characters quickly; there are up to millions.
                    selected.push({ message, data: Buffer.from(json) });
                }
            } catch (error) {
                if (!(error instanceof RuleEvaluationError)) {
                    throw error;
                }
                await this.runErrorAction(message, "SQL", error.message);
            }
        }
        if (selected.length === 0) {
            return;
        }
        for (const { partitionKey, stream } of this.actions) {
            const entries: KinesisEntry[] = selected.map(({ message, data }) => ({
                data,
                partitionKey: partitionKey(message),
            }));
            await stream.put(entries, this.pipeline);
        }
        if (this.actions.length > 0) {
            this.counter.out += selected.length;
            return;
        }
        for (const { message } of selected) {
            await this.runErrorAction(message, "KinesisAction", this.counter.gap ?? "the rule has no action");
        }
    }

    /** Follows each action's stream name and role; what leads nowhere or is refused becomes the hop's gap. */
    private connect(): TopicRule["actions"] {
        const { runtime, resource } = this;
        const context = {
            "aws:SourceArn": text(resource.outputs.arn) ?? "",
            "aws:SourceAccount": runtime.plan.accountId,
        };
        const actions: TopicRule["actions"] = [];
        const configured = records(resource.inputs.kineses);
        if (configured.length === 0) {
            this.counter.gap = `topic rule ${resource.name} has no Kinesis action; its messages go nowhere; give it one`;
        }
        for (const action of configured) {
            const streamName = text(action.streamName) ?? "";
            const roleArn = text(action.roleArn) ?? "";
            const stream = this.targets.streamNamed(streamName);
            if (stream === undefined) {
                this.counter.gap =
                    `topic rule ${resource.name} forwards to the stream "${streamName}", which the plan does not have; ` +
                    "set the action's streamName to a stream of the plan";
                continue;
            }
            const granted =
                runtime.assumable(resource, roleArn, SERVICE, context) &&
                runtime.allowed(resource, {
                    principal: { role: roleArn },
                    action: "kinesis:PutRecord",
                    resource: stream.arn,
                });
            if (granted) {
                const partitionKey = text(action.partitionKey);
                actions.push({
                    stream,
                    partitionKey:
                        partitionKey === undefined ? () => randomUUID() : parseTemplate(partitionKey),
                });
            } else {
                this.counter.gap = `topic rule ${resource.name} may not put records into ${stream.arn}`;
            }
        }
        return actions;
    }

    /** Source: AWS IoT Core Developer Guide, Error handling (error action), Error action message format. */
    private async runErrorAction(
        message: RuleMessage,
        failedAction: string,
        errorMessage: string,
    ): Promise<void> {
        const { runtime, resource } = this;
        const s3 = record(record(resource.inputs.errorAction)?.s3);
        if (s3 === undefined) {
            this.counter.gap ??= `topic rule ${resource.name} failed (${errorMessage}) and has no error action`;
            return;
        }
        const roleArn = text(s3.roleArn) ?? "";
        const context = {
            "aws:SourceArn": text(resource.outputs.arn) ?? "",
            "aws:SourceAccount": runtime.plan.accountId,
        };
        if (!runtime.assumable(resource, roleArn, SERVICE, context)) {
            return;
        }
        const body = JSON.stringify({
            ruleName: text(resource.outputs.name) ?? resource.name,
            topic: message.topic,
            cloudwatchTraceId: randomUUID(),
            clientId: "local",
            base64OriginalPayload: message.payload.toString("base64"),
            failures: [
                { failedAction, failedResource: text(resource.outputs.name) ?? resource.name, errorMessage },
            ],
        });
        const written = await this.targets.putObject({
            bucket: text(s3.bucketName) ?? "",
            key: parseTemplate(text(s3.key) ?? "")(message),
            body: Buffer.from(body),
            roleArn,
            writer: resource,
        });
        if (!written.ok) {
            runtime.fail({
                resource,
                message: `the error action of topic rule ${resource.name}: ${written.error}`,
            });
        }
    }
}
