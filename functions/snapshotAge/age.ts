import type { Snapshot } from "@aws-sdk/client-redshift";

/**
 * Seconds since the data of the newest snapshot that can be restored: one that is still being copied does not help.
 *
 * @returns `undefined` where no snapshot can be restored.
 */
export function ageOfNewest(snapshots: readonly Snapshot[], now: number): number | undefined {
    const times = snapshots
        .filter(({ Status }) => Status === "available")
        .flatMap(({ SnapshotCreateTime: created }) => (created === undefined ? [] : [created.getTime()]));
    return times.length === 0 ? undefined : Math.max(0, (now - Math.max(...times)) / 1000);
}
