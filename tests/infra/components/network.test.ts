import assert from "node:assert/strict";
import { closureGaps } from "../../../cli/preview/closure/closure";
import { currentAccount } from "../../../infra/aws/account";
import { connect, securityGroup } from "../../../infra/aws/securityGroup";
import type { EndpointService } from "../../../infra/aws/vpcEndpoints";
import { Network, type NetworkArgs } from "../../../infra/components/network";
import { at, list, ofType, REGION, record, statements, the } from "./recorded";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

const args = (over: Partial<NetworkArgs> = {}): NetworkArgs => ({
    environment: "test",
    account: currentAccount(REGION),
    cidr: "10.20.0.0/16",
    availabilityZones: 3,
    flowLogs: { retentionDays: 30 },
    protectData: false,
    allowDeletion: true,
    ...over,
});

const existing = {
    vpcId: "vpc-0a1b2c3d4e5f67890",
    privateSubnetIds: ["subnet-0a1b2c3d4e5f67890", "subnet-0a1b2c3d4e5f67891"],
};

const inExisting = (over: Partial<NonNullable<NetworkArgs["existing"]>> = {}) =>
    args({
        cidr: undefined,
        availabilityZones: undefined,
        flowLogs: undefined,
        existing: { ...existing, ...over },
    });

/** A security group that calls services through the network. */
function callFrom(network: Network, name: string, ...services: EndpointService[]) {
    const group = securityGroup(
        name,
        { vpcId: network.vpcId, nameParts: ["test", name], description: name },
        {},
    );
    network.services.open(`${name}-services`, { from: group.id, services }, {});
    return group;
}

describe("a network", () => {
    it("has a private subnet in each zone, and nothing leads to the internet", async () => {
        const plan = await record(() => new Network("network", args()));
        const subnets = ofType(plan, "aws:ec2/subnet:Subnet");
        assert.deepEqual(
            subnets.map(({ inputs }) => inputs.availabilityZone),
            ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
        );
        assert.ok(subnets.every(({ inputs }) => inputs.mapPublicIpOnLaunch === false));
        const routed = ofType(plan, "aws:ec2/routeTableAssociation:RouteTableAssociation");
        const table = the(plan, "aws:ec2/routeTable:RouteTable");
        assert.deepEqual(
            routed.map(({ inputs }) => [inputs.subnetId, inputs.routeTableId]),
            subnets.map(({ id }) => [id, table.id]),
        );
        const doors = /InternetGateway|NatGateway|:Route$|Eip|EgressOnly/;
        assert.deepEqual(
            plan.resources.filter(({ type }) => doors.test(type)).map(({ type }) => type),
            [],
        );
    });

    it("resolves names, which private endpoints need", async () => {
        const plan = await record(() => new Network("network", args()));
        const { inputs } = the(plan, "aws:ec2/vpc:Vpc");
        assert.deepEqual([inputs.enableDnsSupport, inputs.enableDnsHostnames], [true, true]);
    });

    it("closes the default security group, and makes groups that let nothing through", async () => {
        const plan = await record(() => {
            const network = new Network("network", args());
            securityGroup("app", { vpcId: network.vpcId, nameParts: ["app"], description: "app" }, {});
        });
        const closed = the(plan, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
        assert.deepEqual([closed.inputs.ingress, closed.inputs.egress], [[], []]);
        const group = the(plan, "aws:ec2/securityGroup:SecurityGroup", "app");
        assert.deepEqual([group.inputs.ingress, group.inputs.egress], [undefined, undefined]);
        assert.deepEqual([...ofType(plan, EGRESS), ...ofType(plan, INGRESS)], []);
    });

    it("keeps a record of all traffic, encrypted, as Parquet, for the days that are wanted", async () => {
        const plan = await record(() => new Network("network", args({ flowLogs: { retentionDays: 90 } })));
        const flows = the(plan, "aws:ec2/flowLog:FlowLog");
        const bucket = the(plan, "aws:s3/bucket:Bucket", "network-flow-logs");
        assert.equal(flows.inputs.trafficType, "ALL");
        assert.equal(flows.inputs.logDestination, bucket.outputs.arn);
        assert.equal(at(flows, "destinationOptions", "fileFormat"), "parquet");
        const encryption = the(
            plan,
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        );
        assert.equal(
            at(encryption, "rules", 0, "applyServerSideEncryptionByDefault", "kmsMasterKeyId"),
            the(plan, "aws:kms/key:Key").outputs.arn,
        );
        const lifecycle = at(
            the(plan, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"),
            "rules",
        ) as { id: string; expiration?: { days: number } }[];
        assert.deepEqual(lifecycle.find(({ id }) => id === "expire")?.expiration, { days: 90 });
        assert.deepEqual(closureGaps(plan), []);
    });

    it("lets log delivery write flow logs only for this account, and is not closed without the grant", async () => {
        const plan = await record(() => new Network("network", args()));
        for (const [type, sid] of [
            ["aws:kms/key:Key", "LogDeliveryMayEncrypt"],
            ["aws:s3/bucketPolicy:BucketPolicy", "FlowLogsMayBeWritten"],
        ] as const) {
            const resource = the(plan, type);
            const statement = statements(resource).find(({ Sid }) => Sid === sid);
            assert.equal(statement?.Condition?.StringEquals?.["aws:SourceAccount"], "123456789012", sid);
            const policy = JSON.stringify({
                Version: "2012-10-17",
                Statement: statements(resource).filter(({ Sid }) => Sid !== sid),
            });
            const without = plan.resources.map((other) =>
                other === resource ? { ...other, inputs: { ...other.inputs, policy } } : other,
            );
            const [gap] = closureGaps({ ...plan, resources: without });
            assert.match(gap?.message ?? "", /^ec2 FlowLog "network": delivery\.logs\.amazonaws\.com/, sid);
        }
    });

    for (const [protectData, allowDeletion, deletable] of [
        [false, true, true],
        [true, true, false],
        [false, false, false],
    ] as const) {
        it(`with protectData ${protectData} and allowDeletion ${allowDeletion} can${deletable ? "" : "not"} lose its flow logs`, async () => {
            const plan = await record(() => new Network("network", args({ protectData, allowDeletion })));
            const bucket = the(plan, "aws:s3/bucket:Bucket");
            assert.deepEqual([bucket.inputs.forceDestroy, bucket.protect], [deletable, !deletable]);
            assert.equal(the(plan, "aws:kms/key:Key").protect, !deletable);
        });
    }

    it("has endpoints for what its components call, each once, and no others", async () => {
        const plan = await record(() => {
            const network = new Network("network", args());
            callFrom(network, "loader", "s3", "redshift-data", "kms");
            callFrom(network, "search", "s3", "kms");
        });
        const endpoints = ofType(plan, ENDPOINT).map(({ inputs }) => [
            inputs.serviceName,
            inputs.vpcEndpointType,
        ]);
        assert.deepEqual(endpoints.sort(), [
            ["com.amazonaws.eu-west-1.kms", "Interface"],
            ["com.amazonaws.eu-west-1.redshift-data", "Interface"],
            ["com.amazonaws.eu-west-1.s3", "Gateway"],
        ]);
        const kms = the(plan, ENDPOINT, "network-kms");
        assert.equal((kms.inputs.subnetIds as unknown[]).length, 3);
        assert.equal(kms.inputs.privateDnsEnabled, true);
        assert.deepEqual(the(plan, ENDPOINT, "network-s3").inputs.routeTableIds, [
            the(plan, "aws:ec2/routeTable:RouteTable").id,
        ]);
    });

    it("opens exact ways to its endpoints: HTTPS, from the group that asked, and never an address", async () => {
        const plan = await record(() => callFrom(new Network("network", args()), "loader", "s3", "kms"));
        const rules = [...ofType(plan, EGRESS), ...ofType(plan, INGRESS)];
        assert.equal(rules.length, 3);
        for (const { inputs } of rules) {
            assert.deepEqual([inputs.ipProtocol, inputs.fromPort, inputs.toPort], ["tcp", 443, 443]);
            assert.deepEqual([inputs.cidrIpv4, inputs.cidrIpv6], [undefined, undefined]);
        }
        assert.deepEqual(closureGaps(plan), []);
    });

    it("lets only the account's own principals through its endpoints, and data only to trusted accounts", async () => {
        const plan = await record(() => {
            const network = new Network("network", args({ trustedAccountIds: ["210987654321"] }));
            callFrom(network, "loader", "s3", "kms");
        });
        const [s3, packages] = statements(the(plan, ENDPOINT, "network-s3"));
        assert.deepEqual(s3?.Condition?.StringEquals, {
            "aws:PrincipalAccount": "123456789012",
            "aws:ResourceAccount": ["123456789012", "210987654321"],
        });
        // Nodes install packages without credentials: reading AWS's own repositories carries nothing away.
        assert.deepEqual(list(packages?.Action), ["s3:GetObject"]);
        assert.ok(list(packages?.Resource).every((arn) => /:::(al2023-repos|repo)[-.]eu-west-1/.test(arn)));
        const [kms, ...more] = statements(the(plan, ENDPOINT, "network-kms"));
        assert.deepEqual(kms?.Condition?.StringEquals, { "aws:PrincipalAccount": "123456789012" });
        assert.deepEqual(more, []);
    });

    it("takes an existing VPC, and makes there what it lacks", async () => {
        const plan = await record(() => {
            const network = new Network("network", inExisting({ routeTableIds: ["rtb-0a1b2c3d4e5f67890"] }));
            callFrom(network, "loader", "s3", "kms");
        });
        for (const type of ["vpc:Vpc", "subnet:Subnet", "routeTable:RouteTable", "flowLog:FlowLog"]) {
            assert.equal(ofType(plan, `aws:ec2/${type}`).length, 0, type);
        }
        assert.deepEqual(the(plan, ENDPOINT, "network-kms").inputs.subnetIds, existing.privateSubnetIds);
        assert.deepEqual(the(plan, ENDPOINT, "network-s3").inputs.routeTableIds, ["rtb-0a1b2c3d4e5f67890"]);
        assert.equal(the(plan, "aws:ec2/securityGroup:SecurityGroup", "loader").inputs.vpcId, existing.vpcId);
    });

    it("uses the endpoints of an existing VPC that has them", async () => {
        const plan = await record(() => {
            const network = new Network(
                "network",
                inExisting({ endpointSecurityGroupId: "sg-0a1b2c3d4e5f67890" }),
            );
            callFrom(network, "loader", "s3", "kms");
        });
        assert.deepEqual(ofType(plan, ENDPOINT), []);
        const egress = ofType(plan, EGRESS).map(({ inputs }) => inputs);
        assert.ok(egress.some(({ referencedSecurityGroupId: id }) => id === "sg-0a1b2c3d4e5f67890"));
        assert.ok(egress.some(({ prefixListId }) => String(prefixListId).startsWith("pl-")));
        assert.deepEqual(closureGaps(plan), []);
    });

    it("gives the VPC and its subnets the tags that EMR's managed policy asks for (facts D.23)", async () => {
        const tag = "for-use-with-amazon-emr-managed-policies";
        const plan = await record(() => new Network("network", args({ placementTags: { [tag]: "true" } })));
        const placed = [the(plan, "aws:ec2/vpc:Vpc"), ...ofType(plan, "aws:ec2/subnet:Subnet")];
        assert.ok(placed.every((resource) => at(resource, "tags", tag) === "true"));
    });

    it("can be built twice in a stack", async () => {
        const plan = await record(() => {
            for (const name of ["network", "other"]) {
                callFrom(new Network(name, args()), `${name}-app`, "s3", "kms");
            }
        });
        const groups = ofType(plan, "aws:ec2/securityGroup:SecurityGroup");
        assert.equal(new Set(groups.map(({ outputs }) => outputs.name)).size, 4);
        assert.equal(ofType(plan, ENDPOINT).length, 4);
        assert.deepEqual(closureGaps(plan), []);
    });

    it("names every wrong property at once, with what to do", async () => {
        const wrong: readonly (readonly [NetworkArgs, readonly RegExp[]])[] = [
            [
                args({ cidr: "10.20.3.0/16", availabilityZones: 1, flowLogs: { retentionDays: 0 } }),
                [
                    /cidr: .*give 10\.20\.0\.0\/16/,
                    /availabilityZones: 1 is not allowed; give 2 or 3/,
                    /flowLogs\.retentionDays: 0 is not allowed; give a whole number/,
                ],
            ],
            [
                args({ cidr: undefined, flowLogs: undefined, trustedAccountIds: ["me"] }),
                [
                    /cidr: is missing; give the VPC's addresses such as/,
                    /flowLogs: is missing; say how long/,
                    /trustedAccountIds\[0\]: "me" is not an AWS account; give 12 digits/,
                ],
            ],
            [
                args({ zoneNames: ["eu-west-1a", "eu-west-1a", "eu-west-1b"] }),
                [/zoneNames: .* are not 3 different zones; name as many/],
            ],
            [
                args({ existing: { ...existing, privateSubnetIds: ["subnet-1"] } }),
                [
                    /cidr: is given together with existing.*remove one/,
                    /existing\.privateSubnetIds\[0\]: "subnet-1" is not such an id; give one like subnet-/,
                    /existing\.privateSubnetIds: names 1 different subnets; give 2 or more/,
                ],
            ],
        ];
        for (const [bad, expected] of wrong) {
            await assert.rejects(
                record(() => new Network("network", bad)),
                (error: Error) => {
                    for (const pattern of expected) {
                        assert.match(error.message, pattern);
                    }
                    return true;
                },
            );
        }
    });
});

describe("a connection", () => {
    it("is a pair of rules with the same ports, each naming the other group", async () => {
        const plan = await record(() => {
            const { vpcId } = new Network("network", args());
            const group = (name: string) =>
                securityGroup(name, { vpcId, nameParts: [name], description: name }, {});
            connect(
                "reports-to-warehouse",
                { from: group("reports").id, to: group("warehouse").id, port: 5439, description: "JDBC" },
                {},
            );
        });
        const [out, into] = [the(plan, EGRESS).inputs, the(plan, INGRESS).inputs];
        const id = (name: string) => the(plan, "aws:ec2/securityGroup:SecurityGroup", name).id;
        assert.deepEqual(
            [out.securityGroupId, out.referencedSecurityGroupId],
            [id("reports"), id("warehouse")],
        );
        assert.deepEqual(
            [into.securityGroupId, into.referencedSecurityGroupId],
            [id("warehouse"), id("reports")],
        );
        for (const rule of [out, into]) {
            assert.deepEqual([rule.ipProtocol, rule.fromPort, rule.toPort], ["tcp", 5439, 5439]);
        }
    });
});
