import type { Spec } from "vega";
import type { ChartTheme, ThemeName } from "./palette";

/** What the page carries in its `charts` element. */
export interface ChartPayload {
    readonly themes: Readonly<Record<ThemeName, ChartTheme>>;
    readonly charts: readonly {
        /** Of the element that the chart is drawn in. */
        readonly id: string;
        readonly spec: Spec;
        readonly channels: readonly string[];
        readonly values: readonly (readonly unknown[])[];
    }[];
}
