import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, posix, relative, sep } from "node:path";
import { nearest } from "./spelling";

/** Either what was asked for, or why it cannot be had. */
export type Found<T> = { readonly value: T } | { readonly problem: string };

/** A file's path as messages show it: relative to the repository, with forward slashes. */
export function displayPath(root: string, absolute: string): string {
    return relative(root, absolute).split(sep).join("/");
}

/** The text of a UTF-8 file; refuses what is not a file, is larger than `maxBytes`, is empty, or is not UTF-8. */
export function readText(absolute: string, maxBytes: number): Found<string> {
    let bytes: Buffer;
    try {
        const status = statSync(absolute);
        if (!status.isFile()) {
            return {
                problem: `is a ${status.isDirectory() ? "folder" : "special file"}; a file is expected`,
            };
        }
        if (status.size > maxBytes) {
            return { problem: `has ${status.size} bytes; at most ${maxBytes} are read` };
        }
        bytes = readFileSync(absolute);
    } catch (error) {
        return { problem: unreadable(error) };
    }
    try {
        const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        return text.trim() === "" ? { problem: "is empty" } : { value: text };
    } catch {
        return { problem: "is not UTF-8 text; save it in that encoding" };
    }
}

function unreadable(error: unknown): string {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
}

/**
 * The absolute path of a file that a domain names. It has to be relative, to have one of the extensions, and to lie
 * in the folder, also after symbolic links have been followed: one team's files do not depend on another's.
 */
export function fileInFolder(folder: string, given: string, extensions: readonly string[]): Found<string> {
    const allowed = `a path inside the domain's folder, such as "${example(extensions)}", is allowed`;
    if (given.includes("\\") || given.includes("\0")) {
        return { problem: `"${given}" is not a path with forward slashes; ${allowed}` };
    }
    if (isAbsolute(given) || /^([A-Za-z]:|~)/.test(given)) {
        return { problem: `"${given}" is absolute; ${allowed}` };
    }
    const normal = posix.normalize(given);
    if (normal === ".." || normal.startsWith("../")) {
        return { problem: `"${given}" leaves the domain's folder; ${allowed}` };
    }
    const absolute = join(folder, normal);
    const found = realPath(absolute);
    if (found === undefined) {
        return { problem: `"${given}" does not exist in the domain's folder${similarFile(absolute, given)}` };
    }
    const home = realPath(folder) ?? folder;
    if (!found.startsWith(home + sep)) {
        return { problem: `"${given}" leaves the domain's folder through a symbolic link; ${allowed}` };
    }
    if (!statSync(found).isFile()) {
        return { problem: `"${given}" is not a file; ${allowed}` };
    }
    if (!extensions.includes(extname(normal)) || normal.endsWith(".d.ts")) {
        return { problem: `"${given}" is not a ${extensions.join(" or ")} file; ${allowed}` };
    }
    return { value: absolute };
}

/** The path with symbolic links followed; undefined where nothing is there. */
export function realPath(path: string): string | undefined {
    try {
        return realpathSync(path);
    } catch {
        return undefined;
    }
}

function example(extensions: readonly string[]): string {
    const examples: Record<string, string> = {
        ".sql": "reports/hourly.sql",
        ".ts": "transforms/stations.ts",
        ".yaml": "dashboards/overview.yaml",
    };
    return examples[extensions[0] ?? ""] ?? `data/readings${extensions[0]}`;
}

function similarFile(absolute: string, given: string): string {
    let siblings: string[];
    try {
        siblings = readdirSync(dirname(absolute));
    } catch {
        return "; create it, or correct the path";
    }
    const guess = nearest(basename(absolute), siblings);
    return guess === undefined
        ? "; create it, or correct the path"
        : `; did you mean "${posix.join(posix.dirname(given), guess)}"?`;
}
