import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { generatedFiles } from "../../infra/config/reference/files";
import { findRoot } from "../environments";
import type { SchemasOptions } from "./command";

/** Exit code of files that are not right. */
const BAD_INPUT = 2;

/** Writes the generated files, or says which are not current; returns the exit code. */
export function schemas({ check = false }: SchemasOptions, root: string = findRoot()): number {
    const stale = generatedFiles().filter(({ path, text }) => current(join(root, path)) !== text);
    if (check) {
        for (const { path } of stale) {
            process.stderr.write(`${path}: is not what the schemas in infra/config/ say; run \`npm run schemas\` and commit it\n`);
        }
        return stale.length === 0 ? 0 : BAD_INPUT;
    }
    for (const { path, text } of stale) {
        const file = join(root, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        process.stdout.write(`wrote ${path}\n`);
    }
    if (stale.length === 0) {
        process.stdout.write("everything is current\n");
    }
    return 0;
}

function current(file: string): string | undefined {
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
