import assert from "node:assert/strict";
import fc from "fast-check";
import type { Plan } from "../../../../cli/preview/plan";
import { JOB_VERSIONS, WORKER_TYPES } from "../../../../infra/aws/glue";
import { patience } from "../../../../infra/components/etl/arrival";
import { validateEtlJob } from "../../../../infra/components/etl/validation";
import { EtlJob, type EtlJobArgs } from "../../../../infra/components/etlJob";
import { at, list, ofType, record, statements, the } from "../recorded";
import { buildDatabaseJob, buildJob, connectionProperties, DECLARED, ground } from "./fixture";

const JOB = "aws:glue/job:Job";
const TABLE = "aws:glue/catalogTable:CatalogTable";
const SECURITY = "aws:glue/securityConfiguration:SecurityConfiguration";
const GRANT = "aws:lakeformation/permissions:Permissions";
const QUEUE = "aws:sqs/queue:Queue";
const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const SETTINGS = "aws:s3/bucketObjectv2:BucketObjectv2";

/** Recorded once for each set of arguments: tests only read it. */
const recordings = new Map<string, Promise<Plan>>();
function recorded(over: Partial<EtlJobArgs> = {}): Promise<Plan> {
    const key = JSON.stringify(over);
    const plan = recordings.get(key) ?? record(() => buildJob(over));
    recordings.set(key, plan);
    return plan;
}

/** What is checked before anything is built. */
const validate = (over: Partial<EtlJobArgs>) =>
    validateEtlJob("weather-calibrations", { ...DECLARED, ...over } as unknown as EtlJobArgs);

describe("a load job", () => {
    it("encrypts all three: what it writes with the lake's key, its logs and its bookmark with the domain's", async () => {
        const plan = await recorded();
        const lakeKey = the(plan, "aws:kms/key:Key", "lake").outputs.arn;
        const domainKey = the(plan, "aws:kms/key:Key", "weather").outputs.arn;
        const security = the(plan, SECURITY);
        assert.deepEqual(security.inputs.encryptionConfiguration, {
            s3Encryption: { s3EncryptionMode: "SSE-KMS", kmsKeyArn: lakeKey },
            cloudwatchEncryption: { cloudwatchEncryptionMode: "SSE-KMS", kmsKeyArn: domainKey },
            jobBookmarksEncryption: { jobBookmarksEncryptionMode: "CSE-KMS", kmsKeyArn: domainKey },
        });
        assert.equal(the(plan, JOB).inputs.securityConfiguration, security.outputs.name);
    });

    it("remembers what it has read, one run at a time, and repeats no run that failed on its input", async () => {
        const job = the(await recorded(), JOB);
        assert.equal(at(job, "defaultArguments", "--job-bookmark-option"), "job-bookmark-enable");
        assert.equal(at(job, "executionProperty", "maxConcurrentRuns"), 1);
        assert.equal(job.inputs.maxRetries, 0);
    });

    it("has workers and no maxCapacity, two of them at least", async () => {
        const job = the(await recorded({ workers: 2, workerType: "G.2X" }), JOB);
        assert.deepEqual([job.inputs.workerType, job.inputs.numberOfWorkers], ["G.2X", 2]);
        assert.equal("maxCapacity" in job.inputs, false);
        await assert.rejects(
            recorded({ workers: 1 }),
            /workers: 1 workers of type G\.1X are not allowed; give 2 to 299/,
        );
    });

    it("runs the modules of functions/jobs, each version in a folder of its own", async () => {
        const plan = await recorded();
        const job = the(plan, JOB);
        const script = String(at(job, "command", "scriptLocation"));
        assert.match(script, /^s3:\/\/test-jobs-123456789012-eu-west-1\/modules\/[0-9a-f]{12}\/load\.py$/);
        const modules = String(at(job, "defaultArguments", "--extra-py-files")).split(",");
        assert.deepEqual(
            modules.map((uri) => uri.split("/").at(-1)),
            ["quality.py", "rows.py", "tables.py"],
        );
        const keys = ofType(plan, SETTINGS).map(({ inputs }) => `s3://${inputs.bucket}/${inputs.key}`);
        for (const uri of [script, ...modules, String(at(job, "defaultArguments", "--settings"))]) {
            assert.ok(keys.includes(uri), `${uri} is not uploaded`);
        }
    });

    it("keeps its modules in a bucket that logs access from when S3 may deliver the logs", async () => {
        const plan = await recorded();
        const logging = the(plan, "aws:s3/bucketLogging:BucketLogging", "jobs");
        const delivery = the(plan, "aws:s3/bucketPolicy:BucketPolicy", "lake-access-logs");
        const before = new Set([logging.urn]);
        for (const urn of before) {
            for (const dependency of plan.resources.find((resource) => resource.urn === urn)?.dependencies ??
                []) {
                before.add(dependency);
            }
        }
        assert.ok(before.has(delivery.urn));
    });

    it("tells the modules what the table, the source and the rules are", async () => {
        const plan = await recorded({ source: { csv: { delimiter: ";", nullText: "NA" } } });
        const settings = JSON.parse(
            String(the(plan, SETTINGS, "weather-calibrations-settings").inputs.content),
        );
        assert.deepEqual(settings.source, {
            kind: "csv",
            path: "s3://test-lake-raw-123456789012-eu-west-1/uploads/weather/calibrations/",
            delimiter: ";",
            header: true,
            nullText: "NA",
        });
        assert.equal(settings.database, the(plan, "aws:glue/catalogDatabase:CatalogDatabase").outputs.name);
        assert.equal(settings.ruleset, 'Rules = [\n    IsComplete "station"\n]');
        assert.deepEqual(settings.key, ["station", "at"]);
        assert.deepEqual(settings.newestBy, ["at"]);
        assert.match(settings.rejected, /\/rejected\/weather\/calibrations\/$/);
    });

    describe("has a table", () => {
        it("in Iceberg's format, with its columns numbered and a hidden partition", async () => {
            const plan = await recorded();
            const input = at(the(plan, TABLE), "openTableFormatInput", "icebergInput") as unknown as {
                version: string;
                icebergTableInput: {
                    location: string;
                    schema: { fields: { id: number; name: string; type: string; required: boolean }[] };
                    partitionSpec: { fields: unknown };
                };
            };
            const { schema, partitionSpec, location } = input.icebergTableInput;
            assert.equal(input.version, "2");
            assert.match(String(location), /lake-curated[^/]*\/weather\/calibrations$/);
            const { fields } = schema;
            assert.deepEqual(
                fields.map(({ id, name, type, required }) => [id, name, JSON.parse(type), required]),
                [
                    [1, "station", "string", true],
                    [2, "at", "timestamp", true],
                    [3, "on", "date", false],
                    [4, "deviation", "double", false],
                    [5, "readings", "long", false],
                ],
            );
            assert.deepEqual(partitionSpec.fields, [
                { fieldId: 1000, name: "at_month", sourceId: 2, transform: "month" },
            ]);
        });

        it("whose later state belongs to Iceberg: a deployment takes no commit back", async () => {
            const table = the(await recorded(), TABLE);
            for (const property of ["parameters", "openTableFormatInput", "storageDescriptor"]) {
                assert.ok(table.ignoreChanges.includes(property), property);
            }
        });

        it("that is kept compact, forgets old snapshots, and leaves no orphans", async () => {
            const plan = await recorded();
            const optimizers = ofType(plan, "aws:glue/catalogTableOptimizer:CatalogTableOptimizer");
            assert.deepEqual(optimizers.map(({ inputs }) => inputs.type).sort(), [
                "compaction",
                "orphan_file_deletion",
                "retention",
            ]);
            const role = the(plan, ROLE, "weather-calibrations-optimizer");
            for (const optimizer of optimizers) {
                assert.equal(at(optimizer, "configuration", "roleArn"), role.outputs.arn);
                assert.equal(at(optimizer, "configuration", "enabled"), true);
            }
        });

        for (const protectData of [true, false]) {
            it(`that ${protectData ? "cannot" : "can"} be deleted where the environment ${protectData ? "protects its data" : "does not"}`, async () => {
                const plan = await record(() => buildJob({ protectData }, ground(protectData)));
                assert.equal(the(plan, TABLE).protect, protectData);
                assert.equal(the(plan, "aws:s3/bucket:Bucket", "jobs").protect, protectData);
                assert.equal(the(plan, "aws:s3/bucket:Bucket", "jobs").inputs.forceDestroy, !protectData);
            });
        }
    });

    it("is granted its table by Lake Formation, after the lake's settings, and so is the optimizer: neither more", async () => {
        const plan = await recorded();
        const settings = the(plan, "aws:lakeformation/dataLakeSettings:DataLakeSettings").urn;
        for (const who of ["job", "optimizer"]) {
            const grant = the(plan, GRANT, `weather-calibrations-${who}`);
            assert.equal(grant.inputs.principal, the(plan, ROLE, `weather-calibrations-${who}`).outputs.arn);
            assert.deepEqual(grant.inputs.permissions, ["ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT"]);
            assert.equal(at(grant, "table", "name"), "calibrations");
            assert.ok(grant.dependencies.includes(settings), "Lake Formation's settings come first");
        }
        const job = the(plan, JOB);
        assert.ok(job.dependencies.includes(the(plan, GRANT, "weather-calibrations-job").urn));
        assert.ok(job.dependencies.includes(the(plan, ROLE_POLICY, "weather-calibrations-job").urn));
    });

    it("reaches its own files and table only", async () => {
        const plan = await recorded();
        for (const who of ["job", "optimizer", "start"]) {
            for (const { Sid, Action, Resource, Condition } of statements(
                the(plan, ROLE_POLICY, `weather-calibrations-${who}`),
            )) {
                assert.ok(!list(Action).some((action) => action.includes("*")), Sid);
                for (const resource of list(Resource)) {
                    if (resource.startsWith("arn:aws:s3:::") && resource.includes("/")) {
                        assert.match(resource, /calibrations\/\*$|\/modules\/\*$/, `${Sid}: ${resource}`);
                    }
                    if (resource.includes(":table/")) assert.match(resource, /\/calibrations$/);
                }
                if (list(Action).includes("s3:ListBucket"))
                    assert.ok(Condition?.StringLike?.["s3:prefix"], Sid);
            }
        }
    });

    it("writes logs into groups that exist, with key and retention, before the key's policy lets nobody", async () => {
        const plan = await recorded();
        const policy = statements(the(plan, "aws:kms/key:Key", "weather"));
        const patterns = list(
            policy.find(({ Sid }) => Sid === "LogsMayEncryptTheirGroups")?.Condition?.ArnLike?.[
                "kms:EncryptionContext:aws:logs:arn"
            ] as string[],
        ).map((pattern) => pattern.replace(/\*$/, ""));
        const groups = ofType(plan, "aws:cloudwatch/logGroup:LogGroup").filter(({ inputs }) =>
            String(inputs.name).startsWith("/aws-glue/jobs/"),
        );
        assert.equal(groups.length, 2);
        const role = String(the(plan, ROLE, "weather-calibrations-job").outputs.name);
        for (const { inputs, outputs } of groups) {
            assert.match(
                String(inputs.name),
                new RegExp(`^/aws-glue/jobs/test-weather-calibrations-role/${role}/`),
            );
            assert.equal(inputs.retentionInDays, 30);
            assert.ok(patterns.some((pattern) => String(outputs.arn).startsWith(pattern)));
        }
    });

    it("tells somebody when a run fails, by all four dimensions of Glue's metric", async () => {
        const plan = await recorded();
        const alarm = the(plan, "aws:cloudwatch/metricAlarm:MetricAlarm", "weather-calibrations-failed-runs");
        assert.deepEqual(alarm.inputs.dimensions, {
            JobName: the(plan, JOB).outputs.name,
            JobRunId: "ALL",
            Type: "count",
            ObservabilityGroup: "error",
        });
        assert.equal(at(the(plan, JOB), "defaultArguments", "--enable-observability-metrics"), "true");
        assert.deepEqual(alarm.inputs.alarmActions, ["arn:aws:sns:eu-west-1:123456789012:alarms"]);
    });

    describe("that files start", () => {
        it("is told by S3 through a queue that S3 may write to, under a key that S3 may use", async () => {
            const plan = await recorded();
            const raw = the(plan, "aws:s3/bucket:Bucket", "lake-raw").outputs.arn;
            const queue = the(plan, QUEUE, "weather-calibrations-uploads");
            const writer = statements(
                the(plan, "aws:sqs/queuePolicy:QueuePolicy", "weather-calibrations-uploads"),
            ).find(({ Sid }) => Sid === "S3MaySendUploads");
            assert.deepEqual(writer?.Condition, {
                StringEquals: { "aws:SourceAccount": "123456789012" },
                ArnEquals: { "aws:SourceArn": raw },
            });
            const key = the(plan, "aws:kms/key:Key", "weather");
            assert.equal(queue.inputs.kmsMasterKeyId, key.outputs.arn);
            const use = statements(key).find(({ Sid }) => Sid === "S3MaySendUploads");
            assert.deepEqual(use?.Condition?.ArnEquals, { "aws:SourceArn": raw });
        });

        it("waits for the window to close, and is started by nobody else's files", async () => {
            let prefix = "";
            const plan = await record(() => {
                prefix = buildJob().arrivalRoute?.prefix ?? "";
            });
            assert.equal(prefix, "uploads/weather/calibrations/");
            assert.equal(the(plan, QUEUE, "weather-calibrations-uploads").inputs.delaySeconds, 60);
            const start = statements(the(plan, ROLE_POLICY, "weather-calibrations-start")).find(
                ({ Sid }) => Sid === "StartOwnJob",
            );
            assert.equal(start?.Resource, the(plan, JOB).outputs.arn);
        });

        it("gives up no message before the longest run has ended, and returns it six function times later at least", () => {
            fc.assert(
                fc.property(fc.integer({ min: 1, max: 10_080 }), (minutes) => {
                    const { visibilitySeconds, receives } = patience(minutes);
                    assert.ok(visibilitySeconds * receives > minutes * 60);
                    assert.ok(visibilitySeconds >= 180 && visibilitySeconds <= 43_200);
                    assert.ok(receives <= 1000, "SQS takes no more");
                }),
            );
        });
    });

    it("that the clock starts has a trigger, and no queue", async () => {
        const plan = await recorded({ start: { schedule: "cron(15 3 * * ? *)" } });
        const trigger = the(plan, "aws:glue/trigger:Trigger");
        assert.deepEqual([trigger.inputs.type, trigger.inputs.schedule], ["SCHEDULED", "cron(15 3 * * ? *)"]);
        assert.equal(at(trigger, "actions", 0, "jobName"), the(plan, JOB).outputs.name);
        assert.equal(ofType(plan, QUEUE).length, 0);
    });

    it("reads a database through its connection, with the secret that is its own", async () => {
        const plan = await record(() => buildDatabaseJob());
        const connection = the(plan, "aws:glue/connection:Connection");
        assert.deepEqual(the(plan, JOB).inputs.connections, [connection.outputs.name]);
        const policy = statements(the(plan, ROLE_POLICY, "weather-calibrations-job"));
        const secret = policy.find(({ Action }) => list(Action).includes("secretsmanager:GetSecretValue"));
        assert.equal(secret?.Resource, connectionProperties(connection).SECRET_ID);
        assert.equal(
            policy.some(({ Sid }) => Sid === "ReadUploads"),
            false,
        );
    });

    it("can be built twice in a stack", async () => {
        const plan = await record(() => {
            const around = ground();
            buildJob({}, around);
            new EtlJob("weather-repairs", { ...around, ...DECLARED, tableName: "repairs" });
        });
        for (const type of [JOB, TABLE, SECURITY, QUEUE, ROLE]) {
            const names = ofType(plan, type).map(({ outputs }) => String(outputs.name));
            assert.equal(new Set(names).size, names.length, type);
        }
    });

    it("takes whatever version and workers Glue has for jobs, and no others", () => {
        for (const glueVersion of JOB_VERSIONS) {
            validate({ glueVersion });
        }
        for (const [workerType, { most }] of Object.entries(WORKER_TYPES)) {
            assert.throws(() => validate({ workerType, workers: most + 1 }), new RegExp(`give 2 to ${most}`));
        }
    });

    const wrong: readonly (readonly [string, Partial<EtlJobArgs>, RegExp])[] = [
        ["no source", { source: {} }, /source: none was given; give exactly one of csv, database/],
        ["no start", { start: {} }, /start: nothing was given; give exactly one of onArrival, schedule/],
        [
            "a window that SQS cannot delay",
            { start: { onArrival: { windowSeconds: 901 } } },
            /start\.onArrival\.windowSeconds: 901 is not allowed; give 1 to 900/,
        ],
        [
            "a crontab's schedule",
            { start: { schedule: "cron(15 3 * * *)" } },
            /start\.schedule: .* has 5 fields; 6 are expected/,
        ],
        [
            "a key that may be missing",
            { key: ["on"] },
            /key\[0\]: "on" is not required; a key is made of required columns/,
        ],
        [
            "hours of a date",
            { partitionBy: { unit: "hour", column: "on" } },
            /partitionBy\.column: "on" is of type date; name a timestamp/,
        ],
        [
            "a rule about another table",
            { rules: ['IsComplete "colour"'] },
            /rules\[0\]: "colour" is not a column of the job/,
        ],
        [
            "a rule of no type",
            { rules: ['IsFilled "station"'] },
            /rules\[0\]: "IsFilled" is not a rule type of Glue Data Quality/,
        ],
        [
            "a version that Glue refuses",
            { glueVersion: "2.0" },
            /glueVersion: "2\.0" is not one that jobs run on; give 6\.0/,
        ],
        [
            "two characters between fields",
            { source: { csv: { delimiter: "||" } } },
            /delimiter: "\|\|" has 2 characters; give one/,
        ],
    ];
    for (const [what, over, message] of wrong) {
        it(`is refused with ${what}, and told what is right`, () => {
            assert.throws(() => validate(over), message);
        });
    }

    it("names every wrong property at once", async () => {
        await assert.rejects(
            recorded({ source: {}, start: {}, workers: 0, timeoutMinutes: 0 }),
            (error: Error) => {
                for (const property of ["source", "start", "workers", "timeoutMinutes"]) {
                    assert.match(error.message, new RegExp(`${property}: `));
                }
                return true;
            },
        );
    });
});
