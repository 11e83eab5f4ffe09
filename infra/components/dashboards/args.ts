import type * as pulumi from "@pulumi/pulumi";
import type { AwsAccount } from "../../aws/account";
import type { BoundDefinition } from "./definition";

export type ChartKind = "line" | "area" | "bar" | "scatter" | "heatmap" | "number";

export interface EncodingArgs {
    /** A column of the report. */
    readonly column: string;
    /** Title of the axis or legend; default: the column's name. */
    readonly title?: string;
    /** d3-format or d3-time-format; what QuickSight cannot write so, it writes as it always does. */
    readonly format?: string;
    /** Order of the values: their own, or that of another axis, `-` for descending. Default: ascending. */
    readonly sort?: string;
}

/** One chart of a dashboard's file. */
export interface ChartArgs {
    readonly title: string;
    readonly type: ChartKind;
    /** Name of one of {@link DashboardsArgs.reports}. */
    readonly report: string;
    readonly x?: EncodingArgs;
    readonly y?: EncodingArgs;
    readonly color?: EncodingArgs;
    /** Only with `number`. */
    readonly value?: EncodingArgs;
    /** How many of the two columns the chart takes: 1 or 2. */
    readonly width: number;
}

export interface DashboardArgs {
    /** Unique in its domain. */
    readonly name: string;
    readonly title: string;
    readonly description?: string;
    /** Drawn as QuickSight's visuals, unless there is a definition. */
    readonly charts: readonly ChartArgs[];
    /** What an author drew in QuickSight, with the reports that its data sets are. */
    readonly drawn?: BoundDefinition;
}

/** A data set that dashboards read. */
export interface ReportDataSet {
    readonly arn: pulumi.Input<string>;
    readonly id: pulumi.Input<string>;
    readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export interface DashboardsArgs {
    /** First part of every physical id: the environment. */
    readonly environment: string;
    readonly account: AwsAccount;
    /** The domain's logical name. */
    readonly domainName: string;
    /** What the domain is about: the folder's description for people is its name. */
    readonly dashboards: readonly DashboardArgs[];
    /** Name → data set: the reports' results, and data sets of other sources. */
    readonly reports: Readonly<Record<string, ReportDataSet>>;
    /** QuickSight principals that see the dashboards: `user/<name>` or `group/<name>`; 1 to 64 with the authors. */
    readonly viewers: readonly string[];
    /** QuickSight principals that may change copies of them, as analyses; default: nobody. */
    readonly authors?: readonly string[];
    /** Region where the account's QuickSight users live. */
    readonly identityRegion: string;
    /** QuickSight namespace of people and groups, e.g. `default`. */
    readonly namespace: string;
    /** Tags of dashboards and analyses, which the provider of other resources does not tag. */
    readonly tags?: Readonly<Record<string, string>>;
    /** Profile of the shared AWS configuration that the deployment uses, where it uses one. */
    readonly profile?: string;
}
