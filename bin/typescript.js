// Loads TypeScript without its compiler: types are taken out by swc, once for each version of a file. Starting ts-node
// costs more than planning an environment does; tests and the Pulumi engine use it all the same, with the same result.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { dirname, join, relative, sep } = require("node:path");

const OPTIONS = {
    swcrc: false,
    sourceMaps: true,
    module: { type: "commonjs", ignoreDynamic: false },
    jsc: { parser: { syntax: "typescript", dynamicImport: true }, target: "es2022", keepClassNames: true },
};

/**
 * Makes `require` read `.ts` files below `root`.
 *
 * @param cache folder that keeps what swc has made, one file for each source: `<path>.js` and `<path>.js.map`
 */
function register(root, cache) {
    const version = require("@swc/core/package.json").version;
    const salt = JSON.stringify([version, OPTIONS]);

    require.extensions[".ts"] = (module, filename) => {
        const source = readFileSync(filename, "utf8");
        const mark = `//# source ${createHash("sha256").update(salt).update(source).digest("hex")}`;
        const kept = keptAs(root, cache, filename);
        module._compile(read(kept, mark) ?? transpile(source, filename, kept, mark), filename);
    };
}

function keptAs(root, cache, filename) {
    return join(cache, `${relative(root, filename).split(sep).join("+")}.js`);
}

function read(kept, mark) {
    try {
        const code = readFileSync(kept, "utf8");
        return code.endsWith(mark) ? code : undefined;
    } catch {
        return undefined;
    }
}

function transpile(source, filename, kept, mark) {
    const { code, map } = require("@swc/core").transformSync(source, { ...OPTIONS, filename });
    const marked = `${code}\n${mark}`;
    try {
        mkdirSync(dirname(kept), { recursive: true });
        write(`${kept}.map`, map);
        write(kept, marked);
    } catch {
        // A folder that cannot be written costs time only.
    }
    return marked;
}

/** Several processes may start at once: each file appears whole. */
function write(file, text) {
    const temporary = `${file}.${process.pid}`;
    writeFileSync(temporary, text);
    renameSync(temporary, file);
}

/** A stack trace with the places in the TypeScript files, from the maps in the cache. */
function originalPlaces(stack, root, cache) {
    const { SourceMap } = require("node:module");
    const maps = new Map();
    return stack.replace(/((?:\/|[A-Za-z]:\\)[^\s():]*\.ts):(\d+):(\d+)/g, (place, file, line, column) => {
        try {
            if (!maps.has(file)) {
                const text = readFileSync(`${keptAs(root, cache, file)}.map`, "utf8");
                maps.set(file, new SourceMap(JSON.parse(text)));
            }
            const { originalLine, originalColumn } = maps.get(file).findEntry(line - 1, column - 1);
            return originalLine === undefined ? place : `${file}:${originalLine + 1}:${originalColumn + 1}`;
        } catch {
            return place;
        }
    });
}

module.exports = { register, originalPlaces };
