/**
 * Builds the pack that Pulumi's engine starts: `policies/dist`, plain JavaScript.
 * From TypeScript the pack's host would check the types of the whole project first, which takes ten times as long.
 */

import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { buildSync } from "esbuild";
import { RULES } from "./rules";

const ROOT = join(__dirname, "..");

/** Writes the pack into a folder, which is emptied first. */
export function buildPack(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    buildSync({
        absWorkingDir: ROOT,
        entryPoints: ["policies/index.ts"],
        outfile: join(folder, "index.js"),
        bundle: true,
        platform: "node",
        target: "node22",
        format: "cjs",
        // The host has loaded these already, and compares their classes.
        external: ["@pulumi/*"],
        logLevel: "warning",
    });
    const { version, license, dependencies } = JSON.parse(
        readFileSync(join(ROOT, "package.json"), "utf8"),
    ) as { version: string; license: string; dependencies: Record<string, string> };
    const manifest = {
        name: "tributary-policies",
        version,
        license,
        private: true,
        main: "index.js",
        dependencies: {
            "@pulumi/policy": dependencies["@pulumi/policy"],
            "@pulumi/pulumi": dependencies["@pulumi/pulumi"],
        },
    };
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 4)}\n`);
    writeFileSync(
        join(folder, "PulumiPolicy.yaml"),
        "runtime: nodejs\ndescription: The policies of Tributary, built by `npm run build:policies`\n",
    );
}

if (require.main === module) {
    const folder = join(__dirname, "dist");
    buildPack(folder);
    const kib = Math.ceil(statSync(join(folder, "index.js")).size / 1024);
    console.log(`${relative(process.cwd(), folder)}: ${RULES.length} policies, ${kib} KiB`);
    console.log(`pulumi preview --policy-pack ${relative(process.cwd(), folder)}`);
}
