/** What Amazon QuickSight's sharing knows: kinds of assets, sets of actions, and how columns are typed. */

/** What may be shared with people and groups. */
export type SharedAsset = "dataSource" | "dataSet" | "dashboard" | "analysis" | "folder";

/**
 * The sets of actions that QuickSight's console grants; the API refuses other combinations.
 * Source: QuickSight API Reference, "UpdateDashboardPermissions" and its siblings; User Guide, "Sharing assets".
 */
export const ASSET_ACTIONS = {
    dataSource: {
        reader: [
            "quicksight:DescribeDataSource",
            "quicksight:DescribeDataSourcePermissions",
            "quicksight:PassDataSource",
        ],
        owner: [
            "quicksight:DeleteDataSource",
            "quicksight:DescribeDataSource",
            "quicksight:DescribeDataSourcePermissions",
            "quicksight:PassDataSource",
            "quicksight:UpdateDataSource",
            "quicksight:UpdateDataSourcePermissions",
        ],
    },
    dataSet: {
        reader: [
            "quicksight:DescribeDataSet",
            "quicksight:DescribeDataSetPermissions",
            "quicksight:DescribeIngestion",
            "quicksight:ListIngestions",
            "quicksight:PassDataSet",
        ],
        owner: [
            "quicksight:CancelIngestion",
            "quicksight:CreateIngestion",
            "quicksight:DeleteDataSet",
            "quicksight:DescribeDataSet",
            "quicksight:DescribeDataSetPermissions",
            "quicksight:DescribeIngestion",
            "quicksight:ListIngestions",
            "quicksight:PassDataSet",
            "quicksight:UpdateDataSet",
            "quicksight:UpdateDataSetPermissions",
        ],
    },
    dashboard: {
        reader: [
            "quicksight:DescribeDashboard",
            "quicksight:ListDashboardVersions",
            "quicksight:QueryDashboard",
        ],
        owner: [
            "quicksight:DeleteDashboard",
            "quicksight:DescribeDashboard",
            "quicksight:DescribeDashboardPermissions",
            "quicksight:ListDashboardVersions",
            "quicksight:QueryDashboard",
            "quicksight:UpdateDashboard",
            "quicksight:UpdateDashboardPermissions",
            "quicksight:UpdateDashboardPublishedVersion",
        ],
    },
    analysis: {
        reader: [
            "quicksight:DescribeAnalysis",
            "quicksight:DescribeAnalysisPermissions",
            "quicksight:QueryAnalysis",
        ],
        owner: [
            "quicksight:DeleteAnalysis",
            "quicksight:DescribeAnalysis",
            "quicksight:DescribeAnalysisPermissions",
            "quicksight:QueryAnalysis",
            "quicksight:RestoreAnalysis",
            "quicksight:UpdateAnalysis",
            "quicksight:UpdateAnalysisPermissions",
        ],
    },
    folder: {
        reader: ["quicksight:DescribeFolder"],
        owner: [
            "quicksight:CreateFolder",
            "quicksight:CreateFolderMembership",
            "quicksight:DeleteFolder",
            "quicksight:DeleteFolderMembership",
            "quicksight:DescribeFolder",
            "quicksight:DescribeFolderPermissions",
            "quicksight:UpdateFolder",
            "quicksight:UpdateFolderPermissions",
        ],
    },
} as const satisfies Record<SharedAsset, Record<"reader" | "owner", readonly string[]>>;

/** QuickSight API Reference, "ResourcePermission" lists of an asset: at most 64 people and groups. */
export const MAX_PRINCIPALS = 64;

/** QuickSight API Reference, "InputColumn": the type that each of Athena's has there. */
const INPUT_COLUMN_TYPES: Readonly<Record<string, string>> = {
    string: "STRING",
    boolean: "BOOLEAN",
    int: "INTEGER",
    bigint: "INTEGER",
    double: "DECIMAL",
    date: "DATETIME",
    timestamp: "DATETIME",
};

/** Type of a data set's column, from one of ours; what is not known there is a text. */
export function inputColumnType(type: string): string {
    return type.startsWith("decimal(") ? "DECIMAL" : (INPUT_COLUMN_TYPES[type] ?? "STRING");
}

/** How often a data set is read into SPICE, in the words of files, and QuickSight's. */
export const REFRESH_INTERVALS = {
    hourly: "HOURLY",
    daily: "DAILY",
    weekly: "WEEKLY",
    monthly: "MONTHLY",
} as const;

export type RefreshInterval = keyof typeof REFRESH_INTERVALS;

export const WEEKDAYS = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** When a data set is read into SPICE, QuickSight's memory; between two times it answers from there. */
export interface RefreshSchedule {
    readonly interval: RefreshInterval;
    /** `HH:MM`; absent with `hourly`. */
    readonly at?: string;
    /** IANA name. */
    readonly timeZone: string;
    /** Only with `weekly`. */
    readonly weekday?: Weekday;
    /** 1 to 28, or `LAST_DAY_OF_MONTH`; only with `monthly`. */
    readonly dayOfMonth?: string;
}
