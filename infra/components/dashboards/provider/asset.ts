import { setTimeout as sleep } from "node:timers/promises";
import type {
    DashboardVersionDefinition,
    QuickSightClient,
    ResourcePermission,
} from "@aws-sdk/client-quicksight";
import type { dynamic } from "@pulumi/pulumi";
import { type AssetCalls, type AssetState, changeTags, clientOf } from "./calls";

/** What a dashboard or an analysis is made of: the inputs of its resource, as the engine hands them over. */
export interface AssetInputs {
    readonly region: string;
    /** The account that the call is about: QuickSight refuses credentials of another one. */
    readonly awsAccountId: string;
    readonly assetId: string;
    readonly name: string;
    readonly definition: DashboardVersionDefinition;
    readonly permissions: readonly { readonly principal: string; readonly actions: readonly string[] }[];
    readonly tags: Readonly<Record<string, string>>;
    /** Profile of the shared AWS configuration; absent: the usual chain of credentials. */
    readonly profile?: string;
}

/** What is known once it exists. */
export interface AssetOutputs extends AssetInputs {
    readonly arn: string;
    /** Tells whether somebody else has changed the definition since. */
    readonly revision: string;
}

/** What a test changes: how long to wait between two looks at an asset that is being made. */
export interface Pace {
    readonly pollMilliseconds: number;
    readonly patienceMilliseconds: number;
}

const PACE: Pace = { pollMilliseconds: 1_000, patienceMilliseconds: 300_000 };

/** Identity: a change of one of these is another asset. */
const IDENTITY = ["awsAccountId", "region", "assetId"] as const;
/** What an update can change. */
const CONTENT = ["name", "definition", "permissions", "tags"] as const;

/**
 * Creates, reads, updates and deletes dashboards and analyses over QuickSight's API.
 *
 * An update makes a version, waits until it is good, and only then shows it: viewers never see a broken one.
 */
export function assetProvider(calls: AssetCalls, pace: Pace = PACE): dynamic.ResourceProvider {
    const finish = (client: QuickSightClient, asset: AssetInputs, revision: string) =>
        settled(calls, client, asset, revision, pace);
    return {
        async create(asset: AssetInputs) {
            const client = clientOf(asset);
            const started = await calls.create(client, asset);
            let state: AssetState;
            try {
                state = await finish(client, asset, started);
            } catch (error) {
                // What failed to be created would be in the way of the next attempt.
                await calls.delete(client, asset).catch(() => undefined);
                throw error;
            }
            return { id: idOf(asset), outs: outputs(asset, state) };
        },

        async read(id: string, known?: AssetOutputs) {
            const asset = { ...known, ...partsOf(id) } as AssetOutputs;
            const client = clientOf(asset);
            try {
                const state = await calls.describe(client, asset);
                if (state.status === "DELETED") {
                    return {};
                }
                // QuickSight gives a definition back with defaults filled in: only another revision is another one.
                const same = known?.definition !== undefined && known.revision === state.revision;
                const definition = same ? known.definition : await calls.definition(client, asset);
                const permissions = await calls.permissions(client, asset);
                return {
                    id,
                    props: {
                        ...asset,
                        name: state.name,
                        definition,
                        permissions: inOrderOf(asset.permissions ?? [], permissions),
                        tags: asset.tags ?? {},
                        arn: state.arn,
                        revision: state.revision,
                    },
                };
            } catch (error) {
                if (isMissing(error)) {
                    return {};
                }
                throw error;
            }
        },

        async diff(_id: string, before: AssetOutputs, after: AssetInputs) {
            const replaces = IDENTITY.filter((key) => before[key] !== after[key]);
            const changes = CONTENT.some((key) => !same(before[key], after[key]));
            // An id that stays is taken until the old asset is gone.
            return {
                changes: changes || replaces.length > 0 || before.profile !== after.profile,
                replaces: [...replaces],
                deleteBeforeReplace: replaces.length > 0 && !replaces.includes("assetId"),
                stables: ["arn"],
            };
        },

        async update(_id: string, before: AssetOutputs, after: AssetInputs) {
            const client = clientOf(after);
            let state: Pick<AssetState, "arn" | "revision"> = before;
            if (!same(before.definition, after.definition) || before.name !== after.name) {
                const revision = await calls.update(client, after);
                state = await finish(client, after, revision);
                await calls.publish(client, after, state.revision);
            }
            const change = sharingChange(before.permissions, after.permissions);
            if (change.grant.length + change.revoke.length > 0) {
                await calls.share(client, after, change);
            }
            await changeTags(client, state.arn, before.tags, after.tags);
            return { outs: outputs(after, state) };
        },

        async delete(_id: string, asset: AssetOutputs) {
            try {
                await calls.delete(clientOf(asset), asset);
            } catch (error) {
                if (!isMissing(error)) {
                    throw error;
                }
            }
        },
    } as dynamic.ResourceProvider;
}

/** `<account>,<region>,<id>`: what an import gives. */
function idOf({ awsAccountId, region, assetId }: AssetInputs): string {
    return `${awsAccountId},${region},${assetId}`;
}

function partsOf(id: string): Pick<AssetInputs, "awsAccountId" | "region" | "assetId"> {
    const [awsAccountId = "", region = "", assetId = ""] = id.split(",");
    if (assetId === "") {
        throw new Error(`id "${id}": <account>,<region>,<id of the asset> is expected`);
    }
    return { awsAccountId, region, assetId };
}

function outputs(asset: AssetInputs, { arn, revision }: Pick<AssetState, "arn" | "revision">): AssetOutputs {
    return { ...asset, arn, revision };
}

async function settled(
    calls: AssetCalls,
    client: QuickSightClient,
    asset: AssetInputs,
    revision: string,
    { pollMilliseconds, patienceMilliseconds }: Pace,
): Promise<AssetState> {
    const deadline = Date.now() + patienceMilliseconds;
    for (;;) {
        const state = await calls.describe(client, asset, revision === "" ? undefined : revision);
        if (state.status.endsWith("_SUCCESSFUL")) {
            return state;
        }
        if (state.status.endsWith("_FAILED")) {
            const reasons = state.errors.length > 0 ? state.errors.join("; ") : "QuickSight gives no reason";
            throw new Error(`${calls.kind} "${asset.name}" (${asset.assetId}): ${state.status}: ${reasons}`);
        }
        if (Date.now() > deadline) {
            throw new Error(
                `${calls.kind} "${asset.name}" (${asset.assetId}): still ${state.status || "without a status"} after ` +
                    `${Math.round(patienceMilliseconds / 1000)} seconds; look at it in QuickSight, then deploy again`,
            );
        }
        await sleep(pollMilliseconds);
    }
}

function sharingChange(before: AssetInputs["permissions"], after: AssetInputs["permissions"]) {
    const actionsBefore = new Map(before.map(({ principal, actions }) => [principal, actions]));
    const actionsAfter = new Map(after.map(({ principal, actions }) => [principal, actions]));
    const grant: ResourcePermission[] = [];
    const revoke: ResourcePermission[] = [];
    for (const principal of new Set([...actionsBefore.keys(), ...actionsAfter.keys()])) {
        const had = actionsBefore.get(principal) ?? [];
        const gets = actionsAfter.get(principal) ?? [];
        if (same([...had].sort(), [...gets].sort())) {
            continue;
        }
        const lost = had.filter((action) => !gets.includes(action));
        if (gets.length > 0) {
            grant.push({ Principal: principal, Actions: [...gets] });
        }
        if (lost.length > 0) {
            revoke.push({ Principal: principal, Actions: lost });
        }
    }
    return { grant, revoke };
}

/** As QuickSight has them, in the order of those that we know, so that an order alone is no difference. */
function inOrderOf(
    known: AssetInputs["permissions"],
    found: readonly ResourcePermission[],
): AssetInputs["permissions"] {
    const rank = new Map(known.map(({ principal }, index) => [principal, index]));
    return found
        .map(({ Principal = "", Actions = [] }) => {
            const usual = known.find(({ principal }) => principal === Principal)?.actions ?? [];
            const unchanged = same([...usual].sort(), [...Actions].sort());
            return { principal: Principal, actions: unchanged ? usual : [...Actions] };
        })
        .sort((a, b) => (rank.get(a.principal) ?? Infinity) - (rank.get(b.principal) ?? Infinity) || 0);
}

/** Deep equality of what JSON can say, whatever the order of keys. */
function same(a: unknown, b: unknown): boolean {
    return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(sorted);
    }
    if (value instanceof Object) {
        const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
        return Object.fromEntries(
            entries.sort(([x], [y]) => (x < y ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]),
        );
    }
    return value;
}

function isMissing(error: unknown): boolean {
    return error instanceof Error && error.name === "ResourceNotFoundException";
}
