import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { POLICY_PAGE, policyPage } from "../../../cli/policies/documentation";
import { RULES } from "../../../policies/rules";

const ROOT = join(__dirname, "..", "..", "..");

describe("the page of policies", () => {
    it("is current: `tributary policies docs` would not change it", () => {
        assert.equal(readFileSync(join(ROOT, POLICY_PAGE), "utf8"), policyPage(RULES));
    });

    it("links every rule of its table to its section", () => {
        const page = policyPage(RULES);
        const headings = new Set(
            [...page.matchAll(/^### (.+)$/gm)].map(([, heading = ""]) => heading.replace(/[^a-z0-9 -]/g, "")),
        );
        const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target as string);
        assert.equal(links.length, RULES.length);
        for (const link of links) {
            assert.ok(headings.has(link), link);
        }
    });
});
