import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reserveRunDirectory } from "../../../cli/local/runDirectory";
import { UsageError } from "../../../cli/usage";

describe("a run's folder", () => {
    let directory = "";
    beforeEach(() => {
        directory = mkdtempSync("/tmp/tributary-run-");
    });
    afterEach(() => rmSync(directory, { recursive: true }));

    it("is emptied of what an earlier run left, and of nothing else", () => {
        mkdirSync(join(directory, "s3/bucket"), { recursive: true });
        writeFileSync(join(directory, "ledger.json"), "{}");
        writeFileSync(join(directory, "notes.txt"), "mine");
        reserveRunDirectory(directory).release();
        assert.deepEqual(readdirSync(directory).sort(), ["notes.txt", "scratch"]);
    });

    it("belongs to one run at a time", () => {
        const first = reserveRunDirectory(directory);
        writeFileSync(join(directory, "ledger.json"), "{}");
        assert.throws(
            () => reserveRunDirectory(directory),
            (error) => {
                return (
                    error instanceof UsageError &&
                    error.message.includes(`another run (process ${process.pid})`)
                );
            },
        );
        assert.ok(existsSync(join(directory, "ledger.json")), "the other run's files stay");
        first.release();
        reserveRunDirectory(directory).release();
    });

    it("can be taken over from a run that was killed", () => {
        writeFileSync(join(directory, "run.lock"), "999999999");
        reserveRunDirectory(directory).release();
    });
});
