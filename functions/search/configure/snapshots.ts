import type { OpenSearch } from "../openSearch";
import type { SnapshotDeclaration } from "./declaration";
import { putVersioned } from "./versioned";

/** Name of the repository and of the policy. */
const NAME = "tributary";

/**
 * A daily snapshot into a bucket of our own, besides the hourly ones that AWS keeps for two weeks and deletes together
 * with the domain.
 *
 * Sources: Amazon OpenSearch Service Developer Guide, "Creating index snapshots"; OpenSearch, "Snapshot management".
 */
export async function applySnapshots(client: OpenSearch, declaration: SnapshotDeclaration): Promise<void> {
    const { bucket, region, roleArn, retentionDays, hour } = declaration;
    await client.request("PUT", ["_snapshot", NAME], {
        type: "s3",
        settings: { bucket, region, role_arn: roleArn, base_path: "snapshots" },
    });
    await putVersioned(
        client,
        ["_plugins", "_sm", "policies", NAME],
        "sm_policy",
        {
            description: `A snapshot a day, kept for ${retentionDays} days`,
            enabled: true,
            creation: {
                schedule: { cron: { expression: `0 ${hour} * * *`, timezone: "UTC" } },
                time_limit: "3h",
            },
            deletion: {
                schedule: { cron: { expression: `30 ${hour} * * *`, timezone: "UTC" } },
                condition: { max_age: `${retentionDays}d`, min_count: 1 },
                time_limit: "1h",
            },
            snapshot_config: {
                repository: NAME,
                // The security index belongs to the domain: a restore must not bring back who was allowed what.
                indices: "*,-.opendistro_security",
                date_format: "yyyy-MM-dd-HH-mm",
                timezone: "UTC",
                include_global_state: false,
                partial: false,
            },
        },
        "POST",
    );
}
