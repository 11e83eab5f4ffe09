/** What a reviewer has to know of an environment's plan, as a file that people read. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Plan, PlanResource } from "../../../cli/preview/plan";
import { type Permission, permissionsOf } from "./permissions";
import { kindOf, nameOf } from "./words";

export interface Baseline {
    /** Component → kind of resource → how many of them are directly or indirectly in it. */
    readonly components: Readonly<Record<string, Readonly<Record<string, number>>>>;
    /** Who → on what → what, with `never` before a denial and `if …` behind a condition. */
    readonly permissions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
    /** What Pulumi refuses to delete. */
    readonly protected: readonly string[];
}

/** The baseline of an environment that does not exist yet. */
export const NOTHING: Baseline = { components: {}, permissions: {}, protected: [] };

export function baselineOf(plan: Plan): Baseline {
    return {
        components: sorted(componentsOf(plan), sorted),
        permissions: sorted(grouped(permissionsOf(plan)), (resources) =>
            sorted(resources, (lines) => [...lines].sort()),
        ),
        protected: plan.resources
            .filter((resource) => resource.protect)
            .map(nameOf)
            .sort(),
    };
}

const FOLDER = join(__dirname, "../baselines");

/** The baseline as it was last reviewed; undefined for a new environment. */
export function readBaseline(environment: string): Baseline | undefined {
    const file = fileOf(environment);
    return existsSync(file) ? (parse(readFileSync(file, "utf8")) as Baseline) : undefined;
}

export function writeBaseline(environment: string, baseline: Baseline): void {
    const head = `What the plan of ${environment} is made of, who may do what in it, and what is protected.\nWritten by \`npm run baselines\`; a change is part of the review.`;
    const text = stringify(baseline, { lineWidth: 0 });
    writeFileSync(fileOf(environment), `${head.replace(/^/gm, "# ")}\n${text}`);
}

/** The permissions of a baseline, one by one. */
export function permissionsIn({ permissions }: Baseline): Permission[] {
    return Object.entries(permissions).flatMap(([who, resources]) =>
        Object.entries(resources).flatMap(([on, texts]) =>
            texts.flatMap((text) => {
                const [, never, actions = "", condition = ""] =
                    /^(never )?(.*?)(?: if (.*))?$/s.exec(text) ?? [];
                return actions
                    .split(", ")
                    .map((action) => ({ who, on, action, never: never !== undefined, condition }));
            }),
        ),
    );
}

function fileOf(environment: string): string {
    return join(FOLDER, `${environment}.yaml`);
}

/** What holds under the same circumstances is one line. */
function grouped(permissions: readonly Permission[]): Record<string, Record<string, string[]>> {
    return groupBy(
        permissions,
        ({ who }) => who,
        (ofWho) =>
            groupBy(
                ofWho,
                ({ on }) => on,
                (onOne) =>
                    Object.values(
                        groupBy(
                            onOne,
                            ({ never, condition }) => `${never} ${condition}`,
                            (alike) => lineOf(alike),
                        ),
                    ),
            ),
    );
}

function lineOf(alike: readonly Permission[]): string {
    const { never = false, condition = "" } = alike[0] ?? {};
    const actions = [...new Set(alike.map(({ action }) => action))].sort().join(", ");
    return `${never ? "never " : ""}${actions}${condition === "" ? "" : ` if ${condition}`}`;
}

function groupBy<T, R>(
    items: readonly T[],
    keyOf: (item: T) => string,
    summary: (group: readonly T[]) => R,
): Record<string, R> {
    const groups = new Map<string, T[]>();
    for (const item of items) {
        const key = keyOf(item);
        groups.set(key, [...(groups.get(key) ?? []), item]);
    }
    return Object.fromEntries([...groups].map(([key, group]) => [key, summary(group)]));
}

function componentsOf(plan: Plan): Record<string, Record<string, number>> {
    const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
    const components: Record<string, Record<string, number>> = {};
    for (const resource of plan.resources) {
        const owner = componentAbove(resource, byUrn);
        if (owner !== undefined && resource.custom && !resource.type.startsWith("pulumi:")) {
            components[owner] ??= {};
            const kinds = components[owner] as Record<string, number>;
            kinds[kindOf(resource)] = (kinds[kindOf(resource)] ?? 0) + 1;
        }
    }
    return components;
}

function componentAbove(
    resource: PlanResource,
    byUrn: ReadonlyMap<string, PlanResource>,
): string | undefined {
    const parent = resource.parent === undefined ? undefined : byUrn.get(resource.parent);
    if (parent === undefined || parent.type === "pulumi:pulumi:Stack") {
        return "the environment itself";
    }
    return parent.custom ? componentAbove(parent, byUrn) : nameOf(parent);
}

/** Keys in the order of the alphabet: files then differ only where plans do. */
function sorted<T, R = T>(record: Readonly<Record<string, T>>, inner?: (value: T) => R): Record<string, R> {
    return Object.fromEntries(
        Object.entries(record)
            .sort(([one], [other]) => (one < other ? -1 : 1))
            .map(([key, value]) => [key, inner ? inner(value) : (value as unknown as R)]),
    );
}
