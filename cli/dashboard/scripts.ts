import { createHash } from "node:crypto";
import { join } from "node:path";
import { Markup, scriptText } from "./markup";
import { vegaScript } from "./vega";

/** A script as it stands in the page, and the hash by which the page's content security policy admits it. */
export interface InlineScript {
    readonly element: Markup;
    /** `'sha256-…'` */
    readonly source: string;
}

/** Sets the theme before the page is painted. */
export function headScript(): InlineScript {
    return inline(bundle("head.ts"));
}

/** Vega and the page's own script, in the order in which they run. */
export function bodyScripts(): InlineScript[] {
    return [inline(vegaScript()), inline(bundle("main.ts"))];
}

function inline(code: string): InlineScript {
    const text = scriptText(code).text;
    const hash = createHash("sha256").update(text, "utf8").digest("base64");
    return { element: new Markup(`<script>${text}</script>`), source: `'sha256-${hash}'` };
}

/** One of the page's modules with what it imports, for browsers of the last three years. */
function bundle(module: string): string {
    // Loaded here and not above: whoever does not write a page does not pay for it.
    const { buildSync } = require("esbuild") as typeof import("esbuild");
    const { outputFiles } = buildSync({
        entryPoints: [join(__dirname, "browser", module)],
        bundle: true,
        minify: true,
        write: false,
        format: "iife",
        target: "es2022",
        charset: "ascii",
        logLevel: "silent",
    });
    return outputFiles.map((file) => file.text.trim()).join("");
}
