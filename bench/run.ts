/** Records per second through the local run of one pipeline. */

import type { Ledger } from "../cli/local/ledger";
import { measure } from "./processes";

export interface RunFigures {
    readonly environment: string;
    readonly pipeline: string;
    /** Published, all of them accounted for. */
    readonly records: number;
    /** Records by the wall-clock time of the whole process, from its start to its end. */
    readonly recordsPerSecond: number;
    readonly seconds: number;
    readonly peakMiB: number;
    readonly balanced: boolean;
}

/**
 * Sends records through one pipeline, once.
 *
 * @param pipeline `<domain>.<pipeline>`
 */
export function measureRun(environment: string, pipeline: string, records: number): RunFigures {
    const { seconds, peakMiB, stdout } = measure("bin/tributary.js", [
        "run",
        environment,
        "--pipeline",
        pipeline,
        "--records",
        String(records),
        "--json",
    ]);
    const ledger = JSON.parse(stdout) as Ledger;
    const published = ledger.pipelines.reduce((sum, one) => sum + one.published, 0);
    return {
        environment,
        pipeline,
        records: published,
        recordsPerSecond: Math.round(published / seconds),
        seconds,
        peakMiB,
        balanced: ledger.balanced,
    };
}
