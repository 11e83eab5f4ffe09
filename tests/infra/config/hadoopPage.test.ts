import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { recordProgram } from "../../../cli/preview/recorder";
import { loadConfiguration } from "../../../infra/config/load";
import { platform } from "../../../infra/platform";
import { repository } from "./repository";

const PAGE = join(__dirname, "..", "..", "..", "docs", "hadoop.md");

/** The files of a page's example: path → text. */
function example(): Record<string, string> {
    const blocks = readFileSync(PAGE, "utf8").matchAll(/<!-- example: (\S+) -->\n```\w+\n(.*?)```/gs);
    return Object.fromEntries([...blocks].map(([, path = "", text = ""]) => [path, text]));
}

describe("the page about Hive and Spark", () => {
    it("has an example that is right, and that makes what the page says", async () => {
        const files = example();
        assert.equal(Object.keys(files).length, 4);
        const root = repository({ ...files, "environments/Pulumi.dev.yaml": undefined });
        const configuration = await loadConfiguration({ root, stack: "prod" });
        const plan = await recordProgram({
            project: "tributary",
            stack: "prod",
            region: configuration.environment.region,
            accountId: "123456789012",
            program: () => platform(configuration),
        });
        const schedule = plan.resources.find(({ type }) => type === "aws:scheduler/schedule:Schedule");
        const target = schedule?.inputs.target as { input: string } | undefined;
        const request = JSON.parse(target?.input ?? "{}");
        assert.deepEqual(
            request.Steps.map(({ Name }: { Name: string }) => Name),
            ["anomalies", "coldest"],
        );
        assert.equal(request.ManagedScalingPolicy.ComputeLimits.MaximumCapacityUnits, 8 + 128);
        const blocked = plan.resources.filter(({ type }) => type.includes("blockPublicAccessConfiguration"));
        assert.deepEqual(
            blocked.map(({ inputs }) => inputs.blockPublicSecurityGroupRules),
            [true],
        );
    });
});
