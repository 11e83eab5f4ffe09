import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { closureGaps } from "../../cli/preview/closure/closure";
import type { Plan } from "../../cli/preview/plan";
import { ENVIRONMENTS, planOfEnvironment, ROOT } from "./environments";
import { byKind, connectionGrants, type Grant, keyGrants, serviceGrants } from "./grants";

/** Whoever reads or writes encrypted data may use its key, and whatever is to connect can. */
describe("the closure of plans", () => {
    for (const environment of ENVIRONMENTS) {
        it(`has no gap in ${environment}`, async () => {
            const gaps = closureGaps(await planOfEnvironment(environment));
            assert.deepEqual(
                gaps.map(({ message }) => message),
                [],
            );
        }).timeout(60_000);
    }
});

/** A check that passes whatever is taken away would prove nothing. */
describe("the closure check", () => {
    const components = componentTypes();
    let everywhere: readonly Grant[] = [];

    before(async function () {
        this.timeout(60_000);
        const plans = await Promise.all(ENVIRONMENTS.map(planOfEnvironment));
        everywhere = plans.flatMap((plan) => [
            ...keyGrants(plan),
            ...serviceGrants(plan),
            ...connectionGrants(plan),
        ]);
    });

    it("is proven for every component that has grants", () => {
        const found = new Set(everywhere.map(({ component }) => component));
        assert.ok(found.size > 0);
        assert.deepEqual(
            [...found].filter((component) => !components.includes(component)),
            [],
        );
    });

    for (const component of components) {
        it(`fails when any grant of ${component} is removed`, () => {
            const grants = everywhere.filter((grant) => grant.component === component);
            const unnoticed = byKind(grants).filter((kind) => !kind.some(isMissed));
            assert.deepEqual(
                unnoticed.map(([first]) => first?.of),
                [],
            );
        }).timeout(120_000);
    }
});

/** Whether there is a gap without the grant that is not there with it. */
function isMissed({ plan, without }: Grant): boolean {
    const before = gapsOf(plan);
    return closureGaps(without).some(({ message }) => !before.has(message));
}

const known = new Map<Plan, ReadonlySet<string>>();

function gapsOf(plan: Plan): ReadonlySet<string> {
    const gaps = known.get(plan) ?? new Set(closureGaps(plan).map(({ message }) => message));
    known.set(plan, gaps);
    return gaps;
}

/** The names that the components give themselves, e.g. `DataLake`. */
function componentTypes(): string[] {
    const folder = join(ROOT, "infra/components");
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .flatMap((file) => {
            const type = /super\(\s*"tributary:index:(\w+)"/.exec(readFileSync(join(folder, file), "utf8"));
            return type?.[1] ?? [];
        })
        .sort();
}
