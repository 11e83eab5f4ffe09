import type { lakeformation } from "@pulumi/aws";
import { EXAMPLE_ACCOUNT, example } from "../example";
import { LAKE_PERMISSIONS } from "../resourceTypes";
import { ALWAYS, resourceRule } from "../rule";
import { each, isTrue, items } from "../unknown";

/** Lake Formation Developer Guide, "Lake Formation permissions reference": Super is written ALL in the API. */
const EVERYTHING: ReadonlySet<string> = new Set(["ALL", "SUPER", "SUPER_USER"]);
const principal = `arn:aws:iam::${EXAMPLE_ACCOUNT}:role/reader`;

export const noBroadGrants = resourceRule<lakeformation.PermissionsArgs>({
    id: "lakeformation/no-broad-grants",
    title: "Nobody is granted everything on all tables",
    reason: "ALL on a wildcard also covers tables that do not exist yet, and lets its holder drop them.",
    severity: "high",
    controls: [],
    enforcement: ALWAYS,
    remediation: {
        tributary: "LakeDomain grants SELECT and DESCRIBE to the roles that read.",
        pulumi: "list the permissions (SELECT, DESCRIBE…) on aws.lakeformation.Permissions, or name the table instead of wildcard: true.",
    },
    types: [LAKE_PERMISSIONS],
    *check(props) {
        const wide = isTrue(props.table?.wildcard)
            ? `all tables of ${props.table?.databaseName}`
            : isTrue(props.catalogResource)
              ? "the whole catalogue"
              : props.lfTagPolicy !== undefined
                ? "whatever carries an LF-tag"
                : undefined;
        if (!wide) {
            return;
        }
        yield* each(["permissions", "permissionsWithGrantOptions"] as const, function* (property) {
            const all = items(props[property]).find((permission) => EVERYTHING.has(String(permission)));
            if (all) {
                yield `${property} holds ${all} on ${wide}; list what is needed, or name the table`;
            }
        });
    },
    examples: {
        pass: [
            example("nothing is granted", LAKE_PERMISSIONS, {}),
            example("a role may read all tables", LAKE_PERMISSIONS, {
                principal,
                permissions: ["SELECT", "DESCRIBE"],
                table: { databaseName: "weather", wildcard: true },
            }),
            example("a role may do everything with one table", LAKE_PERMISSIONS, {
                principal,
                permissions: ["ALL"],
                table: { databaseName: "weather", name: "stations" },
            }),
        ],
        fail: [
            example("a role may do everything with all tables", LAKE_PERMISSIONS, {
                principal,
                permissions: ["ALL"],
                table: { databaseName: "weather", wildcard: true },
            }),
            example("a role may hand on everything on all tables", LAKE_PERMISSIONS, {
                principal,
                permissions: ["SELECT"],
                permissionsWithGrantOptions: ["DESCRIBE", "ALL"],
                table: { databaseName: "weather", wildcard: true },
            }),
            example("a role may do everything with whatever carries an LF-tag", LAKE_PERMISSIONS, {
                principal,
                permissions: ["ALL"],
                lfTagPolicy: {
                    resourceType: "TABLE",
                    expressions: [{ key: "sensitivity", values: ["public"] }],
                },
            }),
            example("a role may do everything with the catalogue", LAKE_PERMISSIONS, {
                principal,
                permissions: ["ALL"],
                catalogResource: true,
            }),
        ],
    },
});
