import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { BuildFailure, BuildOptions, Message, Metafile } from "esbuild";

/** What one Lambda function is bundled from. */
export interface BundleArgs {
    /** Name of the build's folder, e.g. `weather-stations-transform`: lower-case letters, digits and hyphens. */
    readonly name: string;
    /** The module that exports `handler`; absolute, or relative to the root, e.g. `functions/transform/index.ts`. */
    readonly entry: string;
    /**
     * The domain's own module, which the entry imports as `tributary:transform`; absolute or relative to the root.
     * Absent: the `none.ts` beside the entry stands in for it.
     */
    readonly transform?: string;
    /** Absolute path of the repository; default: the one that this file is in. */
    readonly root?: string;
}

/** A bundle could not be made of a file that a person wrote. */
export class BundleError extends Error {
    override readonly name = "BundleError";

    /** @param problems One each: `<file>:<line>:<column>: <what was found>; <what to do>`. */
    constructor(public readonly problems: readonly string[]) {
        super(problems.join("\n"));
        // The fault is in the file that the message names; where the bundler noticed it says nothing.
        this.stack = this.message;
    }
}

/** Raised when what the bundler does changes, so that older builds are made anew. */
const FORMAT = 1;

const OPTIONS = {
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    minify: true,
    // Packages' ES modules let esbuild leave out what is not used.
    mainFields: ["module", "main"],
    legalComments: "none",
    charset: "utf8",
    // A tsconfig.json above a domain's folder must not change what is built.
    tsconfigRaw: { compilerOptions: { target: "es2023" } },
    metafile: true,
    write: false,
    logLevel: "silent",
} as const satisfies BuildOptions;

/** What `stamp.json`, beside the bundle, remembers of a build. */
interface Stamp {
    /** Hash of everything but first-party files: lock file, options, arguments. */
    readonly recipe: string;
    /** First-party file, relative to the root → hash of its content. */
    readonly inputs: Readonly<Record<string, string>>;
    /** Hash of the bundle. */
    readonly output: string;
}

/**
 * Bundles a function and whatever it imports into one CommonJS file that runs on Lambda's nodejs22.x.
 *
 * The same sources and lock file give the same bytes, wherever the repository lies. When neither has changed since the
 * last build, esbuild is not even loaded. Several processes may build at once: files appear whole or not at all.
 *
 * @returns the absolute path of `index.js`, in `.tributary/build/<name>-<hash of the arguments>/`.
 * @throws BundleError when a source file is missing, has a syntax error, imports what it may not or cannot, or when the
 * transform does not export `transform`.
 */
export function bundle(args: BundleArgs): string {
    const root = realpathSync(args.root ?? resolve(__dirname, "../.."));
    const sources = locate(root, args);
    const identity = JSON.stringify([args.name, shown(root, sources.entry), shown(root, sources.transform)]);
    const directory = join(root, ".tributary", "build", `${args.name}-${sha256(identity).slice(0, 12)}`);
    const output = join(directory, "index.js");
    const recipe = sha256(JSON.stringify([FORMAT, identity, OPTIONS, lockHash(root)]));
    if (isCurrent(root, directory, recipe)) return output;

    const { code, inputs } = build(sources);
    mkdirSync(directory, { recursive: true });
    write(output, code);
    write(
        join(directory, "stamp.json"),
        `${JSON.stringify({ recipe, inputs, output: sha256(code) } satisfies Stamp, undefined, 4)}\n`,
    );
    return output;
}

/** Whether the build in the directory is of this recipe and of the files as they are now. */
function isCurrent(root: string, directory: string, recipe: string): boolean {
    let stamp: Stamp;
    try {
        stamp = JSON.parse(readFileSync(join(directory, "stamp.json"), "utf8"));
        if (stamp.recipe !== recipe) return false;
        if (sha256(readFileSync(join(directory, "index.js"))) !== stamp.output) return false;
        return Object.entries(stamp.inputs).every(
            ([file, hash]) => sha256(readFileSync(join(root, file))) === hash,
        );
    } catch {
        // Nothing built yet, a file gone, or a stamp that is none: build.
        return false;
    }
}

/** Absolute paths without symbolic links. */
interface Sources {
    readonly root: string;
    readonly entry: string;
    /** The domain's module, or what stands in for it. */
    readonly transform: string;
    /** The folder that the transform may import from; absent when there is no transform. */
    readonly home?: string;
}

function locate(root: string, args: BundleArgs): Sources {
    const entry = resolve(root, args.entry);
    const transform = args.transform && resolve(root, args.transform);
    const missing = [entry, transform].filter((file) => file && !existsSync(file)) as string[];
    if (missing.length > 0) {
        throw new BundleError(
            missing.map((file) => `${shown(root, file)}: no such file; create it or correct its path`),
        );
    }
    if (!transform) return { root, entry: realpathSync(entry), transform: join(dirname(entry), "none.ts") };
    const path = realpathSync(transform);
    const [top, domain] = shown(root, path).split("/");
    const home = top === "domains" && domain ? join(root, top, domain) : dirname(path);
    return { root, entry: realpathSync(entry), transform: path, home };
}

function build(sources: Sources): { code: Uint8Array; inputs: Stamp["inputs"] } {
    // Loaded here, not above: it costs more than checking all stamps of an environment.
    const esbuild = require("esbuild") as typeof import("esbuild");
    const { root, entry, transform } = sources;
    const result = attempt(sources, () =>
        esbuild.buildSync({
            ...OPTIONS,
            absWorkingDir: root,
            entryPoints: [entry],
            alias: { "tributary:transform": transform },
        }),
    );
    const files = Object.keys(result.metafile.inputs).filter(isFirstParty);
    const problems = result.warnings
        .filter(({ id, location }) => id === "import-is-undefined" && isFirstParty(location?.file ?? ""))
        .map((warning) => describe(sources, warning));
    problems.push(...strangers(sources, result.metafile));
    if (problems.length > 0) throw new BundleError(problems);
    const inputs = files.sort().map((file) => [file, sha256(readFileSync(join(root, file)))] as const);
    return { code: result.outputFiles[0]!.contents, inputs: Object.fromEntries(inputs) };
}

function attempt<T>(sources: Sources, run: () => T): T {
    try {
        return run();
    } catch (error) {
        const { errors } = error as Partial<BuildFailure>;
        if (!Array.isArray(errors) || errors.length === 0) throw error;
        throw new BundleError(errors.map((problem) => describe(sources, problem)));
    }
}

/** Packages are covered by the lock file, everything else by its own content. */
function isFirstParty(file: string): boolean {
    return file !== "" && !file.split("/").includes("node_modules") && !/^[(<]/.test(file);
}

/** Imports with which a domain reaches out of its folder: it would then break when another team changes its own. */
function strangers({ root, transform, home }: Sources, { inputs }: Metafile): string[] {
    if (!home) return [];
    const problems: string[] = [];
    const seen = new Set([shown(root, transform)]);
    for (const file of seen) {
        for (const imported of inputs[file]?.imports ?? []) {
            const { path } = imported;
            if (imported.external || !isFirstParty(path) || seen.has(path) || path === PUBLIC_API) continue;
            if (isInside(home, resolve(root, path))) seen.add(path);
            else {
                problems.push(
                    `${file}: imports "${imported.original ?? path}" from outside of ${shown(root, home)}/; a transform ` +
                        `may import npm packages, files of its own domain and ${PUBLIC_API}; copy what it needs`,
                );
            }
        }
    }
    return problems;
}

/** What the platform offers to transforms. */
const PUBLIC_API = "functions/transform/transform.ts";

function isInside(folder: string, file: string): boolean {
    const path = relative(folder, file);
    return path !== "" && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

function describe({ root, entry, transform, home }: Sources, { text, location, notes }: Message): string {
    if (home && location?.file === shown(root, entry) && text.includes("transform")) {
        return (
            `${shown(root, transform)}: exports no "transform"; ` +
            "add `export const transform: Transform = (message, context) => ({ … })`"
        );
    }
    const place = location ? `${location.file}:${location.line}:${location.column + 1}: ` : "";
    const hint = text.startsWith("Could not resolve") ? "; install the package or correct the path" : "";
    const note = notes[0]?.location ? ` (${notes[0].text})` : "";
    return `${place}${text}${note}${hint}`;
}

/** Relative to the root, with forward slashes on every system, as esbuild names files. */
function shown(root: string, file: string): string {
    return relative(root, file).split(sep).join("/");
}

/** A reader sees the old file or the new one, never a part: another process may be building the same. */
function write(file: string, content: string | Uint8Array): void {
    const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.${randomUUID()}`);
    writeFileSync(temporary, content);
    renameSync(temporary, file);
}

function lockHash(root: string): string {
    const lock = join(root, "package-lock.json");
    return existsSync(lock) ? sha256(readFileSync(lock)) : "no lock file";
}

function sha256(content: string | Uint8Array): string {
    return createHash("sha256").update(content).digest("hex");
}
