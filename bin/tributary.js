#!/usr/bin/env node
// The SDK needs Node 22; npm scripts and npx put the pinned one first on the PATH, a bare call may not.
const { join } = require("node:path");
const module_ = require("node:module");

const root = join(__dirname, "..");

if (Number(process.versions.node.split(".")[0]) < 22) {
    const { spawnSync } = require("node:child_process");
    const pinned = join(root, "node_modules", ".bin", "node");
    const result = spawnSync(pinned, [__filename, ...process.argv.slice(2)], { stdio: "inherit" });
    if (result.error) {
        console.error(
            "tributary needs Node 22 or newer, and the pinned one is not installed; run `npm ci` first.",
        );
    }
    process.exit(result.status ?? 2);
}

// V8's code cache: halves what loading the SDK costs, from the second start on.
const cache = process.env.TRIBUTARY_CACHE ?? join(root, "node_modules", ".cache", "tributary");
module_.enableCompileCache(join(cache, "v8"));
const { originalPlaces, register } = require("./typescript");
register(root, join(cache, "typescript"));
require("../cli/main").main(process.argv, (text) => originalPlaces(text, root, join(cache, "typescript")));
