import type { DashboardVersionDefinition } from "@aws-sdk/client-quicksight";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameFor } from "../aws/names";
import type { DashboardArgs, DashboardsArgs } from "./dashboards/args";
import { QuickSightAnalysis, QuickSightDashboard } from "./dashboards/definedAsset";
import { type BoundDefinition, definitionOf } from "./dashboards/definition";
import { validateDashboards } from "./dashboards/validation";
import { assetPermissions } from "./quicksightPrincipals";

export type { ChartArgs, DashboardArgs, DashboardsArgs, ReportDataSet } from "./dashboards/args";

/**
 * A domain's dashboards in QuickSight, made of the same files as the local page: shared with the domain's viewers, and
 * together in a folder. Where there are authors, each of them also finds every dashboard as an analysis to change; what
 * they then publish is fetched with `tributary dashboards pull`, and deployed to the other environments.
 *
 * @example
 * new Dashboards("weather-dashboards", {
 *     dashboards: [{ name: "overview", title: "Weather", charts }], reports: pipeline.dataSets,
 *     viewers: ["group/analysts"], domainName: "weather", environment, account, …
 * });
 */
export class Dashboards extends pulumi.ComponentResource {
    /** Name of the dashboard → its id. */
    public readonly dashboardIds: Readonly<Record<string, pulumi.Output<string>>>;
    /** Name of the dashboard → its ARN. */
    public readonly dashboardArns: Readonly<Record<string, pulumi.Output<string>>>;
    public readonly folderArn: pulumi.Output<string>;

    constructor(name: string, args: DashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("tributary:index:Dashboards", name, args, opts);
        validateDashboards(name, args);

        const folder = this.createFolder(name, args);
        const dashboards = args.dashboards.map((dashboard) => {
            const bound = definitionOf(dashboard, args.reports);
            this.offerToAuthors(name, args, dashboard, bound, folder);
            return [dashboard.name, this.publish(name, args, dashboard, bound, folder)] as const;
        });

        this.folderArn = folder.arn;
        this.dashboardIds = Object.fromEntries(dashboards.map(([key, { assetId }]) => [key, assetId]));
        this.dashboardArns = Object.fromEntries(dashboards.map(([key, { arn }]) => [key, arn]));
        this.registerOutputs({ folderArn: this.folderArn, dashboardArns: this.dashboardArns });
    }

    private createFolder(name: string, args: DashboardsArgs): aws.quicksight.Folder {
        return new aws.quicksight.Folder(
            name,
            {
                folderId: nameFor("quicksightId", args.environment, name),
                name: nameFor("quicksightFolder", args.domainName, args.environment),
                awsAccountId: args.account.id,
                permissions: assetPermissions("folder", { viewers: everybody(args) }, args),
            },
            { parent: this },
        );
    }

    private publish(
        name: string,
        args: DashboardsArgs,
        dashboard: DashboardArgs,
        bound: BoundDefinition,
        folder: aws.quicksight.Folder,
    ): QuickSightDashboard {
        const child = `${name}-${dashboard.name}`;
        const published = new QuickSightDashboard(
            child,
            {
                ...this.content(name, args, dashboard, bound),
                permissions: assetPermissions("dashboard", { viewers: everybody(args) }, args),
            },
            { parent: this },
        );
        this.place(child, args, folder, { id: published.assetId, type: "DASHBOARD" });
        return published;
    }

    private offerToAuthors(
        name: string,
        args: DashboardsArgs,
        dashboard: DashboardArgs,
        bound: BoundDefinition,
        folder: aws.quicksight.Folder,
    ): void {
        const { authors = [] } = args;
        if (authors.length === 0) {
            return;
        }
        const child = `${name}-${dashboard.name}-analysis`;
        const analysis = new QuickSightAnalysis(
            child,
            {
                ...this.content(name, args, dashboard, bound),
                permissions: assetPermissions("analysis", { viewers: [], owners: authors }, args),
            },
            {
                parent: this,
                // It is the authors' to change: deploying again must not undo what they have drawn.
                ignoreChanges: ["definition", "name"],
            },
        );
        this.place(child, args, folder, { id: analysis.assetId, type: "ANALYSIS" });
    }

    private content(name: string, args: DashboardsArgs, dashboard: DashboardArgs, bound: BoundDefinition) {
        return {
            region: args.account.region,
            awsAccountId: args.account.id,
            assetId: nameFor("quicksightId", args.environment, name, dashboard.name),
            name: `${dashboard.title} (${args.environment})`,
            definition: withDataSets(bound, args),
            tags: { ...args.tags },
            ...(args.profile === undefined ? {} : { profile: args.profile }),
        };
    }

    private place(
        name: string,
        args: DashboardsArgs,
        folder: aws.quicksight.Folder,
        member: { id: pulumi.Output<string>; type: "DASHBOARD" | "ANALYSIS" },
    ): void {
        new aws.quicksight.FolderMembership(
            name,
            {
                awsAccountId: args.account.id,
                folderId: folder.folderId,
                memberId: member.id,
                memberType: member.type,
            },
            { parent: this },
        );
    }
}

function everybody({ viewers, authors = [] }: DashboardsArgs): string[] {
    return [...new Set([...viewers, ...authors])];
}

/** The definition, on the data sets of this environment. */
function withDataSets(
    { dataSets, definition }: BoundDefinition,
    args: DashboardsArgs,
): pulumi.Output<DashboardVersionDefinition> {
    const identifiers = Object.entries(dataSets);
    return pulumi.all(identifiers.map(([, report]) => args.reports[report]?.arn ?? "")).apply((arns) => ({
        DataSetIdentifierDeclarations: identifiers.map(([Identifier], index) => ({
            Identifier,
            DataSetArn: arns[index] ?? "",
        })),
        ...definition,
    }));
}
