import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join, posix, sep } from "node:path";
import { whatIsAllowed } from "./spelling";
import { type Found, fileInFolder, realPath } from "./textFile";

const EXTENSIONS = [".csv", ".json", ".parquet"];

export interface Dataset {
    /** Absolute path. */
    readonly path: string;
    /**
     * Changes when the file does; absent where the package is declared but not installed, as in a deployment without
     * development dependencies, which replays nothing.
     */
    readonly fingerprint?: string;
}

/** Finds a replay's data: a file in the domain's folder, or one in a package that `package.json` names. */
export function findDataset(root: string, folder: string, given: string): Found<Dataset> {
    const name = /^(@[^/]+\/)?[^/]+/.exec(given)?.[0] ?? "";
    const packages = declaredPackages(root);
    if (packages.includes(name) && !existsSync(join(folder, given))) {
        return inPackage(root, name, given);
    }
    const found = fileInFolder(folder, given, EXTENSIONS);
    if ("value" in found) {
        return { value: { path: found.value, fingerprint: fingerprint(found.value) } };
    }
    const foreign =
        found.problem.includes("does not exist") && given.includes("/") && !existsSync(join(folder, name));
    return foreign
        ? {
              problem: `"${given}" is neither in the domain's folder nor in a package of package.json${whatIsAllowed(
                  name,
                  packages.filter((other) => other.includes("data")),
              )}`,
          }
        : found;
}

function inPackage(root: string, name: string, given: string): Found<Dataset> {
    const allowed = `a ${EXTENSIONS.join(", ")} file of the package is allowed`;
    if (given.includes("\\") || given.includes("\0") || !posix.normalize(given).startsWith(`${name}/`)) {
        return { problem: `"${given}" leaves the package ${name}; ${allowed}` };
    }
    if (!EXTENSIONS.includes(extname(given).toLowerCase())) {
        return { problem: `"${given}" is not a data set; ${allowed}` };
    }
    const path = join(root, "node_modules", given);
    const home = realPath(join(root, "node_modules", name));
    if (home === undefined) {
        return { value: { path } };
    }
    const real = realPath(path);
    if (real === undefined || !statSync(real).isFile()) {
        return { problem: `"${given}" is not a file of the installed package ${name}; ${allowed}` };
    }
    if (!real.startsWith(home + sep)) {
        return { problem: `"${given}" leaves the package ${name} through a symbolic link; ${allowed}` };
    }
    return { value: { path, fingerprint: fingerprint(real) } };
}

function fingerprint(path: string): string {
    const { size, mtimeMs } = statSync(path);
    return `${size} bytes of ${mtimeMs}`;
}

function declaredPackages(root: string): string[] {
    try {
        const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
            string,
            object | undefined
        >;
        return [manifest.dependencies, manifest.devDependencies].flatMap((list) => Object.keys(list ?? {}));
    } catch {
        return [];
    }
}
