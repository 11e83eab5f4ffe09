import type { OpenSearch } from "../openSearch";
import { type Declaration, type IndexDeclaration, indexPattern } from "./declaration";
import { applySnapshots } from "./snapshots";
import { putVersioned } from "./versioned";

/** Roles and templates that are ours begin so: others are left alone. */
const OWN = "tributary-";
const SECURITY = ["_plugins", "_security", "api"] as const;

/** What was changed, for the log and for whoever deployed. */
export interface Applied {
    readonly roles: number;
    readonly templates: number;
    readonly policies: number;
    readonly snapshots: boolean;
    /** Roles and templates of ours that nobody declares any more. */
    readonly removed: readonly string[];
}

/** Makes the domain what the declaration says. Applying it again changes nothing; data is never deleted here. */
export async function applyDeclaration(client: OpenSearch, declaration: Declaration): Promise<Applied> {
    const roles = rolesOf(declaration);
    await applyRoles(client, declaration, roles);
    for (const index of declaration.indices) {
        await applyTemplate(client, index, declaration.replicas);
        await applyMapping(client, index, declaration.replicas);
        if (index.series) await applyRetention(client, index, index.series.deleteAfterDays);
    }
    if (declaration.snapshots) await applySnapshots(client, declaration.snapshots);
    return {
        roles: roles.length,
        templates: declaration.indices.length,
        policies: declaration.indices.filter(({ series }) => series).length,
        snapshots: declaration.snapshots !== undefined,
        removed: [...(await removeRoles(client, roles)), ...(await removeTemplates(client, declaration))],
    };
}

interface SecurityRole {
    readonly name: string;
    readonly clusterPermissions: readonly string[];
    readonly indexPatterns: readonly string[];
    readonly actions: readonly string[];
    /** ARNs of IAM roles. */
    readonly members: readonly string[];
}

function rolesOf({ indices, peopleRoleArn }: Declaration): SecurityRole[] {
    const roles = indices.flatMap((index) => [
        {
            name: `${OWN}${index.name}-write`,
            // Firehose Developer Guide, "Grant Firehose access to an OpenSearch Service destination in a VPC".
            clusterPermissions: ["cluster_composite_ops", "cluster_monitor"],
            indexPatterns: [indexPattern(index)],
            actions: ["create_index", "crud", "manage"],
            members: index.writers,
        },
        {
            name: `${OWN}${index.name}-read`,
            clusterPermissions: ["cluster_composite_ops_ro"],
            indexPatterns: [indexPattern(index)],
            actions: ["read"],
            members: index.readers,
        },
    ]);
    const people = {
        name: `${OWN}people`,
        clusterPermissions: ["cluster_composite_ops_ro"],
        indexPatterns: indices.map(indexPattern),
        actions: ["read"],
        members: peopleRoleArn === undefined ? [] : [peopleRoleArn],
    };
    return [...roles, people].filter(
        ({ members, indexPatterns }) => members.length > 0 && indexPatterns.length > 0,
    );
}

/** IAM says who reaches the domain; these roles say what they may do there. */
async function applyRoles(
    client: OpenSearch,
    declaration: Declaration,
    roles: readonly SecurityRole[],
): Promise<void> {
    const masters = [declaration.masterRoleArn, ...declaration.administrators];
    await map(client, "all_access", masters);
    await map(client, "security_manager", masters);
    await map(client, "manage_snapshots", masters);
    if (declaration.peopleRoleArn !== undefined) {
        await map(client, "opensearch_dashboards_user", [declaration.peopleRoleArn]);
    }
    for (const { name, clusterPermissions, indexPatterns, actions, members } of roles) {
        await client.request("PUT", [...SECURITY, "roles", name], {
            cluster_permissions: clusterPermissions,
            index_permissions: [{ index_patterns: indexPatterns, allowed_actions: actions }],
        });
        await map(client, name, members);
    }
}

async function map(client: OpenSearch, role: string, members: readonly string[]): Promise<void> {
    await client.request("PUT", [...SECURITY, "rolesmapping", role], { backend_roles: members });
}

/** For indices to come. */
async function applyTemplate(client: OpenSearch, index: IndexDeclaration, replicas: number): Promise<void> {
    await client.request("PUT", ["_index_template", `${OWN}${index.name}`], {
        index_patterns: [indexPattern(index)],
        priority: 100,
        template: {
            settings: { number_of_shards: 1, number_of_replicas: replicas },
            // Fields that nobody declared are kept in the document, and cannot blow up the mapping.
            mappings: { dynamic: false, properties: propertiesOf(index) },
        },
        _meta: { managed_by: "tributary" },
    });
}

/** For indices that exist: fields are added; one whose type was changed is refused by OpenSearch. */
async function applyMapping(client: OpenSearch, index: IndexDeclaration, replicas: number): Promise<void> {
    const query = { ignore_unavailable: "true", allow_no_indices: "true" };
    const pattern = indexPattern(index);
    await client.request(
        "PUT",
        [pattern, "_mapping"],
        { properties: propertiesOf(index) },
        { query, allowed: [404] },
    );
    await client.request(
        "PUT",
        [pattern, "_settings"],
        { index: { number_of_replicas: replicas } },
        { query, allowed: [404] },
    );
}

function propertiesOf({ fields }: IndexDeclaration): Record<string, { type: string }> {
    return Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, { type }]));
}

/** Index State Management deletes old indices of a series. */
async function applyRetention(client: OpenSearch, index: IndexDeclaration, days: number): Promise<void> {
    const policyId = `${OWN}${index.name}`;
    const pattern = indexPattern(index);
    const changed = await putVersioned(client, ["_plugins", "_ism", "policies", policyId], "policy", {
        description: `Documents of ${index.name} are deleted by index, ${days} days after its first`,
        default_state: "kept",
        states: [
            {
                name: "kept",
                actions: [],
                transitions: [{ state_name: "deleted", conditions: { min_index_age: `${days}d` } }],
            },
            { name: "deleted", actions: [{ delete: {} }], transitions: [] },
        ],
        ism_template: [{ index_patterns: [pattern], priority: 100 }],
    });
    if (!changed) return;
    // The policy's template reaches new indices only: `add` takes those without a policy, `change_policy` the others.
    const ofPolicy = { policy_id: policyId };
    await client.request("POST", ["_plugins", "_ism", "add", pattern], ofPolicy, { allowed: [404] });
    await client.request("POST", ["_plugins", "_ism", "change_policy", pattern], ofPolicy, {
        allowed: [404],
    });
}

/** Who is no longer declared may no longer write or read. */
async function removeRoles(client: OpenSearch, declared: readonly SecurityRole[]): Promise<string[]> {
    const { body } = await client.request("GET", [...SECURITY, "roles"]);
    const names = new Set(declared.map(({ name }) => name));
    const stale = Object.keys(body as object).filter((name) => name.startsWith(OWN) && !names.has(name));
    for (const name of stale) {
        await client.request("DELETE", [...SECURITY, "rolesmapping", name], undefined, { allowed: [404] });
        await client.request("DELETE", [...SECURITY, "roles", name], undefined, { allowed: [404] });
    }
    return stale;
}

/** Indices stay, and with them the policies that delete them in time. */
async function removeTemplates(client: OpenSearch, { indices }: Declaration): Promise<string[]> {
    const { body } = await client.request("GET", ["_index_template", `${OWN}*`], undefined, {
        allowed: [404],
    });
    const found = (body as { index_templates?: { name: string }[] }).index_templates ?? [];
    const names = new Set(indices.map(({ name }) => `${OWN}${name}`));
    const stale = found.map(({ name }) => name).filter((name) => !names.has(name));
    for (const name of stale) {
        await client.request("DELETE", ["_index_template", name], undefined, { allowed: [404] });
    }
    return stale;
}
