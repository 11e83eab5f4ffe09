/** What `tributary preview` does: plan, check, print. */

import { writeFileSync } from "node:fs";
import { checkPlan } from "../../policies/check";
import { RULES } from "../../policies/rules";
import { chooseEnvironment, findRoot } from "../environments";
import { UsageError } from "../usage";
import type { PreviewOptions } from "./command";
import { policyResources } from "./policyResources";
import { previewEnvironment } from "./preview";
import type { Report } from "./report";

/** Previews an environment; returns the exit code. */
export async function preview(given: string | undefined, options: PreviewOptions): Promise<number> {
    const root = findRoot();
    const stack = chooseEnvironment(root, given, "tributary preview");
    const { plan, configuration } = await previewEnvironment({ root, stack });
    const { tier } = configuration.environment;
    const findings = checkPlan({ resources: policyResources(plan), tier });
    const report: Report = {
        plan,
        tier,
        findings,
        rules: RULES.filter(({ enforcement }) => enforcement[tier] !== "disabled").length,
    };
    if (options.json || options.out !== undefined) {
        const { toDeployment } = require("./deployment") as typeof import("./deployment");
        const text = `${JSON.stringify(toDeployment(plan, { showSecrets: options.showSecrets ?? false }), undefined, 4)}\n`;
        if (options.out !== undefined) {
            write(options.out, text);
        }
        if (options.json) {
            process.stdout.write(text);
        }
    }
    const { answer, printReport } = require("./report") as typeof import("./report");
    if (options.json) {
        process.stderr.write(`${answer(report).text}\n`);
    } else {
        printReport(report, { resources: options.resources ?? false, out: options.out });
    }
    return answer(report).fine ? 0 : 1;
}

function write(file: string, text: string): void {
    try {
        writeFileSync(file, text);
    } catch (error) {
        throw new UsageError(
            `--out ${file}: ${(error as Error).message}; name a file in a folder that exists`,
        );
    }
}
