// biome-ignore-all lint/suspicious/noTemplateCurlyInString: substitution templates of AWS IoT
import assert from "node:assert/strict";
import { MessageBroker } from "../../../../cli/local/iot/messageBroker";
import type { RuleTargets } from "../../../../cli/local/iot/topicRule";
import type { StreamRecord } from "../../../../cli/local/runtime";
import type { PlanValue } from "../../../../cli/preview/plan";
import { resource, runtimeOf } from "../runtimeFixture";

const STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/s";

/** A broker over the given rules, each of which forwards to one stream; what arrives and what is put is kept. */
function arrange(rules: Record<string, Record<string, PlanValue>>) {
    const stream = resource("aws:kinesis/stream:Stream", "s", { shardCount: 1 }, { arn: STREAM, name: "s" });
    const runtime = runtimeOf([
        stream,
        ...Object.entries(rules).map(([name, inputs]) =>
            resource("aws:iot/topicRule:TopicRule", name, {
                enabled: true,
                kineses: [
                    { streamName: "s", roleArn: "arn:aws:iam::123456789012:role/r", partitionKey: "k" },
                ],
                ...inputs,
            }),
        ),
    ]);
    const arrived: StreamRecord[] = [];
    runtime
        .stream(STREAM)
        .subscribe({ resource: stream, put: async (records) => void arrived.push(...records) });
    const objects: { key: string; body: string }[] = [];
    const targets: RuleTargets = {
        streamNamed: (name) => runtime.streamNamed(name),
        putObject: async ({ key, body }) => {
            objects.push({ key, body: body.toString() });
            return { ok: true };
        },
    };
    return { runtime, broker: new MessageBroker(runtime, targets), arrived, objects };
}

const send = (topic: string, payload: string) => ({ topic, payload: Buffer.from(payload) });

describe("the message broker", () => {
    it("hands a message to every rule whose filter matches, and counts those that none takes", async () => {
        const { broker, arrived } = arrange({
            one: { sql: "SELECT topic() AS t FROM 'a/+'" },
            all: { sql: "SELECT topic() AS t FROM 'a/#'" },
            off: { sql: "SELECT topic() AS t FROM 'a/#'", enabled: false },
        });
        await broker.publish([send("a/b", "{}"), send("a/b/c", "{}"), send("x", "{}")]);
        assert.deepEqual(arrived.map(({ data }) => data.toString()).sort(), [
            '{"t":"a/b"}',
            '{"t":"a/b"}',
            '{"t":"a/b/c"}',
        ]);
        assert.deepEqual([broker.unmatched, broker.unmatchedTopic], [1, "x"]);
    });

    it("runs the rule's error action for a payload that its SQL cannot read, in AWS's form", async () => {
        const { broker, arrived, objects } = arrange({
            rule: {
                sql: "SELECT * FROM 'a'",
                errorAction: {
                    s3: {
                        bucketName: "raw",
                        key: "errors/${topic()}.json",
                        roleArn: "arn:aws:iam::123456789012:role/e",
                    },
                },
            },
        });
        await broker.publish([send("a", '{"x":1}'), send("a", "no JSON")]);
        assert.equal(arrived.length, 1);
        assert.equal(objects[0]!.key, "errors/a.json");
        const error = JSON.parse(objects[0]!.body) as Record<string, unknown>;
        assert.equal(error.topic, "a");
        assert.equal(Buffer.from(String(error.base64OriginalPayload), "base64").toString(), "no JSON");
        assert.deepEqual(Object.keys(error), [
            "ruleName",
            "topic",
            "cloudwatchTraceId",
            "clientId",
            "base64OriginalPayload",
            "failures",
        ]);
    });

    it("refuses SQL that a local run does not evaluate, naming the rule and the construct", () => {
        const { runtime } = arrange({ rule: { sql: "SELECT get_thing_shadow('x') AS s FROM 'a'" } });
        assert.match(runtime.failures[0]!.message, /topic rule rule: found the call "get_thing_shadow/);
    });

    it("counts what WHERE holds back", async () => {
        const { broker, arrived } = arrange({ rule: { sql: "SELECT x FROM 'a' WHERE x > 1" } });
        await broker.publish([send("a", '{"x":1}'), send("a", '{"x":2}')]);
        assert.deepEqual([arrived.length, broker.rules[0]!.filtered], [1, 1]);
    });
});
