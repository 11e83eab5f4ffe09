import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { closureGaps } from "../../../../cli/preview/closure/closure";
import type { Plan, PlanResource } from "../../../../cli/preview/plan";
import { EMR_POLICY_TAG } from "../../../../infra/aws/emr";
import { StepEngine } from "../../../../infra/components/hadoopCluster";
import { at, list, ofType, record, statements, the } from "../recorded";
import {
    buildHadoop,
    CERTIFICATES,
    DAILY,
    ground,
    LONG_RUNNING,
    recorded,
    SCRIPTS,
    SERVERLESS,
    TOPIC,
} from "./building";

const CLUSTER = "aws:emr/cluster:Cluster";
const FLEET = "aws:emr/instanceFleet:InstanceFleet";
const SCALING = "aws:emr/managedScalingPolicy:ManagedScalingPolicy";
const CONFIGURATION = "aws:emr/securityConfiguration:SecurityConfiguration";
const SCHEDULE = "aws:scheduler/schedule:Schedule";
const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const KEY = "aws:kms/key:Key";
const BUCKET = "aws:s3/bucket:Bucket";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const arn = (resource: PlanResource) => String(resource.outputs.arn);

/** A part of a resource's inputs that tests read as they would any JSON. */
// biome-ignore lint/suspicious/noExplicitAny: requests of AWS's API, whose types this repository does not have
function json(resource: PlanResource, ...path: readonly (string | number)[]): any {
    return JSON.parse(String(at(resource, ...path)));
}

/** The request by which a schedule starts a cluster. */
const jobFlow = (plan: Plan) => json(the(plan, SCHEDULE), "target", "input");

describe("a Hadoop cluster", () => {
    describe("of nodes", () => {
        it("has fleets of master, core and task nodes, because EMR refuses fleets beside groups", async () => {
            const plan = await recorded();
            const cluster = the(plan, CLUSTER);
            assert.equal(at(cluster, "masterInstanceFleet", "targetOnDemandCapacity"), 1);
            assert.equal(at(cluster, "coreInstanceFleet", "targetOnDemandCapacity"), 8);
            assert.equal(the(plan, FLEET).inputs.clusterId, cluster.id);
            assert.equal(cluster.inputs.masterInstanceGroup, undefined);
            assert.equal(cluster.inputs.coreInstanceGroup, undefined);
            assert.deepEqual(ofType(plan, "aws:emr/instanceGroup:InstanceGroup"), []);
        });

        it("has task nodes on Spot, of several types, and on-demand ones where Spot has none to give", async () => {
            const fleet = the(await recorded(), FLEET);
            assert.equal(fleet.inputs.targetSpotCapacity, 8);
            assert.equal(fleet.inputs.targetOnDemandCapacity, 0);
            assert.deepEqual(
                [0, 1, 2].map((index) => at(fleet, "instanceTypeConfigs", index, "instanceType")),
                ["m6g.xlarge", "m7g.xlarge", "r6g.2xlarge"],
            );
            assert.deepEqual(at(fleet, "launchSpecifications", "spotSpecifications", 0), {
                allocationStrategy: "price-capacity-optimized",
                timeoutAction: "SWITCH_TO_ON_DEMAND",
                timeoutDurationMinutes: 10,
            });
        });

        it("keeps core nodes on demand, as HDFS loses blocks with them", async () => {
            const cluster = the(await recorded(), CLUSTER);
            assert.equal(at(cluster, "coreInstanceFleet", "targetSpotCapacity"), 0);
            assert.equal(
                at(cluster, "coreInstanceFleet", "launchSpecifications", "spotSpecifications"),
                undefined,
            );
        });

        it("counts nodes by their vCPUs, so that small and large ones compare", async () => {
            const fleet = the(await recorded(), FLEET);
            assert.deepEqual(
                [0, 1, 2].map((index) => at(fleet, "instanceTypeConfigs", index, "weightedCapacity")),
                [4, 4, 8],
            );
        });

        it("grows and shrinks by its task nodes, on Spot only", async () => {
            const limits = at(the(await recorded(), SCALING), "computeLimits", 0);
            assert.deepEqual(limits, {
                unitType: "InstanceFleetUnits",
                minimumCapacityUnits: 8,
                maximumCapacityUnits: 72,
                maximumCoreCapacityUnits: 8,
                maximumOndemandCapacityUnits: 8,
            });
        });
    });

    it("keeps the task nodes that managed scaling has given it, also through a deployment", async () => {
        assert.deepEqual(the(await recorded(), FLEET).ignoreChanges, [
            "targetOnDemandCapacity",
            "targetSpotCapacity",
        ]);
    });

    describe("that is transient", () => {
        it("runs its steps in their order and ends, also when one fails", async () => {
            const cluster = the(await recorded(), CLUSTER);
            assert.equal(cluster.inputs.keepJobFlowAliveWhenNoSteps, false);
            assert.deepEqual(
                [0, 1].map((index) => [
                    at(cluster, "steps", index, "name"),
                    at(cluster, "steps", index, "actionOnFailure"),
                ]),
                [
                    ["anomalies", "TERMINATE_CLUSTER"],
                    ["hubs", "TERMINATE_CLUSTER"],
                ],
            );
        });

        it("is started anew each time that its schedule says, with the same fleets, steps and protection", async () => {
            const plan = await recorded(DAILY);
            assert.deepEqual(ofType(plan, CLUSTER), []);
            const schedule = the(plan, SCHEDULE);
            assert.equal(at(schedule, "target", "arn"), "arn:aws:scheduler:::aws-sdk:emr:runJobFlow");
            assert.equal(schedule.inputs.scheduleExpression, "cron(30 3 * * ? *)");
            assert.equal(schedule.inputs.scheduleExpressionTimezone, "Europe/Paris");
            const request = jobFlow(plan);
            const cluster = the(await recorded(), CLUSTER);
            assert.equal(request.Instances.KeepJobFlowAliveWhenNoSteps, false);
            assert.equal(request.SecurityConfiguration, the(plan, CONFIGURATION).outputs.name);
            assert.equal(request.LogUri, cluster.inputs.logUri);
            assert.deepEqual(
                request.Steps.map(
                    ({ HadoopJarStep }: { HadoopJarStep: { Args: string[] } }) => HadoopJarStep.Args,
                ),
                [0, 1].map((index) => at(cluster, "steps", index, "hadoopJarStep", "args")),
            );
            const [master, core, task] = request.Instances.InstanceFleets;
            assert.deepEqual([master.InstanceFleetType, core.InstanceFleetType], ["MASTER", "CORE"]);
            assert.equal(task.TargetSpotCapacity, 8);
            assert.equal(task.LaunchSpecifications.SpotSpecification.TimeoutAction, "SWITCH_TO_ON_DEMAND");
            assert.equal(request.ManagedScalingPolicy.ComputeLimits.MaximumCapacityUnits, 72);
            assert.equal(JSON.stringify(request.Configurations), cluster.inputs.configurationsJson);
        });

        it("is started once by its schedule: a second attempt could be a second cluster", async () => {
            assert.equal(
                at(the(await recorded(DAILY), SCHEDULE), "target", "retryPolicy", "maximumRetryAttempts"),
                0,
            );
        });

        it("can be paid for by its tags, also where only its schedule starts it", async () => {
            const plan = await recorded(DAILY);
            const tags = Object.fromEntries(
                jobFlow(plan).Tags.map(({ Key, Value }: { Key: string; Value: string }) => [Key, Value]),
            );
            assert.deepEqual(tags, { environment: "test", domain: "weather", ...EMR_POLICY_TAG });
            const [start] = statements(the(plan, ROLE_POLICY, "weather-hadoop-schedule"));
            assert.equal(start?.Condition?.StringEquals?.["aws:RequestTag/domain"], "weather");
        });
    });

    describe("that is long-running", () => {
        it("stays after its steps, goes on when one fails, and ends when it has been idle", async () => {
            const cluster = the(await recorded(LONG_RUNNING), CLUSTER);
            assert.equal(cluster.inputs.keepJobFlowAliveWhenNoSteps, true);
            assert.equal(at(cluster, "autoTerminationPolicy", "idleTimeout"), 3600);
            assert.equal(at(cluster, "steps", 0, "actionOnFailure"), "CONTINUE");
        });

        it("needs no steps, and has Hive and Spark for those who come", async () => {
            const cluster = the(await recorded({ ...LONG_RUNNING, steps: [] }), CLUSTER);
            assert.deepEqual(cluster.inputs.applications, ["Hadoop", "Hive", "Spark"]);
        });

        it("is watched by its own id, and tells the environment's topic", async () => {
            const plan = await recorded(LONG_RUNNING);
            const alarms = ofType(plan, ALARM).filter(
                ({ inputs }) => inputs.namespace === "AWS/ElasticMapReduce",
            );
            assert.deepEqual(
                alarms.map(({ inputs }) => inputs.metricName),
                ["MRUnhealthyNodes", "HDFSUtilization", "AppsPending"],
            );
            for (const { inputs } of alarms) {
                assert.deepEqual(inputs.dimensions, { JobFlowId: the(plan, CLUSTER).id });
                assert.deepEqual(inputs.alarmActions, [TOPIC]);
            }
            assert.deepEqual(json(the(plan, RULE, "weather-hadoop-failed-step"), "eventPattern").detail, {
                clusterId: [the(plan, CLUSTER).id],
                state: ["FAILED"],
            });
        });
    });

    describe("on EMR Serverless", () => {
        it("runs the same steps on applications without nodes, one for each engine", async () => {
            const plan = await recorded(SERVERLESS);
            const engines = ofType(plan, "aws:emrserverless/application:Application").map(
                ({ inputs }) => inputs.type,
            );
            assert.deepEqual(engines.sort(), ["HIVE", "SPARK"]);
            assert.deepEqual(ofType(plan, CLUSTER).concat(ofType(plan, CONFIGURATION)), []);
            const { States, StartAt } = json(the(plan, "aws:sfn/stateMachine:StateMachine"), "definition");
            assert.equal(StartAt, "anomalies");
            assert.equal(States.anomalies.Next, "hubs");
            assert.equal(States.hubs.End, true);
            assert.match(States.anomalies.Resource, /:emr-serverless:startJobRun\.sync$/);
            const spark = States.anomalies.Parameters.JobDriver.SparkSubmit;
            assert.deepEqual(spark.EntryPointArguments.slice(-2), ["--deviations", "3"]);
            assert.match(States.hubs.Parameters.JobDriver.Hive.Parameters, /--hiveconf top=50$/);
        });

        it("costs nothing while nothing runs, and never more than its bound", async () => {
            for (const application of ofType(
                await recorded(SERVERLESS),
                "aws:emrserverless/application:Application",
            )) {
                assert.deepEqual(application.inputs.autoStopConfiguration, {
                    enabled: true,
                    idleTimeoutMinutes: 60,
                });
                assert.deepEqual(application.inputs.maximumCapacity, {
                    cpu: "72 vCPU",
                    memory: "288 GB",
                    disk: "1440 GB",
                });
                assert.equal(application.inputs.initialCapacities, undefined);
            }
        });

        it("is started by its schedule, and an alarm tells of a step that failed", async () => {
            const plan = await recorded({ ...SERVERLESS, ...DAILY });
            const machine = the(plan, "aws:sfn/stateMachine:StateMachine");
            assert.equal(at(the(plan, SCHEDULE), "target", "arn"), arn(machine));
            const failed = the(plan, ALARM, "weather-hadoop-failed");
            assert.equal(failed.inputs.metricName, "ExecutionsFailed");
            assert.deepEqual(failed.inputs.dimensions, { StateMachineArn: arn(machine) });
        });

        it("can be placed in a network, from where it reaches S3, keys and the catalog only", async () => {
            const plan = await record(() => {
                const on = ground();
                buildHadoop({ ...SERVERLESS, network: on.network }, "placed", on);
            });
            const group = the(plan, "aws:ec2/securityGroup:SecurityGroup", "placed-workers");
            for (const application of ofType(plan, "aws:emrserverless/application:Application")) {
                assert.deepEqual(at(application, "networkConfiguration", "securityGroupIds"), [group.id]);
            }
            assert.deepEqual(
                ofType(plan, INGRESS).filter(({ inputs }) => inputs.securityGroupId === group.id),
                [],
            );
            assert.deepEqual(closureGaps(plan), []);
        });
    });

    describe("is encrypted", () => {
        it("at rest: objects in S3, all disks, and logs, each under a customer's key", async () => {
            const plan = await recorded();
            const { AtRestEncryptionConfiguration: atRest, EnableAtRestEncryption } = json(
                the(plan, CONFIGURATION),
                "configuration",
            ).EncryptionConfiguration;
            const domainKey = arn(the(plan, KEY, "weather"));
            assert.equal(EnableAtRestEncryption, true);
            assert.equal(atRest.S3EncryptionConfiguration.AwsKmsKey, arn(the(plan, KEY, "lake")));
            assert.deepEqual(atRest.LocalDiskEncryptionConfiguration, {
                EncryptionKeyProviderType: "AwsKms",
                AwsKmsKey: domainKey,
                EnableEbsEncryption: true,
            });
            assert.equal(the(plan, CLUSTER).inputs.logEncryptionKmsKeyId, domainKey);
            assert.equal(
                the(plan, CLUSTER).inputs.securityConfiguration,
                the(plan, CONFIGURATION).outputs.name,
            );
        });

        it("in transit: with certificates from S3, which its nodes may read, and nothing beside them", async () => {
            const plan = await recorded();
            const encryption = json(the(plan, CONFIGURATION), "configuration").EncryptionConfiguration;
            assert.equal(encryption.EnableInTransitEncryption, true);
            assert.deepEqual(encryption.InTransitEncryptionConfiguration.TLSCertificateConfiguration, {
                CertificateProviderType: "PEM",
                S3Object: CERTIFICATES,
            });
            const read = statements(the(plan, ROLE_POLICY, "weather-hadoop-nodes")).find(
                ({ Sid }) => Sid === "ReadCertificates",
            );
            assert.equal(read?.Resource, "arn:aws:s3:::example-keys/emr/certificates.zip");
        });

        it("in transit: with certificates that a class of ours makes, whose jar may lie under another key", async () => {
            const keyArn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
            const provider = {
                jar: "s3://example-keys/emr/provider.jar",
                className: "com.example.Certificates",
            };
            const plan = await recorded({ certificates: { provider, keyArn } });
            const { TLSCertificateConfiguration } = json(the(plan, CONFIGURATION), "configuration")
                .EncryptionConfiguration.InTransitEncryptionConfiguration;
            assert.deepEqual(TLSCertificateConfiguration, {
                CertificateProviderType: "Custom",
                S3Object: provider.jar,
                CertificateProviderClass: provider.className,
            });
            const decrypt = statements(the(plan, ROLE_POLICY, "weather-hadoop-nodes")).find(
                ({ Sid }) => Sid === "DecryptCertificates",
            );
            assert.equal(decrypt?.Resource, keyArn);
        });

        it("and its nodes give their credentials only to who asks as IMDSv2 wants", async () => {
            const { InstanceMetadataServiceConfiguration } = json(
                the(await recorded(), CONFIGURATION),
                "configuration",
            );
            assert.equal(InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion, 2);
        });
    });

    describe("over the Glue catalog", () => {
        it("has it as the metastore of Hive and of Spark, and the domain's database as the default", async () => {
            const classes = json(the(await recorded(), CLUSTER), "configurationsJson");
            const glue = "com.amazonaws.glue.catalog.metastore.AWSGlueDataCatalogHiveClientFactory";
            for (const { Classification, Properties } of classes.slice(0, 2)) {
                assert.match(Classification, /^(spark-)?hive-site$/);
                assert.equal(Properties["hive.metastore.client.factory.class"], glue);
            }
            assert.equal(
                classes[2].Properties["spark.sql.catalog.spark_catalog.defaultDatabase"],
                "test_weather",
            );
        });

        it("may read the tables that it is given and make new ones, and no others", async () => {
            for (const [over, role] of [
                [{}, "weather-hadoop-nodes"],
                [SERVERLESS, "weather-hadoop-job"],
            ] as const) {
                const plan = await recorded(over);
                const principal = arn(the(plan, ROLE, role));
                const grants = ofType(plan, "aws:lakeformation/permissions:Permissions").filter(
                    ({ inputs }) => inputs.principal === principal,
                );
                assert.deepEqual(
                    grants.map((grant) => [
                        at(grant, "permissions"),
                        at(grant, "table", "name") ?? "database",
                    ]),
                    [
                        [["CREATE_TABLE", "DESCRIBE"], "database"],
                        [["DESCRIBE", "SELECT"], "stations"],
                    ],
                );
                const read = statements(the(plan, ROLE_POLICY, role)).find(({ Sid }) => Sid === "ReadTables");
                assert.equal(read?.Resource, `${arn(the(plan, BUCKET, "lake-curated"))}/weather/stations/*`);
            }
        });

        it("tells each step where to read and where to write, in the results zone", async () => {
            const plan = await recorded();
            const cluster = the(plan, CLUSTER);
            const results = the(plan, BUCKET, "lake-results").outputs.bucket;
            const words = at(cluster, "steps", 0, "hadoopJarStep", "args") as string[];
            assert.deepEqual(words.slice(4), [
                "--database",
                "test_weather",
                "--output",
                `s3://${results}/hadoop/weather/anomalies/`,
                "--deviations",
                "3",
            ]);
            const hive = at(cluster, "steps", 1, "hadoopJarStep", "args") as string[];
            assert.ok(hive.includes(`output=s3://${results}/hadoop/weather/hubs/`));
            assert.ok(hive.includes("top=50"));
        });

        it("runs a changed script as another step", async () => {
            const file = join(SCRIPTS, "changing.py");
            const scriptOf = async (text: string) => {
                writeFileSync(file, text);
                const steps = [{ name: "changing", engine: StepEngine.Spark, file, arguments: [] }];
                const plan = await record(() => {
                    buildHadoop({ steps });
                });
                return (at(the(plan, CLUSTER), "steps", 0, "hadoopJarStep", "args") as string[])[3];
            };
            assert.notEqual(await scriptOf("print(1)\n"), await scriptOf("print(2)\n"));
            assert.equal(await scriptOf("print(2)\n"), await scriptOf("print(2)\n"));
        });
    });

    describe("prevents what AWS would refuse (private subnets, own roles, tags)", () => {
        it("EMR in private subnets has a serviceAccessSecurityGroup, on both ways of starting", async () => {
            const plan = await recorded();
            const attributes = at(the(plan, CLUSTER), "ec2Attributes") as Record<string, unknown>;
            const group = (part: string) =>
                the(plan, "aws:ec2/securityGroup:SecurityGroup", `weather-hadoop-${part}`).id;
            assert.equal(attributes.serviceAccessSecurityGroup, group("service-access"));
            assert.equal(attributes.emrManagedMasterSecurityGroup, group("master"));
            assert.equal(attributes.emrManagedSlaveSecurityGroup, group("workers"));
            assert.deepEqual(
                attributes.subnetIds,
                ofType(plan, "aws:ec2/subnet:Subnet").map(({ id }) => id),
            );
            const { Instances } = jobFlow(await recorded(DAILY));
            assert.match(Instances.ServiceAccessSecurityGroup, /^sg-/);
            assert.equal(Instances.Ec2SubnetIds.length, 2);
        });

        it("EMR reaches nodes on 8443 and the master node EMR on 9443, with both sides of each rule", async () => {
            const plan = await recorded();
            const group = (part: string) =>
                the(plan, "aws:ec2/securityGroup:SecurityGroup", `weather-hadoop-${part}`).id;
            const flows = (type: string) =>
                ofType(plan, type)
                    .filter(({ inputs }) => inputs.fromPort === 8443 || inputs.fromPort === 9443)
                    .map(({ inputs }) => [
                        inputs.fromPort,
                        inputs.securityGroupId,
                        inputs.referencedSecurityGroupId,
                    ])
                    .sort();
            const expected = [
                [8443, group("master"), group("service-access")],
                [8443, group("workers"), group("service-access")],
                [9443, group("service-access"), group("master")],
            ];
            assert.deepEqual(flows(INGRESS), expected.sort());
            assert.deepEqual(flows(EGRESS), expected.map(([port, to, from]) => [port, from, to]).sort());
        });

        it("no rule of its groups names addresses, so that nobody from outside comes in", async () => {
            for (const { inputs } of [
                ...ofType(await recorded(), INGRESS),
                ...ofType(await recorded(), EGRESS),
            ]) {
                assert.equal(inputs.cidrIpv4 ?? inputs.cidrIpv6, undefined);
            }
        });

        it("own roles, not the defaults: EMR's has the v2 policy and may hand the nodes' role to EC2 only", async () => {
            const plan = await recorded();
            const cluster = the(plan, CLUSTER);
            assert.equal(cluster.inputs.serviceRole, arn(the(plan, ROLE, "weather-hadoop-service")));
            assert.equal(
                at(cluster, "ec2Attributes", "instanceProfile"),
                arn(the(plan, "aws:iam/instanceProfile:InstanceProfile")),
            );
            const attached = the(plan, "aws:iam/rolePolicyAttachment:RolePolicyAttachment");
            assert.equal(
                attached.inputs.policyArn,
                "arn:aws:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2",
            );
            const pass = statements(the(plan, ROLE_POLICY, "weather-hadoop-service"))[0];
            assert.equal(pass?.Action, "iam:PassRole");
            assert.equal(pass?.Resource, arn(the(plan, ROLE, "weather-hadoop-nodes")));
            assert.deepEqual(pass?.Condition, {
                StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" },
            });
            for (const policy of [attached, the(plan, ROLE_POLICY, "weather-hadoop-service")]) {
                assert.ok(cluster.dependencies.includes(policy.urn), policy.name);
            }
        });

        it("the tag of the v2 policy is on VPC, subnets, groups and cluster", async () => {
            for (const plan of [await recorded(), await recorded(DAILY)]) {
                const places = plan.resources.filter(
                    ({ type, name }) =>
                        ["aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet", CLUSTER].includes(type) ||
                        (type === "aws:ec2/securityGroup:SecurityGroup" && name.startsWith("weather-hadoop")),
                );
                assert.ok(places.length >= 6);
                for (const place of places) {
                    assert.equal(
                        at(place, "tags", "for-use-with-amazon-emr-managed-policies"),
                        "true",
                        `${place.type} ${place.name}`,
                    );
                }
            }
        });

        it("roles trust their service for this account only", async () => {
            for (const [over, name, source] of [
                [{}, "service", "arn:aws:elasticmapreduce:eu-west-1:123456789012:*"],
                [SERVERLESS, "job", "arn:aws:emr-serverless:eu-west-1:123456789012:/applications/*"],
                [
                    DAILY,
                    "schedule",
                    "arn:aws:scheduler:eu-west-1:123456789012:schedule-group/test-weather-hadoop",
                ],
            ] as const) {
                const [trust] = statements(
                    the(await recorded(over), ROLE, `weather-hadoop-${name}`),
                    "assumeRolePolicy",
                );
                assert.deepEqual(trust?.Condition?.StringEquals, { "aws:SourceAccount": "123456789012" });
                assert.deepEqual(trust?.Condition?.ArnLike, { "aws:SourceArn": source });
            }
        });
    });

    it("tells the topic when a cluster ended with errors, by the name that all its clusters have", async () => {
        for (const over of [{}, DAILY, LONG_RUNNING]) {
            const plan = await recorded(over);
            const { detail } = json(the(plan, RULE, "weather-hadoop-failed"), "eventPattern");
            assert.deepEqual(detail, { name: ["test-weather-hadoop"], state: ["TERMINATED_WITH_ERRORS"] });
            assert.equal(
                the(plan, "aws:cloudwatch/eventTarget:EventTarget", "weather-hadoop-failed").inputs.arn,
                TOPIC,
            );
        }
        assert.equal(the(await recorded(), CLUSTER).inputs.name, "test-weather-hadoop");
    });

    it("has alarms that watch something and tell somebody", async () => {
        for (const over of [DAILY, LONG_RUNNING, SERVERLESS, { ...SERVERLESS, ...DAILY }]) {
            for (const { inputs, name } of ofType(await recorded(over), ALARM)) {
                assert.notDeepEqual(Object.values(inputs.dimensions ?? {}), [], name);
                assert.deepEqual(inputs.alarmActions, [TOPIC]);
            }
        }
    });

    it("closes: every role may use the keys of what it reads and writes, and both sides of each flow are there", async () => {
        for (const over of [{}, DAILY, LONG_RUNNING, SERVERLESS, { ...SERVERLESS, ...DAILY }]) {
            assert.deepEqual(closureGaps(await recorded(over)), []);
        }
    });

    it("does not close without its grant on a key", async () => {
        const plan = structuredClone(await recorded(DAILY)) as unknown as { resources: PlanResource[] };
        for (const resource of plan.resources) {
            if (resource.type === ROLE_POLICY && resource.name === "weather-hadoop-nodes") {
                const kept = statements(resource).filter(({ Sid }) => Sid !== "UseKeys");
                (resource.inputs as Record<string, unknown>).policy = JSON.stringify({ Statement: kept });
                (resource.outputs as Record<string, unknown>).policy = JSON.stringify({ Statement: kept });
            }
        }
        const gaps = closureGaps(plan as unknown as Plan);
        assert.ok(
            gaps.some(({ kind, message }) => kind === "key" && message.includes("weather-hadoop-nodes")),
            JSON.stringify(gaps),
        );
    });

    it("keeps scripts and logs until both keys allow their deletion", async () => {
        for (const [protectData, allowDeletion, mayDelete] of [
            [false, true, true],
            [true, true, false],
            [false, false, false],
        ] as const) {
            const bucket = the(await recorded({ protectData, allowDeletion }), BUCKET, "weather-hadoop");
            assert.deepEqual([bucket.inputs.forceDestroy, bucket.protect ?? false], [mayDelete, !mayDelete]);
        }
    });

    it("takes a bucket that exists, and may use its key", async () => {
        const keyArn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
        const plan = await recorded({ existingBucket: { name: "team-hadoop", keyArn } });
        assert.equal(
            ofType(plan, BUCKET).some(({ name }) => name === "weather-hadoop"),
            false,
        );
        assert.equal(the(plan, CLUSTER).inputs.logUri, "s3://team-hadoop/logs/");
        const keys = statements(the(plan, ROLE_POLICY, "weather-hadoop-nodes")).find(
            ({ Sid }) => Sid === "UseKeys",
        );
        assert.ok(list(keys?.Resource).includes(keyArn));
    });

    it("lives beside another one in a stack, of every kind", async () => {
        const plan = await record(() => {
            const on = ground();
            for (const [index, over] of [DAILY, LONG_RUNNING, { ...SERVERLESS, ...DAILY }].entries()) {
                buildHadoop(over, `one-${index}`, on);
                buildHadoop(over, `two-${index}`, on);
            }
        });
        const names = plan.resources
            .filter(({ custom, type }) => custom && !/securityGroup|instanceFleet/.test(type))
            .flatMap(({ type, outputs }) =>
                typeof outputs.name === "string" ? [`${type} ${outputs.name}`] : [],
            );
        assert.deepEqual(
            names.filter((name, index) => names.indexOf(name) < index),
            [],
        );
    });
});
