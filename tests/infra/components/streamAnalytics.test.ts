import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import type { Plan } from "../../../cli/preview/plan";
import { FLINK_RUNTIME_NAMES } from "../../../infra/aws/flinkRuntimes";
import { nameFor, nameRules } from "../../../infra/aws/names";
import { StreamAnalytics, type StreamAnalyticsArgs } from "../../../infra/components/streamAnalytics";
import { applicationFiles } from "../../../infra/components/streamAnalytics/package";
import { validateStreamAnalytics } from "../../../infra/components/streamAnalytics/validation";
import { ACCOUNT, at, list, ofType, REGION, record, statements, the } from "./recorded";

const APPLICATION = "aws:kinesisanalyticsv2/application:Application";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const SOURCE = "arn:aws:kinesis:eu-west-1:123456789012:stream/test-weather-stations";
const KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const SOURCE_KEY = "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555";
const DELIVERY = "arn:aws:firehose:eu-west-1:123456789012:deliverystream/test-weather-gusts";

const columns = [
    { name: "station", type: "string", field: { topicLevel: 2 }, required: true },
    { name: "at_time", type: "timestamp", field: { path: ["at"] }, required: true },
    { name: "wind", type: "double", field: { path: ["wind", "ms"] }, required: false },
];

const gusts = {
    name: "gusts",
    sql: "SELECT window_start AS since, station, max(wind) AS gust FROM stations GROUP BY window_start, window_end, station",
    columns: [
        { name: "since", type: "timestamp" },
        { name: "station", type: "string" },
        { name: "gust", type: "double" },
    ],
    window: { sizeSeconds: 600, slideSeconds: 60 },
    destination: { stream: { retentionHours: 24 } },
};

function argsOf(over: Partial<StreamAnalyticsArgs> = {}): StreamAnalyticsArgs {
    return {
        environment: "test",
        account: {
            id: pulumi.output(ACCOUNT),
            region: REGION,
            partition: "aws",
            deployerArn: pulumi.output(`arn:aws:iam::${ACCOUNT}:role/deployer`),
        },
        source: {
            tableName: "stations",
            streamArn: SOURCE,
            keyArn: SOURCE_KEY,
            enveloped: true,
            columns,
            timeColumn: "at_time",
            lateSeconds: 30,
        },
        references: [],
        outputs: [gusts],
        keyArn: KEY,
        alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
        logRetentionDays: 30,
        protectData: false,
        allowDeletion: true,
        ...over,
    };
}

const build = (over: Partial<StreamAnalyticsArgs> = {}, name = "weather-watch") =>
    new StreamAnalytics(name, argsOf(over));
/** Recorded once for each set of arguments: tests only read it. */
const recordings = new Map<string, Promise<Plan>>();
function recorded(over: Partial<StreamAnalyticsArgs> = {}): Promise<Plan> {
    const key = JSON.stringify(over);
    const plan = recordings.get(key) ?? record(() => build(over));
    recordings.set(key, plan);
    return plan;
}

const regions = {
    name: "regions",
    columns: [
        { name: "code", type: "string" },
        { name: "region", type: "string" },
    ],
    key: "code",
    on: "station",
    file: __filename,
};

/** What the role may do: sid → statement. */
const allowed = (plan: Plan) =>
    new Map(
        statements(the(plan, ROLE_POLICY, "weather-watch")).map((statement) => [statement.Sid, statement]),
    );

/** The message with which arguments are refused; its errors are told all at once. */
function refusal(over: Partial<StreamAnalyticsArgs>): string {
    try {
        validateStreamAnalytics("weather-watch", argsOf(over));
        return "";
    } catch (error) {
        return (error as Error).message;
    }
}

describe("stream analytics", () => {
    it("goes on from its last snapshot, and takes checkpoints between them", async () => {
        const application = the(await recorded({ checkpointSeconds: 120 }), APPLICATION);
        const configuration = ["applicationConfiguration"] as const;
        assert.equal(
            at(application, ...configuration, "applicationSnapshotConfiguration", "snapshotsEnabled"),
            true,
        );
        assert.equal(
            at(
                application,
                ...configuration,
                "runConfiguration",
                "applicationRestoreConfiguration",
                "applicationRestoreType",
            ),
            "RESTORE_FROM_LATEST_SNAPSHOT",
        );
        const flink = [...configuration, "flinkApplicationConfiguration"] as const;
        assert.deepEqual(at(application, ...flink, "checkpointConfiguration"), {
            configurationType: "CUSTOM",
            checkpointingEnabled: true,
            checkpointInterval: 120_000,
            minPauseBetweenCheckpoints: 5000,
        });
    });

    it("follows the load unless it is told not to", async () => {
        const path = [
            "applicationConfiguration",
            "flinkApplicationConfiguration",
            "parallelismConfiguration",
        ];
        const scaling = at(the(await recorded(), APPLICATION), ...path, "autoScalingEnabled");
        const fixed = the(await recorded({ autoScaling: false, parallelism: 4 }), APPLICATION);
        assert.equal(scaling, true);
        assert.equal(at(fixed, ...path, "autoScalingEnabled"), false);
        assert.equal(at(fixed, ...path, "parallelism"), 4);
    });

    it("is deployed anew when its SQL changes, and only then", async () => {
        const keyOf = async (over?: Partial<StreamAnalyticsArgs>) =>
            at(
                the(await recorded(over), APPLICATION),
                "applicationConfiguration",
                "applicationCodeConfiguration",
                "codeContent",
                "s3ContentLocation",
                "fileKey",
            );
        const first = await keyOf();
        assert.equal(await keyOf(), first);
        assert.equal(await keyOf({ environment: "other", logRetentionDays: 7 }), first);
        const changed = { ...gusts, sql: gusts.sql.replace("max", "min") };
        assert.notEqual(await keyOf({ outputs: [changed] }), first);
        assert.equal(the(await recorded(), OBJECT, "weather-watch-code").inputs.key, first);
    });

    it("packs the runner, one statement a file, and the connectors that its outputs need", async () => {
        const { files, connectors } = applicationFiles("weather-watch", argsOf(), "FLINK-1_20");
        assert.deepEqual(Object.keys(files).sort(), [
            "application.json",
            "main.py",
            "sql/gusts-end.sql",
            "sql/gusts-output.sql",
            "sql/gusts-windows.sql",
            "sql/gusts.sql",
            "sql/rows.sql",
            "sql/source.sql",
        ]);
        assert.deepEqual(connectors, ["kinesis"]);
        const delivered = { ...gusts, destination: { deliveryStream: { arn: DELIVERY } } };
        const more = applicationFiles("weather-watch", argsOf({ outputs: [delivered] }), "FLINK-1_20");
        assert.deepEqual(more.connectors, ["kinesis", "firehose"]);
        assert.deepEqual(JSON.parse(more.files["application.json"] ?? "").jars, [
            "lib/flink-sql-connector-aws-kinesis-firehose-5.1.0-1.20.jar",
        ]);
    });

    it("gives every name in its SQL a runtime property", async () => {
        const outputs = [
            gusts,
            { ...gusts, name: "lake", destination: { deliveryStream: { arn: DELIVERY } } },
        ];
        const over = { outputs, references: [regions] };
        const application = the(await recorded(over), APPLICATION);
        const groups = at(application, "applicationConfiguration", "environmentProperties", "propertyGroups");
        const own = (groups as unknown as { propertyGroupId: string; propertyMap: object }[]).find(
            ({ propertyGroupId }) => propertyGroupId === "tributary",
        );
        const { files } = applicationFiles("weather-watch", argsOf(over), "FLINK-1_20");
        const used = Object.entries(files)
            .filter(([path]) => path.startsWith("sql/"))
            .flatMap(([, text]) => [...text.matchAll(/\{\{([^}]+)\}\}/g)].map(([, name]) => name));
        assert.deepEqual(Object.keys(own?.propertyMap ?? {}).sort(), [...new Set(used)].sort());
    });

    it("unwraps what the topic rule has wrapped, and reads other streams as they are", () => {
        const sqlOf = (enveloped: boolean) =>
            applicationFiles(
                "weather-watch",
                argsOf({ source: { ...argsOf().source, enveloped } }),
                "FLINK-1_20",
            ).files;
        assert.match(sqlOf(true)["sql/source.sql"] ?? "", /`payload` STRING/);
        assert.match(
            sqlOf(true)["sql/rows.sql"] ?? "",
            /JSON_VALUE\(FROM_BASE64\(`payload`\), 'lax \$\["wind"\]\["ms"\]'\)/,
        );
        assert.match(sqlOf(true)["sql/rows.sql"] ?? "", /SPLIT_INDEX\(`topic`, '\/', 1\) AS `station`/);
        assert.match(sqlOf(false)["sql/source.sql"] ?? "", /`record` STRING[\s\S]*'format' = 'raw'/);
        assert.doesNotMatch(sqlOf(false)["sql/rows.sql"] ?? "", /payload/);
    });

    it("has tumbling windows, sliding ones with a slide, and none where none are asked for", () => {
        const windows = (window: StreamAnalyticsArgs["outputs"][number]["window"]) =>
            applicationFiles("w", argsOf({ outputs: [{ ...gusts, window }] }), "FLINK-1_20").files[
                "sql/gusts-windows.sql"
            ] ?? "";
        assert.match(
            windows({ sizeSeconds: 90 }),
            /TUMBLE\(TABLE `stations__rows`, DESCRIPTOR\(`at_time`\), INTERVAL '90' SECOND\)/,
        );
        assert.match(
            windows({ sizeSeconds: 86_400, slideSeconds: 3600 }),
            /HOP\(.*, INTERVAL '1' HOUR, INTERVAL '1' DAY\)/,
        );
        assert.doesNotMatch(windows(undefined), /TUMBLE|HOP/);
    });

    describe("is watched", () => {
        it("by alarms on downtime, lag, restarts and failed checkpoints, with its own dimension and an action", async () => {
            const plan = await recorded();
            const { name } = the(plan, APPLICATION).outputs;
            const alarms = ofType(plan, ALARM);
            const watched = alarms.map((alarm) => {
                const metric = at(alarm, "metricQueries", 1, "metric") as Record<string, unknown> | undefined;
                assert.deepEqual(metric?.dimensions ?? alarm.inputs.dimensions, { Application: name });
                assert.deepEqual(alarm.inputs.alarmActions, ["arn:aws:sns:eu-west-1:123456789012:alarms"]);
                return metric?.metricName ?? alarm.inputs.metricName;
            });
            assert.deepEqual(watched.sort(), [
                "downtime",
                "fullRestarts",
                "millisBehindLatest",
                "numberOfFailedCheckpoints",
            ]);
        });

        it("by the metrics that its version of Flink has", async () => {
            const plan = await recorded({ runtime: "FLINK-2_2" });
            const restarts = the(plan, ALARM, "weather-watch-restarts");
            assert.equal(at(restarts, "metricQueries", 1, "metric", "metricName"), "numRestarts");
            assert.equal(the(plan, ALARM, "weather-watch-downtime").inputs.metricName, "restartingTime");
        });

        it("by the increase of what only ever grows", async () => {
            const restarts = the(await recorded(), ALARM, "weather-watch-restarts");
            assert.equal(at(restarts, "metricQueries", 0, "expression"), "DIFF(total)");
        });
    });

    describe("may", () => {
        it("do no more than read its stream, its code and its references, and write its outputs and its log", async () => {
            const over = {
                outputs: [
                    gusts,
                    { ...gusts, name: "lake", destination: { deliveryStream: { arn: DELIVERY } } },
                ],
                references: [regions],
            };
            const plan = await recorded(over);
            const permissions = allowed(plan);
            assert.deepEqual([...permissions.keys()].sort(), [
                "DecryptCode",
                "DecryptSource",
                "DeliverLake",
                "EncryptGusts",
                "FindLogGroups",
                "ListReferenceData",
                "ReadCode",
                "ReadReferenceData",
                "ReadSource",
                "WriteGusts",
                "WriteOwnLogs",
            ]);
            for (const statement of permissions.values()) {
                assert.equal(statement.Effect, "Allow");
                assert.ok(list(statement.Action).every((action) => !action.includes("*")));
                assert.ok(list(statement.Resource).every((resource) => resource !== "*"));
            }
            assert.equal(permissions.get("ReadSource")?.Resource, SOURCE);
            assert.equal(permissions.get("DecryptSource")?.Resource, SOURCE_KEY);
        });

        it("write to an encrypted stream of its own, with that stream's key", async () => {
            const plan = await recorded();
            const stream = the(plan, "aws:kinesis/stream:Stream");
            assert.equal(stream.inputs.encryptionType, "KMS");
            assert.equal(stream.inputs.kmsKeyId, allowed(plan).get("EncryptGusts")?.Resource);
            assert.equal(allowed(plan).get("WriteGusts")?.Resource, stream.outputs.arn);
        });

        it("have shards only where they are provisioned (§D, a stream's shardCount)", async () => {
            const onDemand = the(await recorded(), "aws:kinesis/stream:Stream");
            assert.equal(onDemand.inputs.shardCount, undefined);
            assert.equal(at(onDemand, "streamModeDetails", "streamMode"), "ON_DEMAND");
            const destination = { stream: { shards: 2, retentionHours: 48 } };
            const plan = await recorded({ outputs: [{ ...gusts, destination }] });
            const provisioned = the(plan, "aws:kinesis/stream:Stream");
            assert.equal(provisioned.inputs.shardCount, 2);
            assert.equal(at(provisioned, "streamModeDetails", "streamMode"), "PROVISIONED");
        });

        it("be used by the service for this application alone", async () => {
            const plan = await recorded();
            const [trust] = statements(the(plan, "aws:iam/role:Role"), "assumeRolePolicy");
            assert.deepEqual(trust?.Principal, { Service: "kinesisanalytics.amazonaws.com" });
            assert.deepEqual(trust?.Condition, {
                StringEquals: { "aws:SourceAccount": ACCOUNT },
                ArnEquals: { "aws:SourceArn": the(plan, APPLICATION).outputs.arn },
            });
        });

        it("join a network only where it has one", async () => {
            const without = await recorded();
            assert.equal(allowed(without).has("JoinNetwork"), false);
            const network = { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"] };
            const within = await recorded({ network });
            assert.ok(allowed(within).has("JoinNetwork"));
            const place = at(the(within, APPLICATION), "applicationConfiguration", "vpcConfiguration");
            const group = the(within, "aws:ec2/securityGroup:SecurityGroup");
            assert.deepEqual(place, {
                subnetIds: ["subnet-1", "subnet-2"],
                securityGroupIds: [group.id],
            });
        });
    });

    it("starts after its code lies there and its role may read it (§D 15)", async () => {
        const plan = await recorded();
        const { dependencies } = the(plan, APPLICATION);
        assert.ok(dependencies.includes(the(plan, ROLE_POLICY).urn));
        assert.ok(dependencies.includes(the(plan, OBJECT).urn));
    });

    it("logs into an encrypted group that keeps lines for as long as it was told (§D 9)", async () => {
        const plan = await recorded();
        const group = the(plan, "aws:cloudwatch/logGroup:LogGroup");
        assert.equal(group.inputs.kmsKeyId, KEY);
        assert.equal(group.inputs.retentionInDays, 30);
        assert.equal(
            at(the(plan, APPLICATION), "cloudwatchLoggingOptions", "logStreamArn"),
            the(plan, "aws:cloudwatch/logStream:LogStream").outputs.arn,
        );
    });

    it("needs two keys before a stream or bucket with content can be deleted", async () => {
        for (const [protectData, allowDeletion] of [
            [true, true],
            [false, false],
        ] as const) {
            const plan = await recorded({ protectData, allowDeletion });
            assert.equal(the(plan, "aws:kinesis/stream:Stream").protect, true);
            assert.equal(the(plan, "aws:s3/bucket:Bucket").protect, true);
            assert.equal(the(plan, "aws:s3/bucket:Bucket").inputs.forceDestroy, false);
        }
        const plan = await recorded();
        assert.equal(the(plan, "aws:kinesis/stream:Stream").protect, false);
        assert.equal(the(plan, "aws:s3/bucket:Bucket").inputs.forceDestroy, true);
    });

    it("takes a bucket and streams that exist", async () => {
        const arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/theirs";
        const plan = await recorded({
            existingBucket: { name: "theirs", arn: "arn:aws:s3:::theirs" },
            outputs: [{ ...gusts, destination: { existingStream: { arn, keyArn: SOURCE_KEY } } }],
        });
        assert.equal(ofType(plan, "aws:s3/bucket:Bucket").length, 0);
        assert.equal(ofType(plan, "aws:kinesis/stream:Stream").length, 0);
        assert.equal(the(plan, OBJECT).inputs.bucket, "theirs");
        assert.equal(allowed(plan).get("WriteGusts")?.Resource, arn);
        assert.equal(allowed(plan).get("EncryptGusts")?.Resource, SOURCE_KEY);
    });

    it("can be built twice in one stack", async () => {
        const plan = await record(() => {
            build({}, "weather-watch");
            build({}, "flights-watch");
        });
        assert.equal(ofType(plan, APPLICATION).length, 2);
        for (const type of [APPLICATION, "aws:s3/bucket:Bucket", "aws:iam/role:Role"]) {
            assert.equal(new Set(ofType(plan, type).map(({ outputs }) => outputs.arn)).size, 2);
        }
    });

    describe("refuses", () => {
        const window = (sizeSeconds: number, slideSeconds?: number) =>
            refusal({ outputs: [{ ...gusts, window: { sizeSeconds, slideSeconds } }] });

        it("a window whose size is no multiple of its slide, and says the next one that is", () => {
            assert.match(
                window(100, 60),
                /outputs\[0\]\.window: its size, 100, is not a multiple of its slide, 60, .*; give 120 as the size/,
            );
        });

        it("windows that count every record too often", () => {
            assert.match(
                window(86_400, 1),
                /counted in 86400 windows; at most 1440 are allowed, give a longer slide/,
            );
        });

        it("a time column that is no timestamp", () => {
            const source = { ...argsOf().source, timeColumn: "wind" };
            assert.match(
                refusal({ source }),
                /source\.timeColumn: "wind" is of type double; name a column of type timestamp/,
            );
        });

        it("a topic where records have none", () => {
            const source = { ...argsOf().source, enveloped: false };
            assert.match(
                refusal({ source }),
                /source\.columns\[0\]\.field\.topicLevel: .* only records of a topic rule have a topic; give path/,
            );
        });

        it("an application without outputs, and an output without or with two destinations", () => {
            assert.match(refusal({ outputs: [] }), /outputs: none was given; .* give one at least/);
            const both = { stream: { retentionHours: 24 }, deliveryStream: { arn: DELIVERY } };
            assert.match(
                refusal({ outputs: [{ ...gusts, destination: both }] }),
                /stream and deliveryStream was given; give exactly one of/,
            );
        });

        it("a reference whose key is another type than what is looked up", () => {
            const columns = [
                { name: "code", type: "int" },
                { name: "region", type: "string" },
            ];
            assert.match(
                refusal({ references: [{ ...regions, columns }] }),
                /references\[0\]\.on: "station" is of type string and the key "code" of type int; give both one type/,
            );
        });

        it("sizes that the service does not have, all at once", () => {
            const message = refusal({
                parallelism: 0,
                parallelismPerKpu: 9,
                checkpointSeconds: 5,
                runtime: "SQL-1_0" as "FLINK-1_20",
                network: { vpcId: "vpc-1", privateSubnetIds: ["subnet-1"] },
            });
            assert.match(message, /parallelism: 0 is not allowed; give a whole number, 1 to 512/);
            assert.match(message, /parallelismPerKpu: 9 is not allowed; give a whole number, 1 to 8/);
            assert.match(message, /checkpointSeconds: 5 is not allowed; give a whole number, 10 to 3600/);
            assert.match(message, /runtime: "SQL-1_0" is not supported; choose one of FLINK-1_20/);
            assert.match(
                message,
                /network\.privateSubnetIds: 1 was given; name subnets in 2 availability zones/,
            );
        });
    });

    it("has names that the service takes, whatever the parts are (§D 1)", () => {
        fc.assert(
            fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (environment, name) => {
                const given = nameFor("flinkApplication", environment, name);
                assert.match(given, /^[a-zA-Z0-9_.-]{1,128}$/);
                assert.ok(given.length <= nameRules.flinkApplication.maxLength);
            }),
        );
    });

    it("takes every window of whole multiples within the bounds, and every runtime of the table", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 3600 }),
                fc.integer({ min: 1, max: 168 }),
                fc.constantFrom(...FLINK_RUNTIME_NAMES),
                (slideSeconds, times, runtime) => {
                    const window = { sizeSeconds: slideSeconds * times, slideSeconds };
                    assert.equal(refusal({ runtime, outputs: [{ ...gusts, window }] }), "");
                },
            ),
        );
    });
});
