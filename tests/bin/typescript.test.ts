import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const LOADER = resolve(__dirname, "../../bin/typescript.js");

describe("the loader of TypeScript files", () => {
    let root = "";
    let cache = "";

    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "tributary-loader-"));
        cache = join(root, "cache");
    });

    afterEach(() => rmSync(root, { recursive: true, force: true }));

    function write(source: string): void {
        writeFileSync(join(root, "main.ts"), source);
    }

    /** Runs `main.ts` in a process of its own; an exception is printed with its original places. */
    function run(): string {
        const script = `
            const { register, originalPlaces } = require(${JSON.stringify(LOADER)});
            register(${JSON.stringify(root)}, ${JSON.stringify(cache)});
            try {
                require(${JSON.stringify(join(root, "main.ts"))});
            } catch (error) {
                console.log(originalPlaces(error.stack, ${JSON.stringify(root)}, ${JSON.stringify(cache)}));
            }`;
        const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
        assert.equal(status, 0, stderr);
        return stdout.trim();
    }

    it("runs what the types are written around", () => {
        write("const answer: number = 42 as const;\nconsole.log(answer satisfies number);");
        assert.equal(run(), "42");
    });

    it("takes what it made before, until the file changes", () => {
        write("console.log('one' as string);");
        assert.equal(run(), "one");
        const made = join(cache, readdirSync(cache).find((file) => file.endsWith(".js")) ?? "");
        writeFileSync(made, readFileSync(made, "utf8").replace("one", "kept"));
        assert.equal(run(), "kept", "the file in the cache was used");
        write("console.log('two' as string);");
        assert.equal(run(), "two");
        assert.equal(
            readdirSync(cache).filter((file) => file.endsWith(".js")).length,
            1,
            "one file for each source",
        );
    });

    it("makes again what lies half written in the cache", () => {
        write("console.log('whole' as string);");
        run();
        const made = join(cache, readdirSync(cache).find((file) => file.endsWith(".js")) ?? "");
        writeFileSync(made, readFileSync(made, "utf8").slice(0, 10));
        assert.equal(run(), "whole");
    });

    it("works where the cache cannot be written", () => {
        write("console.log('still' as string);");
        writeFileSync(join(root, "file"), "");
        cache = join(root, "file", "below");
        assert.equal(run(), "still");
    });

    it("tells an exception's place in the TypeScript file", () => {
        write(
            "interface Gone {\n    a: string;\n}\n\nfunction fail(value: Gone): never {\n    throw new Error(value.a);\n}\nfail({ a: 'x' });\n",
        );
        assert.match(run(), /fail \(.*main\.ts:6:11\)\n.*main\.ts:8:1\)/);
    });
});
