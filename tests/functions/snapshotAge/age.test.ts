import assert from "node:assert/strict";
import type { Snapshot } from "@aws-sdk/client-redshift";
import { ageOfNewest } from "../../../functions/snapshotAge/age";
import { awsEndpoint } from "../awsEndpoint";
import { freshModules } from "../redshift/freshModules";

const NOON = Date.parse("2026-11-23T12:00:00Z");
const snapshot = (hoursAgo: number, Status = "available"): Snapshot => ({
    Status,
    SnapshotCreateTime: new Date(NOON - hoursAgo * 3_600_000),
});

describe("the age of the newest copy", () => {
    it("is that of the newest one that can be restored: a copy under way does not help", () => {
        assert.equal(
            ageOfNewest([snapshot(9), snapshot(5), snapshot(1, "creating"), snapshot(2, "failed")], NOON),
            5 * 3600,
        );
    });

    it("is unknown where there is no copy, which is not the same as new", () => {
        assert.equal(ageOfNewest([], NOON), undefined);
        assert.equal(ageOfNewest([snapshot(1, "creating")], NOON), undefined);
    });

    it("is asked of the destination region, page by page", async () => {
        const page = (time: string, marker?: string) => ({
            headers: { "content-type": "text/xml" },
            body: `<DescribeClusterSnapshotsResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/"><DescribeClusterSnapshotsResult><Snapshots><Snapshot><Status>available</Status><SnapshotCreateTime>${time}</SnapshotCreateTime></Snapshot></Snapshots>${marker ? `<Marker>${marker}</Marker>` : ""}</DescribeClusterSnapshotsResult></DescribeClusterSnapshotsResponse>`,
        });
        const endpoint = await awsEndpoint(({ body }) =>
            body.includes("Marker=next")
                ? page("2026-11-23T10:00:00Z")
                : page("2026-11-23T02:00:00Z", "next"),
        );
        const original = { ...process.env };
        Object.assign(process.env, endpoint.environment);
        try {
            const found = await freshModules().clients.clusterSnapshots("eu-central-1", "prod-warehouse");
            assert.equal(ageOfNewest(found, NOON), 2 * 3600);
            assert.equal(endpoint.received.length, 2);
            for (const { body, headers } of endpoint.received) {
                assert.match(body, /ClusterIdentifier=prod-warehouse/);
                assert.match(String(headers.authorization), /eu-central-1\/redshift/);
            }
        } finally {
            endpoint.close();
            process.env = { ...original };
        }
    });
});
