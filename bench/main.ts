/** `npm run bench`: how fast, how much memory, how large. */

import { cpus, totalmem } from "node:os";
import { Command } from "commander";
import { loadConfiguration } from "../infra/config/load";
import { type BundleFigures, measureBundles } from "./bundles";
import { measurePreview, type PreviewFigures } from "./preview";
import { ROOT } from "./processes";
import { measureRun, type RunFigures } from "./run";

interface Options {
    readonly environment: string;
    readonly pairs: string;
    readonly records: string;
    readonly domain: string;
    readonly only?: string;
    readonly json?: boolean;
}

/** Everything that was measured, and where. */
interface Figures {
    readonly machine: {
        readonly cores: number;
        readonly cpu: string;
        readonly memoryGiB: number;
        readonly node: string;
    };
    readonly preview?: PreviewFigures;
    readonly bundles?: BundleFigures;
    readonly run?: RunFigures;
}

const PARTS = ["preview", "bundles", "run"];

async function main(): Promise<void> {
    const options = new Command("bench")
        .description("Measures Tributary in fresh processes on this machine.")
        .option("-e, --environment <name>", "environment to preview and to run", "dev")
        .option("-p, --pairs <number>", "pairs of preview and floor", "7")
        .option("-n, --records <number>", "records to send through the run", "1000000")
        .option("-d, --domain <name>", "domain whose first pipeline is run", "flights")
        .option("--only <parts>", `comma-separated parts: ${PARTS.join(", ")}; default: all`)
        .option("--json", "print one object and nothing else")
        .parse()
        .opts<Options>();
    const parts = options.only?.split(",") ?? PARTS;
    const strange = parts.filter((part) => !PARTS.includes(part));
    if (strange.length > 0) {
        throw new Error(`--only ${strange.join(", ")}: parts are ${PARTS.join(", ")}`);
    }
    const figures = await measureAll(options, parts);
    process.stdout.write(options.json ? `${JSON.stringify(figures, undefined, 4)}\n` : `${table(figures)}\n`);
}

async function measureAll(options: Options, parts: readonly string[]): Promise<Figures> {
    const { environment } = options;
    const say = (what: string) => process.stderr.write(`${what} …\n`);
    const [cpu] = cpus();
    const machine = {
        cores: cpus().length,
        cpu: cpu?.model.trim() ?? "unknown",
        memoryGiB: Math.round(totalmem() / 2 ** 30),
        node: process.version,
    };
    let figures: Figures = { machine };
    if (parts.includes("preview") || parts.includes("bundles")) {
        const pairs = parts.includes("preview") ? Number(options.pairs) : 1;
        say(`previewing ${environment}`);
        const { figures: preview, plan } = measurePreview(environment, pairs);
        figures = {
            ...figures,
            ...(parts.includes("preview") ? { preview } : {}),
            ...(parts.includes("bundles") ? { bundles: measureBundles(plan) } : {}),
        };
    }
    if (parts.includes("run")) {
        const pipeline = await firstPipeline(environment, options.domain);
        say(`running ${options.records} records through ${pipeline}`);
        figures = { ...figures, run: measureRun(environment, pipeline, Number(options.records)) };
    }
    return figures;
}

async function firstPipeline(environment: string, domain: string): Promise<string> {
    const { domains } = await loadConfiguration({ root: ROOT, stack: environment });
    const found = domains.find(({ name }) => name === domain)?.pipelines[0];
    if (found === undefined) {
        throw new Error(
            `--domain ${domain}: ${environment} has ${domains.map(({ name }) => name).join(", ")}`,
        );
    }
    return `${domain}.${found.name}`;
}

function table({ machine, preview, bundles, run }: Figures): string {
    const rows: [string, string, string][] = [];
    if (preview) {
        const { environment, pairs } = preview;
        const how = `median of ${pairs} pairs of fresh processes, warm caches`;
        rows.push(
            [
                `preview ${environment} ÷ floor`,
                preview.ratio.toFixed(2),
                `wall clock, ${how}; target 1.50 or less`,
            ],
            ["  in processor time", preview.cpuRatio.toFixed(2), how],
            ["  preview", `${preview.seconds.toFixed(2)} s`, `${preview.resources} resources, all policies`],
            [
                "  floor",
                `${preview.floorSeconds.toFixed(2)} s`,
                "as many bare resources on the SDK's own mocks",
            ],
            ["  first preview ever", `${preview.coldSeconds.toFixed(2)} s`, "one run, cold caches"],
            [
                "  peak memory",
                `${preview.peakMiB.toFixed(0)} MiB`,
                `floor: ${preview.floorPeakMiB.toFixed(0)} MiB`,
            ],
        );
    }
    if (run) {
        rows.push(
            [
                `run ${run.environment}`,
                `${run.recordsPerSecond.toLocaleString("en-US")} records/s`,
                `one run of ${run.pipeline}`,
            ],
            [
                "  records",
                run.records.toLocaleString("en-US"),
                run.balanced ? "all accounted for" : "NOT ALL ACCOUNTED FOR",
            ],
            ["  time", `${run.seconds.toFixed(1)} s`, "whole process"],
            ["  peak memory", `${run.peakMiB.toFixed(0)} MiB`, "whole process, all threads"],
        );
    }
    for (const [name, kib] of Object.entries(bundles?.each ?? {})) {
        rows.push([`bundle ${name}`, `${kib.toFixed(0)} KiB`, "index.js, uncompressed"]);
    }
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    const lines = rows.map(
        ([what, value, how]) => `${what.padEnd(widths[0] ?? 0)}  ${value.padStart(widths[1] ?? 0)}  ${how}`,
    );
    const { cores, cpu, memoryGiB, node } = machine;
    return [`${cores} cores (${cpu}), ${memoryGiB} GiB, Node ${node}`, "", ...lines].join("\n");
}

main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
});
