import assert from "node:assert/strict";
import fc from "fast-check";
import { DATABASE_ENGINES, type DatabaseEngine, jdbcUrl } from "../../../../infra/aws/glue";
import {
    DatabaseConnection,
    type DatabaseConnectionArgs,
} from "../../../../infra/components/databaseConnection";
import { at, list, ofType, record, statements, the } from "../recorded";
import {
    buildDatabaseJob,
    connectionProperties,
    DATABASE_GROUP,
    databaseArgs,
    SECRET,
    SECRET_KEY,
} from "./fixture";

const CONNECTION = "aws:glue/connection:Connection";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

const recorded = (over: Partial<DatabaseConnectionArgs> = {}) =>
    record(() => new DatabaseConnection("orders-database", databaseArgs(over)));

describe("a connection to a database", () => {
    it("is refused by Glue without TLS", async () => {
        const connection = the(await recorded(), CONNECTION);
        assert.equal(connectionProperties(connection).JDBC_ENFORCE_SSL, "true");
        assert.equal(
            connectionProperties(connection).JDBC_CONNECTION_URL,
            "jdbc:postgresql://orders.example.internal:5432/shop",
        );
    });

    it("names its secret, and has no password in its state", async () => {
        const plan = await recorded();
        const properties = connectionProperties(the(plan, CONNECTION));
        assert.equal(properties.SECRET_ID, SECRET);
        assert.deepEqual(Object.keys(properties).sort(), [
            "JDBC_CONNECTION_URL",
            "JDBC_ENFORCE_SSL",
            "SECRET_ID",
        ]);
        assert.equal(
            plan.resources.some(({ type }) => type.includes("getSecret")),
            false,
        );
    });

    it("lets its job, and nobody else, read and decrypt the secret", async () => {
        const plan = await record(() => buildDatabaseJob());
        const holders = ofType(plan, "aws:iam/rolePolicy:RolePolicy").filter((policy) =>
            statements(policy).some(({ Resource }) => list(Resource).includes(SECRET)),
        );
        assert.deepEqual(
            holders.map(({ name }) => name),
            ["weather-calibrations-job"],
        );
        const decrypt = statements(holders[0]!).find(({ Sid }) => Sid === "DecryptSecret");
        assert.deepEqual([decrypt?.Action, decrypt?.Resource], ["kms:Decrypt", SECRET_KEY]);
    });

    it("has both sides of each flow: to the database on its port, and between workers", async () => {
        const plan = await recorded({ port: 6432 });
        const own = the(plan, "aws:ec2/securityGroup:SecurityGroup").id;
        const flows = (type: string) =>
            ofType(plan, type)
                .map(({ inputs }) => [
                    inputs.securityGroupId,
                    inputs.referencedSecurityGroupId,
                    inputs.fromPort,
                    inputs.toPort,
                ])
                .sort();
        assert.deepEqual(
            flows(EGRESS),
            [
                [own, DATABASE_GROUP, 6432, 6432],
                [own, own, 0, 65_535],
            ].sort(),
        );
        assert.deepEqual(
            flows(INGRESS),
            [
                [DATABASE_GROUP, own, 6432, 6432],
                [own, own, 0, 65_535],
            ].sort(),
        );
        assert.equal(
            plan.resources.some(({ inputs }) => inputs.cidrIpv4 !== undefined),
            false,
        );
    });

    it("lies in the zone of its subnet, which Glue asks for", async () => {
        const connection = the(await recorded(), CONNECTION);
        assert.equal(at(connection, "physicalConnectionRequirements", "availabilityZone"), "eu-west-1a");
        assert.equal(
            at(connection, "physicalConnectionRequirements", "subnetId"),
            "subnet-0a1b2c3d4e5f67890",
        );
    });

    it("opens what a job needs of AWS's services, in a network without a way to the internet", async () => {
        const opened: string[] = [];
        await recorded({
            network: {
                ...databaseArgs().network,
                services: {
                    open: (_name, { services }) => {
                        opened.push(...services);
                        return [];
                    },
                },
            },
        });
        for (const service of ["s3", "glue", "kms", "logs", "secretsmanager", "lakeformation"]) {
            assert.ok(opened.includes(service), service);
        }
    });

    it("has a URL of its engine's own form, which holds host, port and database", () => {
        const engines = Object.keys(DATABASE_ENGINES) as DatabaseEngine[];
        const host = fc.stringMatching(/^[a-z][a-z0-9.-]{0,40}[a-z0-9]$/);
        fc.assert(
            fc.property(
                fc.constantFrom(...engines),
                host,
                fc.integer({ min: 1, max: 65_535 }),
                (engine, name, port) => {
                    const url = jdbcUrl(engine, name, port, "shop");
                    assert.match(
                        url,
                        /^jdbc:(mysql|oracle:thin|postgresql|sqlserver):\/\/@?[^/;]+:\d+(\/|;databaseName=)shop$/,
                    );
                    assert.ok(url.includes(`${name}:${port}`));
                },
            ),
        );
    });

    it("can be built twice in a stack", async () => {
        const plan = await record(() => {
            new DatabaseConnection("orders-database", databaseArgs());
            new DatabaseConnection("stock-database", databaseArgs());
        });
        const names = ofType(plan, CONNECTION).map(({ outputs }) => outputs.name);
        assert.equal(new Set(names).size, 2);
    });

    it("is refused with everything that is wrong in it, and told what is right", async () => {
        await assert.rejects(
            recorded({ engine: "db2" as DatabaseEngine, host: "https://x/", port: 0, database: "a b" }),
            (error: Error) => {
                assert.match(
                    error.message,
                    /engine: "db2" has no driver in Glue; give mysql, oracle, postgresql, sqlserver/,
                );
                assert.match(
                    error.message,
                    /host: "https:\/\/x\/" is not a host name; give one without scheme/,
                );
                assert.match(error.message, /port: 0 is not a port; give 1 to 65535/);
                assert.match(error.message, /database: "a b" is not the name of a database/);
                return true;
            },
        );
    });
});
