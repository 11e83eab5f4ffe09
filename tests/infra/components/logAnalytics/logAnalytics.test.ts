import assert from "node:assert/strict";
import fc from "fast-check";
import { closureGaps } from "../../../../cli/preview/closure/closure";
import type { Plan, PlanResource } from "../../../../cli/preview/plan";
import type { AwsAccount } from "../../../../infra/aws/account";
import { nameFor, nameRules } from "../../../../infra/aws/names";
import { DataLake } from "../../../../infra/components/dataLake";
import { LogAnalytics, type LogAnalyticsArgs } from "../../../../infra/components/logAnalytics";
import { validateLogAnalytics } from "../../../../infra/components/logAnalytics/validation";
import { at, lakeArgs, list, ofType, record, statements, the } from "../recorded";
import { buildLogs, logsArgs, READER } from "./built";

const TABLE = "aws:glue/catalogTable:CatalogTable";
const PERMISSIONS = "aws:lakeformation/permissions:Permissions";

describe("log analytics", () => {
    let plan: Plan;
    before(async () => {
        plan = await record(() => buildLogs());
    });

    it("has a table of each kind of log, whose days are computed and no further back than logs are kept", () => {
        const tables = ofType(plan, TABLE);
        assert.deepEqual(tables.map(({ inputs }) => inputs.name).sort(), [
            "cloudtrail",
            "lambda_logs",
            "load_balancer_logs",
            "s3_access_logs",
            "vpc_flow_logs",
        ]);
        for (const table of tables) {
            assert.equal(at(table, "parameters", "projection.enabled"), "true");
            assert.equal(at(table, "parameters", "projection.day.range"), "NOW-365DAYS,NOW+1DAYS");
        }
    });

    it("looks for logs where AWS puts them", () => {
        const template = (name: string) => {
            const table = ofType(plan, TABLE).find(({ inputs }) => inputs.name === name) as PlanResource;
            return at(table, "parameters", "storage.location.template");
        };
        const account = "123456789012";
        assert.deepEqual(
            ["cloudtrail", "vpc_flow_logs", "s3_access_logs", "load_balancer_logs", "lambda_logs"].map(
                template,
            ),
            [
                `s3://test-logs-trail-${account}-eu-west-1/AWSLogs/${account}/CloudTrail/\${region}/\${day}`,
                `s3://test-network-flow-logs/AWSLogs/${account}/vpcflowlogs/eu-west-1/\${day}`,
                `s3://test-lake-access-logs-${account}-eu-west-1/buckets/${account}/eu-west-1/\${bucket}/\${day}`,
                `s3://load-balancer-logs/shop/AWSLogs/${account}/elasticloadbalancing/\${region}/\${day}`,
                `s3://test-logs-${account}-eu-west-1/lambda/\${day}`,
            ],
        );
        const delivered = the(plan, "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream");
        assert.equal(at(delivered, "extendedS3Configuration", "prefix"), "lambda/!{timestamp:yyyy/MM/dd}/");
        for (const logging of ofType(plan, "aws:s3/bucketLogging:BucketLogging")) {
            assert.equal(logging.inputs.targetPrefix, "buckets/");
            assert.equal(
                at(logging, "targetObjectKeyFormat", "partitionedPrefix", "partitionDateSource"),
                "EventTime",
            );
        }
    });

    it("knows every bucket of the lake by name", () => {
        const table = ofType(plan, TABLE).find(({ inputs }) => inputs.name === "s3_access_logs");
        const known = String(at(table as PlanResource, "parameters", "projection.bucket.values")).split(",");
        for (const zone of ["lake-raw", "lake-curated", "lake-results"]) {
            const name = the(plan, "aws:s3/bucket:Bucket", zone).outputs.bucket as string;
            assert.ok(known.includes(name), `${name} is not among ${known.join(", ")}`);
        }
    });

    it("lets readers select from tables, and nobody else", () => {
        const grants = ofType(plan, PERMISSIONS);
        assert.deepEqual(new Set(grants.map(({ inputs }) => inputs.principal)), new Set([READER]));
        const onTables = grants.filter((grant) => at(grant, "table"));
        assert.equal(onTables.length, ofType(plan, TABLE).length);
        for (const grant of onTables) {
            assert.deepEqual(grant.inputs.permissions, ["DESCRIBE", "SELECT"]);
        }
    });

    it("D24: settings come before registered places, places before grants", () => {
        const settings = the(plan, "aws:lakeformation/dataLakeSettings:DataLakeSettings");
        const places = ofType(plan, "aws:lakeformation/resource:Resource").filter(({ name }) =>
            name.startsWith("logs-"),
        );
        assert.equal(places.length, 5);
        for (const place of places) {
            assert.ok(place.dependencies.includes(settings.urn));
            for (const grant of ofType(plan, PERMISSIONS)) {
                assert.ok(grant.dependencies.includes(place.urn));
            }
        }
    });

    it("D15: Firehose finds its role's policy in place", () => {
        const delivery = the(plan, "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream");
        const policy = the(plan, "aws:iam/rolePolicy:RolePolicy", "logs-lambda-delivery");
        assert.ok(delivery.dependencies.includes(policy.urn));
    });

    it("D17: the prefix of lines has an expression, so failed ones name their error's type", () => {
        const delivery = the(plan, "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream");
        const prefix = String(at(delivery, "extendedS3Configuration", "errorOutputPrefix"));
        assert.match(prefix, /!\{firehose:error-output-type\}/);
    });

    it("D9: the key lets CloudWatch Logs encrypt the group of the delivery, and CloudTrail its trail alone", () => {
        const key = statements(the(plan, "aws:kms/key:Key", "logs"));
        const logs = key.find(({ Sid }) => Sid === "LogsMayEncryptTheirGroups");
        const pattern = String(logs?.Condition?.ArnLike?.["kms:EncryptionContext:aws:logs:arn"]);
        const group = String(the(plan, "aws:cloudwatch/logGroup:LogGroup").outputs.arn);
        assert.ok(group.startsWith(pattern.replace("*", "")), `${group} is not ${pattern}`);
        const trail = key.find(({ Sid }) => Sid === "TrailMayEncrypt");
        assert.equal(
            trail?.Condition?.StringEquals?.["aws:SourceArn"],
            the(plan, "aws:cloudtrail/trail:Trail").outputs.arn,
        );
    });

    it("tells who writes and deletes objects of the lake, in a trail that cannot be changed unseen", () => {
        const trail = the(plan, "aws:cloudtrail/trail:Trail");
        assert.equal(trail.inputs.enableLogFileValidation, true);
        assert.equal(trail.inputs.isMultiRegionTrail, true);
        const zones = at(trail, "advancedEventSelectors", 1, "fieldSelectors", 3, "startsWiths") as string[];
        assert.deepEqual(
            zones,
            ["lake-raw", "lake-curated", "lake-results"].map(
                (zone) => `${the(plan, "aws:s3/bucket:Bucket", zone).outputs.arn}/`,
            ),
        );
    });

    it("reads a trail that exists, and then makes none", async () => {
        const existing = {
            bucketName: "org-trail",
            prefix: "audit",
            organizationId: "o-a1b2c3d4e5",
            keyArn: "arn:aws:kms:eu-west-1:999999999999:key/1",
        };
        const other = await record(() => buildLogs({ cloudTrail: { regions: ["eu-west-1"], existing } }));
        assert.equal(ofType(other, "aws:cloudtrail/trail:Trail").length, 0);
        const table = ofType(other, TABLE).find(({ inputs }) => inputs.name === "cloudtrail") as PlanResource;
        assert.equal(
            at(table, "storageDescriptor", "location"),
            "s3://org-trail/audit/AWSLogs/o-a1b2c3d4e5/123456789012/CloudTrail/",
        );
        const decrypt = statements(the(other, "aws:iam/rolePolicy:RolePolicy", "logs-location")).find(
            ({ Sid }) => Sid === "DecryptLogs",
        );
        assert.ok(list(decrypt?.Resource).includes(existing.keyArn));
    });

    it("takes an existing key instead, and then makes none", async () => {
        const arn = "arn:aws:kms:eu-west-1:123456789012:key/99999999-2222-3333-4444-555555555555";
        const other = await record(() => buildLogs({ existingKey: { arn } }));
        assert.deepEqual(
            ofType(other, "aws:kms/key:Key").map(({ name }) => name),
            ["lake"],
        );
    });

    it("closes: whoever writes or reads logs may use bucket and key, and says so when a grant is gone", () => {
        assert.deepEqual(gaps(plan), []);
        for (const sid of ["TrailMayEncrypt", "DecryptLogs", "EncryptLines", "TrailMayBeWritten"]) {
            const broken = without(plan, sid);
            assert.notDeepEqual(gaps(broken), [], `nobody missed ${sid}`);
        }
    });

    it("alarms watch its own workgroup and delivery stream, and tell somebody", () => {
        const alarms = ofType(plan, "aws:cloudwatch/metricAlarm:MetricAlarm");
        assert.deepEqual(
            alarms.map((alarm) => [alarm.inputs.metricName, at(alarm, "dimensions")]),
            [
                ["TotalExecutionTime", { WorkGroup: "test-logs", QueryState: "FAILED", QueryType: "DML" }],
                ["DeliveryToS3.DataFreshness", { DeliveryStreamName: "test-logs-lambda" }],
            ],
        );
        for (const alarm of alarms) {
            assert.deepEqual(alarm.inputs.alarmActions, ["arn:aws:sns:eu-west-1:123456789012:alarms"]);
        }
    });

    it("data can be deleted only with both keys", async () => {
        for (const [protectData, allowDeletion, deletable] of [
            [false, true, true],
            [true, true, false],
            [false, false, false],
        ] as const) {
            const other = await record(() => buildLogs({ protectData, allowDeletion }));
            for (const name of ["logs", "logs-trail"]) {
                const bucket = the(other, "aws:s3/bucket:Bucket", name);
                assert.equal(bucket.inputs.forceDestroy, deletable);
                assert.equal(bucket.protect, !deletable);
            }
        }
    });

    it("two live in one stack", async () => {
        const both = await record(() => {
            const lake = new DataLake("lake", lakeArgs());
            new LogAnalytics("logs", logsArgs(lake));
            new LogAnalytics("audit", logsArgs(lake));
        });
        const names = ofType(both, "aws:s3/bucket:Bucket").map(({ inputs }) => inputs.bucket);
        assert.equal(new Set(names).size, names.length);
    });

    it("names of trails, saved queries and policies fit, whatever the parts", () => {
        fc.assert(
            fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 4 }), (parts) => {
                for (const kind of ["trail", "savedQuery", "managedPolicy"] as const) {
                    const name = nameFor(kind, ...parts);
                    assert.ok(name.length <= nameRules[kind].maxLength);
                    assert.doesNotMatch(name, new RegExp(nameRules[kind].refused.source));
                }
            }),
        );
    });

    it("keeps any number of days from 1 to 3650, and no other", async () => {
        fc.assert(
            fc.property(fc.integer({ min: -10, max: 5000 }), (retentionDays) => {
                const refused = problemsOf({ retentionDays }).includes("retentionDays");
                assert.equal(refused, retentionDays < 1 || retentionDays > 3650);
            }),
        );
    });

    const refused: readonly (readonly [string, Partial<LogAnalyticsArgs>, RegExp])[] = [
        ["retentionDays", { retentionDays: 0 }, /0 is not allowed; give a whole number of days, 1 to 3650/],
        [
            "a reader",
            { readers: ["*"] },
            /readers\[0\]: "\*" is not the ARN of an IAM role or user; give one like/,
        ],
        [
            "a reader twice",
            { readers: [READER, READER] },
            /readers\[1\]: .* stands twice in the list; remove one/,
        ],
        [
            "no region",
            { cloudTrail: { regions: [] } },
            /cloudTrail\.regions: names no region; give at least one/,
        ],
        [
            "a region",
            { cloudTrail: { regions: ["ireland"] } },
            /cloudTrail\.regions\[0\]: "ireland" is not an AWS region; give a name such as eu-west-1/,
        ],
        [
            "a prefix",
            { loadBalancers: { bucketName: "b", prefix: "/shop/", regions: ["eu-west-1"] } },
            /loadBalancers\.prefix: "\/shop\/" is not allowed; give the folders before AWSLogs\//,
        ],
        [
            "a log group",
            { functionLogGroups: ["/aws/rds/x"] },
            /functionLogGroups\[0\]: .* give one that begins with \/aws\/lambda\//,
        ],
        [
            "a cutoff",
            { scanCutoffGib: 0.001 },
            /scanCutoffGib: 0\.001 is not allowed; give 0\.01 GiB or more/,
        ],
    ];
    for (const [what, over, message] of refused) {
        it(`refuses ${what} that cannot be, and says what can`, () => {
            assert.match(problemsOf(over), message);
        });
    }

    it("names all wrong arguments at once", () => {
        const message = problemsOf({ retentionDays: 0, readers: ["*"], scanCutoffGib: 0 });
        assert.equal(message.split("\n").length, 4);
    });
});

/** But for the alarms' topic, which these plans do not have. */
function gaps(plan: Plan): readonly string[] {
    return closureGaps(plan)
        .map(({ message }) => message)
        .filter((message) => !message.includes("sns:Publish"));
}

/** What is wrong with arguments; nothing where nothing is. */
function problemsOf(over: Partial<LogAnalyticsArgs>): string {
    try {
        validateLogAnalytics("logs", logsArgs({} as DataLake, { account: {} as AwsAccount, ...over }));
        return "";
    } catch (error) {
        return (error as Error).message;
    }
}

/** The plan without the statements of a name. */
function without(plan: Plan, sid: string): Plan {
    let found = 0;
    const resources = plan.resources.map((resource) => {
        const policy = resource.inputs.policy;
        if (typeof policy !== "string") {
            return resource;
        }
        const document = JSON.parse(policy);
        const kept = document.Statement.filter(({ Sid }: { Sid: string }) => Sid !== sid);
        found += document.Statement.length - kept.length;
        const text = JSON.stringify({ ...document, Statement: kept });
        return {
            ...resource,
            inputs: { ...resource.inputs, policy: text },
            outputs: { ...resource.outputs, policy: text },
        };
    });
    assert.ok(found > 0, `no statement is named ${sid}`);
    return { ...plan, resources };
}
