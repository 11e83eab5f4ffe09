import assert from "node:assert/strict";
import fc from "fast-check";
import type { Plan } from "../../../cli/preview/plan";
import { nameFor } from "../../../infra/aws/names";
import { capacityProblems, replicasFor, type SearchCapacity } from "../../../infra/aws/opensearch";
import { refuseMissingRole } from "../../../infra/components/search/serviceLinkedRole";
import { SearchDomain, type SearchDomainArgs } from "../../../infra/components/searchDomain";
import { at, list, ofType, record, statements, the } from "./recorded";
import { KEY, NETWORK, PRODUCTION, SMALL, searchArgs } from "./recordedSearch";

const DOMAIN = "aws:opensearch/domain:Domain";
const ROLE = "aws:iam/role:Role";
const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const recorded = (over: Partial<SearchDomainArgs> = {}): Promise<Plan> =>
    record(() => {
        new SearchDomain("search", searchArgs(over)).configure([]);
    });

let production: Promise<Plan> | undefined;
const inProduction = () => {
    production ??= recorded();
    return production;
};

describe("a search domain", () => {
    it("is encrypted at rest with its own key, between nodes, and in transit; and asks who is there", async () => {
        const plan = await inProduction();
        const domain = the(plan, DOMAIN);
        assert.deepEqual(domain.inputs.encryptAtRest, {
            enabled: true,
            kmsKeyId: the(plan, "aws:kms/key:Key", "search").outputs.arn,
        });
        assert.deepEqual(domain.inputs.nodeToNodeEncryption, { enabled: true });
        assert.deepEqual(domain.inputs.domainEndpointOptions, {
            enforceHttps: true,
            tlsSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10",
        });
        assert.equal(at(domain, "advancedSecurityOptions", "enabled"), true);
        assert.equal(at(domain, "advancedSecurityOptions", "internalUserDatabaseEnabled"), false);
    });

    it("has no settings by which fine-grained access could lose what it needs (D.12)", async () => {
        const plan = await recorded({ capacity: SMALL });
        const domain = the(plan, DOMAIN);
        assert.equal(at(domain, "advancedSecurityOptions", "enabled"), true);
        assert.equal(at(domain, "encryptAtRest", "enabled"), true);
        assert.equal(at(domain, "nodeToNodeEncryption", "enabled"), true);
        assert.equal(at(domain, "domainEndpointOptions", "enforceHttps"), true);
    });

    it("is in the VPC, one subnet a zone, and lets in whom it was told to, on both sides", async () => {
        const plan = await record(() => {
            const search = new SearchDomain("search", searchArgs());
            search.connectFrom("board", { from: "sg-0a1b2c3d4e5f67890", description: "The board" });
        });
        const group = the(plan, "aws:ec2/securityGroup:SecurityGroup", "search");
        assert.deepEqual(the(plan, DOMAIN).inputs.vpcOptions, {
            subnetIds: NETWORK.privateSubnetIds,
            securityGroupIds: [group.id],
        });
        for (const rules of [ofType(plan, INGRESS), ofType(plan, EGRESS)]) {
            assert.ok(rules.every(({ inputs }) => inputs.fromPort === 443 && inputs.toPort === 443));
            assert.ok(
                rules.every(({ inputs }) => inputs.cidrIpv4 === undefined && inputs.cidrIpv6 === undefined),
            );
        }
        assert.equal(the(plan, INGRESS, "board").inputs.referencedSecurityGroupId, "sg-0a1b2c3d4e5f67890");
        assert.equal(the(plan, EGRESS, "board").inputs.referencedSecurityGroupId, group.id);
    });

    it("in production has dedicated masters, three zones and a standby, each with its switch on (D.13)", async () => {
        assert.deepEqual(the(await inProduction(), DOMAIN).inputs.clusterConfig, {
            instanceType: "r7g.large.search",
            instanceCount: 3,
            dedicatedMasterEnabled: true,
            dedicatedMasterCount: 3,
            dedicatedMasterType: "m7g.large.search",
            zoneAwarenessEnabled: true,
            zoneAwarenessConfig: { availabilityZoneCount: 3 },
            multiAzWithStandbyEnabled: true,
        });
        assert.equal(at(the(await inProduction(), DOMAIN), "ebsOptions", "volumeType"), "gp3");
    });

    it("as a single small node has no sizes without their switch", async () => {
        const domain = the(await recorded({ capacity: SMALL }), DOMAIN);
        assert.deepEqual(domain.inputs.clusterConfig, {
            instanceType: "t3.small.search",
            instanceCount: 1,
            dedicatedMasterEnabled: false,
            zoneAwarenessEnabled: false,
            multiAzWithStandbyEnabled: false,
        });
        assert.equal(at(domain, "autoTuneOptions", "desiredState"), "DISABLED");
    });

    it("is tuned and updated in its quiet hours", async () => {
        const domain = the(await inProduction(), DOMAIN);
        assert.deepEqual(domain.inputs.offPeakWindowOptions, {
            enabled: true,
            offPeakWindow: { windowStartTime: { hours: 1, minutes: 0 } },
        });
        assert.equal(at(domain, "autoTuneOptions", "desiredState"), "ENABLED");
        assert.equal(at(domain, "autoTuneOptions", "useOffPeakWindow"), true);
        assert.equal(at(domain, "softwareUpdateOptions", "autoSoftwareUpdateEnabled"), true);
    });

    it("may write its logs before it exists, and only its own (D.10)", async () => {
        const plan = await inProduction();
        const policy = the(plan, "aws:cloudwatch/logResourcePolicy:LogResourcePolicy");
        const domain = the(plan, DOMAIN);
        assert.ok(domain.dependencies.includes(policy.urn));
        const [statement] = statements(policy, "policyDocument");
        assert.deepEqual(statement?.Principal, { Service: "es.amazonaws.com" });
        assert.deepEqual(statement?.Condition?.ArnLike, { "aws:SourceArn": domain.outputs.arn });
        const published = domain.inputs.logPublishingOptions as {
            logType: string;
            cloudwatchLogGroupArn: string;
        }[];
        assert.deepEqual(published.map(({ logType }) => logType).sort(), [
            "AUDIT_LOGS",
            "ES_APPLICATION_LOGS",
            "INDEX_SLOW_LOGS",
            "SEARCH_SLOW_LOGS",
        ]);
        assert.deepEqual(
            published.map(({ cloudwatchLogGroupArn }) => `${cloudwatchLogGroupArn}:*`),
            list(statement?.Resource),
        );
    });

    it("logs under a key that CloudWatch Logs may use for exactly these groups (D.9)", async () => {
        const plan = await inProduction();
        const key = the(plan, "aws:kms/key:Key", "search");
        const leave = statements(key).find(({ Sid }) => Sid === "LogsMayEncryptTheirGroups");
        assert.deepEqual(leave?.Principal, { Service: "logs.eu-west-1.amazonaws.com" });
        const patterns = leave?.Condition?.ArnLike?.["kms:EncryptionContext:aws:logs:arn"] as string[];
        for (const group of ofType(plan, "aws:cloudwatch/logGroup:LogGroup")) {
            const arn = String(group.outputs.arn);
            assert.ok(
                patterns.some((pattern) => arn.startsWith(pattern.replace("*", ""))),
                `${arn} is not under ${patterns}`,
            );
            assert.equal(group.inputs.kmsKeyId, key.outputs.arn);
        }
    });

    it("refuses an account without the role for VPCs before a domain is tried, or makes it (D.11)", async () => {
        assert.throws(
            () => refuseMissingRole("search", []),
            /set createServiceLinkedRole in one environment/,
        );
        const made = await recorded({ createServiceLinkedRole: true });
        const role = the(made, "aws:iam/serviceLinkedRole:ServiceLinkedRole");
        assert.equal(role.inputs.awsServiceName, "opensearchservice.amazonaws.com");
        assert.ok(the(made, DOMAIN).dependencies.includes(role.urn));
        assert.equal(ofType(await inProduction(), "aws:iam/serviceLinkedRole:ServiceLinkedRole").length, 0);
    });

    it("lets people log in: pools first, the pool's address, AWS's policy on its role (D.14)", async () => {
        const plan = await inProduction();
        const domain = the(plan, DOMAIN);
        const attached = the(plan, "aws:iam/rolePolicyAttachment:RolePolicyAttachment");
        assert.equal(
            attached.inputs.policyArn,
            "arn:aws:iam::aws:policy/AmazonOpenSearchServiceCognitoAccess",
        );
        const address = the(plan, "aws:cognito/userPoolDomain:UserPoolDomain");
        assert.equal(address.inputs.domain, "test-search-123456789012");
        for (const before of [attached, address]) {
            assert.ok(domain.dependencies.includes(before.urn), before.urn);
        }
        assert.equal(at(domain, "cognitoOptions", "enabled"), true);
        const identities = the(plan, "aws:cognito/identityPool:IdentityPool");
        assert.equal(identities.inputs.allowUnauthenticatedIdentities, false);
        const users = the(plan, "aws:cognito/userPool:UserPool");
        assert.equal(at(users, "adminCreateUserConfig", "allowAdminCreateUserOnly"), true);
        assert.equal(users.inputs.mfaConfiguration, "ON");
        const trust = statements(the(plan, ROLE, "search-people"), "assumeRolePolicy")[0];
        assert.deepEqual(trust?.Condition?.StringEquals, {
            "cognito-identity.amazonaws.com:aud": identities.id,
        });
    });

    it("takes pools and a key that exist, and then makes none", async () => {
        const peopleRoleArn = "arn:aws:iam::123456789012:role/people";
        const plan = await recorded({
            existingKey: { arn: KEY },
            existingLogin: { userPoolId: "eu-west-1_abc", identityPoolId: "eu-west-1:1-2", peopleRoleArn },
        });
        assert.equal(ofType(plan, "aws:kms/key:Key").length, 0);
        assert.equal(ofType(plan, "aws:cognito/userPool:UserPool").length, 0);
        assert.equal(at(the(plan, DOMAIN), "encryptAtRest", "kmsKeyId"), KEY);
        const declared = JSON.parse(String(the(plan, "aws:lambda/invocation:Invocation").inputs.input));
        assert.equal(declared.peopleRoleArn, peopleRoleArn);
    });

    it("is administered by its configuration's role alone, and opens to no stranger", async () => {
        const plan = await inProduction();
        const domain = the(plan, DOMAIN);
        assert.equal(
            at(domain, "advancedSecurityOptions", "masterUserOptions", "masterUserArn"),
            the(plan, ROLE, "search-configure").outputs.arn,
        );
        const [access] = statements(domain, "accessPolicies");
        assert.deepEqual(access?.Principal, { AWS: "arn:aws:iam::123456789012:root" });
        const policy = statements(the(plan, ROLE_POLICY, "search-configure"));
        assert.deepEqual(
            policy.find(({ Sid }) => Sid === "RegisterSnapshots")?.Resource,
            [the(plan, ROLE, "search-snapshots").outputs.arn].at(0),
        );
    });

    it("is configured on deployment, when it and the way to it are there", async () => {
        const plan = await inProduction();
        const invocation = the(plan, "aws:lambda/invocation:Invocation");
        const input = JSON.parse(String(invocation.inputs.input));
        assert.equal(input.endpoint, `https://${the(plan, DOMAIN).outputs.endpoint}`);
        assert.equal(input.replicas, 2);
        assert.deepEqual(input.administrators, ["arn:aws:iam::123456789012:role/search-admin"]);
        assert.equal(input.snapshots.bucket, the(plan, "aws:s3/bucket:Bucket").outputs.bucket);
        for (const before of [
            the(plan, INGRESS, "search-configure"),
            the(plan, EGRESS, "search-configure"),
            the(plan, ROLE_POLICY, "search-snapshots"),
        ]) {
            assert.ok(invocation.dependencies.includes(before.urn), before.urn);
        }
        assert.match(String(at(invocation, "triggers", "function")), /^[0-9a-f]{64}$/);
    });

    it("watches itself with its own dimensions, and tells somebody", async () => {
        const plan = await inProduction();
        const own = ofType(plan, ALARM).filter(({ inputs }) => inputs.namespace === "AWS/ES");
        assert.ok(own.length >= 11);
        for (const alarm of own) {
            assert.deepEqual(alarm.inputs.dimensions, {
                DomainName: the(plan, DOMAIN).outputs.domainName,
                ClientId: "123456789012",
            });
            assert.equal((alarm.inputs.alarmActions as string[]).length, 1);
        }
        const space = the(plan, ALARM, "search-free-space");
        assert.deepEqual(
            [space.inputs.statistic, space.inputs.comparisonOperator, space.inputs.threshold],
            ["Minimum", "LessThanThreshold", 25_600],
        );
    });

    for (const [protectData, allowDeletion, deletable] of [
        [false, true, true],
        [true, true, false],
        [false, false, false],
    ] as const) {
        it(`with protectData ${protectData} and allowDeletion ${allowDeletion} can${deletable ? "" : "not"} be deleted with its data`, async () => {
            const plan = await recorded({ protectData, allowDeletion });
            for (const type of [
                DOMAIN,
                "aws:s3/bucket:Bucket",
                "aws:cognito/userPool:UserPool",
                "aws:kms/key:Key",
            ]) {
                assert.equal(the(plan, type).protect, !deletable, type);
            }
            assert.equal(the(plan, "aws:s3/bucket:Bucket").inputs.forceDestroy, deletable);
        });
    }

    it("can be built twice in a stack", async () => {
        const plan = await record(() => {
            for (const name of ["search", "archive"]) {
                new SearchDomain(name, searchArgs()).configure([]);
            }
        });
        const names = ofType(plan, DOMAIN).map(({ inputs }) => inputs.domainName);
        assert.deepEqual(names, ["test-search", "test-archive"]);
        for (const type of [ROLE, "aws:cloudwatch/logGroup:LogGroup", "aws:s3/bucket:Bucket", ALARM]) {
            const physical = ofType(plan, type).map(({ inputs }) => inputs.name ?? inputs.bucket);
            assert.equal(new Set(physical).size, physical.length, type);
        }
    });

    describe("refuses, with the fix,", () => {
        const refusals: readonly (readonly [string, Partial<SearchDomainArgs>, RegExp])[] = [
            [
                "a standby without masters",
                { capacity: { ...PRODUCTION, masterNodes: 0 } },
                /capacity\.masterNodes: is 0 with standby.*give 3, or set standby to false/,
            ],
            [
                "nodes that zones do not share evenly",
                { capacity: { ...PRODUCTION, dataNodes: 4 } },
                /capacity\.dataNodes: 4 data nodes cannot be spread evenly over 3 zones; give a multiple of 3/,
            ],
            [
                "a standby on burstable nodes",
                { capacity: { ...PRODUCTION, dataNodeType: "t3.medium.search" } },
                /capacity\.standby: is true with t3\.medium\.search.*take another type/,
            ],
            [
                "a disk that the type does not take",
                { capacity: { ...SMALL, volumeGib: 500 } },
                /capacity\.volumeGib: 500 is not allowed; 10 to 100 GiB are with t3\.small\.search/,
            ],
            [
                "fewer subnets than zones",
                { network: { ...NETWORK, privateSubnetIds: NETWORK.privateSubnetIds.slice(0, 2) } },
                /network\.privateSubnetIds: 2 subnets were given for 3 zones; give one in each zone, or fewer zones/,
            ],
            [
                "a version that is none",
                { engineVersion: "7.10" },
                /engineVersion: "7\.10" is not a version; one such as OpenSearch_3\.3 is expected/,
            ],
            [
                "nodes that cannot be encrypted",
                { capacity: { ...SMALL, dataNodeType: "t2.small.search" } },
                /"t2\.small\.search" cannot encrypt its disks; take a newer type/,
            ],
            [
                "a name that Cognito refuses",
                { environment: "aws-test" },
                /"aws-test-search" contains "aws", which Cognito refuses.*rename one of them/,
            ],
            [
                "an administrator who is no role",
                { administrators: ["ada"] },
                /administrators\[0\]: "ada" is not the ARN of an IAM role/,
            ],
        ];
        for (const [title, over, message] of refusals) {
            it(title, () => assert.rejects(recorded(over), message));
        }

        it("everything that is wrong, at once", () =>
            assert.rejects(
                recorded({ engineVersion: "x", snapshotDays: 0, offPeakStartHour: 24 }),
                (error: Error) => {
                    assert.match(error.message, /engineVersion/);
                    assert.match(error.message, /snapshotDays/);
                    assert.match(error.message, /offPeakStartHour/);
                    return true;
                },
            ));
    });

    it("has a name that the service takes, whatever it is called (D.1)", () => {
        const part = fc.stringMatching(/^[a-z][a-z0-9-]{0,23}$/);
        fc.assert(
            fc.property(part, part, (environment, name) => {
                assert.match(nameFor("searchDomain", environment, name), /^[a-z][a-z0-9-]{2,27}$/);
                const address = `${nameFor("cognitoDomain", environment, name)}-123456789012`;
                assert.match(address, /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/);
            }),
        );
    });

    it("keeps a copy of each shard where there is a second node, and never more than nodes hold", () => {
        const capacity = fc.record({
            dataNodes: fc.integer({ min: 1, max: 80 }),
            dataNodeType: fc.constantFrom("r7g.large.search", "t3.small.search", "or1.medium.search"),
            masterNodes: fc.constantFrom(0, 3, 5),
            masterNodeType: fc.constant("m7g.large.search"),
            availabilityZones: fc.integer({ min: 1, max: 3 }),
            standby: fc.boolean(),
            volumeGib: fc.integer({ min: 10, max: 100 }),
        }) satisfies fc.Arbitrary<SearchCapacity>;
        fc.assert(
            fc.property(capacity, (given) => {
                fc.pre(capacityProblems(given).length === 0);
                const replicas = replicasFor(given);
                assert.ok(replicas < given.dataNodes);
                assert.ok(given.dataNodes === 1 || replicas >= 1);
                assert.ok(!given.standby || replicas === 2);
            }),
        );
    });
});
