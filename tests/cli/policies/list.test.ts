import { strict as assert } from "node:assert";
import { stripVTControlCharacters } from "node:util";
import { metadata, ruleTable } from "../../../cli/policies/list";
import { RULES } from "../../../policies/rules";

const plain = (lines: readonly string[]) => lines.map(stripVTControlCharacters);

describe("tributary policies list", () => {
    it("shows for every rule what each tier makes of it", () => {
        const lines = plain(ruleTable(RULES, 200));
        for (const { id, severity, enforcement } of RULES) {
            const line = lines.find((candidate) => candidate.startsWith(`${id} `));
            const words = line?.split(/\s+/).slice(1, 4);
            const shown = [enforcement.sandbox, enforcement.production].map((level) =>
                level === "disabled" ? "off" : level,
            );
            assert.deepEqual(words, [severity, ...shown], id);
        }
    });

    it("tells first how many rules there are", () => {
        assert.match(
            plain(ruleTable(RULES, 100))[0] ?? "",
            new RegExp(`^${RULES.length} policies: \\d+ mandatory`),
        );
    });

    it("fits the window, wide or narrow", () => {
        for (const width of [70, 80, 110, 160]) {
            for (const line of plain(ruleTable(RULES, width))) {
                assert.ok([...line].length <= width, `${width}: ${line}`);
            }
        }
    });

    it("tells everything in JSON", () => {
        const [first] = JSON.parse(JSON.stringify(RULES.map(metadata))) as Record<string, unknown>[];
        assert.deepEqual(Object.keys(first ?? {}), [
            "id",
            "title",
            "reason",
            "severity",
            "controls",
            "enforcement",
            "parameters",
            "remediation",
            "types",
        ]);
    });
});
