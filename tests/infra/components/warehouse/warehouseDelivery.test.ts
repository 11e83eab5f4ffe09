import assert from "node:assert/strict";
import type { Plan } from "../../../../cli/preview/plan";
import type { WarehouseArgs } from "../../../../infra/components/warehouse";
import {
    WarehouseDelivery,
    type WarehouseDeliveryArgs,
} from "../../../../infra/components/warehouseDelivery";
import { TableInto, type WarehouseDomainArgs } from "../../../../infra/components/warehouseDomain";
import { at, lakeArgs, list, record, statements, the } from "../recorded";
import { ALARMS, buildParts } from "./building";

const DELIVERY = "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream";
const STREAM = { arn: "arn:aws:kinesis:eu-west-1:123456789012:stream/stations" };
const TRANSFORM = "arn:aws:lambda:eu-west-1:123456789012:function:test-weather-stations-transform";
const REACHABLE: Partial<WarehouseArgs> = {
    provisioned: { nodeType: "ra3.large", nodes: 2 },
    firehose: { publicSubnetIds: ["subnet-4", "subnet-5", "subnet-6"] },
};
const columns = [
    { name: "station", type: "string" },
    { name: "temperature", type: "double" },
];
const DELIVERED: Partial<WarehouseDomainArgs> = {
    tables: [{ name: "stations", columns, partition: "day", into: TableInto.Delivered }],
};

function build(
    over: Partial<WarehouseDeliveryArgs> = {},
    domain = DELIVERED,
    warehouseOver = REACHABLE,
): void {
    const { lake, warehouse, warehouseDomain } = buildParts(domain, warehouseOver);
    new WarehouseDelivery("weather-warehouse-stations", {
        environment: "test",
        account: lakeArgs().account,
        warehouse,
        warehouseName: "warehouse",
        warehouseDomain,
        lake,
        domainName: "weather",
        tableName: "stations",
        columns: ["station", "temperature"],
        stream: STREAM,
        transformArn: TRANSFORM,
        alarmTopicArn: ALARMS,
        logRetentionDays: 30,
        ...over,
    });
}

describe("delivery into the warehouse by Firehose", () => {
    let plan: Plan;
    before(async () => {
        plan = await record(() => build());
    });

    it("loads the pipeline's stream, by the pipeline's transform, into the domain's table", () => {
        const delivery = the(plan, DELIVERY);
        assert.equal(at(delivery, "kinesisSourceConfiguration", "kinesisStreamArn"), STREAM.arn);
        const redshift = ["redshiftConfiguration"] as const;
        assert.match(
            String(at(delivery, ...redshift, "clusterJdbcurl")),
            /^jdbc:redshift:\/\/test-warehouse\..*:5439\/analytics$/,
        );
        assert.equal(at(delivery, ...redshift, "dataTableName"), "weather.stations");
        assert.equal(at(delivery, ...redshift, "dataTableColumns"), "station,temperature");
        assert.equal(
            at(
                delivery,
                ...redshift,
                "processingConfiguration",
                "processors",
                0,
                "parameters",
                0,
                "parameterValue",
            ),
            `${TRANSFORM}:$LATEST`,
        );
    });

    it("D.17: names no expression in its prefix, which a Redshift destination would take literally", () => {
        assert.doesNotMatch(
            String(at(the(plan, DELIVERY), "redshiftConfiguration", "s3Configuration", "prefix")),
            /!\{/,
        );
    });

    it("D.15: waits for its role's policy, and for the table", () => {
        const { dependencies } = the(plan, DELIVERY);
        assert.ok(
            dependencies.includes(
                the(plan, "aws:iam/rolePolicy:RolePolicy", "weather-warehouse-stations").urn,
            ),
        );
        assert.ok(dependencies.includes(the(plan, "aws:lambda/invocation:Invocation").urn));
    });

    it("signs in with a secret of its own, never the administrator's", () => {
        const secret = the(plan, "aws:secretsmanager/secret:Secret").outputs.arn;
        const delivery = the(plan, DELIVERY);
        assert.equal(
            at(delivery, "redshiftConfiguration", "secretsManagerConfiguration", "secretArn"),
            secret,
        );
        assert.ok(!("password" in (delivery.inputs.redshiftConfiguration as object)));
        const reads = statements(
            the(plan, "aws:iam/rolePolicy:RolePolicy", "weather-warehouse-stations"),
        ).find(({ Sid }) => Sid === "ReadOwnSecret");
        assert.equal(reads?.Resource, secret);
        const writes = statements(the(plan, "aws:iam/rolePolicy:RolePolicy", "warehouse-schema")).find(
            ({ Sid }) => Sid === "KeepFirehosePasswords",
        );
        const pattern = new RegExp(`^${String(writes?.Resource).replaceAll("*", ".*")}$`);
        assert.match(String(secret), pattern);
    });

    it("comes from Firehose's own addresses of the region, and nobody else's", () => {
        const rule = the(plan, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
        assert.deepEqual(
            [rule.inputs.cidrIpv4, rule.inputs.fromPort, rule.inputs.toPort],
            ["52.19.239.192/27", 5439, 5439],
        );
        const cluster = the(plan, "aws:redshift/cluster:Cluster");
        assert.equal(cluster.inputs.publiclyAccessible, true);
        assert.equal(cluster.inputs.availabilityZoneRelocationEnabled, false);
        assert.deepEqual(the(plan, "aws:redshift/subnetGroup:SubnetGroup").inputs.subnetIds, [
            "subnet-4",
            "subnet-5",
            "subnet-6",
        ]);
    });

    it("has its table made, and is not loaded a second time by the loader", () => {
        const request = JSON.parse(String(the(plan, "aws:lambda/invocation:Invocation").inputs.input));
        assert.equal(request.tables.length, 1);
        assert.equal(request.firehose.user, "firehose_weather");
        const code = at(
            the(plan, "aws:lambda/function:Function", "weather-warehouse-load"),
            "code",
            "assets",
            "load.json",
            "text",
        );
        assert.equal(JSON.parse(String(code)).tables[0].load, false);
    });

    it("logs under the warehouse's key, whose policy lets it", () => {
        const group = the(plan, "aws:cloudwatch/logGroup:LogGroup", "weather-warehouse-stations");
        const key = the(plan, "aws:kms/key:Key", "warehouse");
        assert.equal(group.inputs.kmsKeyId, key.outputs.arn);
        const patterns = list(
            statements(key).find(({ Sid }) => Sid === "LogsMayEncryptTheirGroups")?.Condition?.ArnLike?.[
                "kms:EncryptionContext:aws:logs:arn"
            ] as string[],
        );
        assert.ok(
            patterns.some((one) =>
                new RegExp(`^${one.replaceAll("*", ".*")}$`).test(String(group.outputs.arn)),
            ),
        );
    });

    for (const [title, program, message] of [
        [
            "a warehouse without a public address",
            () => build({}, DELIVERED, { ...REACHABLE, firehose: undefined }),
            /warehouse: has no public address, .*loadInto: warehouse/,
        ],
        [
            "a table that the loader loads",
            () => build({ tableName: "alerts" }),
            /tableName: "alerts" is not delivered by Firehose; allowed: stations/,
        ],
        [
            "a buffer that Firehose refuses",
            () => build({ bufferSeconds: 10 }),
            /bufferSeconds: 10 is not allowed; give 60 to 900/,
        ],
        [
            "a Multi-AZ cluster, which has no public address",
            () => build({}, DELIVERED, { firehose: { publicSubnetIds: [] } }),
            /firehose: was given with provisioned.multiAz; .* use the loader/,
        ],
    ] as const) {
        it(`refuses ${title}, and tells what to do`, async () => {
            await assert.rejects(record(program), message);
        });
    }
});
