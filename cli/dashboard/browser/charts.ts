import type { Spec, View as VegaView } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import type { ChartTheme } from "../palette";
import type { ChartPayload } from "../payload";
import { tooltipHandler } from "./tooltip";

/** Vega's browser build, which an earlier script of the page has loaded. */
declare const vega: {
    View: new (runtime: unknown, options: object) => VegaView;
    parse(spec: Spec, config: object, options: { ast: boolean }): unknown;
    Warn: number;
};

/** Reads the charts of the page; the result draws them all in a theme, again and again. */
export function drawCharts(): (theme: "light" | "dark") => void {
    const source = document.getElementById("charts");
    if (source === null) return () => {};
    const payload: ChartPayload = JSON.parse(source.textContent ?? "");
    const views = new Map<string, VegaView>();
    const resized = new ResizeObserver((entries) => {
        for (const { target, contentRect } of entries) {
            const view = views.get(target.id);
            if (view && contentRect.width > 0 && Math.abs(view.width() - contentRect.width) >= 1) {
                view.width(contentRect.width).run();
            }
        }
    });
    const rows = new Map(payload.charts.map((chart) => [chart.id, toRows(chart.channels, chart.values)]));
    let drawn: string | undefined;

    return (theme) => {
        if (theme === drawn) return;
        drawn = theme;
        for (const chart of payload.charts) {
            const place = document.getElementById(chart.id);
            if (place === null) continue;
            views.get(chart.id)?.finalize();
            try {
                const spec = themed(
                    chart.spec,
                    payload.themes[theme],
                    rows.get(chart.id) ?? [],
                    place.clientWidth,
                );
                // Expressions are interpreted: the page's content security policy forbids eval.
                const view = new vega.View(vega.parse(spec, payload.themes[theme].config, { ast: true }), {
                    expr: expressionInterpreter,
                    renderer: "svg",
                    container: place,
                    hover: true,
                    tooltip: tooltipHandler,
                    logLevel: vega.Warn,
                });
                views.set(chart.id, view);
                view.run();
                resized.observe(place);
            } catch (error) {
                place.textContent = `This chart could not be drawn: ${error instanceof Error ? error.message : error}`;
            }
        }
    };
}

function toRows(
    channels: readonly string[],
    values: readonly (readonly unknown[])[],
): Record<string, unknown>[] {
    return (values[0] ?? []).map((_, row) =>
        Object.fromEntries(channels.map((channel, column) => [channel, values[column]?.[row]])),
    );
}

/** The specification with the theme's colours, the rows and the width in their places. */
function themed(
    spec: Spec,
    theme: ChartTheme,
    rows: readonly Record<string, unknown>[],
    width: number,
): Spec {
    const colours: Readonly<Record<string, string>> = theme.signals;
    return {
        ...spec,
        ...(width > 0 && { width }),
        signals: spec.signals?.map((signal) =>
            signal.name in colours ? { ...signal, value: colours[signal.name] } : signal,
        ),
        // Vega adds fields of its own to rows: each view gets copies.
        data: spec.data?.map((data) =>
            data.name === "rows" ? { ...data, values: rows.map((row) => ({ ...row })) } : data,
        ),
    } as Spec;
}
