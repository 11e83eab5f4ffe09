import assert from "node:assert/strict";
import type { Plan } from "../../../cli/preview/plan";
import { ArrivalNotifications, validateRoutes } from "../../../infra/components/arrivalNotifications";
import {
    type IngestionPipelineArgs,
    OnArrival,
    StreamMode,
} from "../../../infra/components/ingestionPipeline";
import { at, buildPipeline, list, ofType, record, statements, the } from "./recorded";

const STREAM = "aws:kinesis/stream:Stream";
const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const RULE = "aws:iot/topicRule:TopicRule";
const QUEUE = "aws:sqs/queue:Queue";
const FUNCTION = "aws:lambda/function:Function";
const TABLE = "aws:glue/catalogTable:CatalogTable";
const GRANT = "aws:lakeformation/permissions:Permissions";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";

/** Recorded once for each set of arguments: tests only read it. */
const recordings = new Map<string, Promise<Plan>>();
function recorded(over: Partial<IngestionPipelineArgs> = {}): Promise<Plan> {
    const key = JSON.stringify(over, (_name, value) => value ?? "absent");
    let plan = recordings.get(key);
    if (plan === undefined) {
        plan = record(() => buildPipeline(over));
        recordings.set(key, plan);
    }
    return plan;
}

const direct = { onArrival: OnArrival.Direct, windowSeconds: 5 };

describe("an ingestion pipeline", () => {
    describe("from IoT", () => {
        it("forwards messages as Base64 to an encrypted stream of its own, and keeps what fails in the raw zone", async () => {
            const plan = await recorded();
            const rule = the(plan, RULE);
            const stream = the(plan, STREAM);
            assert.equal(
                rule.inputs.sql,
                "SELECT encode(*, 'base64') AS payload, topic() AS topic, timestamp() AS receivedAt FROM 'stations/+/reading'",
            );
            assert.equal(at(rule, "kineses", 0, "streamName"), stream.outputs.name);
            assert.equal(
                at(rule, "errorAction", "s3", "bucketName"),
                the(plan, "aws:s3/bucket:Bucket", "lake-raw").outputs.bucket,
            );
            assert.equal(stream.inputs.encryptionType, "KMS");
            assert.equal(stream.inputs.kmsKeyId, the(plan, "aws:kms/key:Key", "weather").outputs.arn);
            assert.match(String(rule.inputs.name), /^[A-Za-z0-9_]+$/);
        });

        it("lets IoT assume its roles for this rule only", async () => {
            const plan = await recorded();
            const rule = the(plan, RULE);
            for (const name of ["weather-stations-rule", "weather-stations-rule-error"]) {
                const [trust] = statements(the(plan, "aws:iam/role:Role", name), "assumeRolePolicy");
                assert.deepEqual(trust?.Condition?.ArnEquals, { "aws:SourceArn": rule.outputs.arn });
                assert.deepEqual(trust?.Condition?.StringEquals, { "aws:SourceAccount": "123456789012" });
            }
        });

        it("has shards only where they are provisioned", async () => {
            assert.equal(
                (await recorded()).resources.some(({ inputs }) => "shardCount" in inputs),
                false,
            );
            const stream = { mode: StreamMode.Provisioned, shards: 3, retentionHours: 48 };
            const plan = await recorded({ source: { iot: { topicFilter: "a/b", stream } } });
            assert.equal(the(plan, STREAM).inputs.shardCount, 3);
            assert.equal(at(the(plan, STREAM), "streamModeDetails", "streamMode"), "PROVISIONED");
        });
    });

    describe("from other sources", () => {
        const streamArn = "arn:aws:kinesis:eu-west-1:123456789012:stream/existing";
        const keyArn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";

        it("reads an existing stream, and may decrypt what its key encrypted", async () => {
            const plan = await recorded({ source: { kinesis: { streamArn, keyArn } } });
            assert.equal(ofType(plan, RULE).length + ofType(plan, STREAM).length, 0);
            assert.equal(
                at(the(plan, DELIVERY), "kinesisSourceConfiguration", "kinesisStreamArn"),
                streamArn,
            );
            const decrypt = statements(the(plan, ROLE_POLICY, "weather-stations-delivery")).find(
                ({ Sid }) => Sid === "DecryptStream",
            );
            assert.equal(decrypt?.Resource, keyArn);
        });

        it("encrypts what is put directly, which a delivery stream with a Kinesis source must not", async () => {
            const plan = await recorded({ source: { directPut: {} } });
            assert.equal(at(the(plan, DELIVERY), "serverSideEncryption", "keyType"), "CUSTOMER_MANAGED_CMK");
            assert.equal(the(plan, DELIVERY).inputs.kinesisSourceConfiguration, undefined);
            assert.equal(the(await recorded(), DELIVERY).inputs.serverSideEncryption, undefined);
        });

        it("subscribes to a log group with a role that CloudWatch Logs assumes for this account only", async () => {
            const plan = await recorded({
                partitionBy: undefined,
                source: { cloudwatchLogs: { logGroup: "/app/web", filterPattern: "" } },
            });
            const filter = the(plan, "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter");
            assert.equal(filter.inputs.destinationArn, the(plan, DELIVERY).outputs.arn);
            const role = the(plan, "aws:iam/role:Role", "weather-stations-subscription");
            assert.equal(filter.inputs.roleArn, role.outputs.arn);
            const [trust] = statements(role, "assumeRolePolicy");
            assert.deepEqual(trust?.Principal, { Service: "logs.amazonaws.com" });
            assert.deepEqual(trust?.Condition, {
                StringLike: { "aws:SourceArn": "arn:aws:logs:eu-west-1:123456789012:*" },
            });
            const policy = the(plan, ROLE_POLICY, "weather-stations-subscription");
            assert.ok(filter.dependencies.includes(policy.urn));
        });
    });

    describe("delivers", () => {
        it("Parquet by the schema of its table, in a buffer that conversion accepts", async () => {
            const s3 = ["extendedS3Configuration"] as const;
            const delivery = the(await recorded(), DELIVERY);
            const conversion = [...s3, "dataFormatConversionConfiguration"] as const;
            assert.equal(at(delivery, ...conversion, "schemaConfiguration", "tableName"), "stations");
            assert.equal(at(delivery, ...conversion, "schemaConfiguration", "databaseName"), "test_weather");
            assert.equal(at(delivery, ...s3, "compressionFormat"), "UNCOMPRESSED");
            assert.ok(Number(at(delivery, ...s3, "bufferingSize")) >= 64);
        });

        it("into exactly the folders that the table projects", async () => {
            for (const [over, key] of [
                [{}, "day=!{partitionKeyFromLambda:day}"],
                [{ partitionBy: undefined }, "day=!{timestamp:yyyy-MM-dd}"],
            ] as const) {
                const plan = await recorded(over);
                const prefix = at(the(plan, DELIVERY), "extendedS3Configuration", "prefix");
                assert.equal(prefix, `weather/stations/${key}/`);
                const table = the(plan, TABLE, "weather-stations");
                const bucket = the(plan, "aws:s3/bucket:Bucket", "lake-curated").outputs.bucket;
                assert.equal(
                    at(table, "parameters", "storage.location.template"),
                    `s3://${bucket}/weather/stations/day=\${day}`,
                );
                assert.equal(at(table, "parameters", "projection.day.format"), "yyyy-MM-dd");
                assert.equal(at(table, "parameters", "projection.day.range"), "2010-01-01,NOW+1DAYS");
            }
        });

        it("what fails under a prefix that names the kind of failure, and a copy of every record to the raw zone", async () => {
            const delivery = the(await recorded(), DELIVERY);
            const s3 = "extendedS3Configuration";
            assert.equal(
                at(delivery, s3, "errorOutputPrefix"),
                "errors/weather/stations/!{firehose:error-output-type}/",
            );
            assert.equal(at(delivery, s3, "s3BackupMode"), "Enabled");
            assert.equal(
                at(delivery, s3, "s3BackupConfiguration", "bucketArn"),
                the(await recorded(), "aws:s3/bucket:Bucket", "lake-raw").outputs.arn,
            );
        });

        it("only once its role may do so: the policy and the schema's grant come first", async () => {
            const plan = await recorded();
            const delivery = the(plan, DELIVERY);
            assert.ok(
                delivery.dependencies.includes(the(plan, ROLE_POLICY, "weather-stations-delivery").urn),
            );
            const grant = the(plan, GRANT, "weather-stations-delivery-schema");
            assert.ok(delivery.dependencies.includes(grant.urn));
            assert.ok(
                grant.dependencies.includes(
                    the(plan, "aws:lakeformation/dataLakeSettings:DataLakeSettings").urn,
                ),
            );
            assert.ok(grant.dependencies.includes(the(plan, "aws:lakeformation/resource:Resource").urn));
        });

        it("through a transform that may write rejected records and nothing else to S3", async () => {
            const plan = await recorded();
            const raw = the(plan, "aws:s3/bucket:Bucket", "lake-raw").outputs.arn;
            const s3 = statements(the(plan, ROLE_POLICY, "weather-stations-transform")).filter((statement) =>
                list(statement.Action).some((action) => action.startsWith("s3:")),
            );
            assert.deepEqual(
                s3.map(({ Action, Resource }) => [Action, Resource]),
                [["s3:PutObject", `${raw}/rejected/weather/stations/*`]],
            );
        });
    });

    describe("on arrival by queue", () => {
        it("gives a message six times the function's time before it is delivered again, then sets it aside", async () => {
            const plan = await recorded();
            const queue = the(plan, QUEUE, "weather-stations-arrivals");
            const fn = the(plan, FUNCTION, "weather-stations-reports");
            assert.ok(Number(queue.inputs.visibilityTimeoutSeconds) >= 6 * Number(fn.inputs.timeout));
            const deadLetters = the(plan, QUEUE, "weather-stations-reports-dlq");
            assert.deepEqual(JSON.parse(String(queue.inputs.redrivePolicy)), {
                deadLetterTargetArn: deadLetters.outputs.arn,
                maxReceiveCount: 5,
            });
            assert.equal(queue.inputs.delaySeconds, 60);
        });

        it("lets this account's curated bucket send messages, under a key that S3 may use", async () => {
            const plan = await recorded();
            const curated = the(plan, "aws:s3/bucket:Bucket", "lake-curated").outputs.arn;
            const policy = the(plan, "aws:sqs/queuePolicy:QueuePolicy", "weather-stations-arrivals");
            const send = statements(policy).find(({ Sid }) => Sid === "S3MaySendArrivals");
            assert.deepEqual(send?.Condition, {
                StringEquals: { "aws:SourceAccount": "123456789012" },
                ArnEquals: { "aws:SourceArn": curated },
            });
            const key = statements(the(plan, "aws:kms/key:Key", "weather")).find(
                ({ Sid }) => Sid === "S3MaySendEvents",
            );
            assert.deepEqual(key?.Condition?.ArnEquals, { "aws:SourceArn": curated });
        });

        it("reports failures message by message", async () => {
            const mapping = the(await recorded(), "aws:lambda/eventSourceMapping:EventSourceMapping");
            assert.deepEqual(mapping.inputs.functionResponseTypes, ["ReportBatchItemFailures"]);
            assert.ok(
                Number(mapping.inputs.maximumBatchingWindowInSeconds) > 0,
                "a batch above 10 needs a window",
            );
            assert.equal(mapping.inputs.startingPosition, undefined);
        });
    });

    describe("on arrival directly", () => {
        it("has no arrivals queue; S3 may invoke the function for the curated bucket of this account", async () => {
            const plan = await recorded(direct);
            assert.equal(ofType(plan, "aws:lambda/eventSourceMapping:EventSourceMapping").length, 0);
            const permission = the(plan, "aws:lambda/permission:Permission");
            assert.equal(
                permission.inputs.sourceArn,
                the(plan, "aws:s3/bucket:Bucket", "lake-curated").outputs.arn,
            );
            assert.equal(permission.inputs.sourceAccount, "123456789012");
        });

        it("sets aside what keeps failing", async () => {
            const plan = await recorded(direct);
            const config = the(plan, "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig");
            assert.equal(
                at(config, "destinationConfig", "onFailure", "destination"),
                the(plan, QUEUE, "weather-stations-reports-dlq").outputs.arn,
            );
        });
    });

    describe("shows results", () => {
        it("as a table over what the report function writes, and grants them to QuickSight's role only", async () => {
            const plan = await recorded();
            const table = the(plan, TABLE, "weather-stations-hourly");
            const results = the(plan, "aws:s3/bucket:Bucket", "lake-results").outputs.bucket;
            assert.equal(
                at(table, "storageDescriptor", "location"),
                `s3://${results}/reports/weather/hourly/`,
            );
            const readers = ofType(plan, GRANT)
                .filter((grant) => at(grant, "table", "name") === "hourly")
                .map((grant) => grant.inputs.principal);
            assert.deepEqual(readers, [the(plan, "aws:iam/role:Role", "weather-results").outputs.arn]);
        });

        it("in QuickSight, shared with the viewers as readers, not through IAM", async () => {
            const plan = await recorded();
            const set = the(plan, "aws:quicksight/dataSet:DataSet");
            assert.equal(
                at(set, "permissions", 0, "principal"),
                "arn:aws:quicksight:us-east-1:123456789012:group/default/analysts",
            );
            const actions = at(set, "permissions", 0, "actions") as string[];
            assert.equal(
                actions.some((action) => /Update|Delete|Create/.test(action)),
                false,
            );
            assert.equal(
                at(set, "physicalTableMaps", 0, "customSql", "dataSourceArn"),
                the(plan, "aws:quicksight/dataSource:DataSource").outputs.arn,
            );
        });

        it("nowhere without a report source, and starts nothing without reports", async () => {
            const hidden = await record(() => buildPipeline({ reportSource: undefined }));
            assert.equal(ofType(hidden, "aws:quicksight/dataSet:DataSet").length, 0);
            const bare = await recorded({ reports: [] });
            assert.equal(ofType(bare, QUEUE).length, 0);
            assert.equal(ofType(bare, FUNCTION).length, 1);
        });
    });

    describe("watches itself", () => {
        it("from its source to its reports, each alarm on a resource that exists and with somebody to tell", async () => {
            for (const over of [{}, direct]) {
                const plan = await recorded(over);
                const alarms = ofType(plan, ALARM);
                const metrics = new Set(
                    alarms.map((alarm) => `${alarm.inputs.namespace} ${alarm.inputs.metricName}`),
                );
                assert.deepEqual([...metrics].sort(), [
                    "AWS/Athena TotalExecutionTime",
                    "AWS/Firehose DeliveryToS3.DataFreshness",
                    "AWS/IoT ErrorActionFailure",
                    "AWS/IoT Failure",
                    "AWS/Kinesis GetRecords.IteratorAgeMilliseconds",
                    "AWS/Lambda Errors",
                    "AWS/Lambda Throttles",
                    "AWS/SQS ApproximateNumberOfMessagesVisible",
                ]);
                const names = new Set(plan.resources.map(({ outputs }) => outputs.name));
                for (const alarm of alarms) {
                    const dimensions = Object.entries(alarm.inputs.dimensions as Record<string, string>);
                    const watched = dimensions.filter(([key]) => /Name$|^WorkGroup$/.test(key));
                    assert.equal(watched.length, 1, `${alarm.name} watches nothing in particular`);
                    assert.ok(names.has(watched[0]?.[1] ?? ""), `${alarm.name} watches ${watched[0]?.[1]}`);
                    assert.equal((alarm.inputs.alarmActions as string[]).length, 1);
                }
            }
        });
    });

    it("gives no role a wildcard action, and a wildcard resource only where AWS knows no other", async () => {
        const anywhere = new Set([
            "xray:PutTraceSegments",
            "xray:PutTelemetryRecords",
            "lakeformation:GetDataAccess",
        ]);
        for (const over of [{}, direct]) {
            for (const policy of ofType(await recorded(over), ROLE_POLICY)) {
                for (const statement of statements(policy)) {
                    const actions = list(statement.Action);
                    assert.equal(
                        actions.some((action) => action.includes("*")),
                        false,
                        `${policy.name} ${statement.Sid}`,
                    );
                    if (list(statement.Resource).includes("*")) {
                        assert.ok(
                            actions.every((action) => anywhere.has(action)),
                            `${policy.name} ${statement.Sid}`,
                        );
                    }
                    assert.ok(JSON.stringify(statement).length < 10_240);
                }
            }
        }
    });

    it("lets every role touch the pipeline's own objects only", async () => {
        const own: Readonly<Record<string, readonly string[]>> = {
            "lake-raw": ["weather/stations/*", "rejected/weather/stations/*", "errors/weather/stations/"],
            "lake-curated": ["weather/stations/*", "errors/weather/stations/*"],
            "lake-results": ["reports/weather/hourly/*", "athena/weather/*"],
        };
        for (const over of [{}, direct]) {
            const plan = await recorded(over);
            const zones = Object.entries(own).map(([name, prefixes]) => ({
                arn: String(the(plan, "aws:s3/bucket:Bucket", name).outputs.arn),
                prefixes,
            }));
            const policies = ofType(plan, ROLE_POLICY).filter(({ name }) =>
                name.startsWith("weather-stations"),
            );
            const objects = policies.flatMap((policy) =>
                statements(policy).flatMap(({ Sid, Resource }) =>
                    list(Resource)
                        .filter((resource) => /^arn:aws:s3:::[^/]+\//.test(resource))
                        .map((resource) => ({ resource, where: `${policy.name} ${Sid}` })),
                ),
            );
            assert.ok(objects.length > 5);
            for (const { resource, where } of objects) {
                const zone = zones.find(({ arn }) => resource.startsWith(`${arn}/`));
                const key = resource.slice(resource.indexOf("/") + 1);
                assert.ok(
                    zone?.prefixes.some(
                        (prefix) => key === prefix || (!prefix.endsWith("*") && key.startsWith(prefix)),
                    ),
                    `${where} reaches ${resource}`,
                );
            }
        }
    });

    it("uses no type of resource that AWS has retired", async () => {
        const retired = /kinesis\/analyticsApplication|V2:|s3\/bucketV2|iotanalytics|glue\/devEndpoint/;
        for (const { type } of (await recorded()).resources) {
            assert.doesNotMatch(type, retired);
        }
    });

    it("names every wrong property at once", async () => {
        const wrong = {
            source: {
                iot: {
                    topicFilter: "a",
                    stream: { mode: StreamMode.OnDemand, shards: 2, retentionHours: 1 },
                },
            },
            delivery: { bufferMib: 1, bufferSeconds: 1 },
            partitionBy: { name: "day", column: "station", since: "2010-01-01" },
            windowSeconds: 901,
        };
        await assert.rejects(
            record(() => buildPipeline(wrong)),
            (error: Error) => {
                for (const property of [
                    "source.iot.stream.shards",
                    "source.iot.stream.retentionHours",
                    "delivery.bufferMib",
                    "delivery.bufferSeconds",
                    "partitionBy.column",
                    "windowSeconds",
                ]) {
                    assert.ok(
                        error.message.includes(property),
                        `${property} is not named in: ${error.message}`,
                    );
                }
                return true;
            },
        );
    });

    it("takes exactly one source", async () => {
        for (const source of [
            {},
            { directPut: {}, kinesis: { streamArn: "arn:aws:kinesis:eu-west-1:1:stream/x" } },
        ]) {
            await assert.rejects(
                record(() => buildPipeline({ source })),
                /give exactly one of iot, kinesis, directPut/,
            );
        }
    });
});

describe("arrival notifications", () => {
    const ready: [] = [];

    it("of a bucket are one configuration, after every destination lets S3 in", async () => {
        const plan = await record(() => {
            const { arrivalRoute } = buildPipeline();
            assert.ok(arrivalRoute);
            new ArrivalNotifications("arrivals", { bucket: "curated", routes: [arrivalRoute] });
        });
        const notification = the(plan, "aws:s3/bucketNotification:BucketNotification");
        assert.equal(at(notification, "queues", 0, "filterPrefix"), "weather/stations/");
        assert.equal(
            at(notification, "queues", 0, "queueArn"),
            the(plan, QUEUE, "weather-stations-arrivals").outputs.arn,
        );
        const policy = the(plan, "aws:sqs/queuePolicy:QueuePolicy", "weather-stations-arrivals");
        assert.ok(notification.dependencies.includes(policy.urn));
    });

    it("are refused where prefixes overlap, as S3 would", () => {
        const route = (prefix: string) => ({ prefix, suffix: ".parquet", queueArn: "arn", ready });
        assert.throws(() => validateRoutes("a", [route("x/"), route("x/y/")]), /"x\/y\/" overlaps "x\/"/);
        assert.doesNotThrow(() => validateRoutes("a", [route("x/"), route("xy/")]));
    });

    it("have exactly one destination each", () => {
        const route = { prefix: "x/", suffix: ".parquet", ready };
        assert.throws(() => validateRoutes("a", [route]), /needs exactly one destination/);
        assert.throws(
            () => validateRoutes("a", [{ ...route, queueArn: "q", functionArn: "f" }]),
            /exactly one/,
        );
    });
});
