/** How a plan differs from its baseline, in the words of a reviewer. */
import { type Baseline, permissionsIn } from "./baseline";
import type { Permission } from "./permissions";

/** One line each, what matters most first; empty where nothing has changed. */
export function changes(before: Baseline, after: Baseline): string[] {
    return [
        ...permissionChanges(permissionsIn(before), permissionsIn(after)),
        ...protectionChanges(before.protected, after.protected),
        ...componentChanges(before.components, after.components),
    ];
}

/** How much a reviewer should care: what allows more comes first. */
const ORDER = ["widened", "changed", "added", "removed", "narrowed", "denied"] as const;

interface PermissionChange {
    readonly verb: (typeof ORDER)[number];
    readonly permission: Permission;
    /** What it was before; empty where there was nothing like it. */
    readonly was: string;
}

function permissionChanges(before: readonly Permission[], after: readonly Permission[]): string[] {
    const added = minus(after, before);
    const removed = minus(before, after);
    const explained = new Set<Permission>();
    const lines = added.map((permission): PermissionChange => {
        const [relation, old] = related(permission, removed);
        for (const one of old) {
            explained.add(one);
        }
        const was = old.map((one) => difference(one, permission)).join("; ");
        return { verb: verbOf(relation, permission), permission, was };
    });
    const gone = removed
        .filter((permission) => !explained.has(permission))
        .map((permission): PermissionChange => {
            // Who is denied less may do more.
            return { verb: permission.never ? "widened" : "removed", permission, was: GONE };
        });
    return joined([...lines, ...gone]);
}

const GONE = "no longer";

/** One line for all actions that changed alike, and one block for all that is new to somebody. */
function joined(all: readonly PermissionChange[]): string[] {
    const alike = groupBy(all, ({ verb, permission, was }) =>
        [verb, was, describe({ ...permission, action: "" })].join("\n"),
    ).map((group): PermissionChange => {
        const [{ verb, permission, was }] = group;
        const action = group.map((change) => change.permission.action).join(", ");
        return { verb, permission: { ...permission, action }, was };
    });
    const blocks = groupBy(alike, ({ verb, permission, was }) =>
        [verb, was, permission.who, ...(was === "" ? [] : [describe(permission)])].join("\n"),
    );
    return blocks
        .sort(([one], [other]) => ORDER.indexOf(one.verb) - ORDER.indexOf(other.verb))
        .map((block) => {
            const [{ verb, permission, was }] = block;
            const change = was === GONE || was === "" ? "" : ` (was: ${was})`;
            const texts = block.map((one) => what(one.permission));
            const list = texts.length === 1 ? ` ${texts[0]}` : texts.map((text) => `\n    ${text}`).join("");
            return `${verb}: ${was === GONE ? "no longer: " : ""}${subject(permission)}${list}${change}`;
        });
}

type Group<T> = readonly [T, ...T[]];

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Group<T>[] {
    const groups = new Map<string, [T, ...T[]]>();
    for (const item of items) {
        const group = groups.get(keyOf(item));
        if (group) {
            group.push(item);
        } else {
            groups.set(keyOf(item), [item]);
        }
    }
    return [...groups.values()];
}

type Relation = "none" | "wider" | "narrower" | "otherwise";

/** What of the removed permissions the new one takes the place of. */
function related(permission: Permission, removed: readonly Permission[]): [Relation, readonly Permission[]] {
    const wider = removed.filter((old) => covers(permission, old));
    if (wider.length > 0) {
        return ["wider", wider];
    }
    const narrower = removed.filter((old) => covers(old, permission));
    if (narrower.length > 0) {
        return ["narrower", narrower];
    }
    const same = removed.filter(
        (old) => describe({ ...old, condition: "" }) === describe({ ...permission, condition: "" }),
    );
    return [same.length > 0 ? "otherwise" : "none", same];
}

function verbOf(relation: Relation, { never }: Permission): PermissionChange["verb"] {
    switch (relation) {
        case "wider":
            return never ? "narrowed" : "widened";
        case "narrower":
            return never ? "widened" : "narrowed";
        case "otherwise":
            return "changed";
        case "none":
            return never ? "denied" : "added";
    }
}

function minus(all: readonly Permission[], others: readonly Permission[]): Permission[] {
    const known = new Set(others.map(describe));
    return all.filter((permission) => !known.has(describe(permission)));
}

function describe(permission: Permission): string {
    return `${subject(permission)} ${what(permission)}`;
}

function subject({ who, never }: Permission): string {
    return `${who} ${never ? "must never" : "may"}`;
}

function what({ on, action, condition }: Permission): string {
    return `${action} on ${on}${condition === "" ? "" : ` if ${condition}`}`;
}

/** What of the old permission is not in the new one's words. */
function difference(old: Permission, now: Permission): string {
    const parts = [
        ...(old.action === now.action ? [] : [old.action]),
        ...(old.on === now.on ? [] : [`on ${old.on}`]),
        ...(old.condition === now.condition ? [] : [old.condition === "" ? "always" : `if ${old.condition}`]),
    ];
    return parts.join(" ");
}

/** Whether the first permission allows, or denies, everything that the second one does. */
function covers(wide: Permission, narrow: Permission): boolean {
    return (
        wide.never === narrow.never &&
        matches(wide.who === "everybody" ? "*" : wide.who, narrow.who) &&
        matches(wide.action, narrow.action) &&
        matches(wide.on, narrow.on) &&
        (wide.condition === "" || wide.condition === narrow.condition)
    );
}

function matches(pattern: string, text: string): boolean {
    const source = pattern
        .split("*")
        .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
        .join(".*");
    return new RegExp(`^${source}$`, "s").test(text);
}

function protectionChanges(before: readonly string[], after: readonly string[]): string[] {
    return [
        ...before
            .filter((name) => !after.includes(name))
            .map((name) => `unprotected: ${name} can be deleted now`),
        ...after.filter((name) => !before.includes(name)).map((name) => `protected: ${name}`),
    ];
}

function componentChanges(before: Baseline["components"], after: Baseline["components"]): string[] {
    const lines: string[] = [];
    for (const [component, kinds] of Object.entries(after)) {
        const old = before[component];
        if (old === undefined) {
            const parts = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
            lines.push(`new: ${component}: ${parts.join(", ")}`);
            continue;
        }
        for (const kind of new Set([...Object.keys(old), ...Object.keys(kinds)])) {
            const [was, is] = [old[kind] ?? 0, kinds[kind] ?? 0];
            if (was !== is) {
                lines.push(`changed: ${component} has ${is} ${kind} instead of ${was}`);
            }
        }
    }
    const gone = Object.keys(before).filter((component) => !(component in after));
    return [...gone.map((component) => `gone: ${component}`), ...lines];
}
