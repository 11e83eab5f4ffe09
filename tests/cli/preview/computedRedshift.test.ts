import assert from "node:assert/strict";
import { compute } from "../../../cli/preview/computed";
import { Subject } from "../../../cli/preview/computed/subject";
import type { PlanObject } from "../../../cli/preview/values";

const ACCOUNT = "123456789012";

function computed(type: string, inputs: PlanObject): PlanObject & { id: string } {
    const urn = `urn:pulumi:dev::tributary::${type}::data`;
    const found = compute(type, new Subject(urn, "data", inputs, "eu-west-1", ACCOUNT));
    assert.ok(found, type);
    return { id: found.id, ...found.outputs };
}

describe("computed outputs of Redshift", () => {
    it("name a cluster by its identifier, and its secret as AWS names managed ones", () => {
        const made = computed("aws:redshift/cluster:Cluster", {
            clusterIdentifier: "prod-warehouse",
            masterUsername: "tributary",
            port: 5440,
        });
        assert.equal(made.id, "prod-warehouse");
        assert.equal(made.arn, `arn:aws:redshift:eu-west-1:${ACCOUNT}:cluster:prod-warehouse`);
        assert.match(
            String(made.endpoint),
            /^prod-warehouse\.[0-9a-f]{12}\.eu-west-1\.redshift\.amazonaws\.com:5440$/,
        );
        assert.match(
            String(made.masterPasswordSecretArn),
            /^arn:aws:secretsmanager:eu-west-1:123456789012:secret:redshift!prod-warehouse-tributary-\w{6}$/,
        );
    });

    it("give a workgroup the host name that has the account in it", () => {
        const { endpoints, arn } = computed("aws:redshiftserverless/workgroup:Workgroup", {
            workgroupName: "prod",
        });
        assert.deepEqual(endpoints, [
            { address: `prod.${ACCOUNT}.eu-west-1.redshift-serverless.amazonaws.com`, port: 5439 },
        ]);
        assert.match(
            String(arn),
            /^arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup\/[0-9a-f-]{36}$/,
        );
    });

    it("identify what is set on a cluster by the cluster", () => {
        const of = { clusterIdentifier: "prod-warehouse" };
        assert.equal(computed("aws:redshift/snapshotCopy:SnapshotCopy", of).id, "prod-warehouse");
        assert.equal(computed("aws:redshift/logging:Logging", of).id, "prod-warehouse");
        assert.equal(
            computed("aws:redshift/snapshotScheduleAssociation:SnapshotScheduleAssociation", {
                ...of,
                scheduleIdentifier: "often",
            }).id,
            "prod-warehouse/often",
        );
    });
});
