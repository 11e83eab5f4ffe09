import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Files that are kept; the oldest go first. Each is some hundred bytes. */
const MAX_FILES = 500;

/**
 * What DuckDB answered before, in `.tributary/cache/sql/`, so that unchanged SQL needs no DuckDB. The key is the
 * content of everything that an answer follows from: the question, DuckDB's version, and the code of the checks.
 * A file that cannot be read or was changed is as good as none, and a folder that cannot be written costs time only.
 */
export class Answers {
    private readonly folder: string;
    private readonly version: string;

    constructor(root: string) {
        this.folder = join(root, ".tributary", "cache", "sql");
        this.version = digest([duckdbVersion(), ...sourcesOfTheChecks()]);
    }

    public key(question: unknown): string {
        return digest([this.version, JSON.stringify(question)]);
    }

    public get(key: string): unknown {
        try {
            const { seal, answer } = JSON.parse(readFileSync(this.file(key), "utf8")) as {
                seal: string;
                answer: unknown;
            };
            return seal === digest([key, JSON.stringify(answer)]) ? answer : undefined;
        } catch {
            return undefined;
        }
    }

    public put(key: string, answer: unknown): void {
        const seal = digest([key, JSON.stringify(answer)]);
        const temporary = `${this.file(key)}.${process.pid}`;
        try {
            mkdirSync(this.folder, { recursive: true });
            writeFileSync(temporary, JSON.stringify({ seal, answer }));
            renameSync(temporary, this.file(key));
            this.prune();
        } catch {
            // Nothing is kept: a folder that cannot be written, or another process that pruned it at this moment.
        }
    }

    private file(key: string): string {
        return join(this.folder, `${key}.json`);
    }

    private prune(): void {
        const files = readdirSync(this.folder).map((name) => join(this.folder, name));
        if (files.length > MAX_FILES) {
            const byAge = files
                .map((file) => ({ file, time: statSync(file).mtimeMs }))
                .sort((a, b) => a.time - b.time);
            for (const { file } of byAge.slice(0, files.length - MAX_FILES)) {
                rmSync(file, { force: true });
            }
        }
    }
}

function digest(parts: readonly string[]): string {
    const hash = createHash("sha256");
    for (const part of parts) {
        hash.update(`${Buffer.byteLength(part)}:`).update(part);
    }
    return hash.digest("hex");
}

/** Read from the package: loading the library to ask it would cost what the cache saves. */
function duckdbVersion(): string {
    const manifest = join(__dirname, "..", "..", "..", "node_modules", "@duckdb", "node-api", "package.json");
    return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

function sourcesOfTheChecks(): string[] {
    const folders = [__dirname, join(__dirname, "..", "..", "aws")];
    const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    return files
        .filter((file) => /(athena|flinkSql)\w*\.\w+$/.test(file) || file.startsWith(__dirname))
        .map((file) => readFileSync(file, "utf8"));
}
