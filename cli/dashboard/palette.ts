/**
 * The page's colours, once for CSS and charts. Categorical colours stay apart under protanopia, deuteranopia and
 * tritanopia and have a contrast of at least 3:1 on the surface (WCAG 2.2, 1.4.11); text has at least 4.5:1.
 */

export type ThemeName = "light" | "dark";

export interface Palette {
    readonly page: string;
    readonly surface: string;
    /** A box on a surface. */
    readonly raised: string;
    readonly line: string;
    readonly grid: string;
    readonly ink: string;
    readonly muted: string;
    readonly accent: string;
    /** Accounted for. */
    readonly good: string;
    /** Rejected, with a reason: not lost, not delivered. */
    readonly rejected: string;
    readonly lost: string;
    readonly lostTint: string;
    readonly focus: string;
    /** Series of a chart, in order. */
    readonly category: readonly string[];
    /** Low to high, for cells that touch each other: low is near the surface. */
    readonly heat: readonly string[];
    /** Low to high, for marks on the surface: each stop is visible by itself. */
    readonly ramp: readonly string[];
}

export const palettes: Readonly<Record<ThemeName, Palette>> = {
    light: {
        page: "#f5f6f7",
        surface: "#ffffff",
        raised: "#f7f9fb",
        line: "#d5dae0",
        grid: "#e7eaee",
        ink: "#1b2127",
        muted: "#57606a",
        accent: "#1f6fb4",
        good: "#0f7358",
        rejected: "#9a4d00",
        lost: "#b3261e",
        lostTint: "#fdeceb",
        focus: "#0b57d0",
        category: ["#1f6fb4", "#df7421", "#336144", "#a33a82", "#8c8c8c", "#2c0070", "#5b3b00"],
        heat: ["#f1f7ea", "#c3e3c2", "#7fc6bd", "#3a9bb8", "#1f6fa5", "#1d4787", "#1a2258"],
        ramp: ["#d9702c", "#c2456a", "#7d2f8d", "#2d2a78"],
    },
    dark: {
        page: "#0e1217",
        surface: "#171c23",
        raised: "#1d242d",
        line: "#343d49",
        grid: "#28303a",
        ink: "#e8ebef",
        muted: "#a3adb8",
        accent: "#6cb2f5",
        good: "#56cba6",
        rejected: "#f0ad63",
        lost: "#ff8a80",
        lostTint: "#3a1d1f",
        focus: "#a8c7fa",
        category: ["#6cb2f5", "#e6a467", "#1c985a", "#bc6baa", "#ebe192", "#8057c0", "#87f2f8"],
        heat: ["#1e2a44", "#1f4a73", "#1f7296", "#2f9ba8", "#6cc3a7", "#b5e2a4", "#f3f9b8"],
        ramp: ["#7585e6", "#b577d6", "#ee7a93", "#f9d27a"],
    },
};

/** System fonts only: the page asks nobody for a file. */
export const fonts = {
    text: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif',
    code: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
};

/** Colours that a chart's marks refer to as signals, so that one specification serves both themes. */
export type ChartSignal = "accent" | "surface" | "muted";

export interface ChartTheme {
    /** A Vega config, given to `vega.parse`. */
    readonly config: Readonly<Record<string, unknown>>;
    readonly signals: Readonly<Record<ChartSignal, string>>;
}

/** What the page's script needs to draw the charts in a theme. */
export function chartTheme(name: ThemeName): ChartTheme {
    const colours = palettes[name];
    const text = {
        labelFont: fonts.text,
        titleFont: fonts.text,
        labelColor: colours.muted,
        titleColor: colours.muted,
    };
    return {
        config: {
            font: fonts.text,
            axis: {
                ...text,
                labelFontSize: 11,
                titleFontSize: 11,
                titleFontWeight: "normal",
                labelPadding: 6,
                titlePadding: 8,
                gridColor: colours.grid,
                domainColor: colours.line,
                tickColor: colours.line,
            },
            legend: {
                ...text,
                labelFontSize: 11,
                titleFontSize: 11,
                titleFontWeight: "normal",
                labelLimit: 220,
            },
            range: {
                category: colours.category,
                heatmap: { scheme: colours.heat },
                ramp: { scheme: colours.ramp },
                ordinal: { scheme: colours.ramp },
            },
        },
        signals: { accent: colours.accent, surface: colours.surface, muted: colours.muted },
    };
}

/** CSS custom properties; `light-dark()` follows the `color-scheme` that is in force, printing included. */
export function paletteStyle(): string {
    const { light, dark } = palettes;
    const names = Object.keys(light) as (keyof Palette)[];
    const lines = names.flatMap((name) => {
        const [a, b] = [light[name], dark[name]];
        if (typeof a !== "string" || typeof b !== "string") return [];
        return [
            `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: light-dark(${a}, ${b});`,
        ];
    });
    return `:root { ${lines.join(" ")} --text: ${fonts.text}; --code: ${fonts.code}; }`;
}
