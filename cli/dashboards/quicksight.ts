/** What is read from QuickSight. */

import type { DashboardVersionDefinition } from "@aws-sdk/client-quicksight";
import { UsageError } from "../usage";

/** A dashboard or an analysis, and where it is. */
export interface AssetReference {
    readonly kind: "dashboard" | "analysis";
    readonly id: string;
    readonly account: string;
    readonly region: string;
}

/** A definition as QuickSight gives it. */
export interface PulledDefinition {
    readonly name: string;
    readonly definition: DashboardVersionDefinition;
}

/** @throws UsageError that says what to do, where QuickSight refuses. */
export async function readDefinition(asset: AssetReference): Promise<PulledDefinition> {
    const sdk = require("@aws-sdk/client-quicksight") as typeof import("@aws-sdk/client-quicksight");
    const client = new sdk.QuickSightClient({ region: asset.region, maxAttempts: 4 });
    try {
        const account = { AwsAccountId: asset.account };
        const answer =
            asset.kind === "dashboard"
                ? await client.send(
                      new sdk.DescribeDashboardDefinitionCommand({ ...account, DashboardId: asset.id }),
                  )
                : await client.send(
                      new sdk.DescribeAnalysisDefinitionCommand({ ...account, AnalysisId: asset.id }),
                  );
        const problems = (answer.Errors ?? []).map(({ Type, Message }) => `${Type}: ${Message}`);
        if (answer.Definition === undefined || problems.length > 0) {
            throw new UsageError(
                `${asset.kind} "${asset.id}": QuickSight finds it broken: ${problems.join("; ") || "it has no definition"}; ` +
                    "open it there, correct it, and pull it again",
            );
        }
        return {
            name: answer.Name ?? asset.id,
            definition: answer.Definition as DashboardVersionDefinition,
        };
    } catch (error) {
        throw explained(error, asset);
    } finally {
        client.destroy();
    }
}

function explained(error: unknown, { kind, id, account, region }: AssetReference): unknown {
    const { name, message } = error as Error;
    const where = `account ${account} in ${region}`;
    switch (name) {
        case "ResourceNotFoundException": {
            const other =
                kind === "dashboard"
                    ? "; for an analysis add --analysis"
                    : "; for a dashboard leave --analysis out";
            return new UsageError(`there is no ${kind} "${id}" in ${where}${other}`);
        }
        case "AccessDeniedException":
            return new UsageError(
                `${kind} "${id}" in ${where}: access denied (${message}); the credentials need ` +
                    `quicksight:${kind === "dashboard" ? "DescribeDashboardDefinition" : "DescribeAnalysisDefinition"}, in this account`,
            );
        case "CredentialsProviderError":
        case "ExpiredTokenException":
        case "UnrecognizedClientException":
            return new UsageError(
                `no valid AWS credentials (${message}); sign in as for the AWS CLI, e.g. \`aws sso login\`, or set AWS_PROFILE`,
            );
        default:
            return error;
    }
}
