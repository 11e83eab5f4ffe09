import assert from "node:assert/strict";
import { baselineOf, NOTHING, readBaseline } from "./baseline/baseline";
import { changes } from "./baseline/changes";
import { ENVIRONMENTS, planOfEnvironment } from "./environments";

/** A change of the program shows as what it means for each environment, and is reviewed with it. */
describe("the plan of an environment", () => {
    for (const environment of ENVIRONMENTS) {
        it(`of ${environment} is as it was reviewed`, async () => {
            const reviewed = readBaseline(environment);
            const lines = changes(reviewed ?? NOTHING, baselineOf(await planOfEnvironment(environment)));
            const list = lines.map((line) => line.replace(/^/gm, "  ")).join("\n");
            assert.ok(
                lines.length === 0,
                `${environment} is not as it was reviewed:\n${list}\nIs that what you want? Then \`npm run baselines\` writes it down, and the change of tests/plans/baselines/${environment}.yaml is part of the review.`,
            );
        }).timeout(60_000);
    }
});
