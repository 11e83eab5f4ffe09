import type { DimensionField, MeasureField, SheetDefinition, Visual } from "@aws-sdk/client-quicksight";
import type { Chart, DrawnDashboard, Encoding } from "./model";
import type { ResultColumn } from "./sql/tables";

/**
 * Those visuals of a drawn dashboard that the local page can draw, in reading order: lines, areas, bars, scatter plots,
 * heat maps and numbers over columns of one report. Others, and calculated fields, are QuickSight's alone.
 */
export function chartsOf(
    { dataSets, definition }: DrawnDashboard,
    columnsOf: (report: string) => readonly ResultColumn[] | undefined,
): Chart[] {
    return (definition.Sheets ?? []).flatMap((sheet) =>
        inReadingOrder(sheet).flatMap(({ visual, wide }) => {
            const read = readVisual(visual);
            if (read === undefined) {
                return [];
            }
            const { fields, ...chart } = read;
            const identifiers = new Set(Object.values(fields).flatMap((field) => field?.dataSet ?? []));
            const [identifier] = identifiers;
            const report = identifier === undefined ? undefined : dataSets[identifier];
            if (report === undefined || identifiers.size !== 1) {
                return [];
            }
            const known = columnsOf(report)?.map(({ name }) => name);
            const shown = Object.entries(fields).flatMap(([channel, field]) =>
                field === undefined ? [] : [[channel, { column: field.column }] as const],
            );
            if (shown.some(([, { column }]) => known !== undefined && !known.includes(column))) {
                return [];
            }
            const encodings = Object.fromEntries(shown) as Partial<Record<Channel, Encoding>>;
            return [{ ...chart, ...encodings, report, width: wide ? 2 : 1 } satisfies Chart];
        }),
    );
}

type Channel = "x" | "y" | "color" | "value";

interface Field {
    readonly dataSet: string;
    readonly column: string;
}

type Read = Pick<Chart, "title" | "type"> & { readonly fields: Partial<Record<Channel, Field | undefined>> };

/** QuickSight User Guide, "Tiled layout": a grid of 36 columns; a visual over more than half of them is wide. */
const HALF = 18;

function inReadingOrder({
    Visuals = [],
    Layouts = [],
}: SheetDefinition): { visual: Visual; wide: boolean }[] {
    const elements = Layouts.flatMap(({ Configuration }) => Configuration?.GridLayout?.Elements ?? []);
    const placed = Visuals.map((visual) => {
        const id = Object.values(visual as Record<string, { VisualId?: string } | undefined>)[0]?.VisualId;
        const element = elements.find(({ ElementId }) => ElementId === id);
        return {
            visual,
            wide: (element?.ColumnSpan ?? 0) > HALF,
            row: element?.RowIndex ?? 0,
            column: element?.ColumnIndex ?? 0,
        };
    });
    return placed.sort((a, b) => a.row - b.row || a.column - b.column);
}

function readVisual(visual: Visual): Read | undefined {
    const bar = visual.BarChartVisual;
    const line = visual.LineChartVisual;
    const heat = visual.HeatMapVisual;
    const scatter = visual.ScatterPlotVisual;
    const kpi = visual.KPIVisual;
    if (bar) {
        const wells = bar.ChartConfiguration?.FieldWells?.BarChartAggregatedFieldWells;
        const category = dimension(wells?.Category);
        const value = measure(wells?.Values);
        const lying = bar.ChartConfiguration?.Orientation === "HORIZONTAL";
        return need(bar.Title, "bar", {
            x: lying ? value : category,
            y: lying ? category : value,
            color: dimension(wells?.Colors),
        });
    }
    if (line) {
        const { Type, FieldWells } = line.ChartConfiguration ?? {};
        const wells = FieldWells?.LineChartAggregatedFieldWells;
        return need(line.Title, Type === undefined || Type === "LINE" ? "line" : "area", {
            x: dimension(wells?.Category),
            y: measure(wells?.Values),
            color: dimension(wells?.Colors),
        });
    }
    if (heat) {
        const wells = heat.ChartConfiguration?.FieldWells?.HeatMapAggregatedFieldWells;
        return need(heat.Title, "heatmap", {
            x: dimension(wells?.Columns),
            y: dimension(wells?.Rows),
            color: measure(wells?.Values),
        });
    }
    if (scatter) {
        const wells = scatter.ChartConfiguration?.FieldWells;
        const plain = wells?.ScatterPlotUnaggregatedFieldWells;
        const grouped = wells?.ScatterPlotCategoricallyAggregatedFieldWells;
        return need(scatter.Title, "scatter", {
            x: dimension(plain?.XAxis) ?? measure(grouped?.XAxis),
            y: dimension(plain?.YAxis) ?? measure(grouped?.YAxis),
            color: dimension(plain?.Category ?? grouped?.Category) ?? measure(plain?.Size ?? grouped?.Size),
        });
    }
    return kpi && need(kpi.Title, "number", { value: measure(kpi.ChartConfiguration?.FieldWells?.Values) });
}

/** A chart that lacks an axis cannot be drawn. */
function need(title: TitleOf, type: Chart["type"], fields: Read["fields"]): Read | undefined {
    const needed: readonly Channel[] =
        type === "number" ? ["value"] : type === "heatmap" ? ["x", "y", "color"] : ["x", "y"];
    return needed.some((channel) => fields[channel] === undefined)
        ? undefined
        : { title: titleOf(title), type, fields };
}

type TitleOf = NonNullable<Visual["BarChartVisual"]>["Title"];

function titleOf(title: TitleOf): string {
    const { PlainText, RichText } = title?.FormatText ?? {};
    return PlainText ?? (RichText ?? "").replace(/<[^>]*>/g, "").trim();
}

function dimension(fields: readonly DimensionField[] | undefined): Field | undefined {
    const { CategoricalDimensionField, DateDimensionField, NumericalDimensionField } = fields?.[0] ?? {};
    return fieldOf(CategoricalDimensionField ?? DateDimensionField ?? NumericalDimensionField);
}

/** A count has no column to draw: only numbers are measured alike on the local page. */
function measure(fields: readonly MeasureField[] | undefined): Field | undefined {
    return fieldOf(fields?.[0]?.NumericalMeasureField);
}

function fieldOf(field: { Column?: { DataSetIdentifier?: string; ColumnName?: string } } | undefined) {
    const { DataSetIdentifier, ColumnName } = field?.Column ?? {};
    return DataSetIdentifier === undefined || ColumnName === undefined
        ? undefined
        : { dataSet: DataSetIdentifier, column: ColumnName };
}
