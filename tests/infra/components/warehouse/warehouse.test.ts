import assert from "node:assert/strict";
import type { Plan } from "../../../../cli/preview/plan";
import { DataLake } from "../../../../infra/components/dataLake";
import type { WarehouseArgs } from "../../../../infra/components/warehouse";
import { at, lakeArgs, list, ofType, record, statements, the } from "../recorded";
import { ALARMS, buildWarehouse, NETWORK, PROVISIONED, SERVERLESS } from "./building";

const CLUSTER = "aws:redshift/cluster:Cluster";
const NAMESPACE = "aws:redshiftserverless/namespace:Namespace";
const WORKGROUP = "aws:redshiftserverless/workgroup:Workgroup";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const KEY = "aws:kms/key:Key";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** Recorded once for each set of arguments: tests only read it. */
const recordings = new Map<string, Promise<Plan>>();
function recorded(over: Partial<WarehouseArgs> = {}): Promise<Plan> {
    const key = JSON.stringify(over, (_name, value) => value ?? "absent");
    let plan = recordings.get(key);
    if (plan === undefined) {
        plan = record(() => buildWarehouse(over));
        recordings.set(key, plan);
    }
    return plan;
}

const small = { nodeType: "ra3.large", nodes: 1 };

describe("a warehouse", () => {
    it("is private, encrypted with its own key, and routes COPY and UNLOAD through the VPC", async () => {
        const plan = await recorded();
        const cluster = the(plan, CLUSTER);
        assert.equal(cluster.inputs.publiclyAccessible, false);
        assert.equal(cluster.inputs.encrypted, "true");
        assert.equal(cluster.inputs.kmsKeyId, the(plan, KEY, "warehouse").outputs.arn);
        assert.equal(cluster.inputs.enhancedVpcRouting, true);
        const workgroup = the(await recorded(SERVERLESS), WORKGROUP);
        assert.equal(workgroup.inputs.publiclyAccessible, false);
        assert.equal(workgroup.inputs.enhancedVpcRouting, true);
    });

    it("D.2: has an administrator whose password AWS makes and rotates, and no program knows", async () => {
        const plan = await recorded();
        const { inputs } = the(plan, CLUSTER);
        assert.equal(inputs.manageMasterPassword, true);
        assert.equal(inputs.masterPasswordSecretKmsKeyId, the(plan, KEY, "warehouse").outputs.arn);
        assert.ok(!("masterPassword" in inputs) && !("masterPasswordWo" in inputs));
        assert.notEqual(inputs.masterUsername, "awsuser");
        const namespace = the(await recorded(SERVERLESS), NAMESPACE).inputs;
        assert.equal(namespace.manageAdminPassword, true);
        assert.ok(!("adminUserPassword" in namespace));
        assert.notEqual(namespace.adminUsername, "admin");
    });

    it("speaks TLS only, and says what people do in it", async () => {
        const group = the(await recorded(), "aws:redshift/parameterGroup:ParameterGroup");
        const parameters = at(group, "parameters") as { name: string; value: string }[];
        assert.deepEqual(Object.fromEntries(parameters.map(({ name, value }) => [name, value])), {
            require_ssl: "true",
            enable_user_activity_logging: "true",
        });
        const serverless = at(the(await recorded(SERVERLESS), WORKGROUP), "configParameters") as {
            parameterKey: string;
            parameterValue: string;
        }[];
        assert.equal(
            serverless.find(({ parameterKey }) => parameterKey === "require_ssl")?.parameterValue,
            "true",
        );
    });

    it("D.9: has its audit logs' groups before the logs, under its key, whose policy lets CloudWatch Logs in", async () => {
        const plan = await recorded();
        const logging = the(plan, "aws:redshift/logging:Logging");
        const key = the(plan, KEY, "warehouse");
        const allowed = statements(key).find(({ Sid }) => Sid === "LogsMayEncryptTheirGroups");
        const patterns = list(
            allowed?.Condition?.ArnLike?.["kms:EncryptionContext:aws:logs:arn"] as string[],
        ).map((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`));
        for (const log of ["connectionlog", "useractivitylog", "userlog"]) {
            const group = the(plan, LOG_GROUP, `warehouse-${log}`);
            assert.equal(group.inputs.name, `/aws/redshift/cluster/test-warehouse/${log}`);
            assert.equal(group.inputs.kmsKeyId, key.outputs.arn);
            assert.ok(logging.dependencies.includes(group.urn));
        }
        for (const group of ofType(plan, LOG_GROUP)) {
            assert.ok(
                patterns.some((pattern) => pattern.test(String(group.outputs.arn))),
                `the key lets nobody write ${group.name}`,
            );
        }
        const serverless = await recorded(SERVERLESS);
        assert.deepEqual(the(serverless, NAMESPACE).inputs.logExports, [
            "connectionlog",
            "useractivitylog",
            "userlog",
        ]);
        assert.equal(
            the(serverless, LOG_GROUP, "warehouse-userlog").inputs.name,
            "/aws/redshift/test-warehouse/userlog",
        );
    });

    it("lets applications in by their security group and port, on both sides, and nobody else", async () => {
        const plan = await recorded({
            port: 5440,
            allowConnectionsFrom: [{ name: "reporting", securityGroupId: "sg-reporting" }],
        });
        const own = the(plan, "aws:ec2/securityGroup:SecurityGroup").id;
        const into = the(plan, INGRESS);
        assert.deepEqual(
            [
                into.inputs.securityGroupId,
                into.inputs.referencedSecurityGroupId,
                into.inputs.fromPort,
                into.inputs.toPort,
            ],
            [own, "sg-reporting", 5440, 5440],
        );
        const out = the(plan, EGRESS);
        assert.deepEqual(
            [out.inputs.securityGroupId, out.inputs.referencedSecurityGroupId, out.inputs.fromPort],
            ["sg-reporting", own, 5440],
        );
        assert.equal(ofType(await recorded(), INGRESS).length, 0);
    });

    it("is paused and resumed by the clock, by a role that can do nothing else", async () => {
        const pause = { pauseAt: "19:00", resumeAt: "06:30" };
        const plan = await recorded({ provisioned: { ...small, pause } });
        const [first, second] = ofType(plan, "aws:redshift/scheduledAction:ScheduledAction");
        assert.equal(first?.inputs.schedule, "cron(0 19 ? * MON-FRI *)");
        assert.equal(second?.inputs.schedule, "cron(30 6 ? * MON-FRI *)");
        assert.ok(at(first!, "targetAction", "pauseCluster") && at(second!, "targetAction", "resumeCluster"));
        const policy = the(plan, "aws:iam/rolePolicy:RolePolicy", "warehouse-scheduler");
        assert.deepEqual(
            statements(policy).map(({ Action, Resource }) => [Action, Resource]),
            [[["redshift:PauseCluster", "redshift:ResumeCluster"], the(plan, CLUSTER).outputs.arn]],
        );
        assert.ok(first?.dependencies.includes(policy.urn));
    });

    it("stops what costs too much", async () => {
        const plan = await recorded({ usageLimits: { spectrumTerabytesPerDay: 2 } });
        const limit = the(plan, "aws:redshift/usageLimit:UsageLimit");
        assert.deepEqual(
            [limit.inputs.featureType, limit.inputs.amount, limit.inputs.breachAction],
            ["spectrum", 2, "disable"],
        );
        const serverless = await recorded({ ...SERVERLESS, usageLimits: { rpuHoursPerDay: 8 } });
        assert.equal(
            the(serverless, "aws:redshiftserverless/usageLimit:UsageLimit").inputs.breachAction,
            "deactivate",
        );
    });

    it("D.8: starts from a snapshot with a managed password all the same, and is not made anew later on", async () => {
        const cluster = the(
            await recorded({
                restoreFrom: { snapshot: "rs:prod-warehouse-2026-11-22", cluster: "prod-warehouse" },
            }),
            CLUSTER,
        );
        assert.equal(cluster.inputs.snapshotIdentifier, "rs:prod-warehouse-2026-11-22");
        assert.equal(cluster.inputs.snapshotClusterIdentifier, "prod-warehouse");
        assert.equal(cluster.inputs.snapshotArn, undefined);
        assert.equal(cluster.inputs.manageMasterPassword, true);
        assert.ok(cluster.ignoreChanges.includes("snapshotIdentifier"));
        const arn = "arn:aws:redshift:eu-west-1:123456789012:snapshot:prod-warehouse/nightly";
        const byArn = the(await recorded({ restoreFrom: { snapshot: arn } }), CLUSTER);
        assert.equal(byArn.inputs.snapshotArn, arn);
        assert.equal(byArn.inputs.snapshotIdentifier, undefined);
    });

    it("takes a key and a security group that exist, and then makes none", async () => {
        const arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
        const plan = await record(() =>
            buildWarehouse({
                existingKey: { arn },
                existingSecurityGroupId: "sg-existing",
                lake: new DataLake("lake", lakeArgs({ existingKey: { arn } })),
            }),
        );
        assert.equal(ofType(plan, KEY).length, 0);
        assert.equal(ofType(plan, "aws:ec2/securityGroup:SecurityGroup").length, 0);
        assert.equal(the(plan, CLUSTER).inputs.kmsKeyId, arn);
        assert.deepEqual(the(plan, CLUSTER).inputs.vpcSecurityGroupIds, ["sg-existing"]);
    });

    it("gives each domain a role of its own that reads this domain's objects alone", async () => {
        const domains = ["weather", "flights"].map((name) => ({ name, databaseName: `test_${name}` }));
        const plan = await recorded({ domains });
        const roles = domains.map(
            ({ name }) => the(plan, "aws:iam/role:Role", `warehouse-${name}`).outputs.arn,
        );
        assert.deepEqual(the(plan, CLUSTER).inputs.iamRoles, roles);
        const policy = the(plan, "aws:iam/rolePolicy:RolePolicy", "warehouse-weather");
        const objects = statements(policy)
            .filter(({ Action }) => list(Action).some((action) => /Object$/.test(action)))
            .flatMap(({ Resource }) => list(Resource));
        assert.ok(
            objects.length > 0 && objects.every((resource) => resource.includes("/weather/")),
            String(objects),
        );
        const [trust] = statements(the(plan, "aws:iam/role:Role", "warehouse-weather"), "assumeRolePolicy");
        assert.deepEqual(trust?.Condition, { StringEquals: { "aws:SourceAccount": "123456789012" } });
    });

    for (const [protectData, allowDeletion, deletable] of [
        [false, true, true],
        [true, true, false],
        [false, false, false],
    ] as const) {
        it(`with protectData ${protectData} and allowDeletion ${allowDeletion} can${deletable ? "" : "not"} be deleted, and ${deletable ? "without" : "with"} a last snapshot`, async () => {
            const cluster = the(await recorded({ protectData, allowDeletion }), CLUSTER);
            assert.equal(cluster.protect, !deletable);
            assert.equal(cluster.inputs.skipFinalSnapshot, deletable);
            assert.equal(cluster.inputs.finalSnapshotIdentifier === undefined, deletable);
            const namespace = the(await recorded({ ...SERVERLESS, protectData, allowDeletion }), NAMESPACE);
            assert.equal(namespace.protect, !deletable);
        });
    }

    it("watches itself with its own dimensions, and tells the environment's topic", async () => {
        const cluster = await recorded();
        for (const alarm of ofType(cluster, ALARM)) {
            assert.deepEqual(alarm.inputs.dimensions, { ClusterIdentifier: "test-warehouse" }, alarm.name);
            assert.deepEqual(alarm.inputs.alarmActions, [ALARMS]);
        }
        const health = the(cluster, ALARM, "warehouse-unhealthy");
        assert.equal(health.inputs.comparisonOperator, "LessThanThreshold");
        assert.deepEqual(the(await recorded(SERVERLESS), ALARM, "warehouse-capacity").inputs.dimensions, {
            Workgroup: "test-warehouse",
        });
    });

    it("can be built twice in a stack", async () => {
        const plan = await record(() => {
            buildWarehouse();
            buildWarehouse({ ...SERVERLESS }, "archive");
            buildWarehouse({}, "second");
        });
        const names = plan.resources
            .filter(({ custom, inputs }) => custom && typeof inputs.name === "string")
            .map(({ type, inputs }) => `${type} ${inputs.name}`);
        assert.equal(new Set(names).size, names.length);
        assert.equal(new Set(ofType(plan, CLUSTER).map(({ id }) => id)).size, 2);
    });

    describe("refuses, and tells what to do", () => {
        const cases: readonly [string, Partial<WarehouseArgs>, readonly RegExp[]][] = [
            [
                "both kinds",
                { ...SERVERLESS, provisioned: PROVISIONED },
                [/provisioned: both of .* give exactly one/],
            ],
            ["neither kind", { provisioned: undefined }, [/neither of provisioned and serverless/]],
            [
                "D.4: one node of a large type",
                { provisioned: { nodeType: "ra3.4xlarge", nodes: 1 } },
                [/provisioned.nodes: 1 is not allowed with ra3.4xlarge; give 2 to 32 nodes/],
            ],
            [
                "D.3: a port of another database",
                { port: 5432 + 100 },
                [/port: 5532 is not allowed; give 5431 to 5455/],
            ],
            [
                "D.5: automated snapshots that are switched off",
                { snapshotRetentionDays: 0 },
                [/snapshotRetentionDays: 0 is not allowed; give 1 to 35 days/],
            ],
            [
                "D.6: Multi-AZ with pauses and two zones, both at once",
                {
                    provisioned: { ...PROVISIONED, pause: { pauseAt: "19:00", resumeAt: "06:00" } },
                    network: { ...NETWORK, privateSubnetIds: ["subnet-1", "subnet-2"] },
                },
                [
                    /provisioned.pause: .* remove one of the two/,
                    /network.privateSubnetIds: 2 availability zones .* 3 or more/,
                ],
            ],
            [
                "copies in the warehouse's own region",
                { disasterRecovery: { region: "eu-west-1" } },
                [/disasterRecovery.region: eu-west-1 is the warehouse's own region; give another one/],
            ],
            [
                "a limit of the other kind",
                { usageLimits: { rpuHoursPerDay: 3 } },
                [
                    /usageLimits.rpuHoursPerDay: .* give spectrumTerabytesPerDay or concurrencyScalingMinutesPerDay/,
                ],
            ],
            [
                "an administrator whom attackers know",
                { administrator: "awsuser" },
                [/administrator: "awsuser"/],
            ],
            [
                "times that are none",
                { provisioned: { ...small, pause: { pauseAt: "7pm", resumeAt: "25:00" } } },
                [/pause.pauseAt: "7pm" is not a time/, /pause.resumeAt: "25:00" is not a time/],
            ],
            [
                "serverless with copies in another region",
                { ...SERVERLESS, disasterRecovery: { region: "eu-central-1" } },
                [/disasterRecovery: .* use provisioned/],
            ],
        ];
        for (const [title, over, messages] of cases) {
            it(title, async () => {
                await assert.rejects(
                    record(() => buildWarehouse(over)),
                    (error: Error) => {
                        for (const message of messages) {
                            assert.match(error.message, message);
                        }
                        return true;
                    },
                );
            });
        }
    });
});
