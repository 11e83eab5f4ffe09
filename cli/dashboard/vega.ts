import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import type { Spec, View } from "vega";
import type { TopLevelSpec } from "vega-lite";

/** The part of Vega and Vega-Lite that the page needs when it is written. */
export interface VegaTools {
    /** A Vega-Lite specification as Vega, which is all that the browser is given. */
    compile(specification: TopLevelSpec): Spec;
    /** Vega itself, for whoever wants to draw without a browser. */
    readonly vega: { View: typeof View; parse(specification: Spec, config?: object): unknown };
    formatNumber(value: number, pattern: string): string;
    formatTime(epochMilliseconds: number, pattern: string): string;
}

/**
 * Both libraries are modules with a top-level await, which CommonJS cannot require. Their browser builds are
 * evaluated instead, in a realm of their own because Vega-Lite changes `Set.prototype`: 60 ms, once, when a
 * page is written.
 */
export function vegaTools(): VegaTools {
    tools ??= evaluate();
    return tools;
}

let tools: VegaTools | undefined;

/** The minified browser build of Vega. */
export function vegaScript(): string {
    return readFileSync(join(require.resolve("vega"), "..", "vega.min.js"), "utf8");
}

interface Realm {
    vega: VegaTools["vega"] & { defaultLocale(): Locale };
    vegaLite: { compile(specification: TopLevelSpec, options: object): { spec: Spec } };
}

interface Locale {
    format(pattern: string): (value: number) => string;
    utcFormat(pattern: string): (value: Date) => string;
}

function evaluate(): VegaTools {
    const realm = createContext({ structuredClone, setTimeout, clearTimeout, console }) as Realm & object;
    runInContext(vegaScript(), realm, { filename: "vega.min.js" });
    const vegaLite = join(require.resolve("vega-lite"), "..", "vega-lite.min.js");
    runInContext(readFileSync(vegaLite, "utf8"), realm, { filename: "vega-lite.min.js" });
    const locale = realm.vega.defaultLocale();
    return {
        // Its warnings are advice to authors of specifications, not to readers of the page.
        compile: (specification) => realm.vegaLite.compile(specification, { logger: silent() }).spec,
        vega: realm.vega,
        formatNumber: (value, pattern) => locale.format(pattern)(value),
        formatTime: (value, pattern) => locale.utcFormat(pattern)(new Date(value)),
    };
}

function silent(): object {
    const logger = {
        level: () => logger,
        error: () => logger,
        warn: () => logger,
        info: () => logger,
        debug: () => logger,
    };
    return logger;
}
