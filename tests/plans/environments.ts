/** The plans of the repository's environments, each previewed once in a process. */
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Plan } from "../../cli/preview/plan";
import { previewEnvironment } from "../../cli/preview/preview";
import { environmentName } from "../../infra/config/environment";

export const ROOT = resolve(__dirname, "../..");

/** Every environment that the repository has, by name. */
export const ENVIRONMENTS: readonly string[] = readdirSync(join(ROOT, "environments"))
    .flatMap((file) => environmentName(file) ?? [])
    .sort();

const plans = new Map<string, Promise<Plan>>();

export function planOfEnvironment(stack: string): Promise<Plan> {
    let plan = plans.get(stack);
    if (plan === undefined) {
        plan = previewEnvironment({ root: ROOT, stack }).then((preview) => preview.plan);
        plans.set(stack, plan);
    }
    return plan;
}
