import { z } from "zod";

const encodingMap = z.strictObject({
    column: z.string().describe("A column of the report."),
    title: z
        .string()
        .optional()
        .describe("Title of the axis or legend, with the unit. Default: the column's name."),
    format: z
        .string()
        .optional()
        .describe(
            "How values are written: d3-format for numbers (`,.1f`), d3-time-format for times (`%d %b`).",
        ),
    sort: z
        .enum(["ascending", "descending", "x", "-x", "y", "-y"])
        .optional()
        .describe("Order of the values: their own, or that of another axis (`-y`: largest y first)."),
});

const encoding = z
    .union([z.string(), encodingMap], { error: "is a column's name, or a map with `column`" })
    .transform((value) => (typeof value === "string" ? { column: value } : value));

/** What each type of chart needs, may have, and cannot use. */
export const chartEncodings = {
    line: { required: ["x", "y"], optional: ["color"] },
    area: { required: ["x", "y"], optional: ["color"] },
    bar: { required: ["x", "y"], optional: ["color"] },
    scatter: { required: ["x", "y"], optional: ["color"] },
    heatmap: { required: ["x", "y", "color"], optional: [] },
    number: { required: ["value"], optional: [] },
} as const satisfies Record<string, { required: readonly EncodingName[]; optional: readonly EncodingName[] }>;

export type EncodingName = "x" | "y" | "color" | "value";

const chart = z
    .strictObject({
        title: z
            .string()
            .min(1, { error: "is empty; a chart needs a title" })
            .max(100, { error: "is longer than 100 characters" })
            .describe("What the chart shows, with the unit."),
        type: z.enum(["line", "area", "bar", "scatter", "heatmap", "number"]).describe("Kind of chart."),
        report: z.string().describe("Name of a report of the domain."),
        x: encoding.optional().describe("Horizontal axis: a column's name, or a map with `column`."),
        y: encoding.optional().describe("Vertical axis: a column's name, or a map with `column`."),
        color: encoding
            .optional()
            .describe("Series of a line, area, bar or scatter chart; the value of a heat map's cells."),
        value: encoding.optional().describe("The number that is shown, only with `type: number`."),
        width: z
            .literal([1, 2], { error: "is not a width. Allowed: 1, 2" })
            .default(1)
            .describe("How many of the page's two columns the chart takes."),
    })
    .superRefine((value, context) => {
        const { required, optional } = chartEncodings[value.type];
        for (const name of ["x", "y", "color", "value"] as const) {
            const needed = (required as readonly EncodingName[]).includes(name);
            if (needed && value[name] === undefined) {
                context.addIssue({
                    code: "custom",
                    path: [name],
                    message: `is missing; a ${value.type} chart needs ${required.join(", ")}`,
                });
            }
            if (
                !needed &&
                !(optional as readonly EncodingName[]).includes(name) &&
                value[name] !== undefined
            ) {
                const takes = [...required, ...optional].join(", ");
                context.addIssue({
                    code: "custom",
                    path: [name],
                    message: `has no meaning in a ${value.type} chart; it takes ${takes}`,
                });
            }
        }
    })
    .meta({
        allOf: Object.entries(chartEncodings).map(([type, { required }]) => ({
            if: { properties: { type: { const: type } }, required: ["type"] },
            // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword
            then: { required: [...required] },
        })),
    });

/** `domains/<domain>/dashboards/<name>.yaml`. */
export const dashboardFile = z
    .strictObject({
        title: z
            .string()
            .min(1, { error: "is empty; a dashboard needs a title" })
            .max(100, { error: "is longer than 100 characters" })
            .describe("Title of the page."),
        description: z.string().optional().describe("One or two sentences below the title."),
        charts: z
            .array(chart)
            .min(1, { error: "is empty; a dashboard needs a chart" })
            .max(30, { error: "has more than 30 charts; split the dashboard" })
            .describe("The charts, in reading order."),
    })
    .meta({
        title: "Tributary dashboard",
        description: "Charts over the reports of a domain: `domains/<domain>/dashboards/<name>.yaml`.",
    });

export type DashboardFile = z.output<typeof dashboardFile>;
export type ChartFile = DashboardFile["charts"][number];
