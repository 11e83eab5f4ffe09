import assert from "node:assert/strict";
import { currentAccount } from "../../../infra/aws/account";
import { DashboardSources, type DashboardSourcesArgs } from "../../../infra/components/dashboardSources";
import { at, ofType, REGION, record, the } from "./recorded";

const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:crm-AbCdEf";
const crm: DashboardSourcesArgs["sources"][number] = {
    name: "crm",
    type: "POSTGRESQL",
    parameters: { postgresql: { host: "crm.internal", port: 5432, database: "crm" } },
    secretArn: SECRET,
    network: { securityGroupId: "sg-0a1b2c3d4e5f67890", port: 5432 },
    sharedWith: ["group/analysts"],
};

const build = (over: Partial<DashboardSourcesArgs> = {}) =>
    record(
        () =>
            new DashboardSources("sources", {
                environment: "test",
                account: currentAccount(REGION),
                identityRegion: "us-east-1",
                namespace: "default",
                sources: [crm],
                groups: [{ name: "analysts", members: ["ann"] }],
                placement: { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"] },
                ...over,
            }),
    );

describe("data sources of dashboards", () => {
    it("in the VPC are reached by one pair of rules, and their answers by another, on private subnets", async () => {
        const plan = await build();
        const connection = the(plan, "aws:quicksight/vpcConnection:VpcConnection");
        assert.deepEqual(connection.inputs.subnetIds, ["subnet-1", "subnet-2"]);
        assert.equal(ofType(plan, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule").length, 1);
        assert.equal(ofType(plan, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").length, 2);
        const source = the(plan, "aws:quicksight/dataSource:DataSource");
        assert.equal(at(source, "vpcConnectionProperties", "vpcConnectionArn"), connection.outputs.arn);
    });

    it("keep passwords in Secrets Manager, and connections encrypted", async () => {
        const source = the(await build(), "aws:quicksight/dataSource:DataSource");
        assert.deepEqual(source.inputs.credentials, { secretArn: SECRET });
        assert.equal(at(source, "sslProperties", "disableSsl"), false);
    });

    it("make groups where the account's people live", async () => {
        const plan = await build();
        assert.equal(the(plan, "aws:quicksight/group:Group").inputs.region, "us-east-1");
        assert.equal(the(plan, "aws:quicksight/groupMembership:GroupMembership").inputs.memberName, "ann");
    });

    it("refuse a missing secret, a missing network and nobody to share with, at once", async () => {
        const bad = { ...crm, secretArn: undefined, sharedWith: [] };
        await assert.rejects(build({ sources: [bad], placement: undefined }), (error: Error) => {
            assert.match(error.message, /secretArn: nothing was given; give the ARN of a secret/);
            assert.match(
                error.message,
                /placement: nothing was given, and crm is reached through the network/,
            );
            assert.match(error.message, /sharedWith: 0 were given; give 1 to 64/);
            return true;
        });
    });
});
