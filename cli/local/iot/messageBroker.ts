import { type PipelineId, pipelineLabel, type Runtime } from "../runtime";
import type { RuleMessage } from "./expression";
import { type RuleTargets, TopicRule } from "./topicRule";

/** What a device sends. */
export interface DeviceMessage {
    readonly topic: string;
    readonly payload: Buffer;
}

/** Topics whose rules are remembered; devices of one fleet use few, a hostile client may use any number. */
const REMEMBERED_TOPICS = 10_000;

/** AWS IoT Core's message broker and rules engine: hands each message to every rule whose filter matches. */
export class MessageBroker {
    readonly rules: readonly TopicRule[];
    private readonly rulesByTopic = new Map<string, readonly TopicRule[]>();
    /** Messages by `domain.pipeline` of the rules that took them. */
    readonly taken = new Map<string, number>();
    /** Messages that no rule took. */
    unmatched = 0;
    /** A topic of one of these. */
    unmatchedTopic: string | undefined;

    constructor(
        private readonly runtime: Runtime,
        targets: RuleTargets,
    ) {
        this.rules = runtime.index
            .ofType("aws:iot/topicRule:TopicRule")
            .map((resource) => new TopicRule(runtime, resource, targets));
    }

    /** The rules of a pipeline. */
    rulesOf(pipeline: PipelineId): readonly TopicRule[] {
        const label = pipelineLabel(pipeline);
        return this.rules.filter((rule) => rule.pipeline && pipelineLabel(rule.pipeline) === label);
    }

    /** Publishes a batch; resolves when everything behind has room for more. */
    async publish(messages: readonly DeviceMessage[]): Promise<void> {
        const receivedAt = this.runtime.clock.now();
        const batches = new Map<TopicRule, RuleMessage[]>();
        for (const { topic, payload } of messages) {
            const message: RuleMessage = { topic, payload, receivedAt };
            const rules = this.rulesFor(topic);
            for (const rule of rules) {
                const batch = batches.get(rule);
                if (batch === undefined) {
                    batches.set(rule, [message]);
                } else {
                    batch.push(message);
                }
            }
            if (rules.length === 0) {
                this.unmatched++;
                this.unmatchedTopic = topic;
            }
        }
        for (const [rule, batch] of batches) {
            if (rule.pipeline) {
                const label = pipelineLabel(rule.pipeline);
                this.taken.set(label, (this.taken.get(label) ?? 0) + batch.length);
            }
            await rule.run(batch);
        }
    }

    private rulesFor(topic: string): readonly TopicRule[] {
        let rules = this.rulesByTopic.get(topic);
        if (rules === undefined) {
            rules = this.rules.filter((rule) => rule.matches(topic));
            if (this.rulesByTopic.size >= REMEMBERED_TOPICS) {
                this.rulesByTopic.clear();
            }
            this.rulesByTopic.set(topic, rules);
        }
        return rules;
    }
}
