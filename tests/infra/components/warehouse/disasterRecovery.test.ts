import assert from "node:assert/strict";
import type { Plan } from "../../../../cli/preview/plan";
import { at, ofType, record, statements, the } from "../recorded";
import { buildWarehouse } from "./building";

const OTHER = "eu-central-1";
const GRANT = "aws:redshift/snapshotCopyGrant:SnapshotCopyGrant";
const KEY = "aws:kms/key:Key";

let plan: Plan;
before(async () => {
    plan = await record(() => buildWarehouse({ disasterRecovery: { region: OTHER, everyHours: 6 } }));
});

describe("a warehouse with disaster recovery", () => {
    it("D.7: keeps the copies' key and their grant in the destination region", () => {
        const key = the(plan, KEY, "warehouse-copy");
        const grant = the(plan, GRANT);
        assert.equal(key.inputs.region, OTHER);
        assert.match(String(key.outputs.arn), /^arn:aws:kms:eu-central-1:/);
        assert.equal(the(plan, "aws:kms/alias:Alias", "warehouse-copy").inputs.region, OTHER);
        assert.equal(grant.inputs.region, OTHER);
        assert.equal(grant.inputs.kmsKeyId, key.outputs.arn);
    });

    it("copies every snapshot there, with that grant, and keeps it for a while", () => {
        const copy = the(plan, "aws:redshift/snapshotCopy:SnapshotCopy");
        assert.equal(copy.inputs.destinationRegion, OTHER);
        assert.equal(copy.inputs.clusterIdentifier, "test-warehouse");
        assert.equal(copy.inputs.snapshotCopyGrantName, the(plan, GRANT).inputs.snapshotCopyGrantName);
        assert.equal(copy.inputs.retentionPeriod, 7);
        assert.equal(copy.inputs.region, undefined);
    });

    it("takes snapshots as often as it says", () => {
        const schedule = the(plan, "aws:redshift/snapshotSchedule:SnapshotSchedule");
        assert.deepEqual(schedule.inputs.definitions, ["rate(6 hours)"]);
        const association = the(plan, "aws:redshift/snapshotScheduleAssociation:SnapshotScheduleAssociation");
        assert.equal(association.inputs.scheduleIdentifier, schedule.outputs.identifier);
        assert.equal(association.inputs.clusterIdentifier, "test-warehouse");
    });

    it("tells somebody when the newest copy is too old, and also when nobody looks", () => {
        const alarm = the(plan, "aws:cloudwatch/metricAlarm:MetricAlarm", "warehouse-copy-too-old");
        assert.equal(alarm.inputs.threshold, 18 * 3600);
        assert.equal(alarm.inputs.treatMissingData, "breaching");
        assert.deepEqual(alarm.inputs.dimensions, {
            ClusterIdentifier: "test-warehouse",
            DestinationRegion: OTHER,
        });
    });

    it("looks every hour, with a function that EventBridge may call and that publishes the alarm's own metric", () => {
        const rule = the(plan, "aws:cloudwatch/eventRule:EventRule", "warehouse-copy-age");
        assert.equal(rule.inputs.scheduleExpression, "rate(1 hour)");
        const fn = the(plan, "aws:lambda/function:Function", "warehouse-copy-age");
        const target = the(plan, "aws:cloudwatch/eventTarget:EventTarget", "warehouse-copy-age");
        assert.equal(target.inputs.arn, fn.outputs.arn);
        const permission = the(plan, "aws:lambda/permission:Permission", "warehouse-copy-age");
        assert.equal(permission.inputs.sourceArn, rule.outputs.arn);
        assert.ok(target.dependencies.includes(permission.urn));
        const settings = JSON.parse(String(at(fn, "code", "assets", "copies.json", "text")));
        const alarm = the(plan, "aws:cloudwatch/metricAlarm:MetricAlarm", "warehouse-copy-too-old");
        assert.deepEqual(
            [settings.namespace, settings.metric, settings.region, settings.clusterIdentifier],
            [alarm.inputs.namespace, alarm.inputs.metricName, OTHER, "test-warehouse"],
        );
        const policy = the(plan, "aws:iam/rolePolicy:RolePolicy", "warehouse-copy-age");
        assert.ok(statements(policy).some(({ Action }) => Action === "redshift:DescribeClusterSnapshots"));
    });

    it("is one property: without it there is nothing of it", async () => {
        const without = await record(() => buildWarehouse());
        for (const type of [
            GRANT,
            "aws:redshift/snapshotCopy:SnapshotCopy",
            "aws:cloudwatch/eventRule:EventRule",
        ]) {
            assert.equal(ofType(without, type).length, 0, type);
        }
    });
});
