import assert from "node:assert/strict";
import { type Palette, palettes, type ThemeName } from "../../../cli/dashboard/palette";

type Rgb = readonly [number, number, number];

/** Linear light, 0 to 1. */
function linear(hex: string): Rgb {
    const part = (from: number) => {
        const value = Number.parseInt(hex.slice(from, from + 2), 16) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    };
    return [part(1), part(3), part(5)];
}

function luminance([red, green, blue]: Rgb): number {
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
    const [high, low] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => y - x);
    return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

/** Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", severity 1. */
const VISIONS: Record<string, readonly number[]> = {
    "full vision": [1, 0, 0, 0, 1, 0, 0, 0, 1],
    protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
    deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
    tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function seen(vision: readonly number[], [red, green, blue]: Rgb): Rgb {
    const row = (start: number) =>
        Math.min(
            1,
            Math.max(
                0,
                (vision[start] ?? 0) * red +
                    (vision[start + 1] ?? 0) * green +
                    (vision[start + 2] ?? 0) * blue,
            ),
        );
    return [row(0), row(3), row(6)];
}

/** Ottosson's Oklab: distances are about even to the eye. */
function oklab([red, green, blue]: Rgb): Rgb {
    const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    return [
        0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
}

function distance(a: Rgb, b: Rgb): number {
    return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

describe("Colours of the dashboard", () => {
    for (const theme of ["light", "dark"] satisfies ThemeName[]) {
        const colours: Palette = palettes[theme];

        it(`are legible as text in the ${theme} theme (4.5:1, WCAG AA)`, () => {
            for (const ink of ["ink", "muted", "accent", "good", "rejected", "lost"] as const) {
                for (const ground of ["page", "surface", "raised"] as const) {
                    const ratio = contrast(colours[ink], colours[ground]);
                    assert.ok(ratio >= 4.5, `${ink} on ${ground}: ${ratio.toFixed(2)}`);
                }
            }
            for (const ink of ["ink", "lost", "muted"] as const) {
                assert.ok(contrast(colours[ink], colours.lostTint) >= 4.5, `${ink} on a lost row`);
            }
            assert.ok(contrast(colours.surface, colours.accent) >= 4.5, "the chosen theme in the switch");
            assert.ok(contrast(colours.focus, colours.surface) >= 3, "the focus ring");
        });

        it(`are visible as marks in the ${theme} theme (3:1, WCAG AA)`, () => {
            for (const mark of [...colours.category, ...colours.ramp]) {
                assert.ok(
                    contrast(mark, colours.surface) >= 3,
                    `${mark}: ${contrast(mark, colours.surface).toFixed(2)}`,
                );
            }
        });

        for (const [name, vision] of Object.entries(VISIONS)) {
            it(`tell series apart with ${name} in the ${theme} theme`, () => {
                const labs = colours.category.map((hex) => oklab(seen(vision, linear(hex))));
                labs.forEach((a, i) => {
                    labs.slice(i + 1).forEach((b, j) => {
                        const apart = distance(a, b);
                        assert.ok(
                            apart >= 0.07,
                            `${colours.category[i]} and ${colours.category[i + 1 + j]}: ${apart.toFixed(3)}`,
                        );
                    });
                });
            });
        }

        it(`go one way from low to high in the ${theme} theme's heat maps`, () => {
            const lightness = colours.heat.map((hex) => oklab(linear(hex))[0]);
            const sorted = [...lightness].sort((a, b) => (theme === "light" ? b - a : a - b));
            assert.deepEqual(lightness, sorted);
        });
    }
});
