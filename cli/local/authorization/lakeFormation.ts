/**
 * Lake Formation's grants on tables. They come on top of IAM: a role needs both.
 * Sources: Lake Formation Developer Guide, "Lake Formation permissions reference", "Implicit Lake Formation
 * permissions", "Changing the default settings for your data lake", "How hybrid access mode works".
 */
import type { PlanResource, PlanValue } from "../../preview/plan";
import { isObject, unwrapSecret } from "../../preview/values";
import { roleCaller } from "./identityPolicies";
import { coversByTags, filterOf } from "./lakeTags";
import { input, type PlanIndex, text, texts } from "./planIndex";
import { allowed, type Decision, refused, type TableRequest } from "./request";

/** Stands for everybody whom IAM allows: a table granted to it is not governed by Lake Formation. */
const EVERYBODY = "IAM_ALLOWED_PRINCIPALS";
const PERMISSIONS = "aws:lakeformation/permissions:Permissions";
/** A permission and those that include it: whoever may read a table may see its definition. */
const INCLUDED_IN: Readonly<Record<TableRequest["permission"], readonly string[]>> = {
    DESCRIBE: ["DESCRIBE", "SELECT", "ALL", "SUPER"],
    SELECT: ["SELECT", "ALL", "SUPER"],
    INSERT: ["INSERT", "ALL", "SUPER"],
};

/** A place in S3 that Lake Formation hands out credentials for. */
export interface RegisteredLocation {
    readonly resource: PlanResource;
    /** Absent: Lake Formation's service-linked role. */
    readonly roleArn?: string;
    /** Only principals that opted in are governed. */
    readonly hybrid: boolean;
}

/** Settings, grants and registered locations of a plan. */
export class TableGrants {
    private readonly settings: PlanResource | undefined;

    constructor(private readonly index: PlanIndex) {
        this.settings = index.ofType("aws:lakeformation/dataLakeSettings:DataLakeSettings")[0];
    }

    table(database: string, name: string): PlanResource | undefined {
        return this.index
            .ofType("aws:glue/catalogTable:CatalogTable")
            .find((table) => text(table, "databaseName") === database && text(table, "name") === name);
    }

    /** Whether Lake Formation lets the role use the table. */
    authorize(request: TableRequest): Decision {
        const { role, database, table, permission } = request;
        const open = this.opening(request);
        if (open) {
            return allowed([open]);
        }
        const settings = this.settings;
        if (settings && permission === "DESCRIBE" && this.isAdmin(settings, role)) {
            return allowed([{ urn: settings.urn, sid: "admins", index: 0 }]);
        }
        const grants = this.index.ofType(PERMISSIONS).filter((grant) => isGrantee(grant, role));
        for (const grant of grants) {
            const named = covers(grant, request) || coversByTags(this.index, grant, request);
            if (permits(grant, permission) && (named || this.leavesAll(grant, request))) {
                return allowed([{ urn: grant.urn, sid: permission, index: 0 }]);
            }
        }
        const what = `role ${roleCaller(role).name} may not ${permission} table ${database}.${table}`;
        const byTags = grants.find((grant) => isObject(input(grant, "lfTagPolicy")));
        if (byTags && grants.length === 1) {
            return refused(
                `${what}: it carries none of the LF-tags that ${byTags.urn} grants; give it one, or grant the table`,
            );
        }
        const filter = grants.find((grant) => filterOf(this.index, grant, request) !== undefined);
        if (filter) {
            const rows = filterOf(this.index, filter, request)?.rows === true;
            return refused(
                rows
                    ? `${what} as far as the plan tells: rows are left out by the cell filter of ${filter.urn}, which a local run does not compute`
                    : `${what}: the cell filter of ${filter.urn} leaves out columns that are read; name those that it leaves`,
            );
        }
        const unknown = grants.find((grant) => isObject(input(grant, "dataCellsFilter")));
        if (unknown && grants.length === 1) {
            return refused(`${what}: the cell filter that ${unknown.urn} names is not one of the table's`);
        }
        const near = grants.find((grant) => covers(grant, request));
        const has = near ? ` (${near.urn} grants ${texts(input(near, "permissions")).join(", ")} only)` : "";
        const place = near ? near.urn : `a new ${PERMISSIONS}`;
        return refused(`${what}: no Lake Formation grant allows it${has}; add it to ${place}`, {
            missing: `Lake Formation permission ${permission} on table ${database}.${table} for ${role} in ${place}`,
        });
    }

    /** Whether the grant's cell filter takes nothing away of what is asked for. */
    private leavesAll(grant: PlanResource, request: TableRequest): boolean {
        const filter = filterOf(this.index, grant, request);
        if (filter === undefined || request.permission === "INSERT") {
            return false;
        }
        if (request.permission === "DESCRIBE") {
            return true;
        }
        return !filter.rows && (request.columns?.every(filter.columns) ?? filter.allColumns);
    }

    /** The registered location that holds the path; the longest of several. */
    location(path: string, role: string): RegisteredLocation | undefined {
        const found = this.index
            .ofType("aws:lakeformation/resource:Resource")
            .map((resource) => ({ resource, prefix: s3Path(text(resource, "arn") ?? "") }))
            .filter(
                ({ prefix }) =>
                    path === prefix || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`),
            )
            .sort((one, other) => other.prefix.length - one.prefix.length)[0];
        if (!found) {
            return undefined;
        }
        const { resource } = found;
        const roleArn =
            input(resource, "useServiceLinkedRole") === true ? undefined : text(resource, "roleArn");
        const hybrid = input(resource, "hybridAccessEnabled") === true && !this.optedIn(role);
        return { resource, ...(roleArn === undefined ? {} : { roleArn }), hybrid };
    }

    private optedIn(role: string): boolean {
        return this.index.ofType("aws:lakeformation/optIn:OptIn").some((optIn) => {
            const principal = input(optIn, "principal") ?? input(optIn, "principals");
            const list = Array.isArray(principal) ? principal : [principal];
            return list.some((item) => isObject(item) && item.dataLakePrincipalIdentifier === role);
        });
    }

    private isAdmin(settings: PlanResource, role: string): boolean {
        return [...texts(input(settings, "admins")), ...texts(input(settings, "readOnlyAdmins"))].includes(
            role,
        );
    }

    /** What leaves the table to IAM alone; undefined if Lake Formation governs it. */
    private opening(request: TableRequest): { urn: string; sid?: string; index: number } | undefined {
        if (!this.settings) {
            return {
                urn: "the account's default Lake Formation settings (use only IAM access control)",
                index: 0,
            };
        }
        const database = this.index
            .ofType("aws:glue/catalogDatabase:CatalogDatabase")
            .find((candidate) => text(candidate, "name") === request.database);
        const own = database ? input(database, "createTableDefaultPermissions") : undefined;
        const source = database && own !== undefined ? database : this.settings;
        const defaults = own ?? input(this.settings, "createTableDefaultPermissions");
        const opensAll = (Array.isArray(defaults) ? defaults : []).some((entry) => {
            return (
                isObject(entry) && principalOf(entry.principal) === EVERYBODY && permitsList(entry, request)
            );
        });
        if (opensAll) {
            return { urn: source.urn, sid: "createTableDefaultPermissions", index: 0 };
        }
        const grant = this.index.ofType(PERMISSIONS).find((candidate) => {
            const open = input(candidate, "principal") === EVERYBODY;
            return open && permits(candidate, request.permission) && covers(candidate, request);
        });
        return grant ? { urn: grant.urn, index: 0 } : undefined;
    }
}

function principalOf(value: PlanValue | undefined): PlanValue | undefined {
    const principal = unwrapSecret(value);
    return isObject(principal) ? principal.dataLakePrincipalIdentifier : principal;
}

function isGrantee(grant: PlanResource, role: string): boolean {
    const principal = input(grant, "principal");
    return principal === role || principal === `${roleCaller(role).account}:IAMPrincipals`;
}

function permits(grant: PlanResource, permission: TableRequest["permission"]): boolean {
    return texts(input(grant, "permissions")).some((one) => INCLUDED_IN[permission].includes(one));
}

function permitsList(entry: { [key: string]: PlanValue }, request: TableRequest): boolean {
    return texts(entry.permissions).some((one) => INCLUDED_IN[request.permission].includes(one));
}

/** Whether the grant speaks of the table, and of all columns that are asked for. */
function covers(grant: PlanResource, { database, table, permission, columns }: TableRequest): boolean {
    const whole = input(grant, "table");
    if (isObject(whole)) {
        return whole.databaseName === database && (whole.wildcard === true || whole.name === table);
    }
    const part = input(grant, "tableWithColumns");
    if (!isObject(part) || part.databaseName !== database || part.name !== table) {
        return false;
    }
    if (permission === "DESCRIBE") {
        return true;
    }
    const included = texts(part.columnNames);
    const excluded = texts(part.excludedColumnNames);
    if (part.wildcard === true || excluded.length > 0) {
        return excluded.length === 0 || (columns?.every((column) => !excluded.includes(column)) ?? false);
    }
    return columns?.every((column) => included.includes(column)) ?? false;
}

/** `s3://bucket/prefix` of `arn:aws:s3:::bucket/prefix`. */
function s3Path(arn: string): string {
    return arn.replace(/^arn:[^:]*:s3:::/, "s3://").replace(/\/\*?$/, "");
}
