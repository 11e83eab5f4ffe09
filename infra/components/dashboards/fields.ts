import type {
    AxisLabelOptions,
    ChartAxisLabelOptions,
    ColumnIdentifier,
    DimensionField,
    FieldSortOptions,
    MeasureField,
} from "@aws-sdk/client-quicksight";
import type { ChartArgs, EncodingArgs } from "./args";
import { dateFormat, numberFormat } from "./formats";

/** The parts of a chart that show a column. */
export type Channel = "x" | "y" | "color" | "value";

/** A chart's columns as QuickSight's fields. */
export class ChartFields {
    constructor(
        /** Unique in its sheet. */
        private readonly visualId: string,
        private readonly chart: ChartArgs,
        /** Columns of the chart's report: name → type. */
        private readonly types: ReadonlyMap<string, string>,
    ) {}

    /** @throws Error if the chart does not show anything there; its file's check has made sure that it does. */
    public encoding(channel: Channel): EncodingArgs {
        const encoding = this.chart[channel];
        if (encoding === undefined) {
            throw new Error(`chart "${this.chart.title}": a ${this.chart.type} chart needs ${channel}`);
        }
        return encoding;
    }

    public has(channel: Channel): boolean {
        return this.chart[channel] !== undefined;
    }

    /** Whether a column is measured: a number that is an amount. */
    public isNumber(channel: Channel): boolean {
        return isNumber(this.typeOf(channel));
    }

    public fieldId(channel: Channel): string {
        return `${this.visualId}-${channel}`;
    }

    public column(channel: Channel): ColumnIdentifier {
        return { DataSetIdentifier: this.chart.report, ColumnName: this.encoding(channel).column };
    }

    /** A column to group by, in its own order. */
    public dimension(channel: Channel): DimensionField {
        const field = { FieldId: this.fieldId(channel), Column: this.column(channel) };
        const { format } = this.encoding(channel);
        const type = this.typeOf(channel);
        if (isNumber(type)) {
            const written = numberFormat(format);
            return {
                NumericalDimensionField: { ...field, ...(written && { FormatConfiguration: written }) },
            };
        }
        if (type === "date" || type === "timestamp") {
            const written = dateFormat(format);
            return {
                DateDimensionField: {
                    ...field,
                    // As fine as the column is: the report has decided how its rows are grouped.
                    DateGranularity: type === "date" ? "DAY" : "SECOND",
                    ...(written && { FormatConfiguration: written }),
                },
            };
        }
        return { CategoricalDimensionField: field };
    }

    /** A column to measure. Of several rows at one place, whole numbers are added up, and fractions averaged. */
    public measure(channel: Channel): MeasureField {
        const written = numberFormat(this.encoding(channel).format);
        return {
            NumericalMeasureField: {
                FieldId: this.fieldId(channel),
                Column: this.column(channel),
                AggregationFunction: { SimpleNumericalAggregation: this.aggregation(channel) },
                ...(written && { FormatConfiguration: written }),
            },
        };
    }

    public aggregation(channel: Channel): "SUM" | "AVERAGE" {
        return ["int", "bigint"].includes(this.typeOf(channel)) ? "SUM" : "AVERAGE";
    }

    /** The title of an axis or a legend. */
    public label(channel: Channel): ChartAxisLabelOptions {
        const label: AxisLabelOptions = {
            CustomLabel: this.title(channel),
            ApplyTo: { FieldId: this.fieldId(channel), Column: this.column(channel) },
        };
        return { Visibility: "VISIBLE", AxisLabelOptions: [label] };
    }

    public title(channel: Channel): string {
        const { title, column } = this.encoding(channel);
        return title ?? column;
    }

    /** The order of a dimension: the one that the chart's file gives, else the values' own. */
    public sort(channel: "x" | "y"): FieldSortOptions[] {
        const { sort = "ascending" } = this.encoding(channel);
        const descending = sort === "descending" || sort.startsWith("-");
        const target = sort.endsWith("x") ? "x" : sort.endsWith("y") ? "y" : channel;
        return [{ FieldSort: { FieldId: this.fieldId(target), Direction: descending ? "DESC" : "ASC" } }];
    }

    private typeOf(channel: Channel): string {
        return this.types.get(this.encoding(channel).column) ?? "string";
    }
}

function isNumber(type: string): boolean {
    return ["int", "bigint", "double"].includes(type) || type.startsWith("decimal");
}
