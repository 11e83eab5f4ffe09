/** What a preview takes, against the least that it could: the same number of resources on the SDK's own mocks. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment } from "../cli/preview/deployment";
import { measure, median } from "./processes";

export interface PreviewFigures {
    readonly environment: string;
    /** Resources of the plan, components and providers among them. */
    readonly resources: number;
    /** Median over the pairs of (preview ÷ floor), wall-clock time of whole processes. */
    readonly ratio: number;
    /** The same of processor time, which other work on the machine disturbs less. */
    readonly cpuRatio: number;
    /** Median. */
    readonly seconds: number;
    /** Median. */
    readonly floorSeconds: number;
    /** The first preview of a fresh checkout: nothing transpiled, no code cached. */
    readonly coldSeconds: number;
    /** Median of the largest resident set. */
    readonly peakMiB: number;
    readonly floorPeakMiB: number;
    readonly pairs: number;
}

/** Measures previews of an environment, with all policies, and floors in turn. */
export function measurePreview(
    environment: string,
    pairs: number,
): { figures: PreviewFigures; plan: Deployment } {
    const plan = JSON.parse(
        measure("bin/tributary.js", ["preview", environment, "--json"]).stdout,
    ) as Deployment;
    const resources = plan.deployment.resources.length;
    const cold = coldSeconds(environment);
    const runs = Array.from({ length: pairs }, (_, index) => {
        // Whoever is first in a pair may profit or suffer from it, so they take turns.
        const floorFirst = index % 2 === 0;
        const before = floorFirst ? floor(resources) : undefined;
        const preview = measure("bin/tributary.js", ["preview", environment]);
        return { preview, floor: before ?? floor(resources) };
    });
    return {
        plan,
        figures: {
            environment,
            resources,
            ratio: median(runs.map((run) => run.preview.seconds / run.floor.seconds)),
            cpuRatio: median(runs.map((run) => run.preview.cpuSeconds / run.floor.cpuSeconds)),
            seconds: median(runs.map((run) => run.preview.seconds)),
            floorSeconds: median(runs.map((run) => run.floor.seconds)),
            coldSeconds: cold,
            peakMiB: median(runs.map((run) => run.preview.peakMiB)),
            floorPeakMiB: median(runs.map((run) => run.floor.peakMiB)),
            pairs,
        },
    };
}

function floor(resources: number) {
    return measure("bench/floor.js", [String(resources)]);
}

function coldSeconds(environment: string): number {
    const cache = mkdtempSync(join(tmpdir(), "tributary-cold-"));
    try {
        return measure("bin/tributary.js", ["preview", environment], { TRIBUTARY_CACHE: cache }).seconds;
    } finally {
        rmSync(cache, { recursive: true, force: true });
    }
}
