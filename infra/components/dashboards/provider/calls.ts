import type {
    Analysis,
    AnalysisError,
    DashboardError,
    DashboardVersion,
    DashboardVersionDefinition,
    QuickSightClient,
    ResourcePermission,
} from "@aws-sdk/client-quicksight";
import type { AssetInputs } from "./asset";
import { withDates } from "./dates";

/** The state of an asset as QuickSight has it, whatever its kind. */
export interface AssetState {
    readonly arn: string;
    readonly name: string;
    /** Changes with every change of the definition: a version's number, or the time of the last change. */
    readonly revision: string;
    /** E.g. `CREATION_IN_PROGRESS`, `UPDATE_SUCCESSFUL`, `DELETED`. */
    readonly status: string;
    readonly errors: readonly string[];
}

/** What one kind of asset calls its operations. */
export interface AssetCalls {
    readonly kind: "dashboard" | "analysis";
    /** @returns the revision that is being made. */
    create(client: QuickSightClient, asset: AssetInputs): Promise<string>;
    /** @returns the revision that is being made. */
    update(client: QuickSightClient, asset: AssetInputs): Promise<string>;
    /** Shows a revision to viewers; nothing to do where there is one only. */
    publish(client: QuickSightClient, asset: AssetInputs, revision: string): Promise<void>;
    /** Without a revision: the one that viewers see. */
    describe(client: QuickSightClient, asset: AssetInputs, revision?: string): Promise<AssetState>;
    definition(client: QuickSightClient, asset: AssetInputs): Promise<DashboardVersionDefinition | undefined>;
    permissions(client: QuickSightClient, asset: AssetInputs): Promise<readonly ResourcePermission[]>;
    share(
        client: QuickSightClient,
        asset: AssetInputs,
        change: { grant: ResourcePermission[]; revoke: ResourcePermission[] },
    ): Promise<void>;
    delete(client: QuickSightClient, asset: AssetInputs): Promise<void>;
}

/** Loaded when it is needed: the program that only describes resources calls nothing. */
function sdk(): typeof import("@aws-sdk/client-quicksight") {
    return require("@aws-sdk/client-quicksight") as typeof import("@aws-sdk/client-quicksight");
}

export function clientOf({ region, profile }: AssetInputs): QuickSightClient {
    const { QuickSightClient: Client } = sdk();
    return new Client({ region, ...(profile === undefined ? {} : { profile }), maxAttempts: 6 });
}

function content(asset: AssetInputs) {
    return {
        AwsAccountId: asset.awsAccountId,
        Name: asset.name,
        Definition: withDates(asset.definition),
        // Refuses what would be shown as a broken visual.
        ValidationStrategy: { Mode: "STRICT" as const },
    };
}

function sharing(asset: AssetInputs) {
    return {
        Permissions: asset.permissions.map(({ principal, actions }) => ({
            Principal: principal,
            Actions: [...actions],
        })),
        ...(Object.keys(asset.tags).length === 0
            ? {}
            : { Tags: Object.entries(asset.tags).map(([Key, Value]) => ({ Key, Value })) }),
    };
}

function texts(errors: readonly (DashboardError | AnalysisError)[] | undefined): string[] {
    return (errors ?? []).map(({ Type, Message }) => `${Type ?? "error"}: ${Message ?? "no message"}`);
}

/** `arn:…:dashboard/<id>/version/7` → `7`. */
function versionOf(arn: string | undefined): string {
    return /\/version\/(\d+)$/.exec(arn ?? "")?.[1] ?? "1";
}

export const dashboardCalls: AssetCalls = {
    kind: "dashboard",
    async create(client, asset) {
        const { VersionArn } = await client.send(
            new (sdk().CreateDashboardCommand)({
                ...content(asset),
                ...sharing(asset),
                DashboardId: asset.assetId,
            }),
        );
        return versionOf(VersionArn);
    },
    async update(client, asset) {
        const { VersionArn } = await client.send(
            new (sdk().UpdateDashboardCommand)({ ...content(asset), DashboardId: asset.assetId }),
        );
        return versionOf(VersionArn);
    },
    async publish(client, asset, revision) {
        await client.send(
            new (sdk().UpdateDashboardPublishedVersionCommand)({
                AwsAccountId: asset.awsAccountId,
                DashboardId: asset.assetId,
                VersionNumber: Number(revision),
            }),
        );
    },
    async describe(client, asset, revision) {
        const { Dashboard } = await client.send(
            new (sdk().DescribeDashboardCommand)({
                AwsAccountId: asset.awsAccountId,
                DashboardId: asset.assetId,
                ...(revision === undefined ? {} : { VersionNumber: Number(revision) }),
            }),
        );
        const version: DashboardVersion = Dashboard?.Version ?? {};
        return {
            arn: Dashboard?.Arn ?? "",
            name: Dashboard?.Name ?? asset.name,
            revision: String(version.VersionNumber ?? ""),
            status: version.Status ?? "",
            errors: texts(version.Errors),
        };
    },
    async definition(client, asset) {
        const { Definition } = await client.send(
            new (sdk().DescribeDashboardDefinitionCommand)({
                AwsAccountId: asset.awsAccountId,
                DashboardId: asset.assetId,
            }),
        );
        return Definition;
    },
    async permissions(client, asset) {
        const { Permissions = [] } = await client.send(
            new (sdk().DescribeDashboardPermissionsCommand)({
                AwsAccountId: asset.awsAccountId,
                DashboardId: asset.assetId,
            }),
        );
        return Permissions;
    },
    async share(client, asset, { grant, revoke }) {
        await client.send(
            new (sdk().UpdateDashboardPermissionsCommand)({
                AwsAccountId: asset.awsAccountId,
                DashboardId: asset.assetId,
                ...(grant.length > 0 ? { GrantPermissions: grant } : {}),
                ...(revoke.length > 0 ? { RevokePermissions: revoke } : {}),
            }),
        );
    },
    async delete(client, asset) {
        await client.send(
            new (sdk().DeleteDashboardCommand)({
                AwsAccountId: asset.awsAccountId,
                DashboardId: asset.assetId,
            }),
        );
    },
};

export const analysisCalls: AssetCalls = {
    kind: "analysis",
    async create(client, asset) {
        await client.send(
            new (sdk().CreateAnalysisCommand)({
                ...content(asset),
                ...sharing(asset),
                AnalysisId: asset.assetId,
            }),
        );
        return "";
    },
    async update(client, asset) {
        await client.send(
            new (sdk().UpdateAnalysisCommand)({ ...content(asset), AnalysisId: asset.assetId }),
        );
        return "";
    },
    // An analysis has no versions: its authors see every change.
    async publish() {},
    async describe(client, asset) {
        const { Analysis: found } = await client.send(
            new (sdk().DescribeAnalysisCommand)({
                AwsAccountId: asset.awsAccountId,
                AnalysisId: asset.assetId,
            }),
        );
        const analysis: Analysis = found ?? {};
        return {
            arn: analysis.Arn ?? "",
            name: analysis.Name ?? asset.name,
            revision: analysis.LastUpdatedTime?.toISOString() ?? "",
            status: analysis.Status ?? "",
            errors: texts(analysis.Errors),
        };
    },
    async definition(client, asset) {
        const { Definition } = await client.send(
            new (sdk().DescribeAnalysisDefinitionCommand)({
                AwsAccountId: asset.awsAccountId,
                AnalysisId: asset.assetId,
            }),
        );
        return Definition as DashboardVersionDefinition | undefined;
    },
    async permissions(client, asset) {
        const { Permissions = [] } = await client.send(
            new (sdk().DescribeAnalysisPermissionsCommand)({
                AwsAccountId: asset.awsAccountId,
                AnalysisId: asset.assetId,
            }),
        );
        return Permissions;
    },
    async share(client, asset, { grant, revoke }) {
        await client.send(
            new (sdk().UpdateAnalysisPermissionsCommand)({
                AwsAccountId: asset.awsAccountId,
                AnalysisId: asset.assetId,
                ...(grant.length > 0 ? { GrantPermissions: grant } : {}),
                ...(revoke.length > 0 ? { RevokePermissions: revoke } : {}),
            }),
        );
    },
    async delete(client, asset) {
        await client.send(
            new (sdk().DeleteAnalysisCommand)({
                AwsAccountId: asset.awsAccountId,
                AnalysisId: asset.assetId,
                // Else it lies in the trash for 30 days, and its id is taken.
                ForceDeleteWithoutRecovery: true,
            }),
        );
    },
};

export async function changeTags(
    client: QuickSightClient,
    arn: string,
    before: Readonly<Record<string, string>>,
    after: Readonly<Record<string, string>>,
): Promise<void> {
    const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
    const changed = Object.entries(after).filter(([key, value]) => before[key] !== value);
    if (gone.length > 0) {
        await client.send(new (sdk().UntagResourceCommand)({ ResourceArn: arn, TagKeys: gone }));
    }
    if (changed.length > 0) {
        await client.send(
            new (sdk().TagResourceCommand)({
                ResourceArn: arn,
                Tags: changed.map(([Key, Value]) => ({ Key, Value })),
            }),
        );
    }
}
