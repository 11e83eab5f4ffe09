import assert from "node:assert/strict";
import { DataLake } from "../../../infra/components/dataLake";
import { buildPipeline, lakeArgs, record } from "../../infra/components/recorded";
import { type Baseline, baselineOf, permissionsIn } from "./baseline";
import { permissionsOf } from "./permissions";

async function pipeline(): Promise<Baseline> {
    return baselineOf(await record(() => buildPipeline()));
}

describe("a baseline", () => {
    it("has no account and no generated id in it, so that it is the same for everybody", async () => {
        const text = JSON.stringify(await pipeline());
        assert.doesNotMatch(text, /123456789012|[0-9a-f]{8}-[0-9a-f]{4}-|(sg|vpc|subnet)-0/);
    });

    it("says who may do what on what: roles, services, and everybody", async () => {
        const { permissions } = await pipeline();
        assert.deepEqual(permissions["role test-weather-stations-rule"], {
            "kinesis stream/test-weather-stations": ["kinesis:PutRecord"],
            "kms Key weather": ["kms:GenerateDataKey"],
        });
        assert.match(
            permissions["iot.amazonaws.com"]?.["iam Role weather-stations-rule"]?.join() ?? "",
            /^sts:AssumeRole if aws:SourceAccount StringEquals ACCOUNT/,
        );
        assert.match(
            permissions.everybody?.["s3 test-lake-raw-ACCOUNT-REGION"]?.join() ?? "",
            /never s3:\* if aws:SecureTransport Bool false/,
        );
        const delivery = permissions["role test-weather-stations-delivery"] ?? {};
        assert.ok(Object.values(delivery).flat().includes("lakeformation:DESCRIBE"));
    });

    it("counts what each component is made of, and lists what is protected", async () => {
        const plan = await record(() => new DataLake("lake", lakeArgs({ protectData: true })));
        const made = baselineOf(plan);
        assert.equal(made.components["DataLake lake"]?.["s3 Bucket"], 4);
        assert.deepEqual(made.protected.slice(0, 3), [
            "kms Alias lake",
            "kms Key lake",
            "s3 Bucket lake-access-logs",
        ]);
    });

    it("keeps every permission when it is written and read", async () => {
        const plan = await record(() => buildPipeline());
        const texts = (all: readonly object[]) => [...new Set(all.map((one) => JSON.stringify(one)))].sort();
        assert.deepEqual(texts(permissionsIn(baselineOf(plan))), texts(permissionsOf(plan)));
    });
});
