import type { BarChartVisual, LegendOptions, TooltipOptions, Visual } from "@aws-sdk/client-quicksight";
import type { ChartArgs, ChartKind } from "./args";
import { ChartFields } from "./fields";

/** A chart of a dashboard's file as a visual of QuickSight's, with the columns of its report. */
export function visualOf(visualId: string, chart: ChartArgs, types: ReadonlyMap<string, string>): Visual {
    const frame = {
        VisualId: visualId,
        Title: { Visibility: "VISIBLE", FormatText: { PlainText: chart.title } },
        Subtitle: { Visibility: "HIDDEN" },
    } as const;
    return drawers[chart.type](frame, new ChartFields(visualId, chart, types));
}

type Frame = Pick<BarChartVisual, "VisualId" | "Title" | "Subtitle">;
type Draw = (frame: Frame, fields: ChartFields) => Visual;

const drawers: Readonly<Record<ChartKind, Draw>> = {
    line: (frame, fields) => drawLine(frame, fields, "LINE"),
    area: (frame, fields) => drawLine(frame, fields, fields.has("color") ? "STACKED_AREA" : "AREA"),
    bar: drawBars,
    scatter: drawScatter,
    heatmap: drawHeatMap,
    number: drawNumber,
};

function drawLine(frame: Frame, fields: ChartFields, kind: "LINE" | "AREA" | "STACKED_AREA"): Visual {
    return {
        LineChartVisual: {
            ...frame,
            ChartConfiguration: {
                Type: kind,
                FieldWells: {
                    LineChartAggregatedFieldWells: {
                        Category: [fields.dimension("x")],
                        Values: [fields.measure("y")],
                        Colors: fields.has("color") ? [fields.dimension("color")] : [],
                    },
                },
                SortConfiguration: { CategorySort: fields.sort("x") },
                XAxisLabelOptions: fields.label("x"),
                PrimaryYAxisLabelOptions: fields.label("y"),
                Legend: legend(fields),
            },
        },
    };
}

/** Bars stand where what is measured is y, and lie where it is x: names then have room. */
function drawBars(frame: Frame, fields: ChartFields): Visual {
    const [category, value] = fields.isNumber("y") ? (["x", "y"] as const) : (["y", "x"] as const);
    const series = fields.has("color") && !fields.isNumber("color");
    return {
        BarChartVisual: {
            ...frame,
            ChartConfiguration: {
                Orientation: value === "y" ? "VERTICAL" : "HORIZONTAL",
                BarsArrangement: series ? "STACKED" : "CLUSTERED",
                FieldWells: {
                    BarChartAggregatedFieldWells: {
                        Category: [fields.dimension(category)],
                        Values: [fields.measure(value)],
                        Colors: series ? [fields.dimension("color")] : [],
                    },
                },
                SortConfiguration: { CategorySort: fields.sort(category) },
                CategoryLabelOptions: fields.label(category),
                ValueLabelOptions: fields.label(value),
                Legend: series ? legend(fields) : { Visibility: "HIDDEN" },
                // QuickSight has no bars whose colour is an amount: it is told where a bar is pointed at.
                ...(fields.has("color") && !series
                    ? { Tooltip: amountTooltip(fields, category, value) }
                    : {}),
            },
        },
    };
}

function amountTooltip(fields: ChartFields, category: "x" | "y", value: "x" | "y"): TooltipOptions {
    return {
        TooltipVisibility: "VISIBLE",
        SelectedTooltipType: "DETAILED",
        FieldBasedTooltip: {
            AggregationVisibility: "HIDDEN",
            TooltipTitleType: "PRIMARY_VALUE",
            TooltipFields: [
                { FieldTooltipItem: { FieldId: fields.fieldId(category), Visibility: "VISIBLE" } },
                { FieldTooltipItem: { FieldId: fields.fieldId(value), Visibility: "VISIBLE" } },
                {
                    ColumnTooltipItem: {
                        Column: fields.column("color"),
                        Label: fields.title("color"),
                        Visibility: "VISIBLE",
                        Aggregation: {
                            NumericalAggregationFunction: {
                                SimpleNumericalAggregation: fields.aggregation("color"),
                            },
                        },
                    },
                },
            ],
        },
    };
}

/** A point for each row: nothing is added up. */
function drawScatter(frame: Frame, fields: ChartFields): Visual {
    const colored = fields.has("color");
    const sized = colored && fields.isNumber("color");
    return {
        ScatterPlotVisual: {
            ...frame,
            ChartConfiguration: {
                FieldWells: {
                    ScatterPlotUnaggregatedFieldWells: {
                        XAxis: [fields.dimension("x")],
                        YAxis: [fields.dimension("y")],
                        Category: colored && !sized ? [fields.dimension("color")] : [],
                        // An amount is a size here: QuickSight's points have colours for names only.
                        Size: sized ? [fields.measure("color")] : [],
                    },
                },
                XAxisLabelOptions: fields.label("x"),
                YAxisLabelOptions: fields.label("y"),
                Legend: colored && !sized ? legend(fields) : { Visibility: "HIDDEN" },
            },
        },
    };
}

function drawHeatMap(frame: Frame, fields: ChartFields): Visual {
    return {
        HeatMapVisual: {
            ...frame,
            ChartConfiguration: {
                FieldWells: {
                    HeatMapAggregatedFieldWells: {
                        Rows: [fields.dimension("y")],
                        Columns: [fields.dimension("x")],
                        Values: [fields.measure("color")],
                    },
                },
                SortConfiguration: {
                    HeatMapRowSort: fields.sort("y"),
                    HeatMapColumnSort: fields.sort("x"),
                },
                RowLabelOptions: fields.label("y"),
                ColumnLabelOptions: fields.label("x"),
                Legend: legend(fields),
            },
        },
    };
}

function drawNumber(frame: Frame, fields: ChartFields): Visual {
    return {
        KPIVisual: {
            ...frame,
            ChartConfiguration: {
                FieldWells: { Values: [fields.measure("value")], TargetValues: [], TrendGroups: [] },
            },
        },
    };
}

function legend(fields: ChartFields): LegendOptions {
    return fields.has("color")
        ? {
              Visibility: "VISIBLE",
              Position: "TOP",
              Title: { Visibility: "VISIBLE", CustomLabel: fields.title("color") },
          }
        : { Visibility: "HIDDEN" };
}
