/** Sizes of the Lambda bundles that a plan would deploy. */

import { statSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Deployment } from "../cli/preview/deployment";
import type { PlanValue } from "../cli/preview/plan";
import { isObject } from "../cli/preview/values";

export interface BundleFigures {
    readonly maxKiB: number;
    /** KiB of each function's code, by bundle. */
    readonly each: Readonly<Record<string, number>>;
}

/** The code that the plan's functions name, uncompressed. */
export function measureBundles(plan: Deployment): BundleFigures {
    const files = plan.deployment.resources
        .filter(({ type }) => type === "aws:lambda/function:Function")
        .flatMap(({ inputs }) => codeFiles(inputs?.code));
    const each = Object.fromEntries(
        [...new Set(files)].map((file) => [bundleOf(file), statSync(file).size / 1024]),
    );
    return { maxKiB: Math.max(0, ...Object.values(each)), each };
}

/** Paths of the JavaScript files in an archive. */
function codeFiles(code: PlanValue | undefined): string[] {
    const assets = isObject(code) && isObject(code.assets) ? code.assets : {};
    return Object.entries(assets)
        .filter(([name]) => name.endsWith(".js"))
        .map(([, asset]) => (isObject(asset) ? asset.path : undefined))
        .filter((path) => typeof path === "string");
}

/** `transform-weather` of `…/transform-weather-3f2a1b/index.js`. */
function bundleOf(file: string): string {
    return basename(dirname(file)).replace(/-[0-9a-f]{6,}$/, "");
}
