import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { COMPUTED_TYPES, compute } from "../../../cli/preview/computed";
import { Subject } from "../../../cli/preview/computed/subject";
import { UNKNOWN } from "../../../cli/preview/plan";
import type { PlanObject } from "../../../cli/preview/values";

const ACCOUNT = "123456789012";

function computed(type: string, inputs: PlanObject = {}, name = "data", region = "eu-west-1") {
    const urn = `urn:pulumi:dev::tributary::${type}::${name}`;
    return compute(type, new Subject(urn, name, inputs, region, ACCOUNT));
}

describe("computed outputs", () => {
    it("have the ids and ARNs that each service gives", () => {
        const expected: [string, PlanObject, PlanObject & { id: string }][] = [
            [
                "aws:s3/bucket:Bucket",
                { bucket: "b" },
                { id: "b", arn: "arn:aws:s3:::b", bucketRegionalDomainName: "b.s3.eu-west-1.amazonaws.com" },
            ],
            [
                "aws:sqs/queue:Queue",
                { name: "q" },
                {
                    id: `https://sqs.eu-west-1.amazonaws.com/${ACCOUNT}/q`,
                    arn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`,
                },
            ],
            [
                "aws:sns/topic:Topic",
                { name: "t" },
                { id: `arn:aws:sns:eu-west-1:${ACCOUNT}:t`, owner: ACCOUNT },
            ],
            [
                "aws:iam/role:Role",
                { name: "r", path: "/service/" },
                { id: "r", arn: `arn:aws:iam::${ACCOUNT}:role/service/r` },
            ],
            ["aws:iam/rolePolicy:RolePolicy", { name: "p", role: "r" }, { id: "r:p" }],
            [
                "aws:iam/policy:Policy",
                { name: "p" },
                { id: `arn:aws:iam::${ACCOUNT}:policy/p`, arn: `arn:aws:iam::${ACCOUNT}:policy/p` },
            ],
            [
                "aws:kms/alias:Alias",
                { name: "alias/a", targetKeyId: "k" },
                {
                    id: "alias/a",
                    arn: `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/a`,
                    targetKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`,
                },
            ],
            [
                "aws:kinesis/stream:Stream",
                { name: "s" },
                {
                    id: `arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/s`,
                    arn: `arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/s`,
                },
            ],
            [
                "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
                { name: "f" },
                { id: `arn:aws:firehose:eu-west-1:${ACCOUNT}:deliverystream/f` },
            ],
            [
                "aws:lambda/function:Function",
                { name: "f", publish: true },
                {
                    id: "f",
                    arn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f`,
                    version: "1",
                    qualifiedArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f:1`,
                    invokeArn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:${ACCOUNT}:function:f/invocations`,
                },
            ],
            [
                "aws:glue/catalogDatabase:CatalogDatabase",
                { name: "d" },
                {
                    id: `${ACCOUNT}:d`,
                    arn: `arn:aws:glue:eu-west-1:${ACCOUNT}:database/d`,
                    catalogId: ACCOUNT,
                },
            ],
            [
                "aws:glue/catalogTable:CatalogTable",
                { name: "t", databaseName: "d" },
                { id: `${ACCOUNT}:d:t`, arn: `arn:aws:glue:eu-west-1:${ACCOUNT}:table/d/t` },
            ],
            [
                "aws:athena/workgroup:Workgroup",
                { name: "w" },
                { id: "w", arn: `arn:aws:athena:eu-west-1:${ACCOUNT}:workgroup/w` },
            ],
            [
                "aws:iot/topicRule:TopicRule",
                { name: "r_1" },
                { id: "r_1", arn: `arn:aws:iot:eu-west-1:${ACCOUNT}:rule/r_1` },
            ],
            [
                "aws:cloudwatch/logGroup:LogGroup",
                { name: "/aws/lambda/f" },
                { id: "/aws/lambda/f", arn: `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/lambda/f` },
            ],
            [
                "aws:cloudwatch/metricAlarm:MetricAlarm",
                { name: "a" },
                { id: "a", arn: `arn:aws:cloudwatch:eu-west-1:${ACCOUNT}:alarm:a` },
            ],
            [
                "aws:cloudwatch/eventRule:EventRule",
                { name: "e", eventBusName: "bus" },
                { id: "bus/e", arn: `arn:aws:events:eu-west-1:${ACCOUNT}:rule/bus/e` },
            ],
            [
                "aws:quicksight/dataSet:DataSet",
                { dataSetId: "d" },
                { id: `${ACCOUNT},d`, arn: `arn:aws:quicksight:eu-west-1:${ACCOUNT}:dataset/d` },
            ],
            [
                "aws:dynamodb/table:Table",
                { name: "t" },
                { id: "t", arn: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/t` },
            ],
        ];
        for (const [type, inputs, wanted] of expected) {
            const found = computed(type, inputs);
            const { id, ...outputs } = wanted;
            assert.equal(found?.id, id, type);
            for (const [key, value] of Object.entries(outputs)) {
                assert.equal(found?.outputs?.[key], value, `${type} ${key}`);
            }
        }
    });

    it("give a key a UUID, and the alias of an ARN that ARN", () => {
        const key = computed("aws:kms/key:Key");
        assert.match(String(key?.id), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
        assert.equal(key?.outputs?.arn, `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${key?.id}`);
        const arn = String(key?.outputs?.arn);
        assert.equal(computed("aws:kms/alias:Alias", { targetKeyId: arn })?.outputs?.targetKeyArn, arn);
    });

    it("name what has no name as the provider does: logical name, hyphen, seven hexadecimal digits", () => {
        assert.match(
            String(computed("aws:sqs/queue:Queue", {}, "Jobs")?.outputs?.name),
            /^Jobs-[0-9a-f]{7}$/,
        );
        assert.match(String(computed("aws:s3/bucket:Bucket", {}, "Jobs")?.id), /^jobs-[0-9a-f]{7}$/);
        assert.match(
            String(computed("aws:sqs/queue:Queue", { fifoQueue: true })?.outputs?.name),
            /^data-[0-9a-f]{7}\.fifo$/,
        );
        assert.match(String(computed("aws:iam/role:Role", { namePrefix: "pre_" })?.id), /^pre_[0-9a-f]{7}$/);
        assert.match(String(computed("aws:kms/alias:Alias", {})?.id), /^alias\/data-[0-9a-f]{7}$/);
    });

    it("keep every generated name within its service's length", () => {
        const limits: Record<string, number> = {
            "aws:s3/bucket:Bucket": 63,
            "aws:sqs/queue:Queue": 80,
            "aws:lambda/function:Function": 64,
            "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": 64,
            "aws:iam/role:Role": 64,
        };
        fc.assert(
            fc.property(
                fc.constantFrom(...Object.keys(limits)),
                fc.stringMatching(/^[a-z][a-zA-Z0-9-]{0,120}$/),
                fc.boolean(),
                (type, name, fifoQueue) => {
                    const outputs = computed(type, { fifoQueue }, name)?.outputs;
                    assert.ok(String(outputs?.name ?? outputs?.bucket).length <= (limits[type] ?? 0));
                },
            ),
        );
    });

    it("are unknown where an input is that they are made of", () => {
        assert.equal(computed("aws:s3/bucket:Bucket", { bucket: UNKNOWN })?.outputs?.arn, UNKNOWN);
        assert.equal(
            computed("aws:glue/catalogTable:CatalogTable", { name: "t", databaseName: UNKNOWN })?.id,
            UNKNOWN,
        );
        assert.equal(computed("aws:sqs/queuePolicy:QueuePolicy", { queueUrl: UNKNOWN })?.id, UNKNOWN);
        for (const type of COMPUTED_TYPES) {
            const inputs = new Proxy({} as PlanObject, { get: () => UNKNOWN });
            const { id, outputs } = computed(type, inputs) ?? { id: "" };
            for (const text of [id, ...Object.values(outputs ?? {})]) {
                const part = typeof text === "string" && text.includes(UNKNOWN) && text !== UNKNOWN;
                assert.equal(part, false, `${type}: ${text} is half known`);
            }
        }
    });

    it("are of types and properties that the provider has", () => {
        // A dashboard's outputs are those of our own provider: tests/infra/components/dashboards/provider.test.ts.
        for (const type of COMPUTED_TYPES.filter((each) => each.startsWith("aws:"))) {
            const module = type.split(":")[1] ?? "";
            const declaration = join(dirname(require.resolve("@pulumi/aws/package.json")), `${module}.d.ts`);
            assert.ok(existsSync(declaration), `${type} is no type of @pulumi/aws`);
            const text = readFileSync(declaration, "utf8");
            assert.ok(text.includes(`class ${type.split(":")[2]} `), type);
            for (const property of Object.keys(computed(type)?.outputs ?? {})) {
                assert.match(
                    text,
                    new RegExp(`readonly ${property}: pulumi\\.Output`),
                    `${type} has no output ${property}`,
                );
            }
        }
    });

    it("follow the partition of the region", () => {
        assert.equal(
            computed("aws:sqs/queue:Queue", { name: "q" }, "q", "cn-north-1")?.outputs?.arn,
            `arn:aws-cn:sqs:cn-north-1:${ACCOUNT}:q`,
        );
        assert.equal(
            computed("aws:s3/bucket:Bucket", { bucket: "b" }, "b", "us-gov-east-1")?.outputs?.arn,
            "arn:aws-us-gov:s3:::b",
        );
    });

    it("are none for a type in no table", () => {
        assert.equal(computed("aws:chime/voiceConnector:VoiceConnector"), undefined);
    });
});
