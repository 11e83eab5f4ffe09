import type { Spec } from "vega";
import type { Drawing, Plot } from "../../../cli/dashboard/charts";
import { chartTheme, type ThemeName } from "../../../cli/dashboard/palette";
import { vegaTools } from "../../../cli/dashboard/vega";

/** What a chart would look like: drawn by Vega, without a browser, as SVG. */
export async function svgOf(drawing: Drawing, theme: ThemeName = "light"): Promise<string> {
    const plot = plotOf(drawing);
    const { compile, vega } = vegaTools();
    const spec = compile(plot.specification);
    const rows = (plot.values[0] ?? []).map((_, row) =>
        Object.fromEntries(plot.channels.map((channel, column) => [channel, plot.values[column]?.[row]])),
    );
    const data = (spec.data ?? []).map((one) => (one.name === "rows" ? { ...one, values: rows } : one));
    const runtime = vega.parse({ ...spec, data } as Spec, chartTheme(theme).config);
    const view = new vega.View(runtime as ConstructorParameters<typeof vega.View>[0], { renderer: "none" });
    return view.toSVG();
}

export function plotOf(drawing: Drawing): Plot {
    if (drawing.kind !== "plot") throw new Error(`not a plot: ${JSON.stringify(drawing)}`);
    return drawing;
}

/** How many marks of a kind the SVG has, e.g. `mark-rect`; axes and legends not counted. */
export function countMarks(svg: string, mark: string, role = "role-mark"): number {
    const groups = svg.split(`<g class="${mark} ${role}`).slice(1);
    const marks = groups.map((group) => group.slice(0, group.indexOf("</g>")));
    return marks.reduce((sum, group) => sum + (group.match(/<(path|text|image|line)[ >]/g)?.length ?? 0), 0);
}
