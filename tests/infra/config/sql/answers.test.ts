import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfiguration } from "../../../../infra/config/load";
import { Answers } from "../../../../infra/config/sql/answers";
import { Duckdb } from "../../../../infra/config/sql/duckdb";
import { repository } from "../repository";

describe("answers about SQL", () => {
    let root: string;
    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "tributary-answers-"));
    });
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    const folder = () => join(root, ".tributary", "cache", "sql");
    const onlyFile = () => join(folder(), readdirSync(folder())[0] ?? "none");

    it("are found again for the same question, and for no other", () => {
        const answers = new Answers(root);
        const key = answers.key(["report", "SELECT 1 AS a", []]);
        answers.put(key, [{ name: "a", type: "int" }]);
        assert.deepEqual(new Answers(root).get(key), [{ name: "a", type: "int" }]);
        assert.equal(answers.get(answers.key(["report", "SELECT 2 AS a", []])), undefined);
    });

    it("are not believed when their file was changed, cut, or belongs to another question", () => {
        const answers = new Answers(root);
        const key = answers.key("a");
        answers.put(key, [{ name: "a", type: "int" }]);
        const text = readFileSync(onlyFile(), "utf8");
        for (const damaged of [text.replace('"int"', '"date"'), text.slice(0, 40), "", "null", "{}"]) {
            writeFileSync(onlyFile(), damaged);
            assert.equal(answers.get(key), undefined, damaged);
        }
        const other = answers.key("b");
        writeFileSync(join(folder(), `${other}.json`), text);
        assert.equal(answers.get(other), undefined);
    });

    it("cost nothing but time where the folder cannot be written", () => {
        writeFileSync(join(root, ".tributary"), "a file stands in the way");
        const answers = new Answers(root);
        answers.put(answers.key("a"), true);
        assert.equal(answers.get(answers.key("a")), undefined);
    });

    it("do not grow without end", () => {
        const answers = new Answers(root);
        mkdirSync(folder(), { recursive: true });
        for (let index = 0; index < 520; index += 1) {
            writeFileSync(join(folder(), `old-${index}.json`), "{}");
        }
        answers.put(answers.key("a"), true);
        assert.equal(readdirSync(folder()).length, 500);
    });

    it("spare an unchanged repository from DuckDB, and not a changed one", async () => {
        const files = repository();
        const first = await loadConfiguration({ root: files, stack: "dev" });
        const { open } = Duckdb;
        Duckdb.open = () => Promise.reject(new Error("DuckDB was opened"));
        try {
            assert.deepEqual(await loadConfiguration({ root: files, stack: "dev" }), first);
            writeFileSync(
                join(files, "domains/weather/reports/hourly.sql"),
                "SELECT 1 AS hour, 2e0 AS temperature\n",
            );
            await assert.rejects(loadConfiguration({ root: files, stack: "dev" }), /DuckDB was opened/);
        } finally {
            Duckdb.open = open;
        }
    });
});
