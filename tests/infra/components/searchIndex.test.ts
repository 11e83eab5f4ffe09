import assert from "node:assert/strict";
import type { Plan } from "../../../cli/preview/plan";
import { SearchDomain } from "../../../infra/components/searchDomain";
import { IndexRotation, SearchIndex, type SearchIndexArgs } from "../../../infra/components/searchIndex";
import { at, list, ofType, record, statements, the } from "./recorded";
import { buildIndex, indexArgs, KEY, NETWORK, searchArgs } from "./recordedSearch";

const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const FUNCTION = "aws:lambda/function:Function";
const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const TABLE = "aws:dynamodb/table:Table";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const PERMISSION = "aws:lambda/permission:Permission";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const NAME = "weather-alerts-search";

const recorded = (over: Partial<SearchIndexArgs>) => record(() => buildIndex(over));
const CALLER = "arn:aws:iam::123456789012:role/board";
const TABLE_SOURCE: Partial<SearchIndexArgs> = {
    fields: { id: "keyword", text: "text" },
    source: { dynamodb: { key: ["id"] } },
    retentionDays: undefined,
};

/** What the deployment declares of the one index. */
function declared(plan: Plan) {
    return JSON.parse(String(the(plan, "aws:lambda/invocation:Invocation").inputs.input)).indices[0];
}

function action(plan: Plan, role: string, sid: string) {
    return statements(the(plan, ROLE_POLICY, role)).find(({ Sid }) => Sid === sid);
}

describe("a search index", () => {
    it("from Firehose reaches the domain through the VPC, and puts aside what it does not take", async () => {
        const plan = await recorded({ source: { directPut: {} } });
        const stream = the(plan, DELIVERY);
        const domain = the(plan, "aws:opensearch/domain:Domain");
        assert.equal(stream.inputs.destination, "opensearch");
        assert.equal(at(stream, "opensearchConfiguration", "domainArn"), domain.outputs.arn);
        assert.equal(at(stream, "opensearchConfiguration", "indexName"), "weather.alerts");
        assert.equal(at(stream, "opensearchConfiguration", "typeName"), undefined);
        assert.equal(at(stream, "opensearchConfiguration", "s3BackupMode"), "FailedDocumentsOnly");
        assert.match(
            String(at(stream, "opensearchConfiguration", "s3Configuration", "errorOutputPrefix")),
            /^errors\/weather\/search\/alerts\/!\{firehose:error-output-type\}\//,
        );
        const group = the(plan, "aws:ec2/securityGroup:SecurityGroup", NAME);
        assert.deepEqual(at(stream, "opensearchConfiguration", "vpcConfig", "securityGroupIds"), [group.id]);
        assert.deepEqual(
            at(stream, "opensearchConfiguration", "vpcConfig", "subnetIds"),
            NETWORK.privateSubnetIds,
        );
        assert.equal(at(stream, "serverSideEncryption", "keyArn"), KEY);
    });

    it("is delivered to by a role whose policy is in place first, as are both sides of the flow (D.15)", async () => {
        const plan = await recorded({ source: { directPut: {} } });
        const stream = the(plan, DELIVERY);
        const group = the(plan, "aws:ec2/securityGroup:SecurityGroup", NAME);
        const domainGroup = the(plan, "aws:ec2/securityGroup:SecurityGroup", "search");
        for (const before of [
            the(plan, ROLE_POLICY, `${NAME}-delivery`),
            the(plan, INGRESS, NAME),
            the(plan, EGRESS, NAME),
        ]) {
            assert.ok(stream.dependencies.includes(before.urn), before.urn);
        }
        assert.equal(the(plan, EGRESS, NAME).inputs.securityGroupId, group.id);
        assert.equal(the(plan, INGRESS, NAME).inputs.securityGroupId, domainGroup.id);
        assert.equal(the(plan, INGRESS, NAME).inputs.referencedSecurityGroupId, group.id);
    });

    it("lets its writer write, and declares how long documents are kept", async () => {
        const plan = await recorded({ source: { directPut: {} }, retentionDays: 30 });
        assert.deepEqual(declared(plan), {
            name: "weather.alerts",
            fields: { station: "keyword", at: "date", text: "text" },
            series: { deleteAfterDays: 31 },
            writers: [the(plan, ROLE, `${NAME}-delivery`).outputs.arn],
            readers: [],
        });
    });

    it("by the month is kept until its last document is old enough", async () => {
        const plan = await recorded({ retentionDays: 365, rotation: IndexRotation.Month });
        assert.deepEqual(declared(plan).series, { deleteAfterDays: 396 });
        assert.equal(at(the(plan, DELIVERY), "opensearchConfiguration", "indexRotationPeriod"), "OneMonth");
    });

    it("from IoT Core goes by way of Firehose, and keeps messages that it could not hand on", async () => {
        const plan = await recorded({ source: { iot: { topicFilter: "stations/+/alert" } } });
        const rule = the(plan, "aws:iot/topicRule:TopicRule");
        assert.match(String(rule.inputs.name), /^[A-Za-z0-9_]+$/);
        assert.equal(at(rule, "firehoses", 0, "deliveryStreamName"), the(plan, DELIVERY).outputs.name);
        assert.match(
            String(at(rule, "errorAction", "s3", "key")),
            /^errors\/weather\/search\/alerts\/rule\//,
        );
        assert.deepEqual(
            action(plan, `${NAME}-rule`, "HandMessagesOn")?.Resource,
            the(plan, DELIVERY).outputs.arn,
        );
        const [trust] = statements(the(plan, ROLE, `${NAME}-rule`), "assumeRolePolicy");
        assert.deepEqual(trust?.Condition?.ArnEquals, { "aws:SourceArn": rule.outputs.arn });
    });

    it("from a log group is filled by a function that CloudWatch Logs may call for this group only", async () => {
        const plan = await recorded({
            source: { cloudwatchLogs: { logGroup: "/gateway", filterPattern: "" } },
        });
        const filter = the(plan, "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter");
        const permission = the(plan, PERMISSION);
        assert.equal(filter.inputs.destinationArn, the(plan, FUNCTION, `${NAME}-index`).outputs.arn);
        assert.ok(filter.dependencies.includes(permission.urn));
        assert.equal(permission.inputs.sourceArn, "arn:aws:logs:eu-west-1:123456789012:log-group:/gateway:*");
        assert.equal(permission.inputs.sourceAccount, "123456789012");
        assert.deepEqual(declared(plan).writers, [the(plan, ROLE, `${NAME}-index`).outputs.arn]);
    });

    it("from a table follows its stream in order, again from where it failed, and tells what it gave up", async () => {
        const plan = await recorded(TABLE_SOURCE);
        const table = the(plan, TABLE);
        const mapping = the(plan, MAPPING);
        assert.equal(table.inputs.streamEnabled, true);
        assert.equal(table.inputs.streamViewType, "NEW_AND_OLD_IMAGES");
        assert.equal(at(table, "pointInTimeRecovery", "enabled"), true);
        assert.deepEqual(table.inputs.serverSideEncryption, { enabled: true, kmsKeyArn: KEY });
        assert.equal(mapping.inputs.eventSourceArn, table.outputs.streamArn);
        assert.deepEqual(mapping.inputs.functionResponseTypes, ["ReportBatchItemFailures"]);
        assert.equal(
            at(mapping, "destinationConfig", "onFailure", "destinationArn"),
            the(plan, "aws:sqs/queue:Queue").outputs.arn,
        );
        assert.equal(action(plan, `${NAME}-index`, "ReadStream")?.Resource, table.outputs.streamArn);
        assert.deepEqual(declared(plan).series, undefined);
    });

    it("of somebody else's table makes none, and decrypts with that table's key", async () => {
        const streamArn = "arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000";
        const keyArn = KEY.replace("1111", "9999");
        const plan = await recorded({
            ...TABLE_SOURCE,
            source: { dynamodb: { key: ["id"], existing: { streamArn, keyArn } } },
        });
        assert.equal(ofType(plan, TABLE).length, 0);
        assert.equal(the(plan, MAPPING).inputs.eventSourceArn, streamArn);
        assert.equal(action(plan, `${NAME}-index`, "DecryptStream")?.Resource, keyArn);
    });

    it("of an application lets its role write and its group connect, and makes nothing else", async () => {
        const roleArn = "arn:aws:iam::123456789012:role/app";
        const plan = await recorded({
            source: { application: { roleArn, securityGroupId: "sg-0a1b2c3d4e5f67890" } },
        });
        assert.deepEqual(declared(plan).writers, [roleArn]);
        assert.equal(the(plan, INGRESS, NAME).inputs.referencedSecurityGroupId, "sg-0a1b2c3d4e5f67890");
        assert.equal(the(plan, EGRESS, NAME).inputs.securityGroupId, "sg-0a1b2c3d4e5f67890");
        assert.equal(ofType(plan, DELIVERY).length, 0);
    });

    it("is searched through a URL by the roles that are named, and read only", async () => {
        const plan = await recorded({ ...TABLE_SOURCE, api: { callers: [CALLER] } });
        assert.equal(the(plan, "aws:lambda/functionUrl:FunctionUrl").inputs.authorizationType, "AWS_IAM");
        const permissions = ofType(plan, PERMISSION).map(({ inputs }) => [inputs.action, inputs.principal]);
        assert.deepEqual(permissions.sort(), [
            ["lambda:InvokeFunction", CALLER],
            ["lambda:InvokeFunctionUrl", CALLER],
        ]);
        assert.deepEqual(declared(plan).readers, [the(plan, ROLE, `${NAME}-api`).outputs.arn]);
        const search = action(plan, `${NAME}-api`, "Search");
        assert.deepEqual(list(search?.Action), ["es:ESHttpPost"]);
        assert.match(list(search?.Resource)[0] ?? "", /domain\/test-search\/weather\.alerts\*$/);
    });

    it("watches every way in, each with its resource's dimensions", async () => {
        const plan = await recorded({ ...TABLE_SOURCE, api: { callers: [CALLER] } });
        const alarms = ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm")
            .filter(({ name }) => name.startsWith(NAME))
            .map(({ name, inputs }) => [name.slice(NAME.length + 1), inputs.dimensions]);
        const FunctionName = the(plan, FUNCTION, `${NAME}-index`).outputs.name;
        assert.deepEqual(Object.fromEntries(alarms)["index-age"], { FunctionName });
        assert.deepEqual(Object.fromEntries(alarms)["documents-rejected"], { index: "weather.alerts" });
        assert.deepEqual(alarms.map(([name]) => name).sort(), [
            "api-errors",
            "api-throttles",
            "dead-letters",
            "documents-rejected",
            "index-age",
            "index-errors",
            "index-throttles",
        ]);
    });

    for (const [protectData, deletable] of [
        [false, true],
        [true, false],
    ] as const) {
        it(`with protectData ${protectData} its table can${deletable ? "" : "not"} be deleted`, async () => {
            const table = the(await recorded({ ...TABLE_SOURCE, protectData }), TABLE);
            assert.equal(table.protect, !deletable);
            assert.equal(table.inputs.deletionProtectionEnabled, !deletable);
        });
    }

    it("can be built twice in a stack, of every kind", async () => {
        const sources: Partial<SearchIndexArgs>[] = [
            TABLE_SOURCE,
            { source: { iot: { topicFilter: "a/b" } } },
            { source: { cloudwatchLogs: { logGroup: "/x", filterPattern: "" } }, api: { callers: [CALLER] } },
        ];
        const plan = await record(() => {
            const search = new SearchDomain("search", searchArgs());
            const args = indexArgs(search, {});
            const indices = sources.flatMap((source, kind) =>
                ["one", "two"].map(
                    (word) =>
                        new SearchIndex(`weather-${word}_${kind}-search`, {
                            ...args,
                            ...source,
                            indexName: `${word}_${kind}`,
                        }),
                ),
            );
            search.configure(indices.map(({ declaration }) => declaration));
        });
        for (const type of [
            FUNCTION,
            DELIVERY,
            ROLE,
            TABLE,
            "aws:sqs/queue:Queue",
            "aws:iot/topicRule:TopicRule",
        ]) {
            const names = ofType(plan, type).map(({ inputs }) => inputs.name);
            assert.equal(new Set(names).size, names.length, type);
            assert.ok(names.length > 1, type);
        }
    });

    describe("refuses, with the fix,", () => {
        const refusals: readonly (readonly [string, Partial<SearchIndexArgs>, RegExp])[] = [
            ["no source", { source: {} }, /source: none was given; give exactly one of directPut, iot/],
            [
                "two sources",
                { source: { directPut: {}, iot: { topicFilter: "a" } } },
                /source: directPut and iot was given; give exactly one/,
            ],
            [
                "a series without an end",
                { retentionDays: undefined },
                /retentionDays: nothing was given; give 1 or more days/,
            ],
            [
                "an end for documents of a table",
                { ...TABLE_SOURCE, retentionDays: 3 },
                /retentionDays: 3 was given with dynamodb.*leave it out/,
            ],
            [
                "a key that is no field",
                { ...TABLE_SOURCE, fields: { text: "text" } },
                /source\.dynamodb\.key: "id" is no field of the index; add it/,
            ],
            [
                "a type that is none",
                { fields: { a: "string" } },
                /fields\.a: "string" is not a type of fields; give one of/,
            ],
            [
                "an API for nobody",
                { api: { callers: [] } },
                /api\.callers: nobody may search; name the IAM roles that may/,
            ],
            [
                "a log that the index itself writes (D.22)",
                {
                    source: {
                        cloudwatchLogs: {
                            logGroup: "/aws/lambda/test-weather-alerts-search-index",
                            filterPattern: "",
                        },
                    },
                },
                /which would read what it writes; give another log group/,
            ],
        ];
        for (const [title, over, message] of refusals) {
            it(title, () => assert.rejects(recorded(over), message));
        }
    });
});
