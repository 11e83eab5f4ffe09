import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DataLake } from "../../../infra/components/dataLake";
import { Network } from "../../../infra/components/network";
import { environmentName, readEnvironment } from "../../../infra/config/environment";
import type { NetworkSettings } from "../../../infra/config/model";
import { tierDefaults } from "../../../infra/config/tiers";
import { networkArgs } from "../../../infra/networkArgs";
import { lakeArgs, ofType, record } from "../components/recorded";
import { ENVIRONMENT, repository } from "./repository";

function read(network: string) {
    const text = `${ENVIRONMENT}  tributary:network: ${network}\n`;
    return readEnvironment(repository({ "environments/Pulumi.dev.yaml": text }), "dev");
}

function settings(network: string): NetworkSettings | undefined {
    const { environment, problems } = read(network);
    assert.deepEqual(problems, []);
    return environment?.settings.network;
}

const EXISTING =
    "{ vpcId: vpc-0a1b2c3d4e5f67890, privateSubnetIds: [subnet-0a1b2c3d4e5f67890, subnet-0a1b2c3d4e5f67891] }";

describe("the page about the network", () => {
    const page = readFileSync(join(__dirname, "../../../docs/network.md"), "utf8");
    const examples = [...page.matchAll(/<!-- example: (\S+) -->\n```yaml\n([\s\S]*?)```/g)];

    it("has examples that are right, of a network of one's own and of an existing one", () => {
        const made = examples.map(([, path = "", text = ""]) => {
            const name = environmentName(path) ?? "";
            const { environment, problems } = readEnvironment(repository({ [path]: text }), name);
            assert.deepEqual(problems, [], path);
            return environment;
        });
        assert.deepEqual(
            made.map((environment) => environment?.settings.network.cidr),
            ["10.20.0.0/16", undefined],
        );
        assert.deepEqual(made[1]?.settings.network.existing?.routeTableIds, ["rtb-0a1b2c3d4e5f67890"]);
    });

    it("builds the networks of its examples", async () => {
        for (const [, path = "", text = ""] of examples) {
            const name = environmentName(path) ?? "";
            const { environment } = readEnvironment(repository({ [path]: text }), name);
            assert.ok(environment);
            const plan = await record(() => {
                const deletion = { protectData: false, allowDeletion: true };
                const { account, ...rest } = lakeArgs();
                const lake = new DataLake("lake", { account, ...rest });
                const ground = { account, lake, deletion, placementTags: undefined };
                const network = new Network("network", networkArgs(environment, ground));
                network.services.open("app-services", { from: "sg-0a1b2c3d", services: ["s3", "kms"] }, {});
            });
            assert.equal(ofType(plan, "aws:ec2/vpcEndpoint:VpcEndpoint").length, 2, path);
        }
    });
});

describe("tributary:network", () => {
    it("has the tier's addresses and zones where the file says nothing, and overrides single ones", () => {
        assert.deepEqual(settings("{}"), tierDefaults.sandbox.network);
        const { network } = tierDefaults.sandbox;
        assert.deepEqual(settings("{ cidr: 10.8.0.0/16 }"), { ...network, cidr: "10.8.0.0/16" });
        assert.deepEqual(settings("{ availabilityZones: 3 }"), { ...network, availabilityZones: 3 });
    });

    it("spans as many zones as it names", () => {
        const names = ["us-east-1a", "us-east-1b", "us-east-1d"];
        const made = settings(`{ zoneNames: [${names.join(", ")}] }`);
        assert.deepEqual([made?.availabilityZones, made?.zoneNames], [3, names]);
    });

    it("is an existing VPC and nothing of its own where one is given", () => {
        const made = settings(`{ existing: ${EXISTING} }`);
        assert.deepEqual(Object.keys(made ?? {}), ["existing"]);
        assert.equal(made?.existing?.privateSubnetIds.length, 2);
    });

    const wrong: readonly (readonly [string, RegExp])[] = [
        ["{ cidr: 10.8.7.0/16 }", /does not start at its block's first address; give 10\.8\.0\.0\/16/],
        ["{ cidr: 8.8.0.0/16 }", /addresses of the public internet; take a block of/],
        ["{ cidr: 10.0.0.0/8 }", /a VPC takes \/16 at most/],
        ["{ availabilityZones: 1 }", /1 is not allowed; 2 or 3 are expected, and one zone is no redundancy/],
        ["{ zoneNames: [eu-west-1a] }", /is one zone, which is no redundancy; 2 or 3 are expected/],
        [
            "{ zoneNames: [eu-west-1a, eu-west-1a] }",
            /names 1 different zones, and 2 are expected; name each once/,
        ],
        [
            "{ availabilityZones: 3, zoneNames: [eu-west-1a, eu-west-1b] }",
            /names 2 different zones, and 3 are expected; name each once, or correct availabilityZones/,
        ],
        ["{ flowLogDays: 0 }", /0 is not allowed: 1 to 3650 days/],
        ["{ trustedAccounts: [me] }", /"me" is not an AWS account; 12 digits in quotes are expected/],
        [
            `{ cidr: 10.0.0.0/16, existing: ${EXISTING} }`,
            /cidr.*is given together with existing.*remove one/s,
        ],
        ["{ existing: { vpcId: vpc-1, privateSubnetIds: [] } }", /"vpc-1" is not such an id; one like vpc-/],
        [
            "{ existing: { vpcId: vpc-0a1b2c3d, privateSubnetIds: [subnet-0a1b2c3d] } }",
            /names 1 different subnets; 2 or more are expected/,
        ],
        ["{ zones: 3 }", /unknown key "zones".*availabilityZones/s],
    ];
    for (const [text, expected] of wrong) {
        it(`refuses ${text} and says what to do`, () => {
            const { environment, problems } = read(text);
            assert.equal(environment, undefined);
            const messages = problems.map(({ path, message }) => `${path}: ${message}`).join("\n");
            assert.match(messages, expected);
        });
    }
});
