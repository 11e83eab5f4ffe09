import type { DashboardVersionDefinition, GridLayoutElement } from "@aws-sdk/client-quicksight";
import type { ChartArgs, DashboardArgs, ReportDataSet } from "./args";
import { visualOf } from "./visuals";

/** A definition without its data sets' ARNs, which differ in every environment. */
export type PortableDefinition = Omit<DashboardVersionDefinition, "DataSetIdentifierDeclarations">;

/** A definition, and what its identifiers stand for. */
export interface BoundDefinition {
    /** Identifier → name of the report or the data set. */
    readonly dataSets: Readonly<Record<string, string>>;
    readonly definition: PortableDefinition;
}

/** The definition that an author drew, or else one made of the charts in the dashboard's file. */
export function definitionOf(
    dashboard: DashboardArgs,
    reports: Readonly<Record<string, ReportDataSet>>,
): BoundDefinition {
    return dashboard.drawn ?? drawCharts(dashboard, reports);
}

/** QuickSight User Guide, "Tiled layout": a grid of 36 columns. */
const COLUMNS = 36;
const CHART_ROWS = 12;
const NUMBER_ROWS = 6;
/** The page follows the window's width. */
const CANVAS = { ScreenCanvasSizeOptions: { ResizeOption: "RESPONSIVE" } } as const;

function drawCharts(
    dashboard: DashboardArgs,
    reports: Readonly<Record<string, ReportDataSet>>,
): BoundDefinition {
    const { charts, title, description } = dashboard;
    const ids = charts.map((_, index) => `chart-${index + 1}`);
    const used = [...new Set(charts.map(({ report }) => report))];
    return {
        dataSets: Object.fromEntries(used.map((report) => [report, report])),
        definition: {
            Sheets: [
                {
                    SheetId: "overview",
                    Name: title,
                    ...(description === undefined ? {} : { Description: description }),
                    ContentType: "INTERACTIVE",
                    Visuals: charts.map((chart, index) =>
                        visualOf(ids[index] ?? "", chart, typesOf(reports[chart.report])),
                    ),
                    Layouts: [
                        {
                            Configuration: {
                                GridLayout: {
                                    Elements: placed(charts, ids),
                                    CanvasSizeOptions: CANVAS,
                                },
                            },
                        },
                    ],
                },
            ],
            AnalysisDefaults: {
                DefaultNewSheetConfiguration: {
                    InteractiveLayoutConfiguration: { Grid: { CanvasSizeOptions: CANVAS } },
                    SheetContentType: "INTERACTIVE",
                },
            },
        },
    };
}

function typesOf(report: ReportDataSet | undefined): ReadonlyMap<string, string> {
    return new Map((report?.columns ?? []).map(({ name, type }) => [name, type]));
}

/** Two columns, as on the local page: a wide chart takes both, and begins a row of its own. */
function placed(charts: readonly ChartArgs[], ids: readonly string[]): GridLayoutElement[] {
    let row = 0;
    let column = 0;
    let height = 0;
    const nextRow = () => {
        row += height;
        column = 0;
        height = 0;
    };
    return charts.map(({ type, width }, index) => {
        const span = (COLUMNS / 2) * width;
        if (column + span > COLUMNS) {
            nextRow();
        }
        const rows = type === "number" ? NUMBER_ROWS : CHART_ROWS;
        const element: GridLayoutElement = {
            ElementId: ids[index],
            ElementType: "VISUAL",
            ColumnIndex: column,
            ColumnSpan: span,
            RowIndex: row,
            RowSpan: rows,
        };
        column += span;
        height = Math.max(height, rows);
        return element;
    });
}
